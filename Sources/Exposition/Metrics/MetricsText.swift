package import Core

/// What metrics show besides the engine's status.
package struct MetricsSurroundings: Sendable {
    /// The version of plummet.
    package var version: String
    /// Sizes of the store; nil when it could not be read.
    package var store: StoreFigures?
    /// What the kernel says of this process; nil where it says nothing.
    package var process: ProcessFigures?

    package init(version: String, store: StoreFigures? = nil, process: ProcessFigures? = nil) {
        self.version = version
        self.store = store
        self.process = process
    }
}

/// How large the store is.
package struct StoreFigures: Sendable, Equatable {
    /// Bytes of the file of series, of the file of traces, and of what is not yet moved into them.
    package var seriesBytes, tracesBytes, logBytes: Int
    package var samples: Int
    package var traces: Int

    package init(seriesBytes: Int, tracesBytes: Int, logBytes: Int, samples: Int, traces: Int) {
        self.seriesBytes = seriesBytes
        self.tracesBytes = tracesBytes
        self.logBytes = logBytes
        self.samples = samples
        self.traces = traces
    }
}

/// The daemon's metrics as text.
package enum MetricsText {
    /// Most probes shown, over all providers; `plummet_probe_series_hidden` counts the rest.
    package static let maximumProbes = 10_000

    /// All families, each in one group.
    package static func render(
        _ status: Status, _ surroundings: MetricsSurroundings, format: MetricsFormat = .prometheus
    ) -> [UInt8] {
        let probes = status.providers.reduce(0) { $0 + $1.probes.count }
        var writer = MetricsWriter(format, capacity: 16 << 10 + status.providers.count << 13 + probes << 8)
        writer.daemon(status, surroundings)
        writer.planes(status)
        writer.calls(status)
        writer.probes(status, maximum: maximumProbes)
        writer.incidents(status)
        writer.sinks(status)
        writer.telemetry(status)
        writer.store(surroundings.store)
        writer.finish()
        return writer.bytes
    }
}

extension MetricsWriter {
    /// A family of one series.
    mutating func single(_ family: MetricFamily, _ value: Double?) {
        guard let value else { return }
        begin(family)
        sample(MetricLabels(), value)
    }

    /// A family with a series for each element that has a value; nothing at all when none has.
    mutating func each<Element>(
        _ family: MetricFamily, _ elements: [(labels: MetricLabels, element: Element)], _ value: (Element) -> Double?
    ) {
        var begun = false
        for (labels, element) in elements {
            guard let value = value(element) else { continue }
            if !begun { begin(family) }
            begun = true
            sample(labels, value)
        }
    }

    fileprivate mutating func daemon(_ status: Status, _ surroundings: MetricsSurroundings) {
        begin(MetricCatalogue.buildInfo)
        sample(MetricLabels(("version", surroundings.version), ("vantage", status.vantage)), 1)
        single(MetricCatalogue.processStart, surroundings.process?.startSeconds)
        single(MetricCatalogue.processCPU, surroundings.process?.cpuSeconds)
        single(MetricCatalogue.processMemory, surroundings.process.map { Double($0.residentBytes) })
        single(MetricCatalogue.processFiles, surroundings.process.map { Double($0.openFiles) })
        single(MetricCatalogue.startTime, status.startedAt.seconds)
        single(MetricCatalogue.roundInterval, status.interval.inSeconds)
        single(MetricCatalogue.reloadSucceeded, status.reload.succeeded ? 1 : 0)
        single(MetricCatalogue.reloadTime, status.reload.succeededAt.seconds)
        single(MetricCatalogue.troubles, Double(status.troubles.count))
        single(MetricCatalogue.shedding, status.pace.isShedding ? 1 : 0)
        single(MetricCatalogue.lateness, status.pace.lateness.inSeconds)
        single(MetricCatalogue.ownNetwork, status.unreachable.contains { $0.gateway == nil } ? 1 : 0)
        single(MetricCatalogue.gateways, Double(status.unreachable.count { $0.gateway != nil }))
    }

    fileprivate mutating func probes(_ status: Status, maximum: Int) {
        var shown: [(labels: MetricLabels, element: ProbeStatus)] = []
        var hidden = 0
        for provider in status.providers {
            let labels = MetricLabels(("provider", provider.name))
            for probe in provider.probes {
                if shown.count < maximum {
                    shown.append((labels.with("probe", probe.key).with("category", probe.category), probe))
                } else {
                    hidden += 1
                }
            }
        }
        each(MetricCatalogue.probeScore, shown) { $0.lastScore }
        each(MetricCatalogue.probeBaseline, shown) { $0.baseline }
        single(MetricCatalogue.probesHidden, Double(hidden))
    }

    fileprivate mutating func incidents(_ status: Status) {
        let open = status.incidents.filter(\.isOpen)
        begin(MetricCatalogue.incidents)
        for kind in Incident.Kind.allCases {
            for severity in Incident.Severity.allCases {
                for state in Incident.State.allCases where state != .resolved {
                    let labels = MetricLabels(
                        ("kind", kind.rawValue), ("severity", severity.rawValue), ("state", state.rawValue))
                    sample(labels, open.count { $0.kind == kind && $0.severity == severity && $0.state == state })
                }
            }
        }
        guard !status.providers.isEmpty else { return }
        begin(MetricCatalogue.incidentFiring)
        for provider in status.providers {
            let labels = MetricLabels(("provider", provider.name))
            let own = open.filter { $0.provider == provider.name && $0.state != .suspected }
            for kind in Incident.Kind.allCases {
                sample(labels.with("kind", kind.rawValue), own.contains { $0.kind == kind } ? 1 : 0)
            }
        }
    }

    fileprivate mutating func sinks(_ status: Status) {
        let sinks = status.sinks.map { (labels: MetricLabels(("sink", $0.name)), element: $0) }
        each(MetricCatalogue.notificationsWaiting, sinks) { Double($0.waiting) }
        each(MetricCatalogue.notificationsAge, sinks) {
            max($0.oldestWaiting.map { (status.now - $0).inSeconds } ?? 0, 0)
        }
        each(MetricCatalogue.notificationsDelivered, sinks) { Double($0.delivered) }
        each(MetricCatalogue.notificationsFailed, sinks) { Double($0.failedAttempts) }
    }

    fileprivate mutating func telemetry(_ status: Status) {
        guard let telemetry = status.telemetry else { return }
        single(MetricCatalogue.telemetryWaiting, Double(telemetry.waiting))
        single(
            MetricCatalogue.telemetryAge, max(telemetry.oldestWaiting.map { (status.now - $0).inSeconds } ?? 0, 0))
        single(MetricCatalogue.telemetryExported, Double(telemetry.exported))
        begin(MetricCatalogue.telemetryDropped)
        sample(MetricLabels(("reason", "refused")), telemetry.dropped)
        sample(MetricLabels(("reason", "lost")), telemetry.lost)
        single(MetricCatalogue.telemetryRejected, Double(telemetry.rejectedSpans))
        single(MetricCatalogue.telemetryFailed, Double(telemetry.failedAttempts))
    }

    fileprivate mutating func store(_ sizes: StoreFigures?) {
        single(MetricCatalogue.storeReadable, sizes == nil ? 0 : 1)
        guard let sizes else { return }
        begin(MetricCatalogue.storeBytes)
        sample(MetricLabels(("file", "series")), sizes.seriesBytes)
        sample(MetricLabels(("file", "traces")), sizes.tracesBytes)
        sample(MetricLabels(("file", "log")), sizes.logBytes)
        single(MetricCatalogue.storeSamples, Double(sizes.samples))
        single(MetricCatalogue.storeTraces, Double(sizes.traces))
    }
}
