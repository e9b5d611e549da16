import Core
import Glibc
import TestSupport
import Testing

extension EndToEnd.Surface {
    @Suite struct ReloadTests {
        @Test func `a suite that is dropped in, changed or removed takes effect by itself`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant(watching: far)
            try await plant.start()
            let clock = ContinuousClock()
            let begin = clock.now
            try plant.scratch.write(Plant.suite("more", probes: 2), to: "probes/more.json")
            try await plant.wait("the new suite") { plant.probes.contains("more/sum-2") ? true : nil }
            #expect(clock.now - begin < .seconds(15), "it should take at most five seconds on an idle machine")
            try plant.scratch.write(Plant.suite("more", probes: 1), to: "probes/more.json")
            try await plant.wait("the changed suite") { plant.probes.contains("more/sum-2") ? nil : true }
            #expect(plant.probes.contains("more/sum-1"))
            plant.scratch.remove("probes/more.json")
            try await plant.wait("no such suite") { plant.probes.contains("more/sum-1") ? nil : true }
            #expect(plant.probes == ["sums/sum-1", "sums/sum-2", "sums/sum-3", "sums/sum-4"])
            try await plant.stop()
        }

        @Test func `a bad file is refused with its whole set, visibly, and the last good set goes on`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant(watching: far)
            try await plant.start()
            #expect(plant.metric("plummet_config_last_reload_successful") == 1)
            try plant.scratch.write(Plant.suite("more", probes: 2), to: "probes/a-good-one.json")
            try plant.scratch.write("{\n  \"suite\": \"bad\",\n  \"probes\": []]\n}", to: "probes/bad.json")
            try await plant.wait("the refusal") { plant.reload?["succeeded"]?.bool == false ? true : nil }
            let place = plant.scratch("probes/bad.json") + ":3:15"
            // Between writing the two files the good one may have been taken.
            let diagnostic = try #require(plant.reload?["diagnostics"]?.array?.first { $0["severity"] == "error" })
            #expect(diagnostic["path"]?.string == plant.scratch("probes/bad.json"))
            #expect(diagnostic["line"]?.int == 3 && diagnostic["column"]?.int == 15)
            #expect(plant.log.contains(place))
            #expect(plant.status?["troubles"]?[0]?.string?.contains(place) == true)
            #expect(plant.metric("plummet_config_last_reload_successful") == 0)
            let asked = far.requests(of: "acme").count
            try await plant.wait("more questions") { far.requests(of: "acme").count > asked + 4 ? true : nil }
            #expect(plant.probes.contains("sums/sum-1"))

            try plant.scratch.write(Plant.suite("bad", probes: 1), to: "probes/bad.json")
            try await plant.wait("the recovery") { plant.reload?["succeeded"]?.bool == true ? true : nil }
            #expect(plant.metric("plummet_config_last_reload_successful") == 1)
            #expect(plant.status?["troubles"]?.array?.isEmpty == true)
            try await plant.wait("all suites") {
                plant.probes.contains("bad/sum-1") && plant.probes.contains("more/sum-2") ? true : nil
            }
            try await plant.stop()
        }

        @Test func `a probe directory that vanishes is told, the daemon goes on, and recovers when it is back`()
            async throws
        {
            let far = try ScriptedProvider()
            let plant = try Plant(watching: far)
            try await plant.start()
            #expect(rename(plant.scratch("probes"), plant.scratch("elsewhere")) == 0)
            try await plant.wait("the trouble") { plant.status?["troubles"]?.array?.first }
            #expect(plant.metric("plummet_config_last_reload_successful") == 0)
            let asked = far.requests(of: "acme").count
            try await plant.wait("more questions") { far.requests(of: "acme").count > asked + 4 ? true : nil }
            let shown = try await plant.run("status", "--config", plant.config)
            #expect(shown.exit == .code(1))
            #expect(shown.output.contains("No such file or directory"), "\(shown.output)")
            #expect(rename(plant.scratch("elsewhere"), plant.scratch("probes")) == 0)
            try await plant.wait("no trouble") { plant.status?["troubles"]?.array?.isEmpty == true ? true : nil }
            try await plant.stop()
        }

        @Test func `what is no file in a probe directory is refused and not waited for`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant(watching: far)
            try await plant.start()
            #expect(mkfifo(plant.scratch("probes/pipe.json"), 0o600) == 0)
            plant.process?.signal(SIGHUP)
            let trouble = try await plant.wait("the trouble") { plant.status?["troubles"]?[0]?.string }
            #expect(trouble.contains("pipe.json") && trouble.contains("no regular file"), "\(trouble)")
            plant.scratch.remove("probes/pipe.json")
            plant.process?.signal(SIGHUP)
            try await plant.wait("no trouble") { plant.status?["troubles"]?.array?.isEmpty == true ? true : nil }
            #expect(symlink("nowhere", plant.scratch("probes/link.json")) == 0)
            plant.process?.signal(SIGHUP)
            let dangling = try await plant.wait("the trouble") { plant.status?["troubles"]?[0]?.string }
            #expect(dangling.contains("link.json"), "\(dangling)")
            try await plant.stop()
        }

        @Test func `reload over HTTP needs the token and tells what is wrong`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant()
            try plant.configure(
                providers: [Plant.provider("acme", at: far.url("acme"))], [("token", ["env": "TOKEN"])])
            try await plant.start(environment: [("TOKEN", "open sesame")])
            func reload(_ token: String?) -> LoopbackAnswer? {
                let headers = token.map { [Header("Authorization", "Bearer \($0)")] } ?? []
                return askLoopback(port: plant.port, "/-/reload", method: "POST", headers: headers)
            }
            #expect(reload(nil)?.status == 401)
            #expect(reload("open sesam")?.status == 401)
            #expect(plant.get("/-/reload")?.status == 405)
            let before = plant.reload?["attempted_at"]?.string
            #expect(reload("open sesame")?.status == 200)
            #expect(plant.reload?["attempted_at"]?.string != before)
            try plant.scratch.write("{", to: "probes/bad.json")
            let refused = try #require(reload("open sesame"))
            #expect(refused.status == 500)
            #expect(refused.text.contains("probes/bad.json:1:2"), "\(refused.text)")
            #expect(!plant.log.contains("open sesame"))
            try await plant.stop()
        }

        @Test func `an address or store that changed is told to need a restart`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant(watching: far)
            try await plant.start()
            let providers = [Plant.provider("acme", at: far.url("acme"))]
            try plant.configure(
                providers: providers, [("listen", "127.0.0.1:1"), ("store", ["path": "elsewhere"])])
            plant.process?.signal(SIGHUP)
            let trouble = try await plant.wait("the trouble") { plant.status?["troubles"]?[0]?.string }
            #expect(trouble.hasPrefix("listen and store changed") && trouble.contains("restart"), "\(trouble)")
            try plant.configure(providers: providers)
            plant.process?.signal(SIGHUP)
            try await plant.wait("no trouble") { plant.status?["troubles"]?.array?.isEmpty == true ? true : nil }
            try await plant.stop()
        }

        @Test func `a configuration that names another provider takes effect without a restart`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant(watching: far)
            let process = try await plant.start()
            try await plant.wait("a sample") { plant.samples("acme").first }
            try plant.configure(providers: [Plant.provider("zenith", at: far.url("zenith"))])
            try await plant.wait("a sample of the new provider") { plant.samples("zenith").first }
            #expect(plant.status?["providers"]?.array?.compactMap { $0["name"]?.string } == ["zenith"])
            #expect(plant.process === process && process.ended == nil)
            // What was measured stays.
            #expect(!plant.samples("acme").isEmpty)
            try await plant.stop()
        }
    }
}

extension Plant {
    /// The probes that the only provider is asked.
    fileprivate var probes: [String] {
        status?["providers"]?[0]?["probes"]?.array?.compactMap { $0["probe"]?.string } ?? []
    }

    /// The last attempt to load files.
    fileprivate var reload: JSON? { status?["reload"] }
}
