import Statistics
import Testing

@Suite struct LikeliestFallTests {
    private func slots(_ means: [Double], expected: Double = 0.85) -> [(
        observed: Double, expected: Double, count: Double
    )] {
        means.map { ($0 * 12, expected * 12, 12) }
    }

    @Test func `a sharp fall is dated at its start`() {
        #expect(likeliestFall(slots([0.9, 0.8, 0.85, 0.9, 0.5, 0.45, 0.5])) == 4)
    }

    @Test func `slight bad luck before the fall does not draw its start back by more than two slots`() throws {
        let luck = [0.9, 0.75, 0.58, 0.75, 0.75, 0.83, 0.92, 0.75, 0.67, 0.67]
        let fall = [0.67, 0.25, 0.42, 0.75, 0.58, 0.42, 0.58, 0.33]
        let found = try #require(likeliestFall(slots(luck + fall)))
        #expect(abs(found - luck.count) <= 2)
    }

    @Test func `what did not fall has no date`() {
        #expect(likeliestFall(slots([0.9, 0.9, 0.9])) == nil)
        #expect(likeliestFall([]) == nil)
    }

    @Test func `the divergence is none of itself and grows with the distance`() {
        #expect(bernoulliDivergence(0.3, from: 0.3) == 0)
        #expect(abs(bernoulliDivergence(0.5, from: 0.85) - 0.3367) < 1e-3)
        #expect(bernoulliDivergence(0, from: 1).isFinite)
    }
}
