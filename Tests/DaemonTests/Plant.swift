import Core
import Glibc
import Synchronization
import TestSupport
import Testing

/// A daemon with its files: configuration, probes, store, and the process, which may be started more than once.
final class Plant: Sendable {
    /// The program under test: `$PLUMMET`, or the one that was built beside the tests.
    static let binary: String? = {
        let named = getenv("PLUMMET").map { String(cString: $0) }
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let tests = String(decoding: buffer.prefix(max(count, 0)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        let directory = tests.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        let source = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        let candidates = [
            named, directory.joined(separator: "/") + "/plummet",
            source.joined(separator: "/") + "/.build/debug/plummet",
        ]
        return candidates.compactMap { $0 }.first { access($0, X_OK) == 0 }
    }()

    let scratch: ScratchDirectory
    let port: Int
    private let running = Mutex<ChildProcess?>(nil)

    /// A plant with one suite of four probes and no configuration yet.
    init() throws {
        scratch = try ScratchDirectory()
        port = try freePort()
        scratch.directory("probes")
        try scratch.write(Plant.suite("sums", probes: 4), to: "probes/sums.json")
    }

    /// A plant whose one provider answers honestly, asked every second.
    convenience init(watching provider: ScriptedProvider) throws {
        try self.init()
        try configure(providers: [Plant.provider("acme", at: provider.url("acme"))])
    }

    /// Writes the configuration; `extra` are further members of it.
    func configure(providers: [JSON], interval: String = "1s", _ extra: [(String, JSON)] = []) throws {
        let members: [(String, JSON)] = [
            ("providers", .array(providers)), ("probes", "probes"), ("schedule", ["interval": .string(interval)]),
            ("store", ["path": "store"]), ("listen", .string("127.0.0.1:\(port)")),
        ]
        try scratch.write(
            JSON.object(members.filter { member in !extra.contains { $0.0 == member.0 } } + extra).pretty,
            to: "config.json")
    }

    /// A provider as it is configured.
    static func provider(
        _ name: String, at url: String, api: String = "openai-chat", _ extra: [(String, JSON)] = []
    ) -> JSON {
        .object(
            [
                ("name", .string(name)), ("api", .string(api)), ("model", "scripted-1"), ("base_url", .string(url)),
                ("proxy", "none"),
            ] + extra)
    }

    /// A suite of questions that carry their answers.
    static func suite(_ name: String, probes: Int) -> String {
        let probes: [JSON] = (1...probes).map { number in
            [
                "id": .string("sum-\(number)"),
                "prompt": .string("What is \(number) + 40? Reply with the number only."),
                "evaluate": ["type": "number", "equals": .int(number + 40)],
            ]
        }
        return (["suite": .string(name), "category": "arithmetic", "probes": .array(probes)] as JSON).pretty
    }

    // MARK: - Processes

    /// What every process of the plant sees.
    static let environment: [(String, String)] = ["PATH", "LD_LIBRARY_PATH"].compactMap { name in
        getenv(name).map { (name, String(cString: $0)) }
    }

    /// Starts a command of the binary.
    func command(_ arguments: [String], environment: [(String, String)] = []) throws -> ChildProcess {
        let binary = try #require(Plant.binary)
        return try ChildProcess(binary, arguments, environment: Plant.environment + environment)
    }

    /// Runs a command to its end, which has to come within half a minute.
    func run(_ arguments: String..., environment: [(String, String)] = []) async throws -> (
        exit: ChildProcess.Exit, output: String, errors: String
    ) {
        try await run(arguments, environment: environment)
    }

    /// The same with arguments that were put together.
    func run(_ arguments: [String], environment: [(String, String)] = []) async throws -> (
        exit: ChildProcess.Exit, output: String, errors: String
    ) {
        let process = try command(arguments, environment: environment)
        guard let exit = try await process.end(within: .seconds(30)) else {
            throw Overdue(what: "the end of \(arguments)", log: process.errors)
        }
        return (exit, process.output, process.errors)
    }

    /// The path of the configuration.
    var config: String { scratch("config.json") }

    /// Starts the daemon and does not wait for it.
    @discardableResult
    func launch(_ arguments: [String] = [], environment: [(String, String)] = []) throws -> ChildProcess {
        let process = try command(["run", "--config", config] + arguments, environment: environment)
        running.withLock { $0 = process }
        return process
    }

    /// Starts the daemon and waits until it is ready.
    @discardableResult
    func start(_ arguments: [String] = [], environment: [(String, String)] = []) async throws -> ChildProcess {
        let process = try launch(arguments, environment: environment)
        try await wait("ready") { get("/-/ready")?.status == 200 ? true : nil }
        return process
    }

    /// The daemon that was started last.
    var process: ChildProcess? { running.withLock { $0 } }

    /// What the daemon that was started last has logged.
    var log: String { process?.errors ?? "" }

    /// Ends the daemon as a service manager does; how it ended.
    @discardableResult
    func stop(_ number: Int32 = SIGTERM, within limit: Duration = .seconds(30)) async throws -> ChildProcess.Exit? {
        process?.signal(number)
        return try await process?.end(within: limit)
    }

    // MARK: - What it says

    /// The answer to a GET.
    func get(_ target: String) -> LoopbackAnswer? { askLoopback(port: port, target) }

    /// A JSON document of the API; nil when there is none.
    func json(_ target: String) -> JSON? {
        guard let answer = get(target), answer.status == 200 else { return nil }
        return try? JSONParser.parse(answer.body)
    }

    /// `/api/v1/status`.
    var status: JSON? { json("/api/v1/status") }

    /// The latest samples of a provider, the newest first.
    func samples(_ provider: String) -> [JSON] {
        json("/api/v1/samples?provider=\(provider)&limit=1000")?["samples"]?.array ?? []
    }

    /// The latest samples of a provider that were sent, the newest first. Others are skipped, as at a start late in a round.
    func calls(_ provider: String) -> [JSON] { samples(provider).filter { $0["attempts"]?.int ?? 0 > 0 } }

    /// The value of a metric line that begins like this.
    func metric(_ start: String) -> Double? {
        let line = get("/metrics")?.text.split(separator: "\n").first { $0.hasPrefix(start) }
        return (line?.split(separator: " ").last).flatMap { Double($0) }
    }

    /// Waits for an answer while the daemon runs; the log is told when there is none.
    @discardableResult
    func wait<Value>(
        _ what: String, within limit: Duration = .seconds(20), _ answer: () throws -> Value?
    ) async throws -> Value {
        try await eventually(what, within: limit, log: { log }) {
            if let value = try answer() { return value }
            if let ended = process?.ended { throw Overdue(what: "\(what): the daemon ended with \(ended)", log: log) }
            return nil
        }
    }
}
