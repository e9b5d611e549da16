internal import Core

/// What habits are worth in a suite.
struct LazyRecord {
    /// Rounds of a varied probe that are tried with every habit.
    private static let few = 4
    /// By habit, in their order: the shares of rounds that pass, one for each probe that the habit has an answer for.
    private var shares: [[Double]] = LazyWay.habits.map { _ in [] }
    /// Of probes that do not expect a refusal, the share that a refusal passes.
    private(set) var refused: [Double] = []

    /// Notes what a habit is worth in a probe; true where it passes nearly every round of more than a few.
    mutating func note(_ way: LazyWay, _ trials: Trials) -> Bool {
        guard let index = LazyWay.habits.firstIndex(where: { $0.name == way.name }) else { return false }
        let first = trials.rounds.prefix(Self.few).compactMap { way.passes($0) }
        guard !first.isEmpty else { return false }
        let passed = first.count { $0 }
        shares[index].append(Double(passed) / Double(first.count))
        guard trials.rounds.count > Self.few, passed + 1 >= first.count else { return false }
        let more = trials.rounds.dropFirst(Self.few).compactMap { way.passes($0) }
        return passed + more.count { $0 } + 1 >= first.count + more.count && first.count + more.count > Self.few
    }

    /// The habits with the share of the suite that they pass, of which at least `fewest` probes ask something.
    func worth(fewest: Int) -> [(way: LazyWay, share: Double, probes: Int)] {
        zip(LazyWay.habits, shares).compactMap { way, shares in
            shares.count < fewest ? nil : (way, shares.reduce(0, +) / Double(shares.count), shares.count)
        }
    }
}

/// A habit that passes most of a suite: its score would tell nothing of a model that has it.
func lazyModelProblems(_ suite: Suite, _ record: LazyRecord) -> [Finding] {
    let passing = record.worth(fewest: 4).filter { $0.share >= 0.7 }
    guard !passing.isEmpty else { return [] }
    let told = passing.map { "\($0.way.name) (\(Int(($0.share * 100).rounded())) % of \($0.probes) probes)" }
    return [
        Finding(
            .lazyModel, suite, "a model that always answers with \(told.joined(separator: ", or with ")) passes",
            instead: "add probes whose answer is another")
    ]
}
