import Core
import Testing

@Suite struct PairComparisonTests {
    private func scored(
        _ probe: String, _ round: Int, _ score: Double, id: UInt64, version: String = "1"
    ) -> PairComparison.Scored {
        PairComparison.Scored(
            probe: probe, version: version, category: "logic", round: Round(start: Timestamp(seconds: Double(round))),
            score: score, sample: RecordID(id))
    }

    @Test func `only answers to the same question are laid side by side`() {
        let one = [
            scored("s/a", 3, 1, id: 1), scored("s/a", 2, 0, id: 2), scored("s/a", 1, 1, id: 3),
            scored("s/b", 3, 1, id: 4), scored("s/a#2", 3, 0, id: 5), scored("s/c", 3, 1, id: 6, version: "old"),
        ]
        let other = [
            scored("s/a", 3, 0.5, id: 11), scored("s/a", 2, 0, id: 12), scored("s/b", 2, 0, id: 13),
            scored("s/a#2", 3, 1, id: 14), scored("s/c", 3, 0, id: 15),
        ]
        let comparison = PairComparison(one, other)
        #expect(comparison.probes.map { $0.probe } == ["s/a"])
        let part = comparison.probes.first
        #expect(part?.questions == 2 && part?.oneBetter == 1 && part?.otherBetter == 0)
        #expect(part?.one == 0.5 && part?.other == 0.25)
        #expect(part?.latest?.one == RecordID(1) && part?.latest?.other == RecordID(11))
        #expect(comparison.total.questions == 2 && comparison.total.differing == 1)
    }

    @Test func `the probe that differs most often stands first, and what is asked twice counts once`() {
        let one = [scored("s/a", 1, 1, id: 1), scored("s/a", 1, 0, id: 2), scored("s/b", 1, 1, id: 3)]
        let other = [scored("s/a", 1, 1, id: 4), scored("s/b", 1, 0, id: 5)]
        let comparison = PairComparison(one, other)
        #expect(comparison.probes.map { $0.probe } == ["s/b", "s/a"])
        #expect(comparison.total.questions == 2 && comparison.total.oneBetter == 1)
        #expect(PairComparison([], other).probes.isEmpty)
    }
}
