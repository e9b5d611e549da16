import Core
import Glibc
import Statistics
import Testing

@testable import Detection

/// What ties rounds to each other: a state that outlasts them, and the time of day.
@Suite struct `Ties between rounds` {
    private static let seed: UInt64 = 20_261_127
    private static let page = DetectorSettings().thresholds.page

    private func normal(_ random: inout SeededRandom) -> Double {
        (-2 * log(1 - random.unit())).squareRoot() * cos(2 * Double.pi * random.unit())
    }

    /// Totals of ten terms each, with a state of this share of their variance.
    private func persistence(_ random: inout SeededRandom, slots: Int, share: Double, correlation: Double)
        -> Persistence
    {
        var persistence = Persistence()
        var state = normal(&random)
        for _ in 0..<slots {
            let terms = (0..<10).map { _ in normal(&random) }
            persistence.add(
                total: terms.reduce(0, +) + (10 * share).squareRoot() * state,
                squares: terms.reduce(0) { $0 + $1 * $1 })
            state = correlation * state + (1 - correlation * correlation).squareRoot() * normal(&random)
        }
        return persistence
    }

    @Test func `a lasting state is found within 150 slots, and independent slots have none`() throws {
        var random = SeededRandom(seed: Self.seed)
        var (found, wrong, correlations) = (0, 0, 0.0)
        for _ in 0..<100 {
            if persistence(&random, slots: 150, share: 0, correlation: 0).state != nil { wrong += 1 }
            if let state = persistence(&random, slots: 150, share: 0.6, correlation: 0.8).state {
                found += 1
                correlations += state.correlation
            }
        }
        #expect(wrong <= 4 && found >= 85, "seed \(Self.seed): \(wrong), \(found)")
        #expect(abs(correlations / Double(found) - 0.75) < 0.1, "seed \(Self.seed): \(correlations / Double(found))")
    }

    @Test func `the excess of another series comes from what it has in common with the reference`() throws {
        var random = SeededRandom(seed: Self.seed)
        let slots = 20_000
        var reference = Persistence()
        var cross = (half: 0.0, none: 0.0)
        var state = normal(&random)
        for _ in 0..<slots {
            let (own, half, none) = (normal(&random), normal(&random) + 0.5 * state, normal(&random))
            cross.half += half * reference.recentTotal
            cross.none += none * reference.recentTotal
            reference.add(total: own + state, squares: own * own)
            state = 0.8 * state + 0.6 * normal(&random)
        }
        let found = try #require(reference.state)
        #expect(abs(found.correlation - 0.8) < 0.03, "seed \(Self.seed): \(found.correlation)")
        #expect(abs(found.excess(crossProduct: cross.half, squares: Double(slots)) - 0.25) < 0.05)
        #expect(found.excess(crossProduct: cross.none, squares: Double(slots)) < 0.01)
    }

    @Test func `what correlation adds to a run is the sum over its pairs`() {
        for run in [1, 2, 3, 8, 40] {
            let sum = (1..<max(run, 1)).reduce(0.0) { $0 + 2 * (1 - Double($1) / Double(run)) * pow(0.8, Double($1)) }
            #expect(abs(runInflation(correlation: 0.8, run: run) - sum) < 1e-12, "\(run)")
        }
        #expect(runInflation(correlation: 0, run: 9) == 0)
    }

    @Test func `sums over two periods are those over both`() {
        var random = SeededRandom(seed: Self.seed)
        let one = persistence(&random, slots: 40, share: 0.5, correlation: 0.8)
        var both = one
        let other = persistence(&random, slots: 60, share: 0.5, correlation: 0.8)
        both.merge(other)
        #expect(both.products == one.products + other.products && both.slots == 100)
        #expect(both.pairs == SIMD4(98, 96, 94, 92))
    }

    /// Visits of every part of so many days: noise, a sine, and one bad evening.
    private func pattern(_ random: inout SeededRandom, days: Int, sine: Double, badEvening: Double = 0) -> DailyPattern
    {
        var pattern = DailyPattern()
        for day in 0..<days {
            for bin in 0..<DailyPattern.bins {
                for _ in 0..<16 {
                    let shift =
                        -sine * sin(2 * Double.pi * (Double(bin) + 0.5) / 6) + (day == 1 && bin == 4 ? badEvening : 0)
                    let shortfall = SIMD2(0, 24 * shift + 1.64 * normal(&random))
                    pattern.add(bin: bin, shortfall: shortfall, scale: SIMD2(0, 2.7))
                }
            }
        }
        pattern.endVisit()
        return pattern
    }

    @Test func `a daily sine is found in four days and told in its size; noise or one bad evening is none`() throws {
        var random = SeededRandom(seed: Self.seed)
        var (found, wrong, evening) = (0, 0, 0)
        for _ in 0..<60 {
            if let offsets = pattern(&random, days: 4, sine: 0.05).offsets {
                found += 1
                // 24 · 0.05/2.7, less what shrinking takes.
                #expect(abs(offsets[4].y - 0.385) < 0.35 && abs(offsets[1].y + 0.385) < 0.35, "\(offsets)")
            }
            if pattern(&random, days: 4, sine: 0).offsets != nil { wrong += 1 }
            if pattern(&random, days: 4, sine: 0, badEvening: 0.3).offsets != nil { evening += 1 }
        }
        #expect(found >= 57 && wrong <= 2 && evening <= 2, "seed \(Self.seed): \(found), \(wrong), \(evening)")
        #expect(pattern(&random, days: 2, sine: 0.2).offsets == nil)
        #expect([0, 3.99, 4, 23.9].map(DailyPattern.bin) == [0, 0, 1, 5])
    }

    @Test func `an hour outside the day is unknown, and without hours nothing changes`() {
        #expect(SlotScores(round: 1, hour: 24, calls: []).hour == nil)
        #expect(SlotScores(round: 1, hour: 23.5, calls: []).hour == 23.5)
        var world = SimulatedWorld(.small(seed: 4), sine: 0.02)
        var detector = world.silent(slots: 100)
        for round in 101...500 {
            var slot = world.slot(round)
            slot.hour = nil
            _ = detector.step(slot)
        }
        #expect(detector.watch.pattern == nil && detector.watch.ties.dailySlots == 100)
    }

    /// Passages of the page threshold in runs without a change: with ties, and by the same sums without them.
    private func passages(_ world: (UInt64) -> SimulatedWorld, calibration: Int, slots: Int) -> (tied: Int, plain: Int)
    {
        var (tied, plain) = (0, 0)
        for run in 0..<UInt64(5) {
            var world = world(Self.seed + run)
            var detector = world.silent(slots: calibration)
            var (isTied, isPlain) = (false, false)
            for round in (calibration + 1)...(calibration + slots) {
                let evidence = detector.step(world.slot(round)).logEvidence
                let watch = detector.watch
                let untied = logSumExp(
                    watch.components.indices.map {
                        watch.roster.places[$0].logWeight + watch.components[$0].cusum.evidence
                    })
                if evidence >= Self.page { isTied = true }
                if untied >= Self.page { isPlain = true }
            }
            tied += isTied ? 1 : 0
            plain += isPlain ? 1 : 0
        }
        return (tied, plain)
    }

    @Test func `strong states that outlast rounds no longer page`() {
        let result = passages(
            { SimulatedWorld(.large(seed: $0), deviation: 0.7, correlation: 0.85) }, calibration: 100, slots: 800)
        #expect(result.plain >= 3 && result.tied <= 1, "seed \(Self.seed): \(result)")
    }

    @Test(arguments: [50, 192])
    func `learning, states, the cap and the hour of the day hold together, and a real loss is still found`(
        calibration: Int
    ) throws {
        var (alarms, delays) = (0, [Int]())
        for run in 0..<UInt64(4) {
            var world = SimulatedWorld(
                .small(seed: Self.seed + run), deviation: 0.4, correlation: 0.8, sine: calibration == 50 ? 0 : 0.05)
            var detector = world.silent(slots: calibration)
            for round in (calibration + 1)...(calibration + 1000) {
                if detector.step(world.slot(round)).logEvidence >= Self.page { alarms += 1 }
            }
            // A restart in between changes nothing.
            detector = try Detector(encoded: detector.encoded(), settings: detector.settings)
            let change = calibration + 1000
            let found = (change + 1...change + 150).first {
                detector.step(world.slot($0, loss: 0.5)).logEvidence >= Self.page
            }
            delays.append((found ?? change + 150) - change)
        }
        #expect(alarms <= 4, "seed \(Self.seed): \(alarms) slots above the threshold")
        #expect(delays.reduce(0, +) < 30 * delays.count, "seed \(Self.seed): \(delays)")
    }

    @Test func `a pattern of the day is learnt in quiet blocks, and expected from then on`() throws {
        var world = SimulatedWorld(.large(seed: Self.seed), sine: 0.08)
        var detector = world.silent(slots: 192)
        for round in 193...1000 { _ = detector.step(world.slot(round)) }
        let pattern = try #require(detector.watch.pattern)
        #expect(pattern[4].y > 0.1 && pattern[1].y < -0.1, "seed \(Self.seed): \(pattern)")
        let (evening, morning) = (detector.watch.expectations(4), detector.watch.expectations(1))
        for probe in evening.indices {
            #expect(evening[probe].mean < morning[probe].mean)
            #expect(evening[probe].information == morning[probe].information)
        }
        #expect(detector.watch.expectations(nil) == detector.watch.baselines)
        // What is expected of the evening is no evidence, and less than that is.
        let usual = evening.reduce(0) { $0 + $1.logValues(1)[1] * $1.mean + $1.logValues(0)[1] * (1 - $1.mean) }
        #expect(usual < 0)
    }

    /// What the first version of the state wrote of a detector without an alert.
    private func firstVersion(of detector: Detector) -> [UInt8] {
        var writer = StateWriter()
        writer.byte(1)
        writer.list(detector.probes) { writer, probe in
            writer.text(probe.key)
            writer.text(probe.category)
        }
        writer.integer(detector.watch.round)
        writer.list(detector.coverage.slots) { writer, slot in
            writer.count(slot.valid)
            writer.count(slot.scheduled)
        }
        let watch = detector.watch
        guard let calibration = detector.calibration else {
            writer.byte(1)
            writer.count(watch.slot)
            writer.count(watch.bursts)
            for each in watch.baselines { writer.baseline(each) }
            for each in watch.dispersions { writer.dispersion(each) }
            for each in watch.components { writer.olderComponent(each, slot: watch.slot, round: watch.round) }
            for each in watch.shadows { writer.cusum(each) }
            for block in [watch.learning.pending, watch.learning.current] {
                for each in block.tallies { writer.tally(each) }
                for each in block.dispersions { writer.dispersion(each) }
                writer.count(block.slots)
            }
            writer.byte(0)
            return writer.bytes
        }
        writer.byte(0)
        writer.list(calibration.slots) { writer, slot in
            for scores in slot.scores {
                writer.list(scores) { writer, score in writer.byte(score == 0 ? 0 : 1) }
            }
        }
        return writer.bytes
    }

    @Test func `answers that never fail are no lasting state, and a fall among them is seen at once`() {
        let probes = (0..<12).map { WatchedProbe(key: "s/p\($0)@1", category: "logic") }
        var detector = Detector(probes: probes, settings: DetectorSettings())
        func slot(_ round: Int, failing: Int) -> SlotScores {
            SlotScores(
                round: round,
                calls: probes.indices.map { .init(key: probes[$0].key, scores: [$0 < failing ? 0 : 1]) })
        }
        for round in 1...300 { _ = detector.step(slot(round, failing: 0)) }
        #expect(detector.watch.lasting.allSatisfy { $0 == nil })
        var slots = 0
        while detector.openAlert == nil, slots < 20 {
            slots += 1
            _ = detector.step(slot(300 + slots, failing: 4))
        }
        #expect(slots <= 5, "paged after \(slots) slots")
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func `a short baseline of easy probes sees no state, and a large fall within hours`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let probes = (0..<12).map { WatchedProbe(key: "s/p\($0)@1", category: "category-\($0 / 3)") }
        var detector = Detector(probes: probes, settings: DetectorSettings())
        func slot(_ round: Int, _ rate: Double) -> SlotScores {
            SlotScores(
                round: round,
                calls: probes.map { .init(key: $0.key, scores: [random.chance(rate) ? 1 : 0]) })
        }
        for round in 1...96 { _ = detector.step(slot(round, 0.97)) }
        var slots = 0
        while detector.openAlert == nil, slots < 96 {
            slots += 1
            _ = detector.step(slot(96 + slots, 0.7))
        }
        #expect(slots <= 24, "seed \(seed): paged after \(slots) slots")
    }

    @Test func `a state of the first version goes on without ties`() throws {
        var suite = SimulatedSuite.small(seed: 3)
        var calibrating = Detector(probes: suite.probes, settings: DetectorSettings())
        for round in 1...9 { _ = calibrating.step(suite.slot(round)) }
        var old = try Detector(encoded: firstVersion(of: calibrating), settings: calibrating.settings)
        #expect(old == calibrating)
        for round in 10...150 { _ = old.step(suite.slot(round)) }
        let known = try Detector(encoded: firstVersion(of: old), settings: old.settings)
        #expect(known.watch.ties == RoundTies(scopes: old.watch.roster.scopes.count))
        #expect(known.baselines() == old.baselines() && known.slot == old.slot)
        #expect(try Detector(encoded: known.encoded(), settings: old.settings) == known)
    }
}
