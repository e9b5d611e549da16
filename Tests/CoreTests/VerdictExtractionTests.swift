import Core
import Testing

/// What a verdict says of how the part that was judged was found.
@Suite struct VerdictExtractionTests {
    private func judgement(
        _ type: String = "number", score: Double = 1, weight: Double = 1,
        _ extraction: Judgement.Extraction = .found, step: String = "", parts: [Judgement] = []
    ) -> Judgement {
        Judgement(
            type: type, ruleVersion: 1, score: score, weight: weight, extraction: extraction, step: step, reason: "",
            parts: parts)
    }

    private func told(_ judgements: Judgement...) -> String {
        Verdict(score: 0, judgements: judgements).extraction
    }

    @Test func `the step of the judgement that counts most, the first of equals`() {
        #expect(told(judgement(step: "boxed"), judgement(step: "last-line")) == "boxed")
        #expect(told(judgement(step: "boxed"), judgement(weight: 2, step: "last-line")) == "last-line")
        #expect(told(judgement(weight: 0, step: "boxed")) == "")
        #expect(told(judgement("number", .whole)) == "" && told() == "")
    }

    @Test func `a missing part tells itself apart from a wrong answer`() {
        #expect(told(judgement(score: 0, .failed), judgement(step: "boxed")) == Verdict.noPart)
        #expect(told(judgement(score: 0, step: "boxed")) == "boxed")
        #expect(told(judgement(score: 0, weight: 0, .failed)) == "")
        #expect(told(judgement(score: 0, .error)) == "")
    }

    @Test func `a group lacks the part where that cost score`() {
        let lacking = judgement(score: 0, .failed)
        let found = judgement(score: 0, step: "boxed")
        #expect(told(judgement("all", score: 0, .whole, parts: [lacking, found])) == Verdict.noPart)
        #expect(told(judgement("any", score: 0, .whole, parts: [lacking, found])) == "boxed")
        #expect(told(judgement("any", score: 0, .whole, parts: [lacking, lacking])) == Verdict.noPart)
        #expect(told(judgement("any", score: 1, .whole, parts: [lacking, judgement(step: "boxed")])) == "boxed")
        #expect(told(judgement("not", score: 1, .whole, parts: [lacking])) == "")
        #expect(told(judgement("turn", score: 0.5, .whole, parts: [found])) == "boxed")
    }

    @Test func `a turn that was never reached, and a response that is no answer, lack more than a part`() {
        #expect(told(judgement("turn", score: 0, .failed)) == "")
        #expect(Verdict.malformed("").extraction == "")
    }

    @Test func `counters keep each category and step, and know the failures of each category`() {
        var counters = SampleCounters()
        for (step, category) in [("boxed", "a"), ("failed", "a"), ("boxed", "a"), ("whole", "b"), ("", "c")] {
            counters.note(extraction: step, category: category)
        }
        #expect(
            counters.extractions == [
                ExtractionCount(category: "a", step: "boxed", count: 2),
                ExtractionCount(category: "a", step: "failed", count: 1),
                ExtractionCount(category: "b", step: "whole", count: 1),
            ])
        #expect(counters.extractionFailures.map(\.category) == ["a", "b"])
        #expect(counters.extractionFailures.map(\.count) == [1, 0])
        for number in 0..<10_000 { counters.note(extraction: "boxed", category: "\(number)") }
        #expect(counters.extractions.count == SampleCounters.maximumExtractions)
    }
}
