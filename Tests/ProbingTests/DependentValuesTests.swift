import Core
import Probing
import Testing

/// Values that refer to earlier ones, and what draws inside expressions.
@Suite struct DependentValuesTests {
    private func values(_ vary: String, seed: UInt64) throws -> [Value] {
        try Rendering.values(try probe("{\"vary\": {\(vary)}, \"messages\": []}").probe, seed: seed).map(\.value)
    }

    private func check(_ vary: String) throws -> [String] {
        let names = try JSONParser.parse("{\(vary)}").members?.map { "{{\($0.key)}}" }.joined() ?? ""
        let (probe, places, file) = try probe("{\"vary\": {\(vary)}, \"messages\": [\"\(names)\"]}")
        return Rendering.check(probe, places: places, in: file).map(\.description)
    }

    @Test func `bounds, counts and choices may be expressions of earlier values`() throws {
        let vary = #"""
            "a": {"int": [1, 9]}, "b": {"int": ["{{a}}", "{{a + 2}}"], "count": "{{a % 3 + 1}}"},
            "c": {"choice": ["{{a}}", "{{b}}", "x{{a}}", {"n": "{{a}}"}]}, "d": {"digits": "{{a}}"}, "e": {"shuffle": "{{b}}"}
            """#
        #expect(try check(vary) == [])
        var kinds = Set<String>()
        for seed in UInt64(0)..<300 {
            let drawn = try values(vary, seed: seed).map(\.json)
            let (a, b) = (try #require(drawn[0].int), try #require(drawn[1].array).compactMap(\.int))
            #expect(b.allSatisfy { (a...a + 2).contains($0) } && b.count == a % 3 + 1)
            #expect([drawn[0], drawn[1], .string("x\(a)"), ["n": .int(a)]].contains(drawn[2]))
            #expect(drawn[3].string?.utf8.count == a)
            #expect((drawn[4].array ?? []).compactMap(\.int).sorted() == b.sorted())
            kinds.insert(drawn[2].kindName)
        }
        #expect(kinds.count == 4)
    }

    @Test func `draws in expressions are even`() throws {
        let vary = #"""
            "n": {"expr": "random(-1, 2)"}, "c": {"expr": "chance(1, 4)"}, "p": {"expr": "pick(['a', 'b'])"},
            "w": {"expr": "pickweighted(['a', 'b', 'c'], [1, 0, 3])"}, "s": {"expr": "sample([1, 2, 3], 2)"},
            "o": {"expr": "shuffled([1, 2, 3])"}, "g": {"choice": ["a", "b", "c"], "weights": [1, 0, 3]},
            "d": {"date": ["2024-02-28", "2024-03-01"]}, "m": {"sample": ["x", "y", "z"], "count": 2}
            """#
        var counts = [[String: Int]](repeating: [:], count: 9)
        for seed in UInt64(0)..<6_000 {
            for (place, value) in try values(vary, seed: seed).enumerated() {
                counts[place][value.text, default: 0] += 1
            }
        }
        func expect(_ place: Int, _ shares: [String: Double]) {
            #expect(Set(counts[place].keys) == Set(shares.keys))
            for (value, share) in shares {
                #expect(abs(Double(counts[place][value] ?? 0) / 6_000 - share) < 0.03, "\(place) \(value)")
            }
        }
        expect(0, ["-1": 0.25, "0": 0.25, "1": 0.25, "2": 0.25])
        expect(1, ["true": 0.25, "false": 0.75])
        expect(2, ["a": 0.5, "b": 0.5])
        expect(3, ["a": 0.25, "c": 0.75])
        expect(
            4, Dictionary(uniqueKeysWithValues: ["1, 2", "2, 1", "1, 3", "3, 1", "2, 3", "3, 2"].map { ($0, 1 / 6) }))
        #expect(counts[5].count == 6)
        expect(6, ["a": 0.25, "c": 0.75])
        expect(7, ["2024-02-28": 1 / 3, "2024-02-29": 1 / 3, "2024-03-01": 1 / 3])
        #expect(counts[8].count == 6)
    }

    @Test func `an expression draws the same whatever is drawn beside it`() throws {
        for seed in UInt64(0)..<20 {
            let alone = try values(#""x": {"expr": "random(1, 1000000)"}"#, seed: seed)
            #expect(
                try values(#""y": {"digits": 3}, "x": {"expr": "random(1, 1000000)"}"#, seed: seed).last == alone[0])
        }
    }

    @Test func `a value that comes later, an unknown one and a failing one are told with their places`() throws {
        #expect(
            try check(#""a": {"expr": "b + 1"}, "b": {"int": [1, 2]}"#) == [
                "s.json:1:26: error: \"b\" is not drawn yet; move \"b\" before this value"
            ])
        #expect(
            try check(#""a": {"int": [1, "{{aa}}"]}"#) == [
                "s.json:1:31: error: unknown name \"aa\"; declare it in \"vary\" before this value"
            ])
        let bounds = try check(#""a": {"int": [1, 4]}, "b": {"int": [5, "{{a}}"]}"#)
        #expect(bounds.count == 1 && bounds[0].hasPrefix("s.json:1:46: error: 5 is more than "), "\(bounds)")
        let found = try check(#""a": {"int": [0, 3]}, "b": {"expr": "let q = a in 12 / q"}"#)
        #expect(
            found.count == 1
                && found[0].hasPrefix("s.json:1:64: error: division of 12 by zero, for example when a = 0"), "\(found)")
    }

    @Test func `a template may not draw`() throws {
        let (probe, places, file) = try probe(
            #"{"vary": {"a": {"int": [1, 2]}}, "messages": ["{{a + random(1, 2)}}"]}"#)
        let found = Rendering.check(probe, places: places, in: file).map(\.description)
        #expect(found.count == 1 && found[0].contains("random(): nothing can be drawn here"), "\(found)")
    }

    @Test func `a value may have the name of a function or of a word of the language`() throws {
        let vary =
            #""count": {"value": 3}, "let": {"value": 4}, "for": {"value": 5}, "in": {"value": 6}, "if": {"value": 7}"#
        #expect(try check(vary) == [])
        let values = try Rendering.values(try probe("{\"vary\": {\(vary)}, \"messages\": []}").probe, seed: 1)
        #expect(
            try Rendering.render(
                "{{count + let + for + in + if}} {{[for for for in [if, in] if for > 6]}}", values: values)
                == "25 7")
    }
}
