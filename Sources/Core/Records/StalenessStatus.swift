/// What is known of a provider's stale answers.
package struct StalenessStatus: Sendable, Equatable {
    /// When the open episode began; nil while answers are fresh.
    package var staleSince: Timestamp?
    /// Proven stale answers of the episode, of how many since it began.
    package var stale: Int
    package var answers: Int
    /// Answers since the process started that showed a tell-tale, in the order of `TellTale.allCases`.
    package var counts: [Int]

    package init(
        staleSince: Timestamp? = nil, stale: Int = 0, answers: Int = 0,
        counts: [Int] = [Int](repeating: 0, count: TellTale.allCases.count)
    ) {
        self.staleSince = staleSince
        self.stale = stale
        self.answers = answers
        self.counts = counts
    }
}

extension SampleCounters {
    /// An answer showed a tell-tale.
    package mutating func note(_ tellTale: TellTale) {
        if let index = TellTale.allCases.firstIndex(of: tellTale) { tellTales[index] += 1 }
    }
}
