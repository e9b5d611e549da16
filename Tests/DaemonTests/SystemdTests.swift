import Core
import Glibc
import Synchronization
import TestSupport
import Testing

extension EndToEnd.Life {
    @Suite struct SystemdTests {
        @Test func `the service manager is told of readiness, reloads, life and the stop`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant(watching: far)
            let manager = try NotifySocket(plant.scratch("notify"))
            let process = try await plant.start(environment: [
                ("NOTIFY_SOCKET", manager.path), ("WATCHDOG_USEC", "2000000"),
            ])
            try await plant.wait("READY") { manager.messages.contains { $0.contains("READY=1") } ? true : nil }
            let first = try #require(manager.messages.first { $0.contains("READY=1") })
            #expect(first.split(separator: "\n").contains { $0.hasPrefix("STATUS=") })
            try await plant.wait("three signs of life") {
                manager.messages.count { $0.split(separator: "\n").contains("WATCHDOG=1") } >= 3 ? true : nil
            }
            let mark = manager.messages.count
            process.signal(SIGHUP)
            try await plant.wait("the end of the reload") {
                manager.messages.dropFirst(mark).contains { $0.contains("READY=1") } ? true : nil
            }
            let told = manager.messages.dropFirst(mark)
            let reloading = try #require(told.firstIndex { $0.split(separator: "\n").contains("RELOADING=1") })
            let ready = try #require(told.firstIndex { $0.contains("READY=1") })
            #expect(reloading < ready)
            let time = told[reloading].split(separator: "\n").first { $0.hasPrefix("MONOTONIC_USEC=") }
            let microseconds = try #require(time.flatMap { Int($0.dropFirst(15)) })
            var now = timespec()
            clock_gettime(CLOCK_MONOTONIC, &now)
            let age = now.tv_sec * 1_000_000 + now.tv_nsec / 1_000 - microseconds
            #expect((0..<60_000_000).contains(age))
            #expect(try await plant.stop() == .code(0))
            try await plant.waitAfterTheEnd("STOPPING") {
                manager.messages.contains { $0.contains("STOPPING=1") } ? true : nil
            }
        }

        @Test func `a daemon with nothing to do shows that it lives within the watchdog's time`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant()
            try plant.configure(providers: [Plant.provider("acme", at: far.url("acme"))], interval: "1h")
            let manager = try NotifySocket(plant.scratch("notify"))
            try await plant.start(environment: [("NOTIFY_SOCKET", manager.path), ("WATCHDOG_USEC", "1000000")])
            let clock = ContinuousClock()
            try await plant.wait("five signs of life") { manager.times.count >= 5 ? true : nil }
            let begin = clock.now
            let count = manager.times.count
            try await plant.wait("six more") { manager.times.count >= count + 6 ? true : nil }
            // Asked for every second, so sent every half; five times that is allowed here.
            #expect(clock.now - begin < .seconds(15))
            try await plant.stop()
        }

        @Test func `an abstract socket is spoken to as well`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant(watching: far)
            let manager = try NotifySocket("@plummet-e2e-\(getpid())-\(plant.port)")
            try await plant.start(environment: [("NOTIFY_SOCKET", manager.path)])
            try await plant.wait("READY") { manager.messages.contains { $0.contains("READY=1") } ? true : nil }
            try await plant.stop()
        }

        @Test func `a secret comes from the credentials directory`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant()
            try plant.configure(providers: [
                Plant.provider("acme", at: far.url("acme"), [("api_key", ["credential": "acme"])])
            ])
            plant.scratch.directory("credentials")
            try plant.scratch.write("sk-of-the-manager\n", to: "credentials/acme")
            try await plant.start(environment: [("CREDENTIALS_DIRECTORY", plant.scratch("credentials"))])
            let request = try await plant.wait("a request") { far.requests(of: "acme").first }
            #expect(request.headers["authorization"] == "Bearer sk-of-the-manager")
            try await plant.stop()
        }

        @Test func `lines carry priorities under a journal, and are JSON when that is asked for`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant(watching: far)
            try await plant.start(environment: [("JOURNAL_STREAM", "8:1234")])
            try await plant.stop()
            let lines = plant.log.split(separator: "\n")
            #expect(lines.count > 2)
            #expect(lines.allSatisfy { $0.firstMatch(of: /^<[2-7]>[^ ]/) != nil }, "\(plant.log)")
            #expect(lines.contains { $0.hasPrefix("<5>stopped") })

            try await plant.start(["--log-format", "json", "--log-level", "debug"])
            try await plant.wait("a sample") { plant.log.contains("\"sample\"") ? true : nil }
            try await plant.stop()
            for line in plant.log.split(separator: "\n") {
                let entry = try JSONParser.parse(String(line))
                #expect(entry["time"]?.string.flatMap(Timestamp.init(rfc3339:)) != nil, "\(line)")
                #expect(entry["level"]?.string != nil && entry["message"]?.string != nil, "\(line)")
            }
        }
    }
}

extension Plant {
    /// Waits for what may come after the end of the daemon.
    fileprivate func waitAfterTheEnd<Value>(_ what: String, _ answer: () -> Value?) async throws {
        _ = try await eventually(what, within: .seconds(5), log: { log }, answer)
    }
}

/// A datagram socket that plays the service manager's.
private final class NotifySocket: Sendable {
    let path: String
    private let descriptor: Int32
    private let received = Mutex<[(message: String, at: ContinuousClock.Instant)]>([])

    init(_ path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(path.utf8)
        let isAbstract = bytes.first == UInt8(ascii: "@")
        if isAbstract { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count + (isAbstract ? 0 : 1))
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        try #require(code == 0, "bind of \(path): \(errno)")
    }

    deinit { close(descriptor) }

    /// All datagrams so far.
    var messages: [String] {
        drain()
        return received.withLock { $0.map(\.message) }
    }

    /// When signs of life were read.
    var times: [ContinuousClock.Instant] {
        drain()
        return received.withLock { $0.filter { $0.message.contains("WATCHDOG=1") }.map(\.at) }
    }

    private func drain() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT)), count > 0 {
            let text = String(decoding: buffer.prefix(count), as: UTF8.self)
            received.withLock { $0.append((text, .now)) }
        }
    }
}
