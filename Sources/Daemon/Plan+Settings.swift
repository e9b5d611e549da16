internal import Alerting
internal import Core
internal import Engine
internal import Settings

extension Plan {
    /// What the engine runs on, from what people wrote. On a clock that runs `speed` times as fast, being late is still
    /// measured by the wall.
    init(_ settings: Settings, speed: Int = 1) {
        let configuration = settings.configuration
        self.init(
            watched: settings.watched.map { Watched(provider: $0.provider, probes: $0.probes) },
            sinks: settings.sinks.map(\.name), interval: configuration.interval, detector: configuration.detector,
            remindEvery: configuration.remindEvery, vantage: configuration.vantage,
            externalURL: configuration.externalURL,
            redactor: Redactor(settings.secrets), version: Version.current,
            lateLimit: Plan.usualLateLimit(interval: configuration.interval) * speed,
            sampling: configuration.sampling)
    }
}

extension Settings {
    /// The sinks by the names that people gave them.
    var sinksByName: [String: any Sink] {
        Dictionary(uniqueKeysWithValues: sinks.map { ($0.name, $0) })
    }
}

/// Which plummet this is.
package enum Version {
    /// Version of the program, after semver.org.
    package static let current = "0.1.0"
}
