package import Core
internal import Engine
internal import Exposition
package import Logging
internal import ServiceLifecycle
internal import Settings
internal import Store
internal import Transport
internal import UnixSignals

/// Why the daemon does not run.
package enum DaemonFailure: Error, Sendable, CustomStringConvertible {
    /// Configuration or probes are wrong.
    case settings([Diagnostic])
    case store(String)
    /// The address is taken or not ours.
    case listen(String)

    package var description: String {
        switch self {
        case .settings(let diagnostics): diagnostics.map { "\($0)" }.joined(separator: "\n")
        case .store(let text), .listen(let text): text
        }
    }
}

/// A daemon that stands.
package struct Running: Sendable {
    /// The TCP port that is listened on; nil for a Unix socket.
    package var port: Int?
    /// Ends it the way SIGTERM does.
    package var stop: @Sendable () async -> Void
}

/// The whole system in one process: files, store, engine, transport, pages.
package struct Daemon: Sendable {
    package var configPath: String
    package var environment: [String: String]
    package var logger: Logger
    package var clock: @Sendable (_ floor: Timestamp) -> DaemonClock
    package var drainDeadline: Duration
    /// Seed of a store that is begun; nil for one of chance.
    package var rootSeed: UInt64?

    package init(
        configPath: String, environment: [String: String], logger: Logger, drainDeadline: Duration = .seconds(10),
        clock: @escaping @Sendable (_ floor: Timestamp) -> DaemonClock = { DaemonClock(floor: $0) }
    ) {
        self.configPath = configPath
        self.environment = environment
        self.logger = logger
        self.drainDeadline = drainDeadline
        self.clock = clock
    }

    /// Runs until it is told to stop. `isReady` is called once everything stands.
    package func run(isReady: @escaping @Sendable (Running) -> Void = { _ in }) async throws {
        let files = SettingsFiles(configPath: configPath, secrets: Secrets(environment: environment))
        let (loaded, diagnostics) = files.load()
        for warning in diagnostics where warning.severity == .warning {
            logger.warning("configuration", metadata: ["problem": "\(warning)"])
        }
        guard let settings = loaded else { throw DaemonFailure.settings(diagnostics) }
        let store = try openStore(settings)
        do {
            try await run(settings, files, store, isReady: isReady)
        } catch {
            await store.close()
            throw error
        }
        await store.close()
        logger.notice("stopped")
    }

    private func openStore(_ settings: Settings) throws -> Store {
        let configuration = settings.configuration
        do {
            return try Store.open(
                directory: configuration.store.path,
                options: StoreOptions(
                    rootSeed: rootSeed ?? UInt64.random(in: 0...UInt64(Int64.max)), writer: Version.current,
                    vantage: configuration.vantage, onCorruption: .quarantine),
                now: DaemonClock.wall())
        } catch {
            throw DaemonFailure.store("\(error)")
        }
    }

    private func run(
        _ settings: Settings, _ files: SettingsFiles, _ store: Store, isReady: @escaping @Sendable (Running) -> Void
    ) async throws {
        let recovered = try await store.reader.recover(now: DaemonClock.wall())
        let seed = try await store.reader.meta().rootSeed
        let clock = clock(recovered.latest)
        let now = clock.now()
        let condition = Condition(loadedAt: now)
        let notify = Notify(environment: environment)
        if !store.opening.quarantined.isEmpty {
            _ = condition.raise(
                .recovery,
                "the store was damaged and a new one begun; the old files are kept: "
                    + store.opening.quarantined.joined(separator: ", "))
            logger.error(
                "the store was damaged", metadata: ["kept": "\(store.opening.quarantined.joined(separator: ", "))"])
        }
        let engine = Engine(
            plan: Plan(settings, speed: clock.speed), rootSeed: seed, recovered: recovered, now: now)
        if !engine.forgotten.isEmpty {
            _ = condition.raise(
                .recovery,
                "stored baselines could not be read and are learnt anew: " + engine.forgotten.joined(separator: ", "))
        }
        let mailbox = Mailbox()
        let transport = Transport(environment: environment)
        let sinks = SinkBoard(settings.sinksByName)
        let telemetry = TelemetryBoard(settings.telemetry)
        let loop = EngineLoop(
            mailbox: mailbox, clock: clock, store: store, transport: transport, sinks: sinks, condition: condition,
            notify: notify, logger: logger, drainDeadline: drainDeadline, engine: engine)
        let reloader = Reloader(
            files: files, settings: settings, mailbox: mailbox, sinks: sinks, telemetry: telemetry,
            condition: condition, clock: clock, notify: notify, logger: logger)
        let exporter = TraceExporter(
            store: store, transport: transport, board: telemetry, clock: clock, condition: condition,
            resource: OTLPResource(version: Version.current, vantage: settings.configuration.vantage), seed: seed,
            logger: logger)
        let retention = RetentionLoop(
            store: store,
            retention: Retention(
                keepSamples: settings.configuration.store.keepSamples,
                keepTraces: settings.configuration.store.keepTraces,
                maxTraceBytes: settings.configuration.store.maxTracesBytes),
            clock: clock, condition: condition, logger: logger)
        let storeWatch = StoreWatch(
            directory: settings.configuration.store.path, condition: condition, logger: logger)
        logger.notice(
            "plummet \(Version.current)",
            metadata: [
                "store": "\(settings.configuration.store.path)", "root.seed": "\(seed)",
                "listen": "\(settings.configuration.listen)", "providers": "\(settings.watched.count)",
                "transport": "\(Transport.libraryVersion)",
            ])
        let stopper = Stopper()
        let pages = pages(settings, store, mailbox, reloader, condition, telemetry, clock) { port in
            notify.ready("running")
            isReady(Running(port: port, stop: { await stopper.stop() }))
        }
        let group = ServiceGroup(
            configuration: .init(
                services: [
                    .init(service: loop), .init(service: retention), .init(service: storeWatch),
                    .init(service: exporter), .init(service: reloader),
                    .init(service: HangupListener(reloader: reloader)), .init(service: pages),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        stopper.use(group)
        try await group.run()
        notify.stopping()
        await transport.shutDown()
    }
}

extension Recovered {
    /// The latest moment that the store has seen: time never goes on from before it.
    var latest: Timestamp {
        let rounds = providers.compactMap { $0.closedThrough?.start }
        let samples = openSamples.map(\.finishedAt)
        let told = notifications.map(\.createdAt) + incidents.map(\.updatedAt)
        return (rounds + samples + told).max() ?? .distantPast
    }
}
