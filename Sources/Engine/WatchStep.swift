internal import Alerting
internal import Core

/// What one step of a provider's watch asks for; the engine makes commit and effects of it.
struct WatchStep {
    var samples: [(sample: Sample, trace: Trace?)] = []
    var rounds: [RoundRecord] = []
    var sends: [Call] = []
    var observations: [(kind: Incident.Kind, observation: Observation)] = []
    var reports: [Report] = []
    /// The provider's state must be stored with this step.
    var isChanged = false
}
