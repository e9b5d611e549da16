/// How a provider is called just now: what it is asked at most, and what holds it back.
package struct CallingStatus: Sendable, Equatable {
    /// A limit as the provider told it, and what is left of it by now.
    package struct Limit: Sendable, Equatable {
        package var kind: RateLimits.Kind
        package var limit: Double
        package var remaining: Double

        package init(kind: RateLimits.Kind, limit: Double, remaining: Double) {
            self.kind = kind
            self.limit = limit
            self.remaining = remaining
        }
    }

    /// Requests that may be in flight at once, from 1 to what was configured.
    package var places = 1
    package var configuredPlaces = 1
    /// In the order of `RateLimits.Kind`; empty while nothing was told.
    package var limits: [Limit] = []
    /// How long the next request has to wait for the provider's limits; zero when it has not.
    package var wait = Duration.zero
    /// Samples that hold a place and wait for the provider's limits.
    package var paced = 0
    /// The share of a retry that is paid for, in [0, 1]: at 1 the next failure may be retried.
    package var retryLeft = 0.0
    /// When the circuit breaker lets a trial pass; nil unless it is open.
    package var breakerOpenUntil: Timestamp?

    package init() {}
}

/// The scores that came one way lately.
package struct PoolStatus: Sendable, Equatable {
    /// Nil, and empty strings, where it is not known.
    package var connection: Sample.Connection?
    package var backend: String
    package var region: String
    /// `address:port`.
    package var peer: String
    /// Of the last scored answers, those that came so.
    package var answers: Int
    /// Their mean score, in [0, 1].
    package var score: Double

    package init(
        connection: Sample.Connection?, backend: String, region: String, peer: String, answers: Int, score: Double
    ) {
        self.connection = connection
        self.backend = backend
        self.region = region
        self.peer = peer
        self.answers = answers
        self.score = score
    }
}

/// Whether the daemon itself keeps up.
package struct PaceStatus: Sendable, Equatable {
    /// Samples that are too late are let go.
    package var isShedding = false
    /// How late the last due sample was offered.
    package var lateness = Duration.zero
    /// How late is too late.
    package var limit = Duration.zero

    package init() {}

    package init(isShedding: Bool, lateness: Duration, limit: Duration) {
        self.isShedding = isShedding
        self.lateness = lateness
        self.limit = limit
    }
}

/// Something that providers share and that cannot be reached.
package struct UnreachableStatus: Sendable, Equatable {
    /// The gateway's host; nil for this machine's own network.
    package var gateway: String?
    /// The first failure.
    package var since: Timestamp
    /// The providers that cannot be measured for it.
    package var providers: [String]

    package init(gateway: String?, since: Timestamp, providers: [String]) {
        self.gateway = gateway
        self.since = since
        self.providers = providers
    }

    /// As incidents name it: `own network`, `gateway llm.example.net`. No provider is called so: these have a space.
    package var name: String { gateway.map { "gateway \($0)" } ?? Self.ownNetwork }

    /// The name of the own network.
    package static let ownNetwork = "own network"

    /// Whether an incident of that name is about none of the providers.
    package static func isNamed(_ name: String) -> Bool { name.contains(" ") }

    /// In words, for people who see the daemon's troubles.
    package var words: String {
        let what = gateway.map { "\($0), the host that \(counted) share," } ?? "this machine's own network"
        return
            "\(what) seems to be unreachable since \(since.forPeople) UTC; nobody's outage, and \(counted) not measured"
    }

    private var counted: String { providers.count == 1 ? "1 provider" : "\(providers.count) providers" }
}
