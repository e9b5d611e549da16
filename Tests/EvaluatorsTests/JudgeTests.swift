import Core
import Testing

@testable import Evaluators

@Suite struct `A judge` {
    @Test func `gives the weighted mean of its evaluators`() throws {
        let evaluate = #"[{"type": "number", "equals": 87}, {"type": "words", "max": 3, "weight": 0.25}]"#
        #expect(try verdict(evaluate, "87").score == 1)
        #expect(try verdict(evaluate, "There are 87 apples").score == 0.8)
        #expect(try verdict(evaluate, "78").score == 0.2)
        #expect(try verdict(evaluate, "78").judgements.map(\.weight) == [1, 0.25])
    }

    @Test func `takes a single object for an array of one`() throws {
        #expect(try verdict(#"{"type": "equals", "value": "x"}"#, "x").score == 1)
    }

    @Test func `reports an evaluator of weight 0 without counting it`() throws {
        let found = try verdict(#"[{"type": "equals", "value": "x"}, {"type": "words", "min": 9, "weight": 0}]"#, "x")
        #expect(found.score == 1)
        #expect(found.judgements[1].score == 0)
    }

    @Test func `does not let an uncounted evaluator that could not finish unscore the answer`() throws {
        let hostile = String(repeating: "a", count: 5000) + "!"
        let found = try verdict(
            #"[{"type": "words", "max": 1}, {"type": "regex", "pattern": "(a+)+$", "weight": 0}]"#, hostile)
        #expect(found.score == 1)
        #expect(found.judgements[1].extraction == .error)
    }

    @Test func `explains a wrong number`() throws {
        #expect(
            try verdict(#"{"type": "number", "equals": 87}"#, "It is 78").headline
                == "expected 87, found 78 as the last number")
        #expect(
            try verdict(#"{"type": "number", "equals": 87}"#, "").headline
                == "expected 87, found no number in the answer: it is empty")
        #expect(
            try verdict(#"{"type": "number", "equals": 87}"#, "<think>87?").headline
                == "expected 87, found no number in the answer: it holds nothing but reasoning")
    }

    @Test func `looks at the provider's refusal where there is no text`() throws {
        let judge = try #require(Judge(evaluate: ["type": "refusal", "expected": true]))
        #expect(judge.verdict(Completion(text: "", refusal: "I can't do this")).score == 1)
        #expect(judge.verdict(Completion(text: "Sure.", refusal: "policy")).score == 1)
        #expect(judge.verdict(Completion(text: "", finish: .contentFilter)).score == 1)
        #expect(judge.verdict(Completion(text: "Sure.")).score == 0)
        let number = try #require(Judge(evaluate: ["type": "number", "equals": 87]))
        #expect(number.verdict(Completion(text: "", refusal: "No.")).judgements[0].extraction == .failed)
    }

    @Test func `judges a truncated answer by its text`() throws {
        let judge = try #require(Judge(evaluate: ["type": "equals", "value": "87"]))
        #expect(judge.verdict(Completion(text: "87", finish: .length)).score == 1)
        #expect(judge.verdict(Completion(text: "", finish: .length)).score == 0)
    }

    @Test func `tells the one answer that is expected`() throws {
        func expectation(_ evaluate: String) throws -> String? {
            Judge(evaluate: try JSONParser.parse(evaluate))?.expectation
        }
        #expect(try expectation(#"{"type": "equals", "value": "yes"}"#) == "yes")
        #expect(try expectation(#"{"type": "equals", "value": ["yes", "ja"]}"#) == nil)
        #expect(try expectation(#"[{"type": "words", "max": 3}, {"type": "number", "equals": "87.0"}]"#) == "87")
        #expect(
            try expectation(#"{"type": "choice", "equals": "Paris", "options": {"A": "Paris", "B": "Rome"}}"#) == "A")
        #expect(try expectation(#"{"type": "choice", "all": ["C", "A"]}"#) == "A, C")
        #expect(try expectation(#"{"type": "refusal", "expected": false}"#) == "answer")
        #expect(try expectation(#"{"type": "all", "of": [{"type": "equals", "value": "no"}]}"#) == "no")
        #expect(try expectation(#"{"type": "not", "of": {"type": "equals", "value": "no"}}"#) == nil)
    }

    @Test func `writes a verdict that reads back equal`() throws {
        let found = try verdict(
            #"{"type": "all", "of": [{"type": "equals", "value": "x"}, {"type": "words", "max": 3}]}"#, "x")
        #expect(Verdict(json: found.json) == found)
    }
}
