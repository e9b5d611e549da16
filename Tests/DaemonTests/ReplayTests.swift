import Core
import Store
import TestSupport
import Testing

extension EndToEnd.Surface {
    @Suite struct ReplayTests {
        /// A plant whose provider has a key, and a file with what it answered to each of its probes.
        private static func recorded(
            _ far: ScriptedProvider, probes: Int = 4
        ) async throws -> (plant: Plant, file: String) {
            let plant = try Plant()
            try plant.scratch.write(Plant.suite("sums", probes: probes), to: "probes/sums.json")
            try plant.configure(providers: [
                Plant.provider("acme", at: far.url("acme"), [("api_key", ["env": "ACME_KEY"])])
            ])
            let file = plant.scratch("export.jsonl")
            let written = try await plant.run(
                "http-record", "write", file, "--config", plant.config, environment: key)
            #expect(written.exit == .code(0), "\(written.output)\(written.errors)")
            return (plant, file)
        }

        private static let key = [("ACME_KEY", "sk-do-not-show-me-anywhere")]

        private static func lines(_ text: String) throws -> [JSON] {
            try text.split(separator: "\n").map { try JSONParser.parse(String($0)) }
        }

        @Test func `an exported file gives the same verdicts to the byte, elsewhere and with nothing but the file`()
            async throws
        {
            let far = try ScriptedProvider()
            far.script("acme") { connection, request in
                let isWrong = ScriptedProvider.sum(of: request) == 42
                return ScriptedProvider.answer(wrongBy: isWrong ? 1 : 0)(connection, request)
            }
            let (plant, file) = try await Self.recorded(far)
            let first = try await plant.run("replay", file, "--json")
            #expect(first.exit == .code(0), "\(first.output)\(first.errors)")

            let elsewhere = try ScratchDirectory()
            try elsewhere.write(String(decoding: plant.scratch.read("export.jsonl"), as: UTF8.self), to: "there.jsonl")
            far.stop()
            plant.scratch.remove("config.json")
            plant.scratch.remove("probes")
            let second = try await plant.run("replay", elsewhere("there.jsonl"), "--json")
            #expect(second.output == first.output && second.exit == .code(0))

            let stored = try Self.lines(String(decoding: elsewhere.read("there.jsonl"), as: UTF8.self))
            let judged = try Self.lines(first.output)
            #expect(judged.count == 4 && judged.allSatisfy { $0["result"] == "reproduced" })
            #expect(judged.map { $0["verdict"]?.text } == stored.map { $0["trace"]?["verdict"]?.text })
            #expect(Set(judged.compactMap { $0["verdict"]?["score"]?.double }) == [0, 1])
            let text = try await plant.run("replay", elsewhere("there.jsonl"))
            #expect(text.output == "4 samples: 4 reproduced, 0 differ\n" && text.errors.isEmpty)
            let unread = try await plant.run("replay", elsewhere("nothing.jsonl"))
            #expect(unread.exit == .code(1) && unread.errors.contains("neither a sample id"))
        }

        @Test func `a body that was tampered with is found, and a line that is no trace is told with its place`()
            async throws
        {
            let far = try ScriptedProvider()
            let (plant, file) = try await Self.recorded(far)
            var lines = String(decoding: plant.scratch.read("export.jsonl"), as: UTF8.self).split(separator: "\n")
                .map(String.init)
            let index = try #require(lines.firstIndex { $0.contains(#"\"content\":\"43\""#) })
            lines[index] = lines[index].replacing(#"\"content\":\"43\""#, with: #"\"content\":\"44\""#)
            try plant.scratch.write(lines.joined(separator: "\n"), to: "tampered.jsonl")
            let found = try await plant.run("replay", plant.scratch("tampered.jsonl"))
            #expect(found.exit == .code(1))
            #expect(found.output.contains("tampered.jsonl:\(index + 1), written by plummet"), "\(found.output)")
            #expect(found.output.contains("verdict") && found.output.contains("completion"))
            #expect(found.output.hasSuffix("4 samples: 3 reproduced, 1 differ\n"))
            let machine = try Self.lines(
                try await plant.run("replay", plant.scratch("tampered.jsonl"), "--json").output)
            #expect(machine.map { $0["result"]?.string }.filter { $0 == "differs" }.count == 1)

            // One trace alone, over several lines, is told in full.
            let single = try JSONParser.parse(lines[index == 0 ? 1 : 0])
            try plant.scratch.write(single.pretty, to: "single.json")
            let told = try await plant.run("replay", plant.scratch("single.json"))
            #expect(told.exit == .code(0) && told.output.hasPrefix("reproduced"), "\(told.output)\(told.errors)")

            try plant.scratch.write(lines[0] + "\n{\"trace\": 7}\n", to: "odd.jsonl")
            let odd = try await plant.run("replay", plant.scratch("odd.jsonl"))
            #expect(odd.exit == .code(1) && odd.errors.contains("odd.jsonl:2 is no trace"), "\(odd.errors)")
            try plant.scratch.write(lines[0] + "\n{\"trace\": \n", to: "cut.jsonl")
            let cut = try await plant.run("replay", plant.scratch("cut.jsonl"))
            #expect(cut.exit == .code(1) && cut.errors.contains("cut.jsonl:2:11"), "\(cut.errors)")
            #expect(file == plant.scratch("export.jsonl"))
        }

        @Test func `live asks again and shows then and now side by side`() async throws {
            let far = try ScriptedProvider()
            let (plant, file) = try await Self.recorded(far)
            let before = far.requests(of: "acme").count
            let same = try await plant.run("replay", file, "--live", "--config", plant.config, environment: Self.key)
            #expect(same.exit == .code(0), "\(same.output)\(same.errors)")
            #expect(same.output.contains("4 asked again, 0 with another outcome or score; counted against no budget"))
            #expect(far.requests(of: "acme").count == before + 4)

            far.script("acme", ScriptedProvider.answer(wrongBy: 100))
            try plant.configure(providers: [
                Plant.provider(
                    "acme", at: far.url("acme"),
                    [("api_key", ["env": "ACME_KEY"]), ("extra", ["top_k": 7, "user": "sk-do-not-show-me-anywhere"])])
            ])
            let worse = try await plant.run("replay", file, "--live", "--config", plant.config, environment: Self.key)
            #expect(worse.exit == .code(3))
            #expect(worse.output.contains("4 asked again, 4 with another outcome or score"), "\(worse.output)")
            #expect(worse.output.contains("[-41-]") && worse.output.contains("{+141+}"))
            for part in ["request: top_k", "score", "1.000", "0.000", "number", "output tokens", "latency"] {
                #expect(worse.output.contains(part), "\(part): \(worse.output)")
            }
            #expect(!worse.output.contains("do-not-show") && !worse.errors.contains("do-not-show"))
            let machine = try await plant.run(
                "replay", file, "--live", "--json", "--config", plant.config, environment: Self.key)
            let compared = try Self.lines(machine.output)
            #expect(compared.count == 4 && compared.allSatisfy { $0["differs"] == true && $0["counted"] == false })
            #expect(compared.allSatisfy { $0["provider"] == "acme" })
            let score = compared[0]["facts"]?.array?.first { $0["name"] == "score" }
            #expect(score == ["name": "score", "then": "1.000", "now": "0.000"])
            #expect(!machine.output.contains("do-not-show"))

            far.script("acme", ScriptedProvider.respond(503))
            let down = try await plant.run("replay", file, "--live", "--config", plant.config, environment: Self.key)
            #expect(down.exit == .code(3) && down.output.contains("server"), "\(down.output)")
        }

        @Test func `live sends no more than twenty requests unasked, and only to a provider that is configured`()
            async throws
        {
            let far = try ScriptedProvider()
            let (plant, file) = try await Self.recorded(far, probes: 21)
            let before = far.requests(of: "acme").count
            let config = ["--config", plant.config]
            let many = try plant.command(["replay", file, "--live"] + config, environment: Self.key)
            #expect(try await many.end(within: .seconds(30)) == .code(1))
            #expect(many.errors.contains("21 requests") && many.errors.contains("--yes"), "\(many.errors)")
            let nobody = try plant.command(
                ["replay", file, "--live", "--yes", "--provider", "acmee"] + config, environment: Self.key)
            #expect(try await nobody.end(within: .seconds(30)) == .code(1))
            #expect(nobody.errors.contains("did you mean acme?"), "\(nobody.errors)")
            #expect(far.requests(of: "acme").count == before, "nothing was sent")
            let all = try plant.command(["replay", file, "--live", "--yes"] + config, environment: Self.key)
            #expect(try await all.end(within: .seconds(30)) == .code(0), "\(all.errors)")
            #expect(far.requests(of: "acme").count == before + 21)
            let wrong = [["replay", file, "--yes"], ["replay"], ["replay", file, "--incident", "0123456789abcdef"]]
            for line in wrong { #expect(try await plant.command(line).end(within: .seconds(20)) == .code(64)) }
        }

        @Test func `an incident is judged again from its examples and all samples of its time`() async throws {
            let plant = try Plant()
            let hour = Duration.seconds(3_600)
            var world = try StoredWorld(store: plant.scratch.directory("store")) { elapsed in
                elapsed > hour * 12 && elapsed < hour * 24 ? 0.4 : 0.95
            }
            try await world.run(for: hour * 30)
            let incidents = try await world.reader.incidents(limit: 100)
            let incident = try #require(incidents.first { $0.kind == .qualityDegraded && $0.firedAt != nil })
            let since = try #require(incident.facts["since"]?.string.flatMap { Timestamp(rfc3339: $0) })
            let samples = try await world.reader.samples(
                SampleQuery(
                    provider: "acme", since: since, until: (incident.resolvedAt ?? since) + .milliseconds(1),
                    limit: 10_000)
            ).samples
            await world.close()
            let store = plant.scratch("store")
            let judged = try await plant.run("replay", "--incident", "\(incident.id)", "--store", store, "--json")
            #expect(judged.exit == .code(0), "\(judged.output.suffix(2_000))\(judged.errors)")
            let lines = try Self.lines(judged.output)
            let told = Set(lines.compactMap { $0["sample"]?.string })
            #expect(told.count == lines.count && lines.allSatisfy { $0["result"] == "reproduced" })
            #expect(samples.count > 100 && samples.allSatisfy { told.contains("\($0.id)") })
            for which in ["before", "after"] {
                let example = try #require(incident.facts["examples"]?[which]?["trace"]?.string)
                #expect(told.contains(example), "the \(which) example")
            }
            #expect(lines.count <= samples.count + 2)
            let text = try await plant.run("replay", "--incident", "\(incident.id)", "--store", store)
            #expect(text.output == "\(lines.count) samples: \(lines.count) reproduced, 0 differ\n")
            let none = try await plant.run("replay", "--incident", "0123456789abcdef", "--store", store)
            #expect(none.exit == .code(1) && none.errors.contains("there is no 0123456789abcdef"))
            let odd = try await plant.run("replay", "--incident", "yesterday", "--store", store)
            #expect(odd.exit == .code(64))

            // The daemon that has the store tells the same.
            try plant.configure(providers: [Plant.provider("acme", at: "http://127.0.0.1:1")], interval: "1h")
            try await plant.start()
            let asked = try await plant.run(
                "replay", "--incident", "\(incident.id)", "--config", plant.config, "--json")
            let ofDaemon = Set(try Self.lines(asked.output).compactMap { $0["sample"]?.string })
            #expect(ofDaemon == told && asked.exit == .code(0), "\(asked.errors)")
            try await plant.stop()
        }
    }
}
