internal import Core

/// Rounds before the detector, one after the other, asked as the policy says. The answers of a round depend on its number
/// and the seed alone, and a larger loss takes more of the same answers: streams of one seed can be compared.
///
/// The daemon's rounds ask other probes in their turn than these, as many of every category; what a wave of extra calls
/// brings is known one round later, as in the daemon.
struct PowerStream: Sendable {
    private let simulation: PowerSimulation
    /// Share of the answers that is lost, by subject.
    private let losses: [Double]
    private let seed: UInt64
    private var detector: Detector
    private var number = 0
    /// The extra calls of the slot before paged.
    private var isPaged = false
    /// Calls so far.
    private(set) var calls = 0

    /// A stream before a detector that has seen nothing of it.
    init(_ simulation: PowerSimulation, losses: [Double], seed: UInt64) {
        self.simulation = simulation
        self.losses = losses
        self.seed = seed
        detector = simulation.detector
    }

    /// Goes on by a round; true when there is a page by its end.
    mutating func pages() -> Bool {
        number += 1
        // What the waves of the last slot brought is known within this round.
        if isPaged { return true }
        var random = SeededRandom(seed: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
        let common = simulation.draws.round(&random)
        let isLight = simulation.sampling == .adaptive && detector.demand == .light
        var asked: [SlotScores.Calls] = []
        asked.reserveCapacity(losses.count)
        for index in losses.indices {
            // Drawn also where it is not asked, so that others get the same.
            let score = draw(index, common, &random)
            if isLight, !simulation.isDue(index, in: number) { continue }
            asked.append(SlotScores.Calls(key: simulation.subjects[index].probe.key, scores: [score]))
        }
        calls += asked.count
        if detector.step(SlotScores(round: number, calls: asked)).logEvidence >= simulation.threshold { return true }
        if simulation.sampling == .adaptive { addWaves(common, &random) }
        return false
    }

    private mutating func addWaves(_ common: Double, _ random: inout SeededRandom) {
        while case .burst(let extras) = detector.demand {
            let wave = extras.compactMap { extra -> SlotScores.Calls? in
                guard let index = simulation.places[extra.key] else { return nil }
                let scores = (0..<extra.calls).map { _ in draw(index, common, &random) }
                return SlotScores.Calls(key: extra.key, scores: scores)
            }
            calls += wave.reduce(0) { $0 + $1.scores.count }
            let verdict = detector.burst(SlotScores(round: number, calls: wave))
            if verdict.logEvidence >= simulation.threshold { return isPaged = true }
        }
    }

    private func draw(_ index: Int, _ common: Double, _ random: inout SeededRandom) -> Double {
        let (place, fate) = (simulation.draws.place(common, &random), random.unit())
        return fate < losses[index] ? 0 : simulation.subjects[index].scores.score(at: place)
    }
}
