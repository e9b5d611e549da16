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

@Suite struct `Where and how a fall came` {
    private func slots(_ means: [Double], calls: Double = 24) -> [(observed: Double, expected: Double, count: Double)] {
        means.map { ($0 * calls, 0.9 * calls, calls) }
    }

    @Test func `a clear fall has a short interval, a vague one a long interval, and both hold the likeliest slot`()
        throws
    {
        let good = [0.9, 0.92, 0.88, 0.91, 0.9, 0.89, 0.9, 0.91]
        let clear = try #require(fallEstimate(slots(good + [0.4, 0.45, 0.38, 0.42])))
        #expect(clear.likeliest == 8 && clear.interval == 8...8)
        let vague = try #require(fallEstimate(slots(good + [0.8, 0.85, 0.78, 0.82])))
        #expect(vague.interval.contains(vague.likeliest) && vague.interval.count > 2 && vague.interval.contains(8))
        let tied = try #require(fallEstimate(slots(good + [0.8, 0.85, 0.78, 0.82]), designEffect: 3))
        #expect(tied.interval.count >= vague.interval.count && tied.likeliest == vague.likeliest)
        #expect(fallEstimate(slots([0.95, 0.95])) == nil && fallEstimate([]) == nil)
    }

    @Test func `levels that fall at once are no ramp, and those that fall little by little are one`() {
        func levels(_ shortfalls: [Double]) -> [(shortfall: Double, variance: Double)] {
            shortfalls.map { ($0, 0.008 * 0.008) }
        }
        #expect(isCreeping(levels([0.001, -0.003, 0.002, 0, 0.004, -0.002, 0.001, 0.12])) == false)
        #expect(isCreeping(levels([0, 0.001, 0.012, 0.02, 0.031, 0.038, 0.052, 0.06])) == true)
        #expect(isCreeping(levels([0, 0, 0.05, 0.05, 0.05, 0.05, 0.05])) == false)
        #expect(isCreeping(levels([0.1, 0.2, 0.3])) == nil)
        #expect(isCreeping(levels([-0.1, -0.1, -0.1, -0.1])) == nil)
    }

    @Test func `the median test is exact, and parts nothing where all is equal`() {
        // 4 above against 4 below: 2 · 1/C(8, 4).
        #expect(abs(medianTest([5, 6, 7, 8], [1, 2, 3, 4]) - 2.0 / 70) < 1e-12)
        #expect(medianTest([1, 3, 5, 7], [2, 4, 6, 8]) == 1)
        #expect(medianTest([1, 1, 1], [1, 1, 1]) == 1)
        #expect(medianTest([], [1]) == 1 && medianTest([.nan], [1]) == 1)
    }
}
