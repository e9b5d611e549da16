package import Core
internal import Detection
internal import Settings
internal import Store

/// `plummet power`: what a set-up can see, and what each of its probes is worth for that.
package struct PowerStudy: Sendable {
    /// What a person asks for; nil where nothing was said.
    package struct Request: Sendable {
        /// The configuration whose probes, store and settings are meant.
        package var config: String?
        /// A store's directory; without a configuration its probes are those that it has samples of.
        package var store: String?
        package var provider: String?
        package var suite: String?
        /// Only samples from then on.
        package var since: Timestamp?
        /// Runs of each drop; at least 1.
        package var runs = 200
        package var seed: UInt64 = 1

        package init() {}
    }

    /// How often a probe is right of which nothing is known but how hard it is said to be.
    private static func assumedRate(_ difficulty: DeclaredProbe.Difficulty?) -> Double {
        switch difficulty {
        case .easy: 0.97
        case .medium: 0.85
        case .hard: 0.5
        case nil: 0.85
        }
    }

    private let request: Request
    private let declared: Settings.Declared?
    private let settings: DetectionSettings
    private let interval: Duration

    /// Reads the configuration, if one is meant; throws `DaemonFailure.settings` with all that is wrong.
    package init(_ request: Request) throws(DaemonFailure) {
        self.request = request
        let path = request.config ?? (request.store == nil ? SettingsFiles.usualConfig : nil)
        declared = try path.map { path throws(DaemonFailure) in try Self.declared(path) }
        settings = declared.map { DetectionSettings($0.configuration) } ?? DetectionSettings()
        interval = declared?.configuration.interval ?? .seconds(900)
    }

    private static func declared(_ path: String) throws(DaemonFailure) -> Settings.Declared {
        let config: SourceFile
        do {
            config = SourceFile(path: path, bytes: try Files.read(path, limit: SettingsFiles.limit))
        } catch {
            throw .settings([Diagnostic(path: path, problem: "cannot be read: \(error.reason)")])
        }
        let (suites, unreadable) = SettingsFiles.suites(Configuration.read(config).value?.probePaths ?? [])
        let (declared, diagnostics) = Settings.declared(config: config, suites: suites)
        guard let declared, unreadable.isEmpty else { throw .settings(unreadable + diagnostics) }
        return declared
    }

    /// Simulates; `progress` hears now and then which share is done.
    package func run(progress: (Double) -> Void = { _ in }) async throws -> PowerReport {
        let subjects = try await providers()
        var report = PowerReport(settings: settings, interval: interval, runs: request.runs, seed: request.seed)
        for (index, provider) in subjects.enumerated() {
            let done = Double(index) / Double(subjects.count)
            report.parts.append(
                await part(provider) { progress(done + $0 / Double(subjects.count)) })
        }
        return report
    }

    private func part(_ provider: PoweredProvider, progress: (Double) -> Void) async -> PowerReport.Part {
        var part = PowerReport.Part(provider: provider.name, worths: ProbeWorth.of(provider.tallies))
        part.leftOut = provider.leftOut.map {
            PowerReport.LeftOut(probe: $0.series.probe, version: $0.series.version, scored: $0.scored)
        }
        (part.swayExcess, part.swayRounds) = (provider.sway?.excess, provider.sway?.rounds ?? 0)
        part.probes = provider.subjects.count
        part.assumed = provider.assumed
        guard
            let simulation = PowerSimulation(
                provider.subjects, sway: provider.sway,
                settings: settings.detector(interval: interval, providers: provider.sharing),
                sampling: settings.sampling, seed: request.seed)
        else { return part }
        part.mean = simulation.mean
        for (index, drop) in PowerDrop.usual.enumerated() {
            part.delays.append(
                PowerDelay(
                    drop: drop, rounds: await Self.rounds(simulation, drop, runs: request.runs),
                    horizon: PowerSimulation.horizon))
            progress(Double(index + 1) / Double(PowerDrop.usual.count) * 0.3)
        }
        for (index, way) in PowerOutlook.Way.allCases.enumerated() {
            let outlook = await PowerOutlook.of(
                way, provider.subjects, sway: provider.sway, worths: part.worths, settings: settings,
                sharing: provider.sharing,
                interval: interval, runs: request.runs, seed: request.seed)
            if let outlook { part.outlooks.append(outlook) }
            progress(0.3 + Double(index + 1) / Double(PowerOutlook.Way.allCases.count) * 0.7)
        }
        return part
    }

    /// All runs of a drop, a few at a time on every core.
    private static func rounds(_ simulation: PowerSimulation, _ drop: PowerDrop, runs: Int) async -> [Int] {
        let share = 10
        return await withTaskGroup(of: [Int].self) { group in
            for start in stride(from: 0, to: runs, by: share) {
                group.addTask { simulation.delay(drop, runs: start..<min(start + share, runs)) }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }
}

/// A provider's probes with what is known of them.
private struct PoweredProvider: Sendable {
    var name: String
    var subjects: [PowerSimulation.Subject] = []
    /// Of the probes that have samples.
    var tallies: [SeriesTally] = []
    /// Probes with too few samples, whose rate was assumed.
    var assumed = 0
    /// Series with samples of probes, or versions of them, that are taken not to be asked any more.
    var leftOut: [SeriesTally] = []
    /// As the provider's detector found it; nil where there is none that is past calibration.
    var sway: RoundSway?
    /// Providers that share the budget of false alarms.
    var sharing = 1
}

extension PowerStudy {
    private func providers() async throws -> [PoweredProvider] {
        let directory = request.store ?? declared?.configuration.store.path
        let reader = try directory.flatMap { try Self.reader(at: $0, isNamed: request.store != nil) }
        defer { reader?.close() }
        func tallies(_ provider: String) async throws -> [SeriesTally] {
            // Copies of a question are never counted for quality.
            try await reader?.tallies(provider: provider, since: request.since ?? .distantPast)
                .filter { !Probe.isCopy(key: $0.series.probe) && !Probe.isSentinel(key: $0.series.probe) } ?? []
        }
        var found: [PoweredProvider] = []
        var sharing = 1
        if let declared {
            sharing = declared.configuration.providers.count
            func isAsked(_ probe: Probe) -> Bool {
                request.suite.map { declared.suite($0, asks: probe) } ?? true
            }
            for var asked in declared.providers where isWanted(asked.provider.name) {
                asked.probes = asked.probes.filter(isAsked)
                found.append(subjects(asked, try await tallies(asked.provider.name)))
            }
        } else {
            let names = try await reader?.providerNames() ?? []
            sharing = names.count
            for name in names where isWanted(name) { found.append(subjects(name, try await tallies(name))) }
        }
        for index in found.indices {
            found[index].sharing = sharing
            guard let state = try await reader?.detectorState(provider: found[index].name) else { continue }
            found[index].sway = sway(state)
        }
        return found
    }

    /// What a stored detector knows of how rounds sway; nil for one that the daemon could not read either, and would
    /// begin anew.
    private func sway(_ state: [UInt8]) -> RoundSway? {
        do {
            let sway = RoundSway(
                try Detector(
                    encoded: state, settings: settings.detector(interval: interval, providers: 1)))
            return sway.rounds > 0 ? sway : nil
        } catch {
            return nil
        }
    }

    /// A store that was never made has no samples; one that somebody named must be there.
    private static func reader(at directory: String, isNamed: Bool) throws -> StoreReader? {
        guard isNamed || Files.mark(directory + "/plummet.db") != nil else { return nil }
        return try StoreReader.open(directory: directory)
    }

    private func isWanted(_ provider: String) -> Bool { request.provider.map { $0 == provider } ?? true }

    private func subjects(_ asked: Settings.Asked, _ tallies: [SeriesTally]) -> PoweredProvider {
        var part = PoweredProvider(name: asked.provider.name)
        for probe in asked.probes where !probe.isCopy {
            let watched = WatchedProbe(key: probe.key, category: probe.category)
            let tally = tallies.filter { $0.series.probe == probe.key && $0.series.version == probe.version }
                .max { $0.newest < $1.newest }
            if let tally { part.tallies.append(tally) }
            if let tally, tally.scored >= PowerSimulation.Subject.fewestScores {
                part.subjects.append(PowerSimulation.Subject(watched, tally: tally))
            } else {
                part.assumed += 1
                let rate = Self.assumedRate(asked.difficulties[probe.key])
                part.subjects.append(
                    PowerSimulation.Subject(watched, assumedRate: rate, calls: settings.calibrationRounds))
            }
        }
        return part
    }

    /// Without a configuration: of each probe the version that was asked last, where it has enough samples. Nothing says
    /// whether a probe is still asked at all; `since` leaves out what is long gone.
    private func subjects(_ name: String, _ tallies: [SeriesTally]) -> PoweredProvider {
        var part = PoweredProvider(name: name)
        let wanted = tallies.filter { tally in
            request.suite.map { tally.series.probe.hasPrefix($0 + "/") } ?? true
        }
        for (index, tally) in wanted.enumerated() {
            let isOlder = wanted.indices.contains { other in
                wanted[other].series.probe == tally.series.probe
                    && (wanted[other].newest, other) > (tally.newest, index)
            }
            guard !isOlder else {
                part.leftOut.append(tally)
                continue
            }
            part.tallies.append(tally)
            guard tally.scored >= PowerSimulation.Subject.fewestScores else {
                part.leftOut.append(tally)
                continue
            }
            let watched = WatchedProbe(key: tally.series.probe, category: tally.series.category)
            part.subjects.append(PowerSimulation.Subject(watched, tally: tally))
        }
        return part
    }
}
