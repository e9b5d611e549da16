package import Core
internal import Alerting
internal import FarEnd
internal import Glibc
package import Logging
internal import Transport

/// The whole system in a minute: the real daemon against an embedded provider that silently gets worse.
///
/// Only the far end and the pace of the clock are simulated; HTTP, store, detection and webhook are the real ones.
package struct Demo: Sendable {
    /// What happens, for whoever shows it.
    package enum Scene: Sendable {
        /// The daemon stands; its pages are at this address.
        case started(url: String)
        /// The daemon's own status, once a second.
        case status(JSON, elapsed: Duration)
        /// The far end was made worse or well again, behind the daemon's back.
        case degraded(points: Int)
        case healed
        /// A webhook arrived over HTTP; its signature is valid.
        case alert(event: String, text: String)
        /// A webhook arrived whose signature is not valid.
        case forged(reason: String)
        /// All is over.
        case ended(Outcome)
    }

    /// What the demo proved.
    package struct Outcome: Sendable, Equatable {
        package var firing = false
        package var resolved = false
        package var forged = 0
        /// Alerts about the provider that nothing was done to.
        package var aboutControl = 0
        /// The alert came, was genuine, was taken back, and nothing else was said.
        package var isProven: Bool { firing && resolved && forged == 0 && aboutControl == 0 }
    }

    /// A round of a quarter of an hour lasts a second.
    private static let speed = 900
    private static let worsensAfter = 34
    private static let points = 35
    private static let limit = Duration.seconds(112)
    private static let seed: UInt64 = 20_230_613

    private let logger: Logger
    private let keep: Bool
    private let show: @Sendable (Scene) -> Void

    /// `keep` leaves the daemon running after the end, until a signal comes.
    package init(keep: Bool, logger: Logger, show: @escaping @Sendable (Scene) -> Void) {
        self.keep = keep
        self.logger = logger
        self.show = show
    }

    /// Plays the demo to its end.
    package func run() async throws -> Outcome {
        let directory = try makeDirectory()
        defer { removeTree(directory) }
        let answers = AnswerKey()
        let farEnd = FarEnd(
            models: [
                SimulatedModel(name: "sim-large", seed: Self.seed),
                SimulatedModel(name: "sim-control", seed: Self.seed + 1),
            ],
            answers: answers)
        let outcome = try await farEnd.serve { address in
            let key = Base64.encode(Digest.sha256(Array("demo \(Self.seed)".utf8)))
            let files = try DemoFiles(directory: directory, address: address)
            let environment = ["PLUMMET_DEMO_HOOK_SECRET": "whsec_" + key]
            return try await play(files, farEnd, answers, environment: environment)
        }
        show(.ended(outcome))
        return outcome
    }

    private func play(
        _ files: DemoFiles, _ farEnd: FarEnd, _ answers: AnswerKey, environment: [String: String]
    ) async throws -> Outcome {
        let start = Round(at: DaemonClock.wall(), interval: DemoFiles.interval).start + DemoFiles.interval
        let clock = DaemonClock(speed: Self.speed, floor: start)
        let script = DemoScript(
            answers: try DemoAnswers(files, key: answers, rootSeed: Self.seed), farEnd: farEnd, clock: clock,
            start: start,
            secret: Secret(name: "demo", bytes: Array((environment["PLUMMET_DEMO_HOOK_SECRET"] ?? "").utf8)),
            worsensAfter: Self.worsensAfter, points: Self.points, limit: Self.limit, keep: keep, show: show)
        try script.answers.fill(from: start, rounds: 3)
        var daemon = Daemon(
            configPath: files.configPath, environment: environment, logger: logger,
            drainDeadline: .seconds(1) * Self.speed,
            clock: { _ in clock })
        daemon.rootSeed = Self.seed
        let (stand, standing) = AsyncStream<Running>.makeStream()
        return try await withThrowingTaskGroup(of: DemoEnd.self) { group in
            group.addTask { [daemon] in
                try await daemon.run { running in
                    standing.yield(running)
                    standing.finish()
                }
                return .daemon
            }
            group.addTask {
                guard let running = await stand.first(where: { _ in true }) else { return .daemon }
                let outcome = try await script.play(running)
                await running.stop()
                return .script(outcome)
            }
            var outcome = Outcome()
            for try await end in group {
                switch end {
                case .script(let played): outcome = played
                // The daemon was stopped from outside: the script has nothing left to watch.
                case .daemon:
                    standing.finish()
                    group.cancelAll()
                }
            }
            return outcome
        }
    }

    private enum DemoEnd: Sendable {
        case daemon
        case script(Outcome)
    }

    private func makeDirectory() throws -> String {
        // mkdtemp(3) puts a name that nobody has in place of the six X.
        var template = Array(
            ((getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp") + "/plummet-demo-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw DaemonFailure.store("no temporary directory can be made: \(String(cString: strerror(errno)))")
        }
        return template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    private func removeTree(_ path: String) {
        if Files.isDirectory(path), let names = try? Files.list(path) {
            for name in names { removeTree(path + "/" + name) }
            rmdir(path)
        } else {
            unlink(path)
        }
    }
}
