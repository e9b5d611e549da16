import Core
import Testing

@testable import Evaluators

@Suite struct `Likeness of texts` {
    /// What the reference implementations said when the cases were frozen; `make oracles` asks them again.
    private func frozen() throws -> [JSON] {
        let bytes = try #require(fixture("../oracles/text_metrics.json"))
        return try #require(try JSONParser.parse(bytes).array)
    }

    @Test(arguments: SimilarityMetric.allCases)
    func `is what the reference implementation says`(metric: SimilarityMetric) throws {
        let cases = try frozen()
        #expect(cases.count >= 200)
        for each in cases {
            let evaluate: JSON = [
                "type": "similarity", "metric": .string(metric.rawValue), "value": each["references"] ?? .null,
                "match": "exact",
            ]
            let expected = try #require(each["similarity"]?[metric.rawValue]?.double)
            try check(evaluate, each, expected)
        }
    }

    @Test(arguments: TokenF1Evaluator.Measure.allCases)
    func `in words is what SQuAD's rules say`(measure: TokenF1Evaluator.Measure) throws {
        for each in try frozen() {
            let evaluate: JSON = [
                "type": "token-f1", "measure": .string(measure.rawValue), "value": each["references"] ?? .null,
            ]
            try check(evaluate, each, try #require(each["token-f1"]?[measure.rawValue]?.double))
            guard measure != .exact, measure != .within else { continue }
            let different: JSON = [
                "type": "token-f1", "measure": .string(measure.rawValue), "value": each["references"] ?? .null,
                "duplicates": false,
            ]
            try check(different, each, try #require(each["token-f1"]?["different \(measure.rawValue)"]?.double))
        }
    }

    private func check(_ evaluate: JSON, _ each: JSON, _ expected: Double) throws {
        let judge = try #require(Judge(evaluate: evaluate), "\(evaluate.text)")
        let answer = try #require(each["answer"]?.string)
        let found = try #require(judge.verdict(text: answer).score)
        #expect(abs(found - expected) < 1e-9, "\(evaluate.text) \(each["answer"]?.text ?? "")")
    }

    @Test func `by bit-parallel rows is what the plain table gives, over the edges of blocks`() {
        let seed: UInt64 = 31
        var random = SeededRandom(seed: seed)
        for round in 0..<300 {
            let alphabet = random.int(in: 1...5)
            let pattern = (0..<random.int(in: 0...200)).map { _ in Int32(random.int(in: 0...(alphabet - 1))) }
            let text = (0..<random.int(in: 0...200)).map { _ in Int32(random.int(in: -1...(alphabet - 1))) }
            let (distance, common) = table(pattern, text)
            #expect(editDistance(pattern, text[...], alphabet: alphabet) == distance, "seed \(seed), \(round)")
            #expect(
                longestCommonSubsequence(pattern, text[...], alphabet: alphabet) == common, "seed \(seed), \(round)")
        }
    }

    private func table(_ pattern: [Int32], _ text: [Int32]) -> (distance: Int, common: Int) {
        var distances = Array(0...text.count)
        var commons = [Int](repeating: 0, count: text.count + 1)
        for (row, symbol) in pattern.enumerated() {
            let (aboveDistances, aboveCommons) = (distances, commons)
            distances[0] = row + 1
            for (column, other) in text.enumerated() {
                distances[column + 1] = min(
                    aboveDistances[column] + (symbol == other ? 0 : 1), aboveDistances[column + 1] + 1,
                    distances[column] + 1)
                commons[column + 1] =
                    symbol == other ? aboveCommons[column] + 1 : max(aboveCommons[column + 1], commons[column])
            }
        }
        return (distances[text.count], commons[text.count])
    }

    @Test func `of an answer too long to compare is told to be cut, and what was cut counts as wrong`() {
        let expected = String(repeating: "ab ", count: 100)
        let answer = String(repeating: "ab ", count: 200)
        let characters = "only its first 200 of 600 characters were compared, the rest counts as wrong"
        func check(_ measure: any SimilarityMeasure, _ value: Double, _ cut: String) {
            let found = measure.similarity(of: answer)
            #expect(abs(found.value - value) < 1e-12 && found.cut == cut, "\(found)")
            #expect(measure.similarity(of: "ab").cut == nil)
        }
        // Five blocks of 64 characters, so that 1000 steps are enough for 200 characters.
        check(EditSimilarity([expected], .levenshtein, limit: 1000), 1.0 / 6, characters)
        check(EditSimilarity([expected], .indel, limit: 1000), 400.0 / 900, characters)
        check(EditSimilarity([expected], .lcs, limit: 1000), 200.0 / 600, characters)
        check(
            RougeL([expected], .recall, limit: 100), 0.5,
            "only its first 50 of 200 words that are expected were compared, the rest counts as wrong")
        check(
            RougeLsum([expected], .recall, limit: 101 * 2 * 40), 0.4,
            "only its first 40 of 200 words were compared, the rest counts as wrong")
    }

    @Test func `names the expected text that it is to, and the threshold`() throws {
        let several = #"{"type": "similarity", "metric": "levenshtein", "value": ["Rome", "Pari"], "threshold": 0.9}"#
        #expect(try verdict(several, "Paris").headline == #"levenshtein 0.800 to "Pari", below 0.9"#)
        let one = #"{"type": "similarity", "metric": "rouge-l", "value": "the cat", "measure": "recall"}"#
        #expect(try verdict(one, "a cat").headline == #"rouge-l recall 0.500 to "the cat""#)
    }
}

@Suite struct `A list` {
    @Test(
        arguments: [
            (#"["red", "green"]"#, "red, blue", #""green" of 2 items is missing"#),
            (#"["red", "green", "blue"]"#, "red", #""green" and 1 more of 3 items are missing"#),
            (#"["red"]"#, "red, blue, pink", #""blue" and 1 more are too much"#),
            (#"["red", "green"]"#, "red, red, green", #""red" is too much"#),
            (#"["red", "green"]"#, "green, red", "the items are right, 1 of 2 in order"),
            (#"["red", "green"]"#, "red and green", "all 2 items are as expected"),
            (#"["red"]"#, " ", "there is no list in the answer: it is empty"),
        ])
    func `says what is wrong with it first`(items: String, answer: String, reason: String) throws {
        #expect(try verdict(#"{"type": "list", "equals": \#(items)}"#, answer).headline == reason)
    }

    @Test(
        arguments: [
            ("a, b; c", ["a", "b", "c"]), ("- a\n- b\n", ["a", "b"]),
            ("1. a\n2) b\n(3) c\nd) d", ["a", "b", "c", "d"]),
            ("Here:\na\nb", ["a", "b"]), ("Here: a, b", ["a", "b"]), ("a:b, c", ["a:b", "c"]), ("a", ["a"]),
            ("- a, b", ["a", "b"]), ("a and b or c", ["a", "b", "c"]), ("sand, or land", ["sand", "land"]),
            ("[1, \"b\", [2]]", ["1", "b", "[2]"]), ("[1, 2", ["[1", "2"]), ("a、b，c", ["a", "b", "c"]),
            ("a,,b,", ["a", "b"]), ("-5, 3", ["-5", "3"]), ("7.", ["7."]), ("intro\n- a\nmore", ["a"]),
        ])
    func `is found in the forms that people write`(text: String, items: [String]) throws {
        let found = try #require(ListForm.auto.items(Array(text.utf8)[...]) { _ in false }).kept
        #expect(found.map { String(decoding: $0, as: UTF8.self) } == items)
    }

    @Test func `of very many items is compared up to a limit, which is told`() throws {
        let answer = String(repeating: "a,", count: 20_000)
        let judgement = try #require(
            try verdict(#"{"type": "list", "equals": ["a", "b"], "order": "any"}"#, answer).judgements.first)
        #expect(judgement.reason.hasSuffix("; only the first 10000 of 20000 items were compared"))
        #expect(abs(judgement.score - 2.0 / 20_002) < 1e-12)
    }
}
