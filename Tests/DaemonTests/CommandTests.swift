import Core
import Glibc
import TestSupport
import Testing

extension EndToEnd.Surface {
    @Suite struct CommandTests {
        @Test func `once tells with its exit code whether the answers are right, wrong or missing`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant(watching: far)
            let right = try await plant.run("once", "--config", plant.config)
            #expect(right.exit == .code(0), "\(right.output)\(right.errors)")
            #expect(right.output.contains("4 samples, 4 scored, mean score 1.000"))
            #expect(!right.output.contains("\u{1B}") && !right.output.contains("\r"), "plain in a pipe")
            #expect(right.errors.isEmpty)

            let machine = try await plant.run("once", "--json", "--config", plant.config)
            let samples = try machine.output.split(separator: "\n").map { try JSONParser.parse(String($0)) }
            #expect(samples.count == 4 && samples.allSatisfy { $0["score"]?.double == 1 })

            far.script("acme", ScriptedProvider.answer(wrongBy: 1))
            #expect(try await plant.run("once", "--config", plant.config).exit == .code(1))

            far.script("acme", ScriptedProvider.respond(401))
            #expect(try await plant.run("once", "--config", plant.config).exit == .code(2))

            #expect(try await plant.run("once", "--provider", "nobody", "--config", plant.config).exit == .code(64))
            #expect(plant.scratch.files(below: "store").allSatisfy { $0.bytes.isEmpty }, "once stores nothing")
        }

        @Test func `check tells every error with file, line and column and ends with 1`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant(watching: far)
            let fine = try await plant.run("check", "--config", plant.config)
            #expect(fine.exit == .code(0), "\(fine.output)")
            #expect(fine.output.contains("1 provider, 1 suite, 4 probes: 0 errors"))
            try plant.scratch.write("{\n  \"suite\": \"sums\",\n  \"colour\": 1\n}", to: "probes/bad.json")
            let bad = try await plant.run("check", "--config", plant.config)
            #expect(bad.exit == .code(1))
            let place = plant.scratch("probes/bad.json:3:3: error: ")
            #expect(bad.output.contains(place), "\(bad.output)")
            #expect(bad.errors.isEmpty, "\(bad.errors)")
            let paths = try await plant.run("check", plant.scratch("probes"))
            #expect(paths.exit == .code(1) && paths.output.contains(place))
            #expect(try await plant.run("check", plant.scratch("probes/sums.json")).exit == .code(0))
            let missing = try await plant.run("check", "--config", plant.scratch("none.json"))
            #expect(missing.exit == .code(1))
            #expect(missing.output.contains("none.json") && missing.output.contains("No such file"))
        }

        @Test(arguments: ["config", "suite"])
        func `schema prints a JSON Schema`(_ name: String) async throws {
            let plant = try Plant()
            let printed = try await plant.run("schema", name)
            #expect(printed.exit == .code(0))
            let schema = try JSONParser.parse(printed.output)
            #expect(schema["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
        }

        @Test func `the version is told, and a wrong command line ends with 64`() async throws {
            let plant = try Plant()
            let version = try await plant.run("--version")
            #expect(version.exit == .code(0))
            #expect(version.output.hasPrefix("plummet ") && version.output.contains("."))
            let lines = ["nonsense", "run --colour", "schema nothing", "replay", "run --log-level loud"]
            for wrong in lines.map({ $0.split(separator: " ").map(String.init) }) {
                let process = try plant.command(wrong)
                #expect(try await process.end(within: .seconds(20)) == .code(64), "\(wrong)")
                #expect(process.errors.contains("Error:"), "\(wrong)")
            }
        }
    }
}
