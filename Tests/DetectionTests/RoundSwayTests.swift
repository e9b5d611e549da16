import Core
import Statistics
import Testing

@testable import Detection

@Suite struct `Rounds that sway as a whole` {
    private static let seed: UInt64 = 20_261_126

    /// Eight binary probes, one of them always right, and two graded ones.
    private let scores: [ScoreDistribution] =
        [0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4].map { ScoreDistribution(rate: $0, calls: 1000) }
        + [[(1.0, 500)], [(0.25, 100), (0.5, 200), (1, 300)], [(0, 10), (0.9, 200), (1, 10)]].map { counts in
            var tally = SeriesTally(
                series: HistorySeries(provider: "acme", probe: "s/p", version: "1", category: "c"))
            for (score, count) in counts {
                for _ in 0..<count { tally.add(score: score, tokens: nil, cost: .zero) }
            }
            return ScoreDistribution(tally)
        }

    /// What a detector with true baselines sees of so many drawn rounds.
    private func seen(_ draw: RoundDraw, rounds: Int) -> (dispersion: Dispersion, means: [Double]) {
        var random = SeededRandom(seed: Self.seed)
        var dispersion = Dispersion()
        var sums = [Double](repeating: 0, count: scores.count)
        for _ in 0..<rounds {
            let common = draw.round(&random)
            var (total, squares) = (0.0, 0.0)
            for (index, each) in scores.enumerated() {
                let score = each.score(at: draw.place(common, &random))
                sums[index] += score
                let residual = each.baseline.mean / each.baseline.variance * (each.mean - score)
                total += residual
                squares += residual * residual
            }
            dispersion.add(total: total, squares: squares)
        }
        return (dispersion, sums.map { $0 / Double(rounds) })
    }

    @Test(arguments: [0.1, 0.5, 1.5])
    func `are drawn with the excess variance that is wanted, and every probe scores as it did`(excess: Double) {
        let (dispersion, means) = seen(RoundDraw(scores, excess: excess), rounds: 20_000)
        let ratio = dispersion.squares[0] / dispersion.independent
        #expect(abs(ratio - 1 - excess) < 0.06 + 0.05 * excess, "seed \(Self.seed): \(ratio)")
        for (mean, each) in zip(means, scores) { #expect(abs(mean - each.mean) < 0.03, "seed \(Self.seed)") }
    }

    @Test func `are independent where nothing sways, and sway as much as they can where more is wanted`() {
        #expect(RoundDraw(scores, excess: 0).correlation == 0)
        #expect(RoundDraw([scores[0]], excess: 3).correlation == 0)
        #expect(RoundDraw(scores, excess: 1000).correlation > 0.94)
        let ratio = seen(RoundDraw(scores, excess: 0), rounds: 5_000).dispersion
        #expect(abs(ratio.squares[0] / ratio.independent - 1) < 0.08)
    }

    /// A detector that has watched rounds in which all probes are good or bad together.
    private func detector(sway: Double) -> Detector {
        var suite = SimulatedSuite.small(seed: Self.seed)
        var random = SeededRandom(seed: Self.seed + 1)
        var detector = Detector(probes: suite.probes, settings: DetectorSettings())
        for round in 1...600 { _ = detector.step(suite.slot(round, keeping: random.chance(0.5) ? 1 : 1 - sway)) }
        return detector
    }

    @Test func `are found in a stored detector, and make the same drop be seen later`() throws {
        let swaying = RoundSway(try Detector(encoded: detector(sway: 0.4).encoded(), settings: DetectorSettings()))
        let steady = RoundSway(detector(sway: 0))
        #expect(swaying.excess > 0.5 && swaying.rounds >= 400, "seed \(Self.seed): \(swaying.excess)")
        #expect(steady.excess < 0.1 && swaying.dispersion(.category("category0")).slots == swaying.rounds)
        #expect(swaying.dispersion(.probe("x")).slots == 0 && swaying.dispersion(.category("other")).slots == 0)
        #expect(RoundSway(Detector(probes: [], settings: DetectorSettings())).rounds == 0)
        func mean(_ sway: RoundSway?) throws -> Double {
            let subjects = SimulatedSuite.small(seed: 1).rates.map {
                PowerSimulation.Subject($0.probe, assumedRate: $0.rate, calls: 1000)
            }
            let simulation = try #require(
                PowerSimulation(subjects, sway: sway, settings: DetectorSettings(), seed: Self.seed))
            let drop = PowerDrop.everywhere(points: 20)
            return PowerDelay(
                drop: drop, rounds: simulation.delay(drop, runs: 0..<20), horizon: PowerSimulation.horizon
            )
            .mean.value
        }
        let (alone, together) = (try mean(nil), try mean(swaying))
        #expect(together > 1.2 * alone, "seed \(Self.seed): \(alone), \(together)")
    }
}
