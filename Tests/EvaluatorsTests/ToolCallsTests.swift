import Core
import Testing

@testable import Evaluators

@Suite struct ToolCallsTests {
    private func judgement(_ evaluate: String, _ calls: (String, String)...) throws -> Judgement {
        let judge = try #require(Judge(evaluate: try JSONParser.parse(evaluate)))
        let made = calls.map { ToolCall(id: "", name: $0.0, arguments: $0.1) }
        return try #require(judge.verdict(Completion(text: "", toolCalls: made)).judgements.first)
    }

    private let weather = #"{"type": "tool-calls", "calls": [{"name": "weather", "arguments": {"city": "Oslo"}}]}"#

    @Test func `the reason names what is wrong first`() throws {
        func reason(_ calls: (String, String)...) throws -> String {
            let judge = try #require(Judge(evaluate: try JSONParser.parse(weather)))
            let made = calls.map { ToolCall(id: "", name: $0.0, arguments: $0.1) }
            return judge.verdict(Completion(text: "", toolCalls: made)).headline
        }
        #expect(try reason(("weather", #"{"city":"Oslo"}"#)) == #"called weather({"city":"Oslo"}) as expected"#)
        #expect(try reason() == #"no tool was called, expected weather({"city":"Oslo"})"#)
        #expect(
            try reason(("clock", "{}"), ("weather", #"{"city":"Bonn"}"#))
                == #"expected weather({"city":"Oslo"}), found weather({"city":"Bonn"})"#)
        #expect(try reason(("weather", #"{"city":"#)) == #"the arguments of weather({"city":) are no JSON object"#)
        #expect(try reason(("clock", "{")) == #"expected weather({"city":"Oslo"}), found clock({)"#)
        #expect(
            try reason(("weather", #"{"city":"Oslo"}"#), ("clock", "{}"), ("clock", "{}"))
                == "clock({}) was not expected, and 1 more")
    }

    @Test func `a check that fails and a wrong order are told`() throws {
        let checked =
            #"{"type": "tool-calls", "calls": [{"name": "mail", "checks": [{"path": "$.copies", "min": 2}]}]}"#
        #expect(
            try judgement(checked, ("mail", #"{"copies":1}"#)).reason
                == #"expected mail(…), found mail({"copies":1}): 1 at $.copies is less than 2"#)
        let ordered = #"{"type": "tool-calls", "order": "strict", "calls": [{"name": "a"}, {"name": "b"}]}"#
        #expect(try judgement(ordered, ("b", "{}"), ("a", "{}")).reason == "a(…) was not called in its place")
        #expect(
            try judgement(#"{"type": "tool-calls", "none": true}"#, ("a", "{}")).reason
                == "expected no call of a tool, found a({})")
    }

    @Test(arguments: [
        (
            #"{"type": "tool-calls"}"#,
            #"a.json:1:1: error: the right calls are given by "calls", or by "none": true; give one of the two"#
        ),
        (#"{"type": "tool-calls", "calls": [], "none": true}"#, "give one of the two"),
        (
            #"{"type": "tool-calls", "none": true, "order": "strict"}"#,
            #"a.json:1:32: error: "none" leaves nothing to choose"#
        ),
        (
            #"{"type": "tool-calls", "calls": [{"name": "a", "exact": true}]}"#,
            #"there are no "arguments" to be exact about"#
        ),
        (
            #"{"type": "tool-calls", "calls": [{"name": "a", "arguments": "x"}]}"#,
            "arguments (an object) is expected, found a string"
        ),
        (#"{"type": "finish", "equals": "tool_calls"}"#, #"write "tool-calls""#),
    ])
    func `a declaration that says too little or too much is refused`(evaluate: String, problem: String) {
        #expect(diagnostics(evaluate).joined(separator: "\n").contains(problem), "\(diagnostics(evaluate))")
    }

    @Test func `no order of calls gives more or fewer matches than the best that there is`() throws {
        // All ways in which three expectations, narrow and open, meet up to four calls.
        let expected = try [#"{"n": 1}"#, #"{"m": 2}"#, "{}"].map { text in
            ExpectedCall(name: "a", arguments: try JSONParser.parse(text), exact: false, schema: nil, checks: [])
        }
        let kinds = [#"{"n":1}"#, #"{"m":2}"#, #"{"n":1,"m":2}"#, "{}"]
        for length in 1...4 {
            for code in 0..<(1 << (2 * length)) {
                let made = (0..<length).map { place in
                    CallMade(ToolCall(id: "", name: "a", arguments: kinds[code >> (2 * place) & 3]))
                }
                let table = expected.map { wanted in made.map { fits(wanted, $0) } }
                #expect(CallMatching.any(table, made: length).count == best(expected[...], made), "\(code)")
                #expect(
                    CallMatching.inOrder(table, made: length).count == longest(expected[...], made[...]), "\(code)")
            }
        }
    }

    private func fits(_ wanted: ExpectedCall, _ made: CallMade) -> Bool {
        var effort = Effort()
        return wanted.matches(made, &effort)
    }

    /// Tries everything.
    private func best(_ expected: ArraySlice<ExpectedCall>, _ made: [CallMade]) -> Int {
        guard let first = expected.first else { return 0 }
        let rest = expected.dropFirst()
        return made.indices.filter { fits(first, made[$0]) }.reduce(best(rest, made)) { most, index in
            var left = made
            left.remove(at: index)
            return max(most, 1 + best(rest, left))
        }
    }

    private func longest(_ expected: ArraySlice<ExpectedCall>, _ made: ArraySlice<CallMade>) -> Int {
        guard let first = expected.first, let call = made.first else { return 0 }
        let without = max(longest(expected.dropFirst(), made), longest(expected, made.dropFirst()))
        return fits(first, call) ? max(without, 1 + longest(expected.dropFirst(), made.dropFirst())) : without
    }
}
