internal import Core
internal import FarEnd
internal import Glibc
internal import Settings

/// The demo's configuration and probes on disk, read by the daemon like anybody's.
struct DemoFiles: Sendable {
    static let interval = Duration.seconds(900)

    let directory: String
    var configPath: String { directory + "/config.json" }
    var probesPath: String { directory + "/probes.d" }

    init(directory: String, address: FarEnd.Address) throws {
        self.directory = directory
        guard mkdir(directory + "/probes.d", 0o700) == 0 else {
            throw DaemonFailure.store("\(directory)/probes.d cannot be made: \(String(cString: strerror(errno)))")
        }
        for (name, text) in DemoSuites.files { try Self.write(Array(text.utf8), to: directory + "/probes.d/" + name) }
        try Self.write(
            Array(Self.config(directory, address, port: try Self.freePort()).pretty.utf8),
            to: directory + "/config.json")
    }

    private static func config(_ directory: String, _ address: FarEnd.Address, port: Int) -> JSON {
        func provider(_ name: String, _ model: String) -> JSON {
            [
                "name": .string(name), "api": "openai-chat", "base_url": .string(address.openAIBaseURL),
                "model": .string(model),
                "concurrency": 8, "proxy": "none",
            ]
        }
        return [
            "providers": [provider("acme", "sim-large"), provider("control", "sim-control")],
            "probes": .string(directory + "/probes.d"),
            "schedule": ["interval": .string(interval.text)],
            "sinks": [
                [
                    "name": "oncall", "type": "webhook", "url": .string(address.hookURL),
                    "secret": ["env": "PLUMMET_DEMO_HOOK_SECRET"],
                ]
            ],
            "alerts": ["remind_every": "7d"],
            "store": ["path": .string(directory + "/store")],
            "listen": .string("127.0.0.1:\(port)"),
        ]
    }

    /// A port of the loopback address that nobody uses at this moment.
    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
            }
        }
        guard isBound else {
            throw DaemonFailure.listen("no port of 127.0.0.1 is free: \(String(cString: strerror(errno)))")
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw DaemonFailure.store("\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw DaemonFailure.store("\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
    }
}
