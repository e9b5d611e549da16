import Core
import Detection
import Glibc
import Testing

/// A tally of so many scores each.
private func tally(_ scores: [(score: Double, count: Int)], category: String = "c", id: String = "p") -> SeriesTally {
    var tally = SeriesTally(series: HistorySeries(provider: "acme", probe: "s/" + id, version: "1", category: category))
    for each in scores {
        for _ in 0..<each.count { tally.add(score: each.score, tokens: 50, cost: USD(0.001)) }
    }
    return tally
}

@Suite struct `What a probe is worth` {
    @Test func `of right and wrong answers is the Kullback-Leibler divergence of a tenth lost`() throws {
        let worth = try #require(ProbeWorth.of([tally([(0, 200), (1, 800)])]).first)
        let p = 800.5 / 1001
        #expect(abs(worth.baseline - p) < 1e-12)
        // Against what was really drawn: a rate of .8 of which a tenth is lost, by the bet of the baseline.
        let (q, tested) = (0.8 * 0.9, p * 0.9)
        let expected = q * log(tested / p) + (1 - q) * log((1 - tested) / (1 - p))
        #expect(abs(worth.information - expected) < 1e-12)
        #expect(worth.tokens == 50 && worth.cost == USD(0.001) && worth.standing == .useful)
        #expect(abs((worth.informationPerThousandTokens ?? 0) - expected * 20) < 1e-9)
    }

    @Test func `grows with the rate of right answers, and noise takes it away`() {
        let rates = [1, 3, 5, 8, 9].map { tally([(0, 100 * (10 - $0)), (1, 100 * $0)], id: "\($0)") }
        let information = ProbeWorth.of(rates).map(\.information)
        #expect(zip(information, information.dropFirst()).allSatisfy { $0 < $1 })
        let steady = ProbeWorth.of([tally([(0.79, 500), (0.81, 500)])])[0].information
        let noisy = ProbeWorth.of([tally([(0.6, 500), (1, 500)])])[0].information
        #expect(steady > noisy && noisy > 0)
    }

    @Test func `is dead weight when it always passes, always fails, or says nothing beside the others`() {
        let tallies = [
            tally([(1, 19)], id: "few"), tally([(1, 49)], id: "nearly"), tally([(1, 50)], id: "always"),
            tally([(0, 30)], id: "never"), tally([(0, 970), (1, 30)], id: "rare"),
            tally([(0, 200), (1, 800)], id: "a"), tally([(0, 300), (1, 700)], id: "b"),
        ]
        #expect(
            ProbeWorth.of(tallies).map(\.standing) == [
                .collecting, .useful, .alwaysPasses, .alwaysFails, .uninformative, .useful, .useful,
            ])
        #expect(ProbeWorth.Standing.allCases.filter(\.isDeadWeight).count == 3)
        #expect(ProbeWorth.of([]).isEmpty)
    }

    @Test func `flakiness is the share of neighbours that differ`() throws {
        var alternating = tally([])
        for number in 0..<21 { alternating.add(score: number % 2 == 0 ? 1 : 0, tokens: nil, cost: .zero) }
        let worth = try #require(ProbeWorth.of([alternating]).first)
        #expect(worth.flakiness == 1 && worth.tokens == nil && worth.informationPerThousandTokens == nil)
        #expect(ProbeWorth.of([tally([(0, 10), (1, 10)])])[0].flakiness == 1 / 19.0)
        #expect(ProbeWorth.of([tally([(1, 1)])])[0].flakiness == nil)
    }
}

@Suite struct `What a set-up can see` {
    private static let seed: UInt64 = 20_261_126

    /// Twelve probes in four categories, right in four of five cases.
    private func simulation(
        seed: UInt64 = seed, answers: Int = 1000, sampling: SamplingPolicy = .full, twice: Bool = false
    ) throws -> PowerSimulation {
        let subjects = (0..<12).map { index in
            let category = "c\(index / 3)"
            return PowerSimulation.Subject(
                WatchedProbe(key: "p\(padded(index, 2))", category: category),
                tally: tally([(0, answers / 5), (1, answers * 4 / 5)], category: category))
        }
        return try #require(
            PowerSimulation(
                twice ? PowerSimulation.doubled(subjects) : subjects, settings: DetectorSettings(), sampling: sampling,
                seed: seed))
    }

    /// What is seen within four and 24 rounds.
    private func reach(_ simulation: PowerSimulation, runs: Int = 16) -> [PowerReach] {
        let windows = [4, 24]
        let losses = (0..<runs).map { simulation.reach(windows, run: $0) }
        return windows.indices.map { index in
            PowerReach(rounds: windows[index], losses: losses.map { $0[index] }, mean: simulation.mean)
        }
    }

    private func delay(_ simulation: PowerSimulation, _ drop: PowerDrop, runs: Int = 24) -> PowerDelay {
        PowerDelay(drop: drop, rounds: simulation.delay(drop, runs: 0..<runs), horizon: PowerSimulation.horizon)
    }

    @Test func `is the same for a seed, run by run, and another for another seed`() throws {
        let all = delay(try simulation(), .everywhere(points: 20))
        let again = PowerDelay(
            drop: .everywhere(points: 20),
            rounds: try (0..<24).reversed().map { try simulation().delay(.everywhere(points: 20), run: $0) },
            horizon: PowerSimulation.horizon)
        #expect(all == again)
        #expect(try delay(simulation(seed: 2), .everywhere(points: 20)) != all)
    }

    @Test func `is a larger drop sooner, one category later than all, and never less than the cap of a round allows`()
        throws
    {
        let simulation = try simulation()
        let means = [40, 20, 10].map { delay(simulation, .everywhere(points: $0)).mean.value }
        #expect(means[0] < means[1] && means[1] < means[2], "seed \(Self.seed): \(means)")
        let category = delay(simulation, .oneCategory(points: 40)).mean.value
        #expect(category > means[0], "seed \(Self.seed): \(category)")
        // Four nats a round, and some weight on every component: three rounds at least.
        #expect(delay(simulation, .everywhere(points: 80)).rounds(share: 0.5) ?? 0 >= 3)
        #expect(abs(simulation.mean - 0.8) < 1e-9)
    }

    @Test func `needs longer with a short baseline`() throws {
        let long = delay(try simulation(answers: 5000), .everywhere(points: 10)).mean.value
        let short = delay(try simulation(answers: 25), .everywhere(points: 10)).mean.value
        #expect(long < short, "seed \(Self.seed): \(long), \(short)")
    }

    @Test func `agrees with theory: evidence over information, within what a mixture costs`() throws {
        // Known rates: the information of a round of twelve at a loss of an eighth, ln 35,040 nats to be collected.
        let (p, q) = (0.8, 0.7)
        let perRound = 12 * (q * log(q / p) + (1 - q) * log((1 - q) / (1 - p)))
        let optimum = log(35_040) / perRound
        let mean = delay(try simulation(answers: 1_000_000), .everywhere(points: 10)).mean.value
        #expect(mean > 0.8 * optimum && mean < 1.8 * optimum, "seed \(Self.seed): \(mean) of \(optimum)")
    }

    @Test func `the smallest drop that is seen is smaller with time, and with more probes`() throws {
        let once = reach(try simulation())
        let twice = reach(try simulation(twice: true))
        for share in [0.5, 0.9] {
            let points = once.map { $0.points(share: share)?.value ?? 100 }
            #expect(points[0] > points[1] && points[1] > 2, "seed \(Self.seed): \(points)")
            #expect(twice[1].points(share: share)?.value ?? 100 < points[1], "seed \(Self.seed)")
        }
        #expect(reach(try simulation()) == once)
        #expect(reach(try simulation(seed: 2)) != once)
        // In one round no drop at all is seen: four nats a round.
        #expect(try simulation().reach([1, 2], run: 0) == [101, 101])
    }

    @Test func `the smallest drop within a time pages half of the time within that time`() throws {
        let simulation = try simulation()
        let seen = try #require(reach(simulation, runs: 40)[1].points(share: 0.5))
        let delay = delay(simulation, .everywhere(points: Int(seen.value.rounded())), runs: 60)
        let half = try #require(delay.rounds(share: 0.5))
        #expect((12...48).contains(half), "seed \(Self.seed): \(seen) in \(half) rounds")
    }

    @Test func `adaptive sampling sees as much with about half of the calls`() throws {
        let (full, adaptive) = (try simulation(), try simulation(sampling: .adaptive))
        let calls = adaptive.callsPerRound(runs: 4)
        #expect(full.callsPerRound(runs: 4).value == 12)
        #expect(calls.value > 4 && calls.value < 12 * 0.6 && calls.error > 0, "seed \(Self.seed): \(calls)")
        let points = [full, adaptive].map { reach($0)[1].points(share: 0.5)?.value ?? 100 }
        #expect(points[1] <= points[0] + 1, "seed \(Self.seed): \(points)")
        let delays = [full, adaptive].map { delay($0, .everywhere(points: 10), runs: 40).mean.value }
        #expect(delays[1] <= delays[0], "seed \(Self.seed): \(delays)")
    }

    @Test func `what a share of the runs sees is told with its error`() throws {
        let reach = PowerReach(rounds: 4, losses: [101, 10, 30, 20, 101, 40, 50, 60, 70, 80], mean: 0.5)
        let half = try #require(reach.points(share: 0.5))
        #expect(half.value == 25 && half.error == 10)
        #expect(reach.points(share: 0.8)?.value == 40 && reach.points(share: 0.9) == nil)
        #expect(PowerReach(rounds: 4, losses: [], mean: 0.5).points(share: 0.5) == nil)
    }

    @Test func `shares of runs are told, and what is beyond the horizon is later`() {
        let delay = PowerDelay(drop: .oneProbe, rounds: [5, 1, 11, 3, 11], horizon: 10)
        #expect(delay.rounds(share: 0.5) == 5 && delay.rounds(share: 0.9) == nil && delay.rounds(share: 0.2) == 1)
        #expect(delay.seen == 0.6 && delay.mean.value == 5.8)
        #expect(PowerSimulation([], settings: DetectorSettings(), seed: 1) == nil)
    }
}
