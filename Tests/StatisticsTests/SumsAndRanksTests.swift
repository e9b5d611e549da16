import Statistics
import Testing

@Suite struct SumsAndRanksTests {
    @Test func `sums of exponentials neither overflow nor vanish`() {
        #expect(isClose(logSumExp([1000, 1000]), 1000 + logarithm(2)))
        #expect(isClose(logSumExp([-1000, -1000]), -1000 + logarithm(2)))
        #expect(logSumExp([]) == -.infinity)
        #expect(logSumExp([-.infinity, 3]) == 3)
        #expect(logSumExp([.infinity, 3]) == .infinity)
        #expect(logWeightedMean([(weight: 0, logValue: 900), (weight: 1, logValue: 2)]) == 2)
        #expect(logWeightedMean([]) == -.infinity)
    }

    @Test func `thresholds and years are each other's inverse`() {
        let threshold = alarmThreshold(slots: 7 * 35_040)
        #expect(isClose(falseAlarmYears(logEvidence: threshold, slotsPerYear: 35_040), 7))
    }

    @Test func `ranks count what is below and half of what is equal`() {
        var random = TestRandom(seed: 4)
        for _ in 0..<50 {
            let sample = (0..<40).map { _ in (random.unit() * 12).rounded() }
            let value = (random.unit() * 14).rounded() - 1
            let below = Double(sample.filter { $0 < value }.count), equal = Double(sample.filter { $0 == value }.count)
            #expect(isClose(RankReference(sample).rank(value), (below + equal / 2 + 0.5) / 41))
        }
        #expect(RankReference([]).rank(3) == 0.5)
        #expect(RankReference([1, .nan, 2]).sample == [1, 2])
        #expect(RankReference([1, 2]).rank(.nan) == 0.5)
        #expect(RankReference([1, 2]).rank(.infinity) == 2.5 / 3)
    }

    @Test func `e-BH rejects as its definition says`() {
        var random = TestRandom(seed: 5)
        for _ in 0..<200 {
            let values = (0..<8).map { _ in random.unit() * 12 - 3 }
            let sorted = values.sorted(by: >)
            let k = (1...8).last { power(sorted[$0 - 1]) >= 8 / (0.05 * Double($0)) } ?? 0
            let expected = values.indices.filter { k > 0 && values[$0] >= sorted[k - 1] }
            #expect(eBH(values, rate: 0.05) == expected)
        }
        #expect(eBH([], rate: 0.05).isEmpty)
    }
}
