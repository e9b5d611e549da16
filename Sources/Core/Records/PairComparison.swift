/// What two providers answered to the same questions, probe by probe.
package struct PairComparison: Sendable, Equatable {
    /// A scored sample with what says which question it answered.
    package struct Scored: Sendable, Equatable {
        /// `suite/id`.
        package var probe: String
        package var version: String
        package var category: String
        package var round: Round
        package var score: Double
        package var sample: RecordID

        package init(
            probe: String, version: String, category: String, round: Round, score: Double, sample: RecordID
        ) {
            self.probe = probe
            self.version = version
            self.category = category
            self.round = round
            self.score = score
            self.sample = sample
        }
    }

    /// The sample of each of the two.
    package struct Samples: Sendable, Equatable {
        package var one: RecordID
        package var other: RecordID
    }

    /// One probe, or all of them.
    package struct Part: Sendable, Equatable {
        /// Empty for all.
        package var probe: String
        package var category: String
        /// Questions that both answered.
        package var questions = 0
        /// How often one scored better than the other, and the other better than the one.
        package var oneBetter = 0
        package var otherBetter = 0
        /// Sums of the scores.
        package var oneSum = 0.0
        package var otherSum = 0.0
        /// The latest question on which they differ: the sample of each.
        package var latest: Samples?

        /// Mean scores, in [0, 1]; 0 without a question.
        package var one: Double { questions > 0 ? oneSum / Double(questions) : 0 }
        package var other: Double { questions > 0 ? otherSum / Double(questions) : 0 }
        /// Questions on which they differ.
        package var differing: Int { oneBetter + otherBetter }

        fileprivate mutating func add(_ mine: Scored, _ theirs: Scored) {
            questions += 1
            oneSum += mine.score
            otherSum += theirs.score
            guard mine.score != theirs.score else { return }
            if mine.score > theirs.score { oneBetter += 1 } else { otherBetter += 1 }
            if latest == nil { latest = Samples(one: mine.sample, other: theirs.sample) }
        }
    }

    /// Of all questions together.
    package private(set) var total = Part(probe: "", category: "")
    /// Probes with a question that both answered, those that differ most often first, then by name.
    package private(set) var probes: [Part] = []

    /// Pairs the samples of two providers by round, probe and version; the newest first in both. Copies of a probe and
    /// what only one of them has is left out.
    package init(_ one: [Scored], _ other: [Scored]) {
        struct Name: Hashable {
            var probe: String
            var version: String
            var round: Round
        }
        func name(_ scored: Scored) -> Name {
            Name(probe: scored.probe, version: scored.version, round: scored.round)
        }
        let theirs = Dictionary(other.map { (name($0), $0) }) { first, _ in first }
        var parts: [String: Part] = [:]
        var seen: Set<Name> = []
        for mine in one where !Probe.isCopy(key: mine.probe) {
            let name = name(mine)
            guard let same = theirs[name], seen.insert(name).inserted else { continue }
            total.add(mine, same)
            parts[mine.probe, default: Part(probe: mine.probe, category: mine.category)].add(mine, same)
        }
        probes = parts.values.sorted { a, b in
            let (shareA, shareB) = (
                Double(a.differing) / Double(a.questions), Double(b.differing) / Double(b.questions)
            )
            return shareA != shareB ? shareA > shareB : a.probe < b.probe
        }
    }
}
