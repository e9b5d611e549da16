import Statistics
import Testing

@Suite struct RankProfileTests {
    /// Log-probabilities of five tokens, with the heavy tails that batches give them.
    private static func vector(_ random: inout TestRandom, shift: Double = 0) -> [Double] {
        (0..<5).map { place in
            let noise = (0..<4).reduce(0.0) { sum, _ in sum + random.unit() - 0.5 } * 0.05
            let outlier = random.unit() < 0.02 ? (random.unit() - 0.5) * 40 : 0
            return -1 - Double(place) + noise + outlier + shift * (place % 2 == 0 ? 1 : -1)
        }
    }

    @Test func `without a change ranks are uniform, each coordinate's and the distance's`() {
        var (sums, squares, count) = ([Double](repeating: 0, count: 6), [Double](repeating: 0, count: 6), 0.0)
        for seed in 1...40 as ClosedRange<UInt64> {
            var random = TestRandom(seed: seed)
            guard let profile = RankProfile((0..<64).map { _ in Self.vector(&random) }) else {
                Issue.record("a profile of 64 vectors")
                return
            }
            for _ in 0..<100 {
                let vector = Self.vector(&random)
                for (place, rank) in (profile.ranks(vector) + [profile.distanceRank(vector)]).enumerated() {
                    sums[place] += rank
                    squares[place] += rank * rank
                }
                count += 1
            }
        }
        for place in 0..<6 {
            let mean = sums[place] / count
            #expect(abs(mean - 0.5) < 0.03, "coordinate \(place), seeds 1...40: \(mean)")
            #expect(abs(squares[place] / count - mean * mean - 1.0 / 12) < 0.01)
        }
    }

    @Test func `a small change of log-probabilities moves the ranks, and an outlier no further than any other`() throws
    {
        var random = TestRandom(seed: 3)
        let profile = try #require(RankProfile((0..<96).map { _ in Self.vector(&random) }))
        #expect(profile.sizes == (96, 64))
        var sum = [Double](repeating: 0, count: 5)
        for _ in 0..<50 {
            for (place, rank) in profile.ranks(Self.vector(&random, shift: 0.03)).enumerated() { sum[place] += rank }
        }
        #expect(sum[0] / 50 > 0.7 && sum[1] / 50 < 0.3)
        let far = [1e300, -1, -1, -1, -1]
        #expect(profile.ranks(far)[0] == 96.5 / 97 && profile.distanceRank(far) < 1)
    }

    @Test func `what is no sample makes no profile`() {
        #expect(RankProfile([[Double]](repeating: [1], count: 31)) == nil)
        #expect(RankProfile([[Double]](repeating: [], count: 40)) == nil)
        #expect(RankProfile([[Double]](repeating: [1], count: 40) + [[1, 2]]) == nil)
        #expect(RankProfile([[Double]](repeating: [.nan], count: 40)) == nil)
    }
}
