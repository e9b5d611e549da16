package import Core

/// What a set-up can see: its own probes, with the scores they had, before the very detector that watches them. Every run
/// has a random stream of its own, so the figures depend on the seed alone.
///
/// Where the provider's own detector found that rounds sway as a whole, the answers of a round are drawn together to the
/// same measure, and the detector tempers its evidence as that one does. Each round sways by itself: what lasted several
/// rounds is spread over single ones of the same variance in the long run. A lost answer scores 0.
package struct PowerSimulation: Sendable {
    /// A probe with what is known of its scores.
    package struct Subject: Sendable {
        /// Scores that a probe needs before they are drawn from: as many as its baseline needs to take part.
        package static let fewestScores = Int(Tuning.fewestCalls)

        package let probe: WatchedProbe
        let scores: ScoreDistribution

        /// A probe with stored scores.
        package init(_ probe: WatchedProbe, tally: SeriesTally) {
            self.probe = probe
            scores = ScoreDistribution(tally)
        }

        /// Another probe with the scores of one that is known.
        init(_ probe: WatchedProbe, like other: Subject) {
            self.probe = probe
            scores = other.scores
        }

        /// A probe of which nothing is known yet: right at this rate, in (0, 1), with a baseline of so many calls.
        package init(_ probe: WatchedProbe, assumedRate: Double, calls: Int) {
            self.probe = probe
            scores = ScoreDistribution(rate: assumedRate, calls: Double(calls))
        }
    }

    /// Most rounds of a run.
    package static let horizon = 2000

    let subjects: [Subject]
    private let categories: [String]
    let detector: Detector
    let draws: RoundDraw
    let threshold: Double
    let seed: UInt64
    let sampling: SamplingPolicy

    /// A simulation over probes with distinct keys, of rounds that are independent where nothing is known of their sway;
    /// nil without any probe.
    package init?(
        _ subjects: [Subject], sway: RoundSway? = nil, settings: DetectorSettings, sampling: SamplingPolicy = .full,
        seed: UInt64
    ) {
        guard !subjects.isEmpty else { return nil }
        self.subjects = subjects
        categories = Array(Set(subjects.map(\.probe.category))).sorted()
        detector = Detector(fixed: subjects.map { ($0.probe, $0.scores.baseline) }, sway: sway, settings: settings)
        draws = RoundDraw(subjects.map(\.scores), excess: sway?.excess ?? 0)
        threshold = settings.thresholds.page
        self.seed = seed
        self.sampling = sampling
        places = Dictionary(uniqueKeysWithValues: subjects.indices.map { (subjects[$0].probe.key, $0) })
        turns = subjects.indices.map { index in
            let category = subjects[index].probe.category
            return (
                subjects[..<index].count { $0.probe.category == category },
                subjects.count { $0.probe.category == category }
            )
        }
    }

    /// The place of a subject by the key of its probe.
    let places: [String: Int]
    /// By subject: its place in its category, and how many that has.
    private let turns: [(place: Int, of: Int)]

    /// A round asks the subject while a third is enough: each in its turn, those of a category one after the other.
    func isDue(_ index: Int, in round: Int) -> Bool {
        let (place, count) = turns[index]
        return (place + round) % min(count, Self.turnsOfRotation) == 0
    }

    /// In so many rounds every probe is asked once.
    private static let turnsOfRotation = 3

    /// Mean score of a round.
    package var mean: Double { subjects.reduce(0) { $0 + $1.scores.mean } / Double(subjects.count) }

    /// Rounds from the drop until the page in the run of this number; `horizon` + 1 when there is none.
    package func delay(_ drop: PowerDrop, run: Int) -> Int {
        var random = SeededRandom(seed: seed).child("\(drop.words) \(run)")
        let losses = losses(drop, &random)
        if sampling == .adaptive {
            var stream = PowerStream(self, losses: losses, seed: random.next())
            return (1...Self.horizon).first { _ in stream.pages() } ?? Self.horizon + 1
        }
        var detector = detector
        for round in 1...Self.horizon {
            let common = draws.round(&random)
            let calls = subjects.indices.map { index in
                SlotScores.Calls(key: subjects[index].probe.key, scores: [draw(index, common, losses[index], &random)])
            }
            if detector.step(SlotScores(round: round, calls: calls)).logEvidence >= threshold { return round }
        }
        return Self.horizon + 1
    }

    /// Runs one after the other.
    package func delay(_ drop: PowerDrop, runs: Range<Int>) -> [Int] { runs.map { delay(drop, run: $0) } }

    private func draw(_ index: Int, _ common: Double, _ loss: Double, _ random: inout SeededRandom) -> Double {
        let (place, fate) = (draws.place(common, &random), random.unit())
        return fate < loss ? 0 : subjects[index].scores.score(at: place)
    }

    /// The share of answers that is lost, by probe.
    private func losses(_ drop: PowerDrop, _ random: inout SeededRandom) -> [Double] {
        switch drop {
        case .everywhere(let points): return losses(points, of: Array(subjects.indices))
        case .oneCategory(let points):
            let category = categories[random.int(in: 0...categories.count - 1)]
            return losses(points, of: subjects.indices.filter { subjects[$0].probe.category == category })
        case .oneProbe:
            let lost = random.int(in: 0...subjects.count - 1)
            return subjects.indices.map { $0 == lost ? 1 : 0 }
        }
    }

    private func losses(_ points: Int, of members: [Int]) -> [Double] {
        let mean = members.reduce(0) { $0 + subjects[$1].scores.mean } / Double(members.count)
        let loss = mean > 0 ? min(Double(points) / 100 / mean, 1) : 1
        let affected = Set(members)
        return subjects.indices.map { affected.contains($0) ? loss : 0 }
    }
}
