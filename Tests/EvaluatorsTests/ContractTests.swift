import Core
import Testing

@testable import Evaluators

@Suite struct `Every registered evaluator` {
    @Test(arguments: Evaluators.types)
    func `has at least twelve reference cases`(type: String) {
        let cases = referenceCases(type)
        #expect(cases.count >= 12)
        #expect(cases.allSatisfy { $0.evaluate["type"]?.string == type })
        #expect(cases.contains { $0.score == 1 } && cases.contains { $0.score == 0 })
    }

    @Test(arguments: allReferenceCases)
    func `scores its reference answers as stated`(reference: ReferenceCase) throws {
        let read = Judge.read(reference.evaluate)
        let judge = try #require(read.judge, "\(read.diagnostics)")
        let verdict = judge.verdict(reference.answer, facts: reference.facts)
        let judgement = try #require(verdict.judgements.first)
        if let score = reference.score {
            let found = try #require(verdict.score, "\(judgement.reason)")
            #expect(abs(found - score) < 1e-12, "\(judgement.reason)")
        } else {
            #expect(verdict.score == nil, "\(judgement.reason)")
        }
        if let extraction = reference.extraction {
            #expect(judgement.extraction.rawValue == extraction, "\(judgement.reason)")
        }
        if let step = reference.step { #expect(judgement.step == step, "\(judgement.reason)") }
        #expect(judgement.type == reference.type && judgement.ruleVersion >= 1 && !judgement.reason.isEmpty)
    }

    @Test func `is total, in range, deterministic and brief on arbitrary bytes`() throws {
        let seed: UInt64 = 20_260_923
        var random = SeededRandom(seed: seed)
        let judges = allReferenceCases.compactMap { Judge(evaluate: $0.evaluate) }
        try #require(!judges.isEmpty)
        for round in 0..<400 {
            var answer = Completion(text: hostileAnswer(&random))
            answer.finish = Completion.Finish.allCases[random.int(in: 0...(Completion.Finish.allCases.count - 1))]
            answer.rawFinish = hostileAnswer(&random)
            for _ in 0..<random.int(in: 0...4) {
                answer.toolCalls.append(
                    ToolCall(
                        id: "", name: random.chance(0.7) ? "weather" : hostileAnswer(&random),
                        arguments: random.chance(0.5) ? #"{"city": "Oslo"}"# : hostileAnswer(&random)))
            }
            for _ in 0..<8 {
                let judge = judges[random.int(in: 0...(judges.count - 1))]
                let verdict = judge.verdict(answer)
                #expect(verdict == judge.verdict(answer), "seed \(seed), round \(round)")
                #expect(verdict.score.map { (0...1).contains($0) } ?? true, "seed \(seed), round \(round)")
                for each in verdict.judgements {
                    #expect(
                        (0...1).contains(each.score) && each.evidence.utf8.count <= 800, "seed \(seed), round \(round)")
                    #expect(each.reason.utf8.count <= 2000, "seed \(seed), round \(round)")
                }
            }
        }
    }

    @Test func `appears in the schema with its fields and weight`() throws {
        let variants = try #require(schemaOfJudges["$defs"]?["evaluator"]?["oneOf"]?.array)
        #expect(variants.compactMap { $0["properties"]?["type"]?["const"]?.string } == Evaluators.types)
        for variant in variants {
            #expect(variant["properties"]?["weight"] != nil)
            #expect(variant["properties"]?.members?.count ?? 0 >= 3)
        }
        #expect(schemaOfJudges.text.contains("\"$ref\":\"#/$defs/evaluator\""))
    }

    @Test(arguments: allReferenceCases)
    func `declares every field that a reference case uses`(reference: ReferenceCase) throws {
        let variant = try #require(
            schemaOfJudges["$defs"]?["evaluator"]?["oneOf"]?.array?.first {
                $0["properties"]?["type"]?["const"]?.string == reference.type
            })
        for member in reference.evaluate.members ?? [] {
            #expect(variant["properties"]?[member.key] != nil, "\(member.key)")
        }
    }
}

/// Made once: it is long, and every reference case asks it.
private let schemaOfJudges = Judge.shape.schemaDocument(id: "x", title: "x")

/// Random bytes, or a row of fragments that evaluators look for.
private func hostileAnswer(_ random: inout SeededRandom) -> String {
    if random.chance(0.3) {
        return String(
            decoding: (0..<random.int(in: 0...300)).map { _ in UInt8(truncatingIfNeeded: random.next()) }, as: UTF8.self
        )
    }
    let fragments = [
        "<think>", "</think>", "```", "```json\n", "\n", "\r\n", "\\boxed{", "}", "{", "[", "]", "\"", "\\", "Answer:",
        "final answer is ", "**", "(B)", "B",
        "A or B", "1,234.5", ".5", "-", "−", "3/4", "\\frac{1}{0}", "e99999", "×10^", "⁻⁵", "0x", "%", " km", "yes",
        "no", "Paris", "'", "’", "\u{0}", "\u{301}",
        "🇩🇪", "答案", "：", "\u{FEFF}", "\u{202F}", "I'm sorry", "I cannot help", "aaaaaaaaaaaaaaaa!", "null", "true",
        "1e400", " ", "~~~", "$", "€", ",", ".", "|", "|-|-|\n", "\\|", "<a>", "</a>", "<a x='", "<![CDATA[", "&lt;",
        "select ", " from t ", "where a = ", ";", "'", "$$", "def f(a, b", "):", "=> {", "`${", "/*", "*/", "//", "(",
        ")",
        "2 ** 3", "r#\"", "\"\"\"", "--", ":",
    ]
    return (0..<random.int(in: 1...40)).map { _ in fragments[random.int(in: 0...(fragments.count - 1))] }.joined()
}
