import Core
import Glibc
import TestSupport
import Testing

extension EndToEnd.Surface {
    /// `plummet trace` and `replay`, over HTTP and beside the daemon.
    @Suite struct TraceCommandTests {
        private func lines(_ text: String) throws -> [JSON] {
            try text.split(separator: "\n").map { try JSONParser.parse(String($0)) }
        }

        @Test
        func `samples are listed, shown and exported alike from the daemon and from its store, and replayed elsewhere`()
            async throws
        {
            let far = try ScriptedProvider()
            far.script("wrong", ScriptedProvider.answer(wrongBy: 1))
            let plant = try Plant()
            try plant.configure(providers: [
                Plant.provider("acme", at: far.url("acme")), Plant.provider("wrong", at: far.url("wrong")),
            ])
            try await plant.start()
            try await plant.wait("samples of both") {
                plant.calls("acme").count >= 6 && plant.calls("wrong").count >= 6 ? true : nil
            }
            try await plant.stop()
            let store = ["--store", plant.scratch("store")]
            let all = try await plant.run(["trace", "list", "--json", "--limit", "100000"] + store)
            #expect(all.exit == .code(0), "\(all.errors)")
            let samples = try lines(all.output)
            #expect(samples.count >= 12 && samples.allSatisfy { Sample(json: $0) != nil })
            let times = samples.compactMap { $0["finished_at"]?.string }
            #expect(times == times.sorted(by: >), "the newest first")

            try await plant.start()
            let overHTTP = ["--config", plant.config]
            let until = samples[0]["finished_at"]?.string ?? ""
            let filters = ["--provider", "wrong", "--score-below", "0.5", "--until", until, "--since", "2h"]
            for place in [store, overHTTP] {
                let bad = try await plant.run(["trace", "list", "--json", "--limit", "100000"] + filters + place)
                let expected = samples.filter {
                    $0["provider"] == "wrong" && $0["score"]?.double ?? 1 < 0.5
                        && $0["finished_at"]?.string ?? "" < until
                }
                #expect(try lines(bad.output).map { $0["id"] } == expected.map { $0["id"] }, "\(place) \(bad.errors)")
                let three = try await plant.run(["trace", "list", "--limit", "3"] + filters + place)
                #expect(three.output.split(separator: "\n").count == 4 && three.output.contains("sums/sum-"))

                // The oldest: its round is closed, that of the newest may have been open when the daemon was stopped.
                let id = try #require(expected.last?["id"]?.string)
                let shown = try await plant.run(["trace", "show", id] + place)
                #expect(shown.exit == .code(0), "\(shown.errors)")
                for words in [
                    "seed ", "configuration ", "connection", "peer 127.0.0.1:", "detector", "request    POST",
                ] {
                    #expect(shown.output.contains(words), "\(words) is missing in\n\(shown.output)")
                }
                let json = try JSONParser.parse(try await plant.run(["trace", "show", id, "--json"] + place).output)
                #expect(Reconstruction(json: json)?.trace?.sample == RecordID(id))
                #expect(json["round"]?["after"]?["provider"] == "wrong")

                let out = plant.scratch("export.jsonl")
                let exported = try await plant.run(["trace", "export", "--out", out] + filters + place)
                #expect(exported.exit == .code(0) && exported.output.isEmpty, "\(exported.errors)")
                let written = try lines(String(decoding: plant.scratch.read("export.jsonl"), as: UTF8.self))
                #expect(written.compactMap { $0["sample"]?["id"]?.string } == expected.compactMap { $0["id"]?.string })
                #expect(written.allSatisfy { Reconstruction(json: $0)?.trace != nil })
                #expect(plant.scratch.files(below: "export.jsonl.partial").allSatisfy { $0.bytes.isEmpty })
                // One line alone is enough, wherever it is.
                try plant.scratch.write(#require(written.last).text, to: "one.jsonl")
                let replayed = try await plant.run(["replay", plant.scratch("one.jsonl")])
                #expect(replayed.exit == .code(0) && replayed.output.contains("reproduced"), "\(replayed.output)")
                let again = try await plant.run(["trace", "show", plant.scratch("one.jsonl")])
                #expect(again.output == (try await plant.run(["trace", "show", id] + place)).output)

                let spans = try await plant.run(["trace", "export", id, "--otlp"] + place)
                let span = try #require(try lines(spans.output).first)
                #expect(OTLPForm.problems(in: span).isEmpty && !spans.output.contains("What is"))
                let content = try await plant.run(["trace", "export", id, "--otlp", "--content"] + place)
                #expect(content.output.contains("What is"))
            }
            try await plant.stop()
        }

        @Test func `what is not there and what makes no sense is told, with the exit code`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant(watching: far)
            try await plant.start()
            try await plant.wait("a sample") { plant.calls("acme").first }
            let place = ["--config", plant.config]
            let unknown = try await plant.run(["trace", "export", "00000000000000aa"] + place)
            #expect(unknown.exit == .code(1) && unknown.errors.contains("there is no sample 00000000000000aa"))
            #expect(unknown.output.isEmpty)
            let none = try await plant.run(["trace", "list", "--provider", "nobody"] + place)
            #expect(none.exit == .code(0) && none.output == "no sample is like that\n")
            #expect(try await plant.run(["trace", "show", "00000000000000aa"] + place).exit == .code(1))
            for wrong in [
                ["trace", "list", "--outcome", "fine"], ["trace", "list", "--since", "yesterday"],
                ["trace", "list", "--limit", "0"], ["trace", "export", "00000000000000aa", "--provider", "acme"],
                ["trace", "export", "--content"], ["trace", "export", "abc"],
            ] {
                #expect(try await plant.run(wrong + place).exit == .code(64), "\(wrong)")
            }
            let full = try await plant.run(["trace", "export", "--out", "/proc/nothing/here"] + place)
            #expect(full.exit == .code(1) && full.errors.contains("cannot be written"), "\(full.errors)")
            try await plant.stop()
        }
    }
}
