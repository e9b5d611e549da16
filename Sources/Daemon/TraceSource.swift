package import Core
internal import Settings
internal import Store
internal import Transport

/// Where the command line finds what the daemon knows: an exported file, a store, or the running daemon.
package struct TraceSource: Sendable {
    private let configPath: String
    private let store: String?
    private let environment: [String: String]

    /// `store` is a directory to read instead of asking the daemon that the configuration describes.
    package init(configPath: String, store: String?, environment: [String: String]) {
        self.configPath = configPath
        self.store = store
        self.environment = environment
    }

    /// The trace of a sample id, or of a file that holds one (the first line of a JSONL export counts).
    package func trace(_ name: String) async throws -> Trace {
        let bytes = try await traceBytes(name)
        do {
            let found = try JSONParser.parse(bytes)
            // The API gives the trace beside its sample, and null where there is none.
            if found["sample"] != nil, found["trace"]?.isNull == true { throw SourceFailure.noTrace(name) }
            guard let trace = Trace(json: found["trace"] ?? found) else { throw SourceFailure.notATrace(name) }
            return trace
        } catch let failure as JSONParser.Failure {
            throw SourceFailure.unreadable(name, failure.problem)
        }
    }

    private func traceBytes(_ name: String) async throws -> [UInt8] {
        guard let id = RecordID(name) else {
            do {
                let bytes = try Files.read(name, limit: 64 << 20)
                return bytes.prefix { $0 != 10 }.count == bytes.count ? bytes : firstValue(bytes)
            } catch {
                throw SourceFailure.unreadable(
                    name, "\(error.reason); it is neither a sample id (16 hexadecimal digits) nor a file")
            }
        }
        if let store {
            let reader = try StoreReader.open(directory: store)
            defer { reader.close() }
            guard let bytes = try await reader.traceText(id) else { throw SourceFailure.notFound(name) }
            return bytes
        }
        return try await get("/api/v1/traces/\(id)")
    }

    /// A pretty-printed file as a whole, or the first line of JSONL.
    private func firstValue(_ bytes: [UInt8]) -> [UInt8] {
        (try? JSONParser.parse(bytes)) == nil ? Array(bytes.prefix { $0 != 10 }) : bytes
    }

    /// The daemon's status as JSON.
    package func status() async throws -> JSON {
        try JSONParser.parse(try await get("/api/v1/status"))
    }

    /// One GET of the running daemon.
    private func get(_ path: String) async throws -> [UInt8] {
        let base = try address()
        let transport = Transport(environment: [:])
        let exchange = await transport.exchange(
            OutboundRequest(method: "GET", url: base + path, headers: [Header("accept", "application/json")]),
            limits: ExchangeLimits(total: .seconds(15), bodyBytes: 64 << 20))
        await transport.shutDown()
        if let failure = exchange.failure {
            throw SourceFailure.unreachable(base, failure.detail.isEmpty ? failure.code : failure.detail)
        }
        if exchange.status == 404 { throw SourceFailure.notFound(String(path.split(separator: "/").last ?? "")) }
        guard exchange.status == 200 else { throw SourceFailure.unreachable(base, "it answered \(exchange.status)") }
        return exchange.body
    }

    private func address() throws -> String {
        let bytes: [UInt8]
        do {
            bytes = try Files.read(configPath, limit: 4 << 20)
        } catch {
            throw SourceFailure.unreadable(configPath, "\(error.reason); name the daemon's configuration with --config")
        }
        let (configuration, diagnostics) = Configuration.read(SourceFile(path: configPath, bytes: bytes))
        guard let configuration else { throw DaemonFailure.settings(diagnostics) }
        guard case .tcp(let host, let port) = configuration.listen else {
            throw SourceFailure.unreachable("\(configuration.listen)", "only TCP addresses are supported here")
        }
        let shown =
            ["0.0.0.0": "127.0.0.1", "::": "[::1]", "[::]": "[::1]"][host]
            ?? (host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host)
        return "http://\(shown):\(port)"
    }
}

/// Why something could not be looked up.
package enum SourceFailure: Error, CustomStringConvertible, Equatable {
    case notFound(String)
    /// The sample is known, but it was never sent or its trace is no longer kept.
    case noTrace(String)
    case notATrace(String)
    case unreadable(String, String)
    case unwritable(String, String)
    case unreachable(String, String)

    package var description: String {
        switch self {
        case .notFound(let name): "there is no \(name)"
        case .noTrace(let name): "\(name) has no trace: it was never sent, or its trace is no longer kept"
        case .notATrace(let name): "\(name) is no trace that this version can read"
        case .unreadable(let name, let why): "\(name) cannot be read: \(why)"
        case .unwritable(let name, let why): "\(name) cannot be written: \(why)"
        case .unreachable(let base, let why): "no daemon answers at \(base): \(why)"
        }
    }
}
