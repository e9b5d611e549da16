import Statistics
import Testing

@Suite struct ShareCUSUMTests {
    /// Twenty sources of a share each, and what they answered at first.
    private struct Sources {
        var random: TestRandom
        var shares: [Double]
        var references: [ShareCUSUM.Counts] = []

        init(seed: UInt64, share: (inout TestRandom) -> Double) {
            random = TestRandom(seed: seed)
            shares = []
            for _ in 0..<20 { shares.append(share(&random)) }
            for source in 0..<20 {
                let yes = (0..<16).count { _ in answer(of: source) }
                references.append(ShareCUSUM.Counts(yes: Double(yes), no: Double(16 - yes)))
            }
        }

        mutating func answer(of source: Int) -> Bool { random.unit() < shares[source] }

        /// Slots of four answers each until the alarm; nil when there is none within so many.
        mutating func alarm(_ test: inout ShareCUSUM, threshold: Double, within slots: Int) -> Int? {
            for slot in 0..<slots {
                test.openSlot()
                for answer in 0..<4 {
                    let source = (slot * 4 + answer) % 20
                    test.step(source: source, isYes: self.answer(of: source))
                }
                if test.logEvidence >= threshold { return slot }
            }
            return nil
        }
    }

    /// Slots for each false alarm at a threshold that allows one in 1,000, over 40 seeds of 1,000 slots.
    private func slotsPerAlarm(_ kind: ShareCUSUM.Kind, _ share: (inout TestRandom) -> Double) -> Double {
        var (alarms, slots) = (0, 0)
        for seed in 1...40 as ClosedRange<UInt64> {
            var sources = Sources(seed: seed, share: share)
            var test = ShareCUSUM(kind, references: sources.references)
            let alarm = sources.alarm(&test, threshold: alarmThreshold(slots: 1_000), within: 1_000)
            alarms += alarm == nil ? 0 : 1
            slots += alarm ?? 1_000
        }
        return Double(slots) / Double(max(alarms, 1))
    }

    @Test func `without a change there are at most as many false alarms as asked for, wherever the shares lie`() {
        let even = slotsPerAlarm(.even) { 0.25 + 0.5 * $0.unit() }
        let edges = slotsPerAlarm(.even) { $0.unit() < 0.5 ? 0.2 : 0.8 }
        let skewed = slotsPerAlarm(.even) { $0.unit() < 0.5 ? 0.05 : 0.95 }
        let never = slotsPerAlarm(.rare) { _ in 0 }
        let seldom = slotsPerAlarm(.rare) { _ in 0.02 }
        let mixed = slotsPerAlarm(.rare) { $0.unit() < 0.8 ? 0 : 0.2 * $0.unit() }
        print("ShareCUSUM, slots for a false alarm, seeds 1...40: \([even, edges, skewed, never, seldom, mixed])")
        for each in [even, edges, skewed, never, seldom, mixed] { #expect(each >= 1_000) }
    }

    @Test func `another model is noticed within a day or two of four answers a quarter of an hour`() {
        func delays(_ kind: ShareCUSUM.Kind, _ old: (inout TestRandom) -> Double, _ change: (inout Sources) -> Void)
            -> [Int]
        {
            (1...20 as ClosedRange<UInt64>).map { seed in
                var sources = Sources(seed: 100 + seed, share: old)
                var test = ShareCUSUM(kind, references: sources.references)
                let threshold = alarmThreshold(slots: 350_400)
                let before = sources.alarm(&test, threshold: threshold, within: 72)
                #expect(before == nil, "seed \(100 + seed)")
                change(&sources)
                return sources.alarm(&test, threshold: threshold, within: 480) ?? 480
            }.sorted()
        }
        func balanced(_ random: inout TestRandom) -> Double { 0.25 + 0.5 * random.unit() }
        let other = delays(.even, balanced) { sources in
            for source in sources.shares.indices { sources.shares[source] = sources.random.unit() }
        }
        let sharp = delays(.even, balanced) { sources in
            for source in sources.shares.indices { sources.shares[source] = sources.random.unit() < 0.5 ? 0.02 : 0.98 }
        }
        let strange = delays(.rare, { _ in 0 }) { sources in
            for source in sources.shares.indices where source % 2 == 0 { sources.shares[source] = 0.5 }
        }
        print("ShareCUSUM, median slots: other \(other[10]), sharp \(sharp[10]), strangers \(strange[10])")
        #expect(other[10] < 96 && sharp[10] < 24 && strange[10] < 36)
    }

    @Test func `a slot adds at most four nats, and a state is read back`() {
        let references = [ShareCUSUM.Counts(yes: 8, no: 8), ShareCUSUM.Counts(yes: 16)]
        var test = ShareCUSUM(.even, references: references)
        test.openSlot()
        let before = test.logEvidence
        for _ in 0..<200 { test.step(source: 0, isYes: true) }
        #expect(test.logEvidence - before <= 4.000001 && test.logEvidence - before > 2)
        test.step(source: 7, isYes: true)
        #expect(ShareCUSUM(.even, references: references, state: test.state) == test)
        #expect(ShareCUSUM(.rare, references: references, state: test.state) == nil)
        #expect(ShareCUSUM(.even, references: [references[0]], state: test.state) == nil)
        #expect(ShareCUSUM(.even, references: references, state: [.nan]) == nil)
        #expect(test.run(of: 0) == ShareCUSUM.Counts(yes: 200) && test.run(of: 1) == ShareCUSUM.Counts())
        #expect(test.run(of: 9) == ShareCUSUM.Counts())
    }
}
