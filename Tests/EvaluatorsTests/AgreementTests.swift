import Core
import Testing

@testable import Evaluators

@Suite struct `The agreement of several answers` {
    private func agreement(_ answers: [String?]) -> Agreement { Agreement(answers.map { ($0, $0 ?? "") }) }

    @Test(
        arguments: [
            ([], 1, 1, 0), (["a"], 1, 1, 0), (["a", "a", "a"], 1, 1, 0), (["a", "b"], 0.5, 0, 1),
            (["a", "b", "a", "a"], 0.75, 0.5, 0.4056390622295664), (["a", "b", "c"], 1.0 / 3, 0, 1),
            (["a", "a", "b", "b"], 0.5, 1.0 / 3, 0.5), ([nil, nil], 0.5, 0, 1),
            (["a", nil, "a"], 2.0 / 3, 1.0 / 3, 0.579380164285695),
        ] as [([String?], Double, Double, Double)])
    func `is measured by majority, pairs and entropy`(
        answers: [String?], majority: Double, pairwise: Double, entropy: Double
    ) {
        let found = agreement(answers)
        #expect(abs(found.majority - majority) < 1e-15)
        #expect(abs(found.pairwise - pairwise) < 1e-15)
        #expect(abs(found.entropy - entropy) < 1e-14)
    }

    @Test func `names the most frequent answer first, and of equals the first`() {
        #expect(agreement(["b", "a", "a", "c", "b"]).groups.map(\.sample) == ["b", "a", "c"])
        #expect(agreement(["c", "a", "a"]).groups.map(\.places) == [[1, 2], [0]])
        #expect(agreement(["a", "a", "b"]).summary == #"2 of 3 answers are "a", 1 is "b""#)
        #expect(agreement(["a", "a"]).summary == #"all 2 answers are "a""#)
        #expect(
            agreement(["a", "b", "c", "d", "e", "f"]).summary
                == #"1 of 6 answers is "a", 1 is "b", 1 is "c", 1 is "d", and 2 others"#)
    }

    private func rule(_ declared: String) throws -> Consistency {
        try #require(Consistency.shape.read(file: SourceFile(path: "a.json", bytes: Array(declared.utf8))).value)
    }

    private func completions(_ answers: String...) -> [Completion] { answers.map { Completion(text: $0) } }

    @Test func `compares what the extraction finds, in the form that is declared`() throws {
        let loose = try rule("{}")
        #expect(loose.judge(completions("Answer: Paris.", "paris", "**PARIS**")).score == 1)
        #expect(loose.judge(completions("Answer: Paris.", "paris", "Rome")).score == 2.0 / 3)
        #expect(try rule(#"{"match": "exact"}"#).judge(completions("paris", "Paris")).score == 0.5)
        #expect(try rule(#"{"measure": "pairwise"}"#).judge(completions("a", "b", "a")).score == 1.0 / 3)
        #expect(try rule(#"{"measure": "entropy"}"#).judge(completions("a", "b")).score == 0)
        #expect(Consistency().judge(completions("a", "a")).reason == #"all 2 answers are "a""#)
    }

    @Test func `is unscored for fewer than two answers, and failed where most lack the part`() throws {
        #expect(Consistency().judge(completions("a")).extraction == .error)
        #expect(Consistency().judge([]).extraction == .error)
        let boxed = try rule(#"{"extract": "boxed"}"#)
        #expect(boxed.judge(completions("a", "a", #"\boxed{a}"#)).extraction == .failed)
        let one = boxed.judge(completions(#"\boxed{a}"#, "a", #"\boxed{a}"#))
        #expect(one.extraction == .found && one.score == 2.0 / 3)
    }

    @Test func `is bounded in answers`() {
        let many = (0..<1000).map { Completion(text: "\($0)") }
        #expect(Consistency().agreement(of: many).count == Consistency.maximumAnswers)
    }

    @Test(arguments: [
        (1.0, 0.0), (2, 0.6931471805599453), (0.5, -0.6931471805599453), (10, 2.302585092994046),
        (1e-300, -690.7755278982137),
    ])
    func `takes logarithms to the last digits`(value: Double, expected: Double) {
        #expect(abs(naturalLogarithm(value) - expected) <= abs(expected) * 4e-16)
        #expect(abs(exponential(expected) - value) <= value * 1e-13)
    }

    @Test func `takes logarithms and powers of what has none`() {
        #expect(naturalLogarithm(0) == -.infinity && naturalLogarithm(-1) == -.infinity)
        #expect(naturalLogarithm(.nan) == -.infinity && naturalLogarithm(.infinity) == .infinity)
        #expect(exponential(-1e9) == 0 && exponential(1e9) == .infinity && exponential(0) == 1)
        #expect(exponential(-744) > 0)
    }
}
