import Core
import Glibc
import TestSupport
import Testing

extension EndToEnd.Life {
    @Suite struct SignalTests {
        @Test func `a signal to stop ends the daemon in order though a call hangs`() async throws {
            let far = try ScriptedProvider()
            far.script("hanging", ScriptedProvider.hang)
            let plant = try Plant()
            try plant.configure(providers: [
                Plant.provider("acme", at: far.url("acme")), Plant.provider("hanging", at: far.url("hanging")),
            ])
            try await plant.start()
            try await plant.wait("a call that hangs") { far.requests(of: "hanging").isEmpty ? nil : true }
            try await plant.wait("a sample") { plant.samples("acme").first }
            // The drain deadline is ten seconds.
            #expect(try await plant.stop(within: .seconds(40)) == .code(0))
            #expect(plant.log.contains("stopped"))
        }

        @Test(arguments: [SIGTERM, SIGINT])
        func `a daemon with nothing in flight stops at once`(_ number: Int32) async throws {
            let far = try ScriptedProvider()
            let plant = try Plant()
            try plant.configure(providers: [Plant.provider("acme", at: far.url("acme"))], interval: "1h")
            try await plant.start()
            #expect(try await plant.stop(number, within: .seconds(5)) == .code(0))
        }

        @Test func `SIGHUP loads probes anew`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant(watching: far)
            try await plant.start()
            try plant.scratch.write(Plant.suite("more", probes: 2), to: "probes/more.json")
            plant.process?.signal(SIGHUP)
            try await plant.wait("a sample of the new suite") {
                plant.samples("acme").first { $0["probe"]?.string?.hasPrefix("more/") == true }
            }
            try await plant.stop()
        }

        @Test func `a SIGHUP while the daemon starts does not end it`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant(watching: far)
            // Reading the configuration waits for its writer: the daemon starts, and has not got far.
            let text = String(decoding: plant.scratch.read("config.json"), as: UTF8.self)
            plant.scratch.remove("config.json")
            #expect(mkfifo(plant.config, 0o600) == 0)
            let process = try plant.launch()
            let writer = try await plant.wait("a reader") { () -> Int32? in
                let file = open(plant.config, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
                return file >= 0 ? file : nil
            }
            process.signal(SIGHUP)
            usleep(50_000)
            #expect(process.ended == nil)
            #expect(write(writer, text, text.utf8.count) == text.utf8.count)
            close(writer)
            try plant.scratch.write(text, to: "config.json")
            for _ in 0..<5 {
                process.signal(SIGHUP)
                usleep(20_000)
            }
            try await plant.wait("ready") { plant.get("/-/ready")?.status == 200 ? true : nil }
            #expect(try await plant.stop() == .code(0))
        }

        @Test func `a storm of SIGHUP is survived, and the daemon stops in order while its pages are read`()
            async throws
        {
            let far = try ScriptedProvider()
            let plant = try Plant(watching: far)
            let process = try await plant.start()
            for _ in 0..<200 {
                process.signal(SIGHUP)
                usleep(500)
            }
            process.signal(SIGPIPE)
            try await plant.wait("a sample") { plant.samples("acme").first }
            process.signal(SIGTERM)
            let exit = try await eventually("the end", log: { plant.log }) {
                _ = askLoopback(port: plant.port, "/api/v1/status", limit: .milliseconds(200))
                return process.ended
            }
            #expect(exit == .code(0))
        }
    }
}
