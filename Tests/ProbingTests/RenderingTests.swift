import Core
import Probing
import Testing

/// A probe from JSON, with the places of its strings.
func probe(_ text: String) throws -> (probe: Probe, places: Places, file: SourceFile) {
    let json = try JSONParser.parse(text)
    let contents = json["messages"]?.array ?? []
    let probe = Probe(
        suite: "suite", id: "probe", category: "arithmetic",
        messages: contents.map { Message(role: .user, content: $0.string ?? "") }, sampling: Sampling(),
        vary: (json["vary"]?.members ?? []).map { ($0.key, $0.value) }, evaluate: json["evaluate"] ?? [])
    return (probe, Places(messages: contents.map(\.offset)), SourceFile(path: "s.json", bytes: Array(text.utf8)))
}

@Suite struct RenderingTests {
    private let round = Round(start: Timestamp(seconds: 1_800_000_000))
    private let product = """
        {"vary": {"a": {"int": [100, 999]}, "b": {"int": [100, 999]}}, "messages": ["What is {{a}} * {{b}}?"],
         "evaluate": [{"type": "number", "equals": "{{a * b}}"}, {"type": "contains", "all": ["{{str(a)}}", "x{{a}}", "{{a > b}}", "{{[a, b]}}"]}]}
        """

    @Test func `question and expected answer belong together`() throws {
        let (probe, _, _) = try probe(product)
        for seed in UInt64(0)..<100 {
            let rendered = try Rendering.render(probe, seed: seed)
            let numbers = rendered.messages[0].content.split { !$0.isNumber }.compactMap { Int($0) }
            #expect(numbers.count == 2)
            #expect(numbers.allSatisfy { (100...999).contains($0) })
            #expect(rendered.evaluate[0]?["equals"] == .int(numbers[0] * numbers[1]), "seed \(seed)")
            #expect(rendered.seed == seed)
        }
    }

    @Test func `a string that is one expression becomes its value, any other a text`() throws {
        let (probe, _, _) = try probe(product)
        let values = try Rendering.values(probe, seed: 3)
        let (a, b) = (values[0].value.json.int ?? 0, values[1].value.json.int ?? 0)
        let all = try #require(try Rendering.render(probe, seed: 3).evaluate[1]?["all"])
        #expect(all == .array([.string("\(a)"), .string("x\(a)"), .bool(a > b), .array([.int(a), .int(b)])]))
        #expect(all[0]?.kindName == "string")
    }

    @Test func `every value keeps its place in the file`() throws {
        let (probe, _, _) = try probe(product)
        func places(_ json: JSON) -> [Int] {
            [json.offset] + (json.array ?? []).flatMap(places)
                + (json.members ?? []).flatMap { [$0.keyOffset] + places($0.value) }
        }
        // A list that an expression made has no places of its own inside.
        let rendered = places(try Rendering.render(probe, seed: 1).evaluate).filter { $0 != 0 }
        #expect(rendered == places(probe.evaluate))
        #expect(rendered.count > 10)
    }

    @Test func `a fixed probe has one seed for ever, a varied one a new seed every round`() throws {
        let (varied, _, _) = try probe(product)
        let (fixed, _, _) = try probe("{\"messages\": [\"What is {{3 * 4}}?\"], \"evaluate\": []}")
        let next = Round(start: round.start + .seconds(900))
        #expect(
            Rendering.seed(probe: fixed, round: round, rootSeed: 1)
                == Rendering.seed(probe: fixed, round: next, rootSeed: 2))
        let seed = Rendering.seed(probe: varied, round: round, rootSeed: 1)
        #expect(seed == Rendering.seed(probe: varied, round: round, rootSeed: 1))
        #expect(seed != Rendering.seed(probe: varied, round: next, rootSeed: 1))
        #expect(seed != Rendering.seed(probe: varied, round: round, rootSeed: 2))
        #expect(try Rendering.render(fixed, seed: 0).messages[0].content == "What is 12?")
    }

    @Test func `JSON and single braces in prompts stay as they are`() throws {
        let text = #"Answer as {"a":{"b":[{}]}} with \\frac{1}{2}}"#
        let (fixed, _, _) = try probe(
            #"{"messages": ["Answer as {\"a\":{\"b\":[{}]}} with \\\\frac{1}{2}}"], "evaluate": []}"#)
        #expect(try Rendering.render(fixed, seed: 0).messages[0].content == text)
    }

    @Test func `a name draws the same whatever else is drawn`() throws {
        let (one, _, _) = try probe(#"{"vary": {"a": {"int": [1, 1000000]}}, "messages": ["{{a}}"]}"#)
        let (two, _, _) = try probe(
            #"{"vary": {"b": {"digits": 9}, "a": {"int": [1, 1000000]}}, "messages": ["{{a}}{{b}}"]}"#)
        for seed in UInt64(0)..<20 {
            #expect(try Rendering.values(one, seed: seed)[0].value == Rendering.values(two, seed: seed)[1].value)
        }
    }

    @Test func `an error names the part of the probe`() throws {
        func failure(_ text: String) throws -> RenderingError? {
            let (probe, _, _) = try probe(text)
            do throws(RenderingError) {
                _ = try Rendering.render(probe, seed: 0)
                return nil
            } catch {
                return error
            }
        }
        #expect(
            try failure(#"{"messages": ["ok", "{{q}}"]}"#)?.description
                == "message 2, line 1, column 3: unknown name \"q\"")
        let evaluate = try #require(try failure(#"{"messages": [], "evaluate": [{"equals": "{{1 / 0}}"}]}"#))
        #expect((evaluate.place, evaluate.offset) == (.evaluate, 41))
        #expect(try failure(#"{"vary": {"a": {"int": [2, 1]}}, "messages": []}"#)?.place == .vary("a"))
        let tooMany = try failure(
            #"{"vary": {"a": {"word": "colour", "count": 16}, "b": {"word": "colour"}}, "messages": []}"#)
        #expect(
            tooMany?.description
                == "\"b\" in vary: there are only 16 words of the kind colour; draw fewer, or list words of your own with \"shuffle\""
        )
    }

    @Test func `examples are rendered with the values of the probe`() throws {
        let (probe, _, _) = try probe(product)
        let values = try Rendering.values(probe, seed: 9)
        #expect(
            try Rendering.render("{{a}}+{{b}}", values: values) == "\(values[0].value.text)+\(values[1].value.text)")
    }
}
