import Core
import Glibc
import TestSupport
import Testing

extension EndToEnd.Faults {
    @Suite struct SystemFaultTests {
        @Test func `a port that is taken is a clear error and ends with 1`() async throws {
            let far = try ScriptedProvider()
            let squatter = try FarEndServer { $0.hold() }
            let plant = try Plant()
            try plant.configure(
                providers: [Plant.provider("acme", at: far.url("acme"))],
                [("listen", .string("127.0.0.1:\(squatter.port)"))])
            let process = try plant.launch()
            #expect(try await process.end(within: .seconds(20)) == .code(1))
            #expect(process.errors.contains("127.0.0.1:\(squatter.port)"), "\(process.errors)")
            #expect(process.errors.lowercased().contains("address already in use"), "\(process.errors)")
        }

        @Test func `a store that cannot be is a clear error and ends with 1`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant()
            try plant.scratch.write("not a directory", to: "store")
            for path in [plant.scratch("store"), "/proc/plummet"] {
                try plant.configure(
                    providers: [Plant.provider("acme", at: far.url("acme"))], [("store", ["path": .string(path)])])
                let process = try plant.launch()
                #expect(try await process.end(within: .seconds(20)) == .code(1), "\(path)")
                #expect(process.errors.contains(path), "\(process.errors)")
                #expect(far.requests(of: "acme").isEmpty)
            }
            #expect(plant.scratch.read("store") == Array("not a directory".utf8))
        }

        @Test func `a store that another daemon writes is refused with its process`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant(watching: far)
            let first = try await plant.start()
            let port = try freePort()
            let text = String(decoding: plant.scratch.read("config.json"), as: UTF8.self)
            try plant.scratch.write(text.replacing(":\(plant.port)\"", with: ":\(port)\""), to: "second.json")
            let second = try await plant.run("run", "--config", plant.scratch("second.json"))
            #expect(second.exit == .code(1))
            #expect(second.errors.contains("in use by process \(first.pid)"), "\(second.errors)")
            #expect(first.ended == nil)
            try await plant.stop()
        }

        @Test(.enabled(if: SQLite.isThere, "the program sqlite3 is not installed"))
        func `a store of a later version is refused and left as it is`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant(watching: far)
            try await plant.start()
            try await plant.wait("a sample") { plant.samples("acme").first }
            try await plant.stop()
            try await SQLite.run("PRAGMA user_version = 99", on: plant.scratch("store/plummet.db"))
            let before = plant.scratch.read("store/plummet.db")
            let process = try plant.launch()
            #expect(try await process.end(within: .seconds(20)) == .code(1))
            #expect(process.errors.contains("later plummet"), "\(process.errors)")
            #expect(plant.scratch.read("store/plummet.db") == before)
        }

        @Test func `a damaged store is set aside, told, and a new one begun`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant(watching: far)
            try await plant.start()
            try await plant.wait("a sample") { plant.samples("acme").first }
            try await plant.stop()
            try plant.scratch.write(String(repeating: "no database ", count: 2000), to: "store/plummet.db")
            try await plant.start()
            let trouble = try await plant.wait("the trouble") { plant.status?["troubles"]?[0]?.string }
            #expect(trouble.contains("damaged") && trouble.contains(".corrupt-"), "\(trouble)")
            #expect(plant.log.contains(".corrupt-"))
            let kept = plant.scratch.files(below: "store").first { $0.path.contains("plummet.db.corrupt-") }
            #expect(kept?.bytes.starts(with: Array("no database".utf8)) == true)
            try await plant.wait("a sample") { plant.samples("acme").first }
            #expect(try await plant.run("status", "--config", plant.config).exit == .code(1))
            #expect(try await plant.stop() == .code(0))
        }

        @Test func `a store that is removed under the running daemon is told`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant(watching: far)
            try await plant.start()
            try await plant.wait("a sample") { plant.samples("acme").first }
            plant.scratch.remove("store")
            let trouble = try await plant.wait("the trouble") { plant.status?["troubles"]?[0]?.string }
            #expect(trouble.contains(plant.scratch("store")), "\(trouble)")
            #expect(plant.log.contains("were removed or replaced"))
            try await plant.stop()
        }

        @Test(.enabled(if: SQLite.isThere, "the program sqlite3 is not installed"))
        func `a store that breaks under the running daemon ends it with 1 though pages are asked for`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant(watching: far)
            let process = try await plant.start()
            try await plant.wait("a sample") { plant.samples("acme").first }
            try await SQLite.run("DROP TABLE samples", on: plant.scratch("store/plummet.db"))
            let exit = try await eventually("the end", log: { plant.log }) {
                _ = askLoopback(port: plant.port, "/api/v1/status", limit: .milliseconds(200))
                return process.ended
            }
            #expect(exit == .code(1))
            #expect(plant.log.contains("no such table"))
        }

        @Test(.enabled(if: TinyDisk.isPossible, "only root can mount a disk of two megabytes"))
        func `while the disk is full the daemon says so and loses nothing, and goes on once there is room`()
            async throws
        {
            let far = try ScriptedProvider()
            let plant = try Plant()
            let disk = try TinyDisk(plant.scratch.directory("disk"))
            try plant.scratch.write(Plant.suite("sums", probes: 10), to: "probes/sums.json")
            try plant.configure(
                providers: [Plant.provider("acme", at: far.url("acme"))],
                [("store", ["path": .string(plant.scratch("disk"))])])
            try await plant.start()
            try await plant.wait("samples") { plant.samples("acme").count >= 10 ? true : nil }
            #expect(plant.get("/-/healthy")?.status == 200)
            try disk.fill()
            let trouble = try await plant.wait("the trouble", within: .seconds(40)) {
                plant.status?["troubles"]?.array?.first?.string
            }
            #expect(trouble.contains("cannot be written"), "\(trouble)")
            #expect(plant.get("/metrics")?.status == 200)
            #expect(plant.get("/")?.status == 200)
            #expect(try await plant.run("status", "--config", plant.config).exit == .code(1))
            let known = Set(plant.samples("acme").compactMap { $0["id"]?.string })
            disk.empty()
            try await plant.wait("no trouble", within: .seconds(40)) {
                plant.status?["troubles"]?.array?.isEmpty == true ? true : nil
            }
            try await plant.wait("more samples") { plant.samples("acme").count > known.count + 10 ? true : nil }
            // Every answer that came while the disk was full is there: as many samples as requests, but for four under way.
            far.script("acme", ScriptedProvider.hang)
            try await plant.wait("a sample for every answer") {
                plant.samples("acme").count >= far.requests(of: "acme").count - 4 ? true : nil
            }
            #expect(known.isSubset(of: Set(plant.samples("acme").compactMap { $0["id"]?.string })))
            #expect(plant.log.contains("can be written again"))
            plant.process?.kill()
        }

        @Test(.enabled(if: TinyDisk.isPossible, "only root can mount a disk of two megabytes"))
        func `a daemon that is told to stop while the disk is full stops`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant()
            let disk = try TinyDisk(plant.scratch.directory("disk"))
            try plant.configure(
                providers: [Plant.provider("acme", at: far.url("acme"))],
                [("store", ["path": .string(plant.scratch("disk"))])])
            try await plant.start()
            try await plant.wait("samples") { plant.samples("acme").first }
            try disk.fill()
            try await plant.wait("the trouble", within: .seconds(40)) { plant.status?["troubles"]?.array?.first }
            #expect(try await plant.stop(within: .seconds(60)) == .code(1))
            #expect(plant.log.contains("full"))
        }

        @Test func `what is wrong in the files ends with 78 and its place`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant()
            func expect78(_ what: String, _ text: String) async throws {
                for arguments in [["run"], ["once"]] {
                    let process = try plant.command(arguments + ["--config", plant.config])
                    #expect(try await process.end(within: .seconds(20)) == .code(78), "\(what) \(arguments)")
                    #expect((process.errors + process.output).contains(text), "\(process.errors)\(process.output)")
                }
            }
            try await expect78("no file", "config.json: error: cannot be read: No such file or directory")
            try plant.scratch.write("{\n  \"providers\": [}", to: "config.json")
            try await expect78("broken", "config.json:2:17: error: ")
            let secret: [(String, JSON)] = [("api_key", ["env": "NOT_THERE"])]
            try plant.configure(providers: [Plant.provider("acme", at: far.url("acme"), secret)])
            try await expect78("no secret", "NOT_THERE")
            try await expect78("no secret", "config.json:")
            try plant.configure(providers: [Plant.provider("acme", at: far.url("acme"))])
            plant.scratch.remove("probes")
            try await expect78("no probes", "probes: error: cannot be read: No such file or directory")
            #expect(far.requests(of: "acme").isEmpty)
        }

        @Test(.enabled(if: SQLite.isThere, "the program sqlite3 is not installed"))
        func `after the clock was set back a day, time goes on from the store's and the trouble is told`()
            async throws
        {
            let far = try ScriptedProvider()
            let plant = try Plant(watching: far)
            try await plant.start()
            try await plant.wait("two closed rounds") {
                plant.status?["providers"]?[0]?["quality"]?["learned_rounds"]?.int ?? 0 >= 2 ? true : nil
            }
            try await plant.stop()
            let day = 86_400_000_000
            try await SQLite.run(
                """
                UPDATE rounds SET round = round + \(day), closed_at = closed_at + \(day);
                UPDATE provider_states SET closed_through = closed_through + \(day);
                """, on: plant.scratch("store/plummet.db"))
            try await plant.start()
            let trouble = try await plant.wait("the trouble") { plant.status?["troubles"]?[0]?.string }
            #expect(trouble.contains("clock was set back"), "\(trouble)")
            let asked = far.requests(of: "acme").count
            try await plant.wait("more questions") { far.requests(of: "acme").count >= asked + 8 ? true : nil }
            let sample = try await plant.wait("a sample of tomorrow") { plant.samples("acme").first }
            let finished = try #require(sample["finished_at"]?.string.flatMap(Timestamp.init(rfc3339:)))
            var now = timespec()
            clock_gettime(CLOCK_REALTIME, &now)
            #expect(finished.seconds - Double(now.tv_sec) > 86_000)
            #expect(try await plant.stop() == .code(0))
        }
    }
}

/// The program `sqlite3`, which changes a store behind the daemon's back.
private enum SQLite {
    static let isThere = access("/usr/bin/sqlite3", X_OK) == 0

    static func run(_ sql: String, on path: String) async throws {
        let process = try ChildProcess("/usr/bin/sqlite3", [path, sql])
        let exit = try await process.end(within: .seconds(10))
        try #require(exit == .code(0), "\(process.errors)")
    }
}

/// A file system of two megabytes; unmounted at the end.
private final class TinyDisk: Sendable {
    static let isPossible: Bool = {
        guard getuid() == 0, let scratch = try? ScratchDirectory() else { return false }
        return (try? TinyDisk(scratch.directory("disk"))) != nil
    }()

    private let path: String

    init(_ path: String) throws {
        self.path = path
        try #require(mount("tmpfs", path, "tmpfs", 0, "size=2m") == 0, "mount: \(errno)")
    }

    deinit { umount2(path, Int32(MNT_DETACH)) }

    /// Leaves no room.
    func fill() throws {
        let file = open(path + "/ballast", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        try #require(file >= 0)
        defer { close(file) }
        let block = [UInt8](repeating: 1, count: 4096)
        while write(file, block, block.count) > 0 {}
    }

    /// Gives the room back.
    func empty() { unlink(path + "/ballast") }
}
