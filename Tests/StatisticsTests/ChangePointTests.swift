import Statistics
import Testing

@Suite struct ChangePointTests {
    @Test func `no slots have no change point, and one slot has it for certain`() {
        #expect(ChangePoint(increments: []) == nil)
        #expect(ChangePoint(increments: [-3])?.posterior == [1])
        #expect(ChangePoint(increments: [-3])?.interval == 0...0)
    }

    @Test func `a clear change is dated to its slot`() throws {
        let increments = [Double](repeating: -0.8, count: 30) + [Double](repeating: 1.1, count: 12)
        let found = try #require(ChangePoint(increments: increments))
        #expect(found.interval.contains(30))
        #expect(found.interval.count <= 6)
        #expect(found.posterior.max() == found.posterior[30])
    }

    @Test func `slots that say nothing leave all equally likely`() throws {
        let found = try #require(ChangePoint(increments: [Double](repeating: 0, count: 20)))
        for value in found.posterior { #expect(isClose(value, 0.05)) }
        #expect(found.interval.count == 18 || found.interval.count == 19)
    }

    @Test func `the interval covers a planted change about as often as it says`() throws {
        var covered = 0
        for seed in UInt64(0)..<200 {
            var random = TestRandom(seed: seed)
            let change = Int(random.unit() * 40)
            let increments = (0..<50).map { slot in
                let passes = (0..<10).filter { _ in random.unit() < (slot < change ? 0.9 : 0.7) }.count
                return Double(passes) * logarithm(0.7 / 0.9) + Double(10 - passes) * logarithm(0.3 / 0.1)
            }
            if try #require(ChangePoint(increments: increments)).interval.contains(change) { covered += 1 }
        }
        #expect(covered >= 170, "\(covered) of 200")
    }
}
