import Core
import Testing

@testable import Detection
@testable import Engine

@Suite struct ConfirmationMachineTests {
    private static func minutes(_ number: Int) -> Timestamp { Timestamp(seconds: Double(number) * 60) }

    @Test func `changes over all sequences: four waves at most, once a day, and none after the verdict`() {
        // Each digit: a change after an hour, a wave, the verdict, a change after a day.
        for pattern in 0..<1_024 {
            var (means, now, burstAt) = (ConfirmationMeans(), Timestamp(seconds: 0), Timestamp?.none)
            var left = 0
            for turn in 0..<5 {
                switch pattern >> (2 * turn) & 3 {
                case 0, 3:
                    now = now + .seconds(pattern >> (2 * turn) & 3 == 0 ? 3_600 : 86_400)
                    means.confirmed(at: now)
                    if burstAt.map({ now - $0 >= .seconds(86_400) }) ?? true { (left, burstAt) = (4, now) }
                case 1:
                    means.asked()
                    left = max(left - 1, 0)
                default:
                    means.end()
                    left = 0
                }
                #expect(means.waves == left)
                #expect(ConfirmationMeans(json: means.json ?? .null) == means)
            }
        }
    }

    @Test func `however often the model changes, wrong verdicts stay within their part of the year`() {
        let (perYear, year) = (0.05, 365 * 1_440)
        for every in [1_440, 10_080, 43_200, 200_000] {
            var (means, sum) = (ConfirmationMeans(), 0.0)
            for minute in stride(from: every, through: 10 * year, by: every) {
                let chance = means.chance(perYear: perYear, at: Self.minutes(minute))
                #expect(chance <= 0.01 && chance >= 1e-6)
                means.spent(chance, perYear: perYear, at: Self.minutes(minute))
                sum += chance
            }
            #expect(sum <= perYear * 10 + 0.01, "every \(every) minutes: \(sum)")
        }
        // What comes at once after another has hardly any, and a month later more.
        var means = ConfirmationMeans()
        means.spent(0.01, perYear: perYear, at: Self.minutes(0))
        #expect(means.chance(perYear: perYear, at: Self.minutes(1)) == 1e-6)
        #expect(abs(means.chance(perYear: perYear, at: Self.minutes(year / 10)) - 0.005) < 1e-9)
    }

    @Test(arguments: [0.6, 0.9, 0.97])
    func `a share that did not fall is hardly ever found fallen, and a visible fall nearly always`(rate: Double) {
        var random = SeededRandom(seed: 9)
        let (calls, chance) = (120, 0.01)
        let error = (rate * (1 - rate) / Double(calls)).squareRoot()
        let test = FallTest(expected: rate, error: error)
        func share(_ rate: Double) -> Double {
            let runs = 4_000
            let found = (0..<runs).count { _ in
                let right = (0..<calls).count { _ in random.chance(rate) }
                return test.strength(of: test.expected - Double(right) / Double(calls)) > 2.326
            }
            return Double(found) / Double(runs)
        }
        let visible = test.visible(sure: 2.326, seen: 0.9)
        let (wrong, right) = (share(rate), share(rate - visible))
        #expect(wrong <= chance * 1.6, "at \(rate): \(wrong)")
        #expect(right >= 0.86 && right <= 0.97, "at \(rate): \(right) of a fall of \(visible)")
    }

    /// A confirmation that runs to its end: 12 probes, waves beside the first round, then rounds.
    private static func run(
        _ rate: Double, baseline: Double = 0.9, waves: Int = 4, correlation: Double = 0, _ random: inout SeededRandom
    ) -> QualityConfirmation {
        let baselines = (0..<12).map {
            ProbeBaseline(
                probe: WatchedProbe(key: "p\($0)", category: "c"), mean: baseline, calls: 2_000, standing: .learning)
        }
        var confirmation = QualityConfirmation(
            since: minutes(0), at: minutes(0),
            ground: QualityConfirmation.Ground(baselines: baselines, correlation: correlation))
        func scores() -> SlotScores {
            SlotScores(
                round: 0,
                calls: (0..<12).map { SlotScores.Calls(key: "p\($0)", scores: [random.chance(rate) ? 1 : 0]) })
        }
        for _ in 0..<waves { confirmation.add(scores(), beside: minutes(-14), at: minutes(1)) }
        for round in 0..<96 where confirmation.state == .running {
            confirmation.close(scores(), start: minutes(round * 15), at: minutes(round * 15 + 15))
        }
        return confirmation
    }

    @Test func `of a thousand changes about as many are wrongly said to have hurt as the chance allows`() {
        var random = SeededRandom(seed: 4)
        let held = (0..<1_000).count { _ in Self.run(0.9, &random).state == .held }
        #expect(held >= 984, "\(held)")
        let followed = (0..<400).count { _ in Self.run(0.8, &random).state == .followed }
        #expect(followed >= 340, "\(followed)")
    }

    @Test func `waves bring the verdict sooner, a large fall before the first round is closed`() {
        var random = SeededRandom(seed: 6)
        let with = (0..<20).map { _ in Self.run(0.9, &random).rounds }.reduce(0, +)
        let without = (0..<20).map { _ in Self.run(0.9, waves: 0, &random).rounds }.reduce(0, +)
        #expect(with + 20 * 3 <= without && with >= 20 * 2, "\(with), \(without)")
        let fallen = Self.run(0.4, &random)
        #expect(fallen.state == .followed && fallen.rounds == 0 && fallen.calls <= 36)
        // Where calls of a moment have much in common, a burst is hardly more than one of them.
        let tied = Self.run(0.9, correlation: 0.2, &random)
        #expect(tied.rounds > with / 20 && QualityConfirmation(json: tied.json) == tied)
    }
}
