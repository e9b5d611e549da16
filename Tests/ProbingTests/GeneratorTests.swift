import Core
import Probing
import Testing

@Suite struct GeneratorTests {
    private func draws(_ generator: String, _ count: UInt64 = 300) throws -> [Value] {
        let (probe, _, _) = try probe("{\"vary\": {\"x\": \(generator)}, \"messages\": [\"{{x}}\"]}")
        return try (0..<count).map { try Rendering.values(probe, seed: $0)[0].value }
    }

    private func numbers(_ values: [Value]) -> [Int] { values.compactMap { $0.json.int } }

    @Test func `whole numbers cover their range and keep to their step`() throws {
        let plain = numbers(try draws(#"{"int": [-2, 3]}"#))
        #expect(Set(plain) == [-2, -1, 0, 1, 2, 3])
        #expect((-2...3).allSatisfy { value in (25...80).contains(plain.count { $0 == value }) })
        #expect(Set(numbers(try draws(#"{"int": [10, 29], "step": 5}"#))) == [10, 15, 20, 25])
        #expect(Set(numbers(try draws(#"{"int": [7, 7]}"#, 5))) == [7])
        let wide = numbers(try draws(#"{"int": [-1000000000000000, 1000000000000000]}"#))
        #expect(Set(wide).count == 300)
    }

    @Test func `lists of numbers and words have different elements`() throws {
        for generator in [
            #"{"int": [1, 5], "count": 5}"#, #"{"int": [1, 1000], "count": 20}"#, #"{"word": "animal", "count": 12}"#,
        ] {
            for value in try draws(generator) {
                let elements = value.json.array ?? []
                #expect(Set(elements.map(\.text)).count == elements.count)
            }
        }
        #expect(Set(try draws(#"{"int": [1, 3], "count": 3}"#).map(\.text)).count == 6)
    }

    @Test func `choices give each value as it is, shuffles all of them in any order`() throws {
        let choices = Set(try draws(#"{"choice": [1, "one", true, [1, "x"]]}"#).map(\.json.text))
        #expect(choices == ["1", "\"one\"", "true", "[1,\"x\"]"])
        let orders = try draws(#"{"shuffle": ["a", "b", "c"]}"#).map(\.text)
        #expect(Set(orders).count == 6)
        #expect(Set(orders).allSatisfy { order in (25...80).contains(orders.count { $0 == order }) })
    }

    @Test func `digits do not begin with zero, letters are small ones`() throws {
        for value in try draws(#"{"digits": 6}"#) {
            #expect(value.text.utf8.count == 6)
            #expect(value.text.first != "0")
            #expect(Int(value.text) != nil)
            #expect(value.json.string != nil)
        }
        let letters = try draws(#"{"letters": 40}"#).map(\.text).joined()
        #expect(Set(letters) == Set("abcdefghijklmnopqrstuvwxyz"))
        #expect(letters.utf8.count == 300 * 40)
    }

    @Test func `two names never draw the same word`() throws {
        let (probe, _, _) = try probe(
            #"{"vary": {"x": {"word": "name"}, "y": {"word": "name"}, "z": {"word": "name", "count": 46}}, "messages": []}"#
        )
        for seed in UInt64(0)..<200 {
            let values = try Rendering.values(probe, seed: seed)
            #expect(Set(values.flatMap { $0.value.json.array ?? [$0.value.json] }.map(\.text)).count == 48)
        }
    }

    @Test(arguments: [
        ("noun", 100), ("name", 48), ("colour", 16), ("animal", 53), ("city", 48), ("surname", 65), ("country", 67),
        ("food", 67), ("job", 63), ("adjective", 101), ("verb", 113),
    ])
    func `the words of a kind are all different`(kind: String, count: Int) throws {
        let all = try draws("{\"word\": \"\(kind)\", \"count\": \(count)}", 1)[0].json.array ?? []
        #expect(Set(all.map(\.text)).count == count)
        #expect(throws: RenderingError.self) { try draws("{\"word\": \"\(kind)\", \"count\": \(count + 1)}", 1) }
    }

    @Test(arguments: [
        (#"{}"#, "exactly one of int"), (#"{"int": [1, 2], "digits": 3}"#, "exactly one of int"),
        (#"{"int": [2, 1]}"#, "2 is more than 1"),
        (#"{"int": [1]}"#, "an array of 1 elements"), (#"{"int": ["1", 2]}"#, "a whole number"),
        (#"{"integer": [1, 2]}"#, "unknown key"),
        (#"{"int": [1, 3], "count": 4}"#, "only 3 such numbers"), (#"{"digits": 3, "step": 2}"#, "\"step\" belongs to"),
        (#"{"digits": 3, "count": 2}"#, "\"count\" belongs to"), (#"{"digits": 0}"#, "0 is out of range"),
        (#"{"choice": []}"#, "array of 0"),
        (#"{"choice": [1.5]}"#, "1.5 cannot be drawn"), (#"{"choice": [null]}"#, "kind null cannot"),
        (#"{"shuffle": [[[null]]]}"#, "kind array cannot"), (#"{"sample": [1, 2]}"#, "needs a \"count\""),
        (#"{"sample": [1, 2], "count": 3}"#, "only 2 values"),
        (#"{"choice": [1, 2], "weights": [1]}"#, "1 weights for 2"),
        (#"{"choice": [1, 2], "weights": [0, 0]}"#, "2 weights for 2"),
        (#"{"digits": 2, "weights": [1]}"#, "belongs to \"choice\""),
        (#"{"date": ["2024-02-30", "2024-03-01"]}"#, "no two dates"),
        (#"{"date": ["2024-03-02", "2024-03-01"]}"#, "no two dates"),
        (#"{"family": "carryin"}"#, "unknown word"),
        (#"{"family": "carrying", "carries": 4}"#, "4 carries with 3 digits"),
        (#"{"word": "adverb"}"#, "unknown word \"adverb\""), (#"{"int": [1, 2], "step": 0}"#, "0 is out of range"),
        (#"7"#, "an object"),
    ])
    func `a wrong generator is refused with a reason`(generator: String, problem: String) throws {
        var reading = Reading(file: SourceFile(path: "s.json", bytes: Array("{\"x\": \(generator)}".utf8)))
        _ = Rendering.varyShape.read(try JSONParser.parse("{\"x\": \(generator)}"), &reading)
        #expect(reading.diagnostics.contains { $0.problem.contains(problem) }, "\(reading.diagnostics)")
        #expect(throws: RenderingError.self) { try draws(generator, 1) }
    }

    @Test(arguments: [
        ("1a", "is no name"), ("a b", "is no name"), ("and", "meaning of its own"), ("true", "meaning of its own"),
        ("ä", "is no name"),
    ])
    func `a name that expressions could not use is refused`(name: String, problem: String) throws {
        var reading = Reading(file: SourceFile(path: "s.json", bytes: []))
        _ = Rendering.varyShape.read(.object([(name, JSON.object([("digits", 1)]))]), &reading)
        #expect(reading.diagnostics.map(\.problem).contains { $0.contains(problem) }, "\(reading.diagnostics)")
    }

    @Test func `a right one is kept as it was written, and described by a schema`() throws {
        let json: JSON = ["b": ["int": [1, 9], "//": "why"], "a_1": ["word": "city"]]
        var reading = Reading(file: SourceFile(path: "s.json", bytes: []))
        let vary = Rendering.varyShape.read(json, &reading)
        #expect(reading.diagnostics == [])
        #expect(vary.map(\.name) == ["b", "a_1"])
        let expected: [JSON] = [["int": [1, 9], "//": "why"], ["word": "city"]]
        #expect(vary.map(\.generator) == expected)
        let schema = Rendering.varyShape.schemaDocument(id: "x", title: "x")
        let properties = schema["$defs"]?["generator"]?["anyOf"]?[0]?["properties"]?.members?.map(\.key)
        #expect(
            properties == [
                "int", "step", "choice", "weights", "shuffle", "sample", "digits", "letters", "word", "count", "date",
                "value",
                "expr",
            ])
    }
}
