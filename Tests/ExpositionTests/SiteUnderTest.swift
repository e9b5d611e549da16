import Core
import Exposition
import Glibc
import Logging
import ServiceLifecycle
import Store
import Synchronization
import Transport

/// What the service did, as seen through the closures it was given.
final class Seen: Sendable {
    let reloads = Mutex(0)
    let acknowledged = Mutex<[RecordID]>([])
    let accepted = Mutex<[Acceptance]>([])
}

/// A running service on a port of loopback, and a client to talk to it.
struct SiteUnderTest: Sendable {
    let port: Int
    let store: Store
    let seen: Seen
    private let transport: Transport

    static let token = "correct horse battery staple"

    /// Asks for a path of the service.
    func get(_ path: String, headers: [Header] = []) async -> Exchange { await send("GET", path, headers: headers) }

    /// Sends a request to a path of the service.
    func send(
        _ method: String, _ path: String, headers: [Header] = [], body: [UInt8] = []
    ) async -> Exchange {
        await transport.exchange(
            OutboundRequest(method: method, url: "http://127.0.0.1:\(port)\(path)", headers: headers, body: body),
            route: Route(proxy: .none))
    }

    /// Starts a service over a store in a new directory, runs `body`, and stops it.
    static func run(
        status: Status = Given.status(), commit: Commit = Commit(), readiness: Readiness = .ready,
        problems: [Diagnostic] = [], token: String? = token, limits: HTTPLimits = HTTPLimits(),
        _ body: @escaping @Sendable (SiteUnderTest) async throws -> Void
    ) async throws {
        let directory = try temporaryDirectory()
        defer { removeDirectory(directory) }
        let store = try Store.open(
            directory: directory, options: StoreOptions(rootSeed: 1, writer: "test"), now: Given.now)
        if !commit.isEmpty { try await store.commit(commit) }
        let seen = Seen()
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let service = HTTPService(
            listen: .tcp(host: "127.0.0.1", port: 0),
            sources: PageSources(
                version: "1.2.3", externalURL: "https://plummet.example:8443/watch", store: store.reader,
                status: { status }, worths: { _ in Given.worths }, readiness: { readiness }),
            commands: Commands(
                reload: {
                    seen.reloads.withLock { $0 += 1 }
                    return problems
                },
                acknowledge: { id in seen.acknowledged.withLock { $0.append(id) } },
                accept: { acceptance in seen.accepted.withLock { $0.append(acceptance) } }),
            token: { token.map { Secret(name: "env TOKEN", bytes: Array($0.utf8)) } },
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), limits: limits,
            onListening: { port.yield($0 ?? 0) })
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: service)],
                logger: Logger(label: "group", factory: { _ in SwiftLogNoOpLogHandler() })))
        let transport = Transport(environment: [:])
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { port.finish() }
                try await group.run()
            }
            for await number in ports {
                try await body(SiteUnderTest(port: number, store: store, seen: seen, transport: transport))
                break
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        await transport.shutDown()
        await store.close()
    }

    private static func temporaryDirectory() throws -> String {
        var template = Array("/tmp/plummet-exposition-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw NoDirectory() }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func removeDirectory(_ path: String) {
        guard let directory = opendir(path) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            unlink(path + "/" + name)
        }
        closedir(directory)
        rmdir(path)
    }
}

private struct NoDirectory: Error {}

extension Exchange {
    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }
}
