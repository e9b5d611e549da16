package import Core
package import Detection

/// What the engine runs on: everything people configured, resolved and valid.
package struct Plan: Sendable {
    /// A provider with the probes that it is asked.
    package struct Watched: Sendable {
        package var provider: Provider
        /// Sorted by key.
        package var probes: [Probe]

        package init(provider: Provider, probes: [Probe]) {
            self.provider = provider
            self.probes = probes.sorted { $0.key < $1.key }
        }
    }

    package var watched: [Watched]
    /// Names of the sinks that every alert goes to.
    package var sinks: [String]
    /// Length of a round.
    package var interval: Duration
    package var detector: DetectorSettings
    /// How many calls a slot gets.
    package var sampling: SamplingPolicy
    package var remindEvery: Duration
    package var vantage: String
    /// Where people reach the pages, without a trailing slash; for links in alerts.
    package var externalURL: String
    /// What must not be kept: removed from everything a far end sent before it is stored.
    package var redactor: Redactor
    /// Version of plummet, for traces and alerts.
    package var version: String
    /// How late a sample may be offered before the daemon counts as one that does not keep up.
    package var lateLimit: Duration

    /// A tenth of a round, for the places in it end well before its end; at least 5 s.
    package static func usualLateLimit(interval: Duration) -> Duration { max(interval / 10, .seconds(5)) }

    package init(
        watched: [Watched], sinks: [String], interval: Duration, detector: DetectorSettings, remindEvery: Duration,
        vantage: String, externalURL: String, redactor: Redactor, version: String,
        lateLimit: Duration? = nil, sampling: SamplingPolicy = .full
    ) {
        self.sampling = sampling
        self.watched = watched
        self.sinks = sinks
        self.interval = interval
        self.detector = detector
        self.remindEvery = remindEvery
        self.vantage = vantage
        self.externalURL = externalURL
        self.redactor = redactor
        self.version = version
        self.lateLimit = lateLimit ?? Self.usualLateLimit(interval: interval)
    }
}
