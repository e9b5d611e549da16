import Statistics
import Testing

@Suite struct SignCUSUMTests {
    @Test(arguments: [1, 2] as [UInt64])
    func `fair signs raise nothing in four years of quarters of an hour`(seed: UInt64) {
        var (test, state) = (SignCUSUM(), seed)
        func next() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 40 & 1 == 0 ? 1 : -1
        }
        for _ in 0..<140_160 {
            let isChanged = test.step(meanSign: next(), threshold: alarmThreshold(slots: 140_160))
            #expect(!isChanged)
        }
    }

    @Test(arguments: [-1.0, 1.0])
    func `the one that is worse is named, and it is over when it is so no longer`(direction: Double) {
        var test = SignCUSUM()
        let threshold = alarmThreshold(slots: 140_160)
        var slots = 0
        while !test.step(meanSign: direction * 0.6, threshold: threshold), slots < 200 { slots += 1 }
        #expect(test.alarm == Int(direction) && slots < 60)
        #expect(SignCUSUM(state: test.state) == test)
        slots = 0
        while test.alarm != 0, slots < 500 {
            slots += 1
            _ = test.step(meanSign: slots % 2 == 0 ? 0.5 : -0.5, threshold: threshold)
        }
        #expect(test == SignCUSUM() && slots < 400)
    }

    @Test func `what is no state is refused`() {
        #expect(SignCUSUM(state: []) == nil && SignCUSUM(state: [0, 0, 0, 0, 0, 0, 2, 0]) == nil)
        #expect(SignCUSUM(state: [.infinity, 0, 0, 0, 0, 0, 0, 0]) == nil)
    }
}
