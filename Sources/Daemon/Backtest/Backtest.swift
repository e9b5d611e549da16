package import Core
internal import Engine
internal import Settings
internal import Store

/// Detection once more over what is stored or exported, perhaps with other settings.
package struct Backtest: Sendable {
    /// What a person asks for; nil where nothing was said.
    package struct Request: Sendable {
        /// The configuration whose store and settings are meant.
        package var config: String?
        /// A store's directory.
        package var store: String?
        /// A file of exported samples, instead of a store.
        package var export: String?
        /// A file with settings of detection to try.
        package var detector: String?
        package var provider: String?
        /// Falls that were noticed since then are told; detection always begins with the oldest sample.
        package var since: Timestamp?
        /// Nothing that finished then or later is looked at.
        package var until: Timestamp?

        package init() {}
    }

    private let request: Request
    private let settings: DetectionSettings
    /// Providers of the configuration; nil without one.
    private let providers: Int?
    private let interval: Duration
    private let limits: [String: ExchangeLimits]
    private let store: String?

    /// Reads configuration and settings; throws `DaemonFailure.settings` with all that is wrong.
    package init(_ request: Request) throws(DaemonFailure) {
        self.request = request
        let isUsual = request.config == nil && request.store == nil && request.export == nil
        let configuration = try (isUsual ? SettingsFiles.usualConfig : request.config).map(Self.configuration)
        let usual = configuration.map(DetectionSettings.init) ?? DetectionSettings()
        settings = try request.detector.map { path throws(DaemonFailure) in try Self.detection(path, usual) } ?? usual
        providers = configuration?.providers.count
        interval = configuration?.interval ?? .seconds(900)
        limits = Dictionary(
            (configuration?.providers ?? []).map { ($0.provider.name, $0.provider.limits) }
        ) { first, _ in first }
        store = request.store ?? configuration?.store.path
    }

    private static func configuration(_ path: String) throws(DaemonFailure) -> Configuration {
        let (configuration, diagnostics) = Configuration.read(try file(path))
        guard let configuration else { throw .settings(diagnostics) }
        return configuration
    }

    private static func detection(
        _ path: String, _ usual: DetectionSettings
    ) throws(DaemonFailure) -> DetectionSettings {
        let (settings, diagnostics) = DetectionSettings.read(try file(path), usual: usual)
        guard let settings else { throw .settings(diagnostics) }
        return settings
    }

    private static func file(_ path: String) throws(DaemonFailure) -> SourceFile {
        do {
            return SourceFile(path: path, bytes: try Files.read(path, limit: SettingsFiles.limit))
        } catch {
            throw .settings([Diagnostic(path: path, problem: "cannot be read: \(error.reason)")])
        }
    }

    /// Goes through the whole history. `progress` hears now and then which share of it is done.
    package func run(progress: (Double) -> Void = { _ in }) async throws -> BacktestReport {
        if let export = request.export {
            progress(0)
            let file = try HistoryFile(export, until: request.until ?? .distantFuture)
            return try await run(.export(file), progress: progress)
        }
        let reader = try StoreReader.open(directory: store ?? "")
        defer { reader.close() }
        return try await run(.store(reader, span: reader.span()), progress: progress)
    }

    private func run(_ history: BacktestHistory, progress: (Double) -> Void) async throws -> BacktestReport {
        let until = request.until ?? .distantFuture
        let providers = if let providers { providers } else { try await history.providers() }
        var lanes = BacktestLanes(
            wanted: request.provider, settings: settings, providers: providers, interval: interval, limits: limits,
            knowsRounds: history.knowsRounds, acceptances: try await history.acceptances(until: until))
        // While one page is gone through the next one is read.
        var next = try await history.page(after: history.start(until: until))
        while let (page, cursor) = next {
            async let following = history.page(after: cursor)
            await lanes.take(page)
            progress(page.progress)
            next = try await following
        }
        await lanes.finish()
        return BacktestReport(
            settings: settings, providers: providers, since: request.since, until: request.until,
            backtests: lanes.backtests,
            incidents: try await history.incidents())
    }
}
