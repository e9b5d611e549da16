import Core
import FoundationEssentials
import TestSupport
import Testing

@testable import Evaluators

@Suite struct `What the fuzzer found` {
    @Test func `is judged without harm by several of the declarations`() throws {
        let file = try #require(fixture("../corpora/evaluators.txt"))
        let lines = String(decoding: file, as: UTF8.self).split(separator: "\n")
        #expect(lines.count >= 20, "make fuzz renews it")
        var judges: [Judge] = []
        var seen = Set<String>()
        for each in allReferenceCases where seen.insert(each.evaluate.text).inserted {
            judges.append(try #require(Judge(evaluate: each.evaluate)))
        }
        for (number, line) in lines.enumerated() {
            let bytes = try #require(Base64.decode(String(line)))
            let input = try #require(EvaluatorInput(bytes))
            for place in [input.declaration, number, number * 7 + 1] {
                let judge = judges[place % judges.count]
                let verdict = judge.verdict(input.answer, facts: input.facts)
                #expect(EvaluatorInput.fault(in: verdict) == nil, "\(line)")
                #expect(verdict == judge.verdict(input.answer, facts: input.facts), "\(line)")
            }
        }
    }
}
