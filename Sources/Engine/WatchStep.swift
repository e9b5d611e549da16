internal import Alerting
internal import Core
internal import Probing

/// What the watches of all providers share: each takes it along in its step.
struct Commons: Sendable {
    var network: NetworkGuard
    var shedding: LoadShedding
    /// Events that wait behind the one that is handled.
    var backlog = 0
    /// What was begun or ended of the network's troubles in this step.
    var noticed: [NetworkGuard.Change] = []
}

/// What one step of a provider's watch asks for; the engine makes commit and effects of it.
struct WatchStep {
    var commons: Commons
    var samples: [(sample: Sample, trace: Trace?)] = []
    var rounds: [RoundRecord] = []
    var sends: [Call] = []
    var observations: [(kind: Incident.Kind, observation: Observation)] = []
    var reports: [Report] = []
    var baselines: [RetiredBaseline] = []
    /// The provider's state must be stored with this step.
    var isChanged = false

    init(_ commons: Commons) { self.commons = commons }
}
