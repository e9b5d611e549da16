package import Core
package import Store

/// Gives what the daemon knows right now.
package typealias StatusSource = @Sendable () async -> Status

/// Gives what the probes of a provider, by its name, are worth for noticing a loss.
package typealias WorthSource = @Sendable (_ provider: String) async throws -> [ProbeWorth]

/// Whether the daemon does its work yet; says nothing of the providers.
package enum Readiness: Sendable, Equatable {
    case ready
    /// Why not yet, for people.
    case starting(String)
}

/// Everything that pages, metrics and the API read.
package struct PageSources: Sendable {
    /// The version of plummet.
    package var version: String
    /// How people reach the dashboard, without a trailing slash; its host is accepted in requests.
    package var externalURL: String
    package var store: StoreReader
    package var status: StatusSource
    package var worths: WorthSource
    package var readiness: @Sendable () async -> Readiness

    package init(
        version: String, externalURL: String, store: StoreReader, status: @escaping StatusSource,
        worths: @escaping WorthSource, readiness: @escaping @Sendable () async -> Readiness
    ) {
        self.version = version
        self.externalURL = externalURL
        self.store = store
        self.status = status
        self.worths = worths
        self.readiness = readiness
    }
}

/// Everything that changes state; a request needs the token for it.
package struct Commands: Sendable {
    /// Loads configuration and probes anew; empty when they were taken, else why they are refused: the old ones stay.
    package var reload: @Sendable () async -> [Diagnostic]
    /// Acknowledges an incident that exists.
    package var acknowledge: @Sendable (RecordID) async -> Void
    /// Makes what an open incident tells of the new normal.
    package var accept: @Sendable (Acceptance) async -> Void

    package init(
        reload: @escaping @Sendable () async -> [Diagnostic], acknowledge: @escaping @Sendable (RecordID) async -> Void,
        accept: @escaping @Sendable (Acceptance) async -> Void
    ) {
        self.reload = reload
        self.acknowledge = acknowledge
        self.accept = accept
    }
}
