import Core
import Exposition
import Store
import TestSupport
import Testing

extension EndToEnd.Surface {
    @Suite struct BacktestTests {
        private static let hour = Duration.seconds(3_600)

        /// Three days of a provider that is bad on the second one; the daemon was stopped twice in the middle of a round.
        private static func plant(keeping: (StoreReader) async throws -> Void = { _ in }) async throws -> Plant {
            let plant = try Plant()
            var world = try StoredWorld(store: plant.scratch.directory("store")) { elapsed in
                elapsed > hour * 24 && elapsed < hour * 48 ? 0.5 : 0.95
            }
            try await world.run(for: hour * 20 + .seconds(400))
            try await world.restart(after: .seconds(1))
            try await world.run(for: hour * 9 + .seconds(123))
            try await world.restart(after: hour * 2)
            try await world.run(for: hour * 40)
            try await keeping(world.reader)
            await world.close()
            return plant
        }

        @Test func `with the daemon's settings nothing differs, twice the same to the byte`() async throws {
            var stored: [Incident] = []
            let plant = try await Self.plant { stored = try await $0.incidents(limit: 100) }
            let incident = try #require(stored.first { $0.kind == .qualityDegraded && $0.firedAt != nil })
            let first = try await plant.run("backtest", "--store", plant.scratch("store"), "--json")
            let second = try await plant.run("backtest", "--store", plant.scratch("store"), "--json")
            #expect(first.exit == .code(0) && first.output == second.output, "\(first.output)\(first.errors)")
            #expect(!first.errors.contains("\r"), "no progress in a pipe")
            let report = try JSONParser.parse(first.output)
            let found = try #require(report["providers"]?[0]?["incidents"]?.array)
            #expect(found.count == 1 && report["differs"] == false && report["compared"] == true)
            #expect(found[0]["stored"]?["incident"]?.string == "\(incident.id)")
            #expect(found[0]["found"]?["detected_at"]?.string == incident.firedAt?.description)
            #expect(found[0]["found"]?["resolved_at"]?.string == incident.resolvedAt?.description)
            #expect(found[0]["found"]?["since"] == found[0]["stored"]?["since"])
            #expect(found[0]["change"]?["is"] == "same" && found[0]["change"]?["dated_alike"] == true)
            let text = try await plant.run("backtest", "--store", plant.scratch("store"))
            #expect(text.exit == .code(0) && text.output.contains("same") && !text.output.contains("\u{1B}"))
            #expect(text.output.contains("1 fall, 1 noticed at the same moment as by the daemon"), "\(text.output)")
            let later = try await plant.run("backtest", "--store", plant.scratch("store"), "--since", "2027-01-18")
            #expect(later.exit == .code(0) && later.output.contains("no fall"), "\(later.output)")
            let nobody = try await plant.run("backtest", "--store", plant.scratch("store"), "--provider", "nobody")
            #expect(nobody.exit == .code(0) && nobody.errors.contains("no samples of a provider nobody"))
        }

        @Test func `other settings are tried, and what differs ends with 3`() async throws {
            let plant = try await Self.plant()
            try plant.scratch.write("{ \"false_alarms_per_year\": 0.01 }", to: "strict.json")
            let strict = try await plant.run(
                "backtest", "--store", plant.scratch("store"), "--detector", plant.scratch("strict.json"), "--json")
            #expect(strict.exit == .code(3), "\(strict.output)\(strict.errors)")
            let report = try JSONParser.parse(strict.output)
            let change = report["providers"]?[0]?["incidents"]?[0]?["change"]
            #expect(change?["is"] == "later" && change?["rounds"]?.int ?? 0 >= 1, "\(report.pretty)")
            #expect(report["settings"]?["false_alarms_per_year"]?.double == 0.01 && report["differs"] == true)
            #expect(report["settings"]?["calibration_rounds"]?.int == 24, "what is left out stays as it was")

            try plant.scratch.write("{\n  \"false_alarm_per_year\": 2,\n  \"calibration_rounds\": 3\n}", to: "bad.json")
            let bad = try await plant.run(
                "backtest", "--store", plant.scratch("store"), "--detector", plant.scratch("bad.json"))
            #expect(bad.exit == .code(78))
            #expect(bad.output.contains("bad.json:2:3: error:") && bad.output.contains("bad.json:3:25: error:"))
            #expect(bad.output.contains("false_alarms_per_year"), "the nearest key is told: \(bad.output)")
        }

        @Test func `the configuration names store and settings`() async throws {
            let plant = try await Self.plant()
            try plant.configure(
                providers: [Plant.provider("acme", at: "http://127.0.0.1:1")],
                [("detection", ["false_alarms_per_year": 0.01])])
            let configured = try await plant.run("backtest", "--config", plant.config, "--json")
            #expect(configured.exit == .code(3), "\(configured.errors)")
            #expect(try JSONParser.parse(configured.output)["settings"]?["false_alarms_per_year"]?.double == 0.01)
            let none = try await plant.run("backtest", "--config", plant.scratch("none.json"))
            #expect(none.exit == .code(78) && none.output.contains("none.json"))
            let missing = try await plant.run("backtest", "--store", plant.scratch("nowhere"))
            #expect(missing.exit == .code(1) && missing.errors.contains("There is no store"))
            let both = try await plant.run("backtest", "--store", "a", "--from", "b")
            #expect(both.exit == .code(64))
        }

        @Test func `what trace export writes, the newest first, gives what the store gives`() async throws {
            let plant = try await Self.plant()
            let (store, file) = (plant.scratch("store"), plant.scratch("export.jsonl"))
            let exported = try await plant.run("trace", "export", "--store", store, "--out", file)
            #expect(exported.exit == .code(0), "\(exported.errors)")
            let ofStore = try JSONParser.parse(try await plant.run("backtest", "--store", store, "--json").output)
            let ofExport = try await plant.run("backtest", "--from", file, "--json")
            #expect(ofExport.exit == .code(0), "\(ofExport.errors)")
            let incidents = try JSONParser.parse(ofExport.output)["providers"]?[0]?["incidents"]
            #expect(incidents?.array?.count == 1)
            let found = ofStore["providers"]?[0]?["incidents"]?[0]?["found"]
            #expect(found != nil && incidents?[0]?["found"] == found, "\(ofExport.output)")
            let judged = try await plant.run("replay", file)
            #expect(judged.exit == .code(0) && judged.output.contains(" 0 differ"), "\(judged.output)")
        }

        @Test func `an export gives what the store gives, on any machine`() async throws {
            var lines: [String] = []
            let plant = try await Self.plant { reader in
                let all = try await reader.samples(SampleQuery(order: .oldestFirst, limit: 10_000)).samples
                lines = all.map { JSON.object([("sample", $0.json), ("trace", .null)]).text }
            }
            try plant.scratch.write(lines.joined(separator: "\n"), to: "export.jsonl")
            let ofStore = try await plant.run("backtest", "--store", plant.scratch("store"), "--json")
            let ofExport = try await plant.run("backtest", "--from", plant.scratch("export.jsonl"), "--json")
            #expect(ofExport.exit == .code(0), "\(ofExport.errors)")
            let (a, b) = (try JSONParser.parse(ofStore.output), try JSONParser.parse(ofExport.output))
            #expect(b["compared"] == false && b["samples"] == a["samples"])
            let (inStore, inExport) = (a["providers"]?[0]?["incidents"]?[0], b["providers"]?[0]?["incidents"]?[0])
            #expect(inStore?["found"]?["detected_at"] != nil)
            for member in ["since", "detected_at", "resolved_at", "delay_rounds", "loss", "log_evidence"] {
                #expect(inStore?["found"]?[member] == inExport?["found"]?[member], "\(member): \(b.pretty)")
            }

            try plant.scratch.write(lines.reversed().joined(separator: "\n"), to: "backwards.jsonl")
            let backwards = try await plant.run("backtest", "--from", plant.scratch("backwards.jsonl"), "--json")
            #expect(backwards.output == ofExport.output, "the order of the lines does not matter")
            try plant.scratch.write(lines[0] + "\n{\"sample\": 1", to: "broken.jsonl")
            let broken = try await plant.run("backtest", "--from", plant.scratch("broken.jsonl"))
            #expect(broken.exit == .code(1) && broken.errors.contains("broken.jsonl:2:13"), "\(broken.errors)")
            try plant.scratch.write("{\"trace\": {}}", to: "other.jsonl")
            let other = try await plant.run("backtest", "--from", plant.scratch("other.jsonl"))
            #expect(other.exit == .code(1) && other.errors.contains("no sample in this line"))
        }
    }
}
