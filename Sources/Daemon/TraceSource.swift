package import Core
internal import Settings
internal import Store

/// Where the command line finds what the daemon knows: an exported file, a store, or the running daemon.
package struct TraceSource: Sendable {
    private let configPath: String
    let store: String?
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

    /// Incidents as JSON, the newest suspicion first.
    package func incidents(open: Bool, limit: Int) async throws -> JSON {
        try JSONParser.parse(try await get("/api/v1/incidents?state=\(open ? "open" : "all")&limit=\(limit)"))
    }

    /// An incident with its life and its alerts, as JSON.
    package func incident(_ id: RecordID) async throws -> JSON {
        try JSONParser.parse(try await get("/api/v1/incidents/\(id)"))
    }

    /// Has the running daemon change something, with the token of the configuration.
    package func command(_ path: String, _ body: JSON) async throws {
        let configuration = try configuration()
        guard let reference = configuration.token?.value else {
            throw SourceFailure.refused("nothing can be changed: the configuration has no \"token\"")
        }
        let token = try Secrets(environment: environment).resolve(reference)
        let calls = DaemonCalls(base: try address(configuration))
        do {
            try await calls.post(path, body, token: token)
            await calls.close()
        } catch {
            await calls.close()
            throw error
        }
    }

    /// What answers questions about many traces; close it in the end.
    package func archive() throws -> TraceArchive {
        if let store { return TraceArchive(try StoreReader.open(directory: store)) }
        return TraceArchive(DaemonCalls(base: try address(configuration())))
    }

    /// Everything about a sample id, or what a file holds of one: the first line of an export, or a bare trace.
    package func reconstruction(_ name: String) async throws -> (whole: Reconstruction?, trace: Trace?) {
        guard let id = RecordID(name) else {
            return try SourceFailure.read(try await traceBytes(name), name) { json in
                guard json["sample"]?.members != nil else { return Trace(json: json).map { (nil, $0) } }
                return Reconstruction(json: json).map { ($0, $0.trace) }
            }
        }
        let archive = try archive()
        do {
            let found = try await archive.reconstruction(id)
            await archive.close()
            guard let found else { throw SourceFailure.notFound(name) }
            return (found, found.trace)
        } catch {
            await archive.close()
            throw error
        }
    }

    /// One GET of the running daemon.
    func get(_ path: String) async throws -> [UInt8] {
        let calls = DaemonCalls(base: try address(configuration()))
        do {
            let body = try await calls.get(path)
            await calls.close()
            return body
        } catch {
            await calls.close()
            throw error
        }
    }

    private func configuration() throws -> Configuration {
        let bytes: [UInt8]
        do {
            bytes = try Files.read(configPath, limit: 4 << 20)
        } catch {
            throw SourceFailure.unreadable(configPath, "\(error.reason); name the daemon's configuration with --config")
        }
        let (configuration, diagnostics) = Configuration.read(SourceFile(path: configPath, bytes: bytes))
        guard let configuration else { throw DaemonFailure.settings(diagnostics) }
        return configuration
    }

    private func address(_ configuration: Configuration) throws -> String {
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
    case notASample(String)
    case unreadable(String, String)
    case unwritable(String, String)
    case unreachable(String, String)
    /// The daemon does not understand what it was asked: its own sentence.
    case refused(String)

    package var description: String {
        switch self {
        case .notFound(let name): "there is no \(name)"
        case .noTrace(let name): "\(name) has no trace: it was never sent, or its trace is no longer kept"
        case .notATrace(let name): "\(name) is no trace that this version can read"
        case .notASample(let place):
            "\(place): there is no sample in this line; `plummet trace export` writes such a file"
        case .unreadable(let name, let why): "\(name) cannot be read: \(why)"
        case .unwritable(let name, let why): "\(name) cannot be written: \(why)"
        case .unreachable(let base, let why): "no daemon answers at \(base): \(why)"
        case .refused(let why): why
        }
    }

    /// Reads what a daemon or a file gave; throws when it is no JSON or not what is wanted.
    static func read<Value>(_ bytes: [UInt8], _ name: String, _ read: (JSON) -> Value?) throws -> Value {
        let json: JSON
        do {
            json = try JSONParser.parse(bytes)
        } catch {
            throw SourceFailure.unreadable(name, error.problem)
        }
        guard let value = read(json) else { throw SourceFailure.notATrace(name) }
        return value
    }
}
