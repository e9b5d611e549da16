import Core
import Exposition
import Store
import TestSupport
import Testing

extension EndToEnd.Surface {
    @Suite struct PowerTests {
        @Test func `power tells what a store's probes can see, twice the same to the byte`() async throws {
            let plant = try Plant()
            var world = try StoredWorld(store: plant.scratch.directory("store")) { _ in 0.9 }
            world.keepOwnNetwork()
            try await world.run(for: .seconds(3_600) * 12)
            await world.close()
            let arguments = ["power", "--store", plant.scratch("store"), "--runs", "20", "--json"]
            let first = try await plant.run(arguments)
            let second = try await plant.run(arguments)
            #expect(first.exit == .code(0) && first.output == second.output, "\(first.errors)")
            let parts = try #require(try JSONParser.parse(first.output)["providers"]?.array)
            #expect(parts.map { $0["provider"] } == ["acme"], "the own network is no provider")
            let part = try #require(parts.first)
            #expect(part["provider"] == "acme" && part["probes"]?.int == 8 && part["assumed"]?.int == 0)
            let drops = try #require(part["drops"]?.array)
            #expect(drops.count == 7 && drops[3]["words"] == "all probes by 20 points")
            let (ten, twenty) = (drops[2]["mean_rounds"]?.double ?? 0, drops[3]["mean_rounds"]?.double ?? 0)
            #expect(twenty > 0 && twenty < ten)
            #expect(drops[3]["half_seconds"]?.double == 900 * (drops[3]["half_rounds"]?.double ?? 0))
            let worth = try #require(part["worth"]?.array)
            #expect(worth.count == 8 && worth.allSatisfy { $0["scored"]?.int ?? 0 >= 47 })
            #expect(part["left_out"]?.array?.isEmpty == true && part["sway_excess"]?.double ?? -1 >= 0)
            #expect(part["sway_rounds"]?.int ?? 0 >= 24)

            let text = try await plant.run(["power", "--store", plant.scratch("store"), "--runs", "20"])
            #expect(text.output.contains("a drop of 10 points is seen within") && !text.output.contains("\u{1B}"))
            #expect(
                text.output.contains("rounds do not sway as a whole") || text.output.contains("rounds sway as a whole"))
            #expect(!text.output.contains("left out"))
            #expect(text.output.contains("at most 1 false alarm a year") && text.output.contains("sums/sum-7"))
            let nothing = try await plant.run(["power", "--store", plant.scratch("store"), "--provider", "nobody"])
            #expect(nothing.exit == .code(1) && nothing.errors.contains("nothing to simulate"))
        }

        @Test func `of a store alone the version that was asked last counts, and what is left out is named`()
            async throws
        {
            let plant = try Plant()
            var world = try StoredWorld(store: plant.scratch.directory("store")) { _ in 0.9 }
            try await world.run(for: .seconds(3_600) * 10)
            try await world.editFirstProbe()
            try await world.run(for: .seconds(3_600) * 2)
            let arguments = ["power", "--store", plant.scratch("store"), "--runs", "20"]
            // The old version is no longer asked, and of the new one too little is known.
            let early = try await plant.run(arguments)
            #expect(early.output.contains("acme  7 probes every 15m"), "\(early.output)")
            #expect(early.output.contains("left out: sums/sum-0 ") && early.output.contains("earlier versions"))
            try await world.run(for: .seconds(3_600) * 4)
            await world.close()
            let found = try await plant.run(arguments + ["--json"])
            let part = try #require(try JSONParser.parse(found.output)["providers"]?[0])
            #expect(part["probes"]?.int == 8 && part["worth"]?.array?.count == 8)
            let left = try #require(part["left_out"]?.array)
            #expect(left.count == 1 && left[0]["probe"] == "sums/sum-0" && left[0]["scored"]?.int ?? 0 >= 39)
        }

        @Test func `before the first sample it goes by what the files say, and says so`() async throws {
            let plant = try Plant()
            try plant.scratch.write(
                """
                {"suite": "sums", "category": "arithmetic", "probes": [
                  {"id": "one", "difficulty": "easy", "prompt": "What is 1 + 1?", "evaluate": {"type": "number", "equals": 2}},
                  {"id": "two", "difficulty": "hard", "prompt": "What is 2 + 1?", "evaluate": {"type": "number", "equals": 3}}]}
                """, to: "sums.json")
            try plant.scratch.write("{\"suite\": \"quick\", \"select\": [\"sums/two\"]}", to: "quick.json")
            try plant.scratch.write(
                """
                {"providers": [{"name": "a", "api": "openai-chat", "model": "m", "api_key": {"env": "KEY_THAT_IS_NOT_SET"}}],
                 "probes": ["\(plant.scratch("sums.json"))", "\(plant.scratch("quick.json"))"], "store": {"path": "\(plant.scratch("nowhere"))"}}
                """, to: "power.json")
            let arguments = ["power", "--config", plant.scratch("power.json"), "--runs", "20"]
            let found = try await plant.run(arguments + ["--json"])
            #expect(found.exit == .code(0), "\(found.output)\(found.errors)")
            let part = try #require(try JSONParser.parse(found.output)["providers"]?[0])
            #expect(part["assumed"]?.int == 2 && part["mean_score"]?.double == 0.735)
            let text = try await plant.run(arguments)
            #expect(text.output.contains("2 of them assumed as hard as their files say"))
            #expect(text.output.contains("rounds are taken to be independent of each other"))
            let quick = try await plant.run(arguments + ["--suite", "quick", "--json"])
            #expect(try JSONParser.parse(quick.output)["providers"]?[0]?["mean_score"]?.double == 0.5)
            try plant.scratch.write("{\"providers\": []}", to: "power.json")
            let wrong = try await plant.run(arguments)
            #expect(wrong.exit == .code(78) && wrong.output.contains("power.json:1:"), "\(wrong.output)")
        }
    }
}
