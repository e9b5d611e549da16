internal import Core

/// What is seen within a time: the smallest loss of all probes together that has paged by then, over many runs.
package struct PowerReach: Sendable, Equatable {
    /// Rounds that there are to see it.
    package let rounds: Int
    /// By run, ascending: hundredths of the good answers lost; 101 where not even the loss of all is seen.
    package private(set) var losses: [Int]

    /// The mean score falls from this.
    package let mean: Double

    package init(rounds: Int, losses: [Int], mean: Double) {
        self.rounds = rounds
        self.losses = losses.sorted()
        self.mean = mean
    }

    /// The smallest drop of the mean score, in hundredths, that this share of the runs saw, in (0, 1), and the standard error
    /// of that by the number of runs; nil where not even the loss of all answers is seen so often.
    package func points(share: Double) -> (value: Double, error: Double)? {
        guard !losses.isEmpty else { return nil }
        let count = Double(losses.count)
        let place = Int((share * count).rounded(.up)) - 1
        func loss(_ place: Int) -> Int { losses[min(max(place, 0), losses.count - 1)] }
        guard loss(place) <= PowerSimulation.wholeLoss else { return nil }
        let spread = Int((count * share * (1 - share)).squareRoot().rounded(.up))
        let (low, high) = (loss(place - spread), min(loss(place + spread), PowerSimulation.wholeLoss))
        return (Double(loss(place)) * mean, Double(high - low) / 2 * mean)
    }
}

extension PowerSimulation {
    /// All good answers, in the hundredths that losses are tried in.
    package static let wholeLoss = 100
    /// Rounds without a drop that calls are counted over.
    private static let countedRounds = 300

    /// For each of these numbers of rounds, ascending, the smallest loss that pages within them in the run of this number,
    /// in hundredths of the good answers of every probe; `wholeLoss` + 1 where there is none.
    ///
    /// The streams of a run differ by their losses alone, and what pages within some rounds pages within more: each search
    /// goes on from the one before.
    package func reach(_ windows: [Int], run: Int) -> [Int] {
        let seed = SeededRandom(seed: seed).child("reach \(run)").seed
        var most = Self.wholeLoss + 1
        return windows.map { rounds in
            var least = 0
            while most - least > 1 {
                let middle = (least + most) / 2
                if isSeen(middle, within: rounds, seed) { most = middle } else { least = middle }
            }
            return most
        }
    }

    private func isSeen(_ loss: Int, within rounds: Int, _ seed: UInt64) -> Bool {
        let losses = [Double](repeating: Double(loss) / Double(Self.wholeLoss), count: subjects.count)
        var stream = PowerStream(self, losses: losses, seed: seed)
        for _ in 0..<rounds where stream.pages() { return true }
        return false
    }

    /// Calls of a round while nothing is wrong, with its standard error over so many runs.
    package func callsPerRound(runs: Int) -> (value: Double, error: Double) {
        guard sampling == .adaptive else { return (Double(subjects.count), 0) }
        let means = (0..<max(runs, 2)).map { run -> Double in
            let losses = [Double](repeating: 0, count: subjects.count)
            var stream = PowerStream(
                self, losses: losses, seed: SeededRandom(seed: seed).child("quiet \(run)").seed)
            for _ in 0..<Self.countedRounds where stream.pages() { break }
            return Double(stream.calls) / Double(Self.countedRounds)
        }
        let mean = means.reduce(0, +) / Double(means.count)
        let squares = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (mean, (squares / Double(means.count - 1) / Double(means.count)).squareRoot())
    }

    /// The same probes, each with another one beside it that is like it.
    package static func doubled(_ subjects: [Subject]) -> [Subject] {
        subjects.flatMap { subject in
            let twin = WatchedProbe(key: subject.probe.key + "+", category: subject.probe.category)
            return [subject, Subject(twin, like: subject)]
        }
    }
}
