internal import Core
internal import Engine
internal import Logging
internal import ServiceLifecycle
internal import Settings
internal import Synchronization

/// Loads configuration and probes anew: when a file changed, on SIGHUP, and when asked over HTTP.
/// A set with an error in it is refused as a whole; the last good one stays in force.
final class Reloader: Service, CustomStringConvertible {
    var description: String { "reloader" }

    /// How often the files are looked at.
    private static let interval = Duration.seconds(2)

    private let files: SettingsFiles
    private let mailbox: Mailbox
    private let sinks: SinkBoard
    private let telemetry: TelemetryBoard
    private let condition: Condition
    private let clock: DaemonClock
    private let notify: Notify
    private let logger: Logger
    private let state: Mutex<State>
    private let reloading = Mutex(())

    /// What listens and stores was made of this, and goes on with it until the next start.
    private let started: Configuration

    private struct State {
        var settings: Settings
        /// Of the set that was last looked at, good or bad.
        var mark: String
    }

    init(
        files: SettingsFiles, settings: Settings, mailbox: Mailbox, sinks: SinkBoard,
        telemetry: TelemetryBoard, condition: Condition, clock: DaemonClock, notify: Notify, logger: Logger
    ) {
        (self.files, self.mailbox, self.sinks, self.condition) = (files, mailbox, sinks, condition)
        (self.clock, self.notify, self.logger, self.telemetry) = (clock, notify, logger, telemetry)
        started = settings.configuration
        state = Mutex(State(settings: settings, mark: files.mark(probePaths: settings.configuration.probePaths)))
    }

    func run() async throws {
        try await untilShutdown { [self] in
            while !Task.isCancelled {
                try await Task.sleep(for: Self.interval, tolerance: .milliseconds(500))
                let mark = files.mark(probePaths: state.withLock { $0.settings.configuration.probePaths })
                if mark != state.withLock({ $0.mark }) { _ = reload(reason: "files changed") }
            }
        }
    }

    /// The token of the settings in force, for requests that change something.
    var token: Secret? { state.withLock { $0.settings.token } }

    /// Loads everything anew and hands it to the engine; gives what is wrong, empty when it was taken.
    func reload(reason: String) -> [Diagnostic] {
        // One at a time: the slower of two would otherwise put older settings in force.
        reloading.withLock { _ in load(reason: reason) }
    }

    private func load(reason: String) -> [Diagnostic] {
        notify.reloading()
        // Looked at before it is read: a file that is written meanwhile is noticed at the next look.
        let paths = state.withLock { $0.settings.configuration.probePaths }
        let mark = files.mark(probePaths: paths)
        let (settings, diagnostics) = files.load()
        let now = clock.now()
        condition.noteReload(succeeded: settings != nil, diagnostics: diagnostics, now: now)
        state.withLock { state in
            let new = (settings ?? state.settings).configuration.probePaths
            state.mark = new == paths ? mark : files.mark(probePaths: new)
            if let settings { state.settings = settings }
        }
        let problems = diagnostics.filter { $0.severity == .error }
        if let settings {
            _ = condition.clear(.settings)
            noteRestart(settings.configuration)
            sinks.replace(by: settings.sinksByName)
            telemetry.use(settings.telemetry)
            mailbox.post(.configured(Plan(settings, speed: clock.speed)))
            logger.notice(
                "configuration loaded",
                metadata: [
                    "reason": "\(reason)", "providers": "\(settings.watched.count)",
                    "probes": "\(settings.suites.reduce(0) { $0 + $1.probes.count })",
                ])
        } else {
            _ = condition.raise(
                .settings,
                "the new configuration is refused, the last good one stays in force: \(problems.first.map { "\($0)" } ?? "")"
            )
            for problem in problems { logger.error("configuration refused", metadata: ["problem": "\(problem)"]) }
        }
        notify.ready(settings == nil ? "running on the last good configuration; the new one is refused" : "running")
        return settings == nil ? problems : []
    }
}

extension Reloader {
    /// Tells which changes wait for a restart.
    private func noteRestart(_ new: Configuration) {
        let waiting =
            (new.listen == started.listen ? [] : ["listen"])
            + (new.store == started.store ? [] : ["store"])
        guard !waiting.isEmpty else {
            _ = condition.clear(.restart)
            return
        }
        let text =
            "\(waiting.joined(separator: " and ")) changed in the configuration: this takes effect after a restart"
        if condition.raise(.restart, text) { logger.warning("\(text)") }
    }
}

/// Runs `body` until the process is told to stop; that ends it without an error.
func untilShutdown(_ body: @escaping @Sendable () async throws -> Void) async throws {
    do {
        try await ServiceLifecycle.cancelWhenGracefulShutdown(body)
    } catch is CancellationError {
        // A stop is no failure.
    }
}
