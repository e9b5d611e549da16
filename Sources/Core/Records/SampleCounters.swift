/// Totals of a provider since the process started.
package struct SampleCounters: Sendable, Equatable {
    /// By outcome, in the order of `Outcome.allCases`.
    package var samples = [Int](repeating: 0, count: Outcome.allCases.count)
    /// Answers by the tell-tales that they showed, in the order of `TellTale.allCases`.
    package var tellTales = [Int](repeating: 0, count: TellTale.allCases.count)
    package var requests = 0
    package var retries = 0
    /// Samples that were extra calls beside those of the rounds.
    package var extras = 0
    package var inputTokens = 0
    package var outputTokens = 0
    package var money = USD.zero
    /// How the judged parts were found, in the order in which each was first seen; at most `maximumExtractions`.
    package private(set) var extractions: [ExtractionCount] = []
    /// Seconds of whole exchanges, and of their parts.
    package var total = Histogram()
    package var connect = Histogram()
    package var firstByte = Histogram()
    package var firstToken = Histogram()

    /// Most pairs of category and step that are counted; what is beyond is not.
    package static let maximumExtractions = 512

    package init() {}

    /// Counts how the part of a sample's answer was found; nothing for an empty word.
    package mutating func note(extraction step: String, category: String) {
        guard !step.isEmpty else { return }
        if let index = extractions.firstIndex(where: { $0.category == category && $0.step == step }) {
            extractions[index].count += 1
        } else if extractions.count < Self.maximumExtractions {
            extractions.append(ExtractionCount(category: category, step: step, count: 1))
        }
    }

    /// Answers without the part that was to be judged, by the categories in which parts are looked for, in order.
    package var extractionFailures: [(category: String, count: Int)] {
        var found: [(category: String, count: Int)] = []
        for each in extractions {
            let failures = each.step == Verdict.noPart ? each.count : 0
            if let index = found.firstIndex(where: { $0.category == each.category }) {
                found[index].count += failures
            } else {
                found.append((each.category, failures))
            }
        }
        return found
    }
}

/// How often a step of the extraction found the part that was judged, in the answers of one category.
package struct ExtractionCount: Sendable, Equatable {
    package var category: String
    /// The step's word, or `Verdict.noPart`.
    package var step: String
    package var count: Int

    package init(category: String, step: String, count: Int) {
        self.category = category
        self.step = step
        self.count = count
    }
}

/// A histogram of seconds with fixed bounds, as Prometheus wants it.
package struct Histogram: Sendable, Equatable {
    /// Upper bounds in seconds; one more bucket counts what lies above the last.
    package static let bounds: [Double] = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

    /// Observations in each bucket (not cumulative); one longer than `bounds`.
    package private(set) var counts = [Int](repeating: 0, count: Histogram.bounds.count + 1)
    /// Sum of the observations in seconds.
    package private(set) var sum = 0.0
    package var count: Int { counts.reduce(0, +) }

    package init() {}

    package mutating func observe(_ duration: Duration) {
        let seconds = duration.inSeconds
        counts[Histogram.bounds.firstIndex { seconds <= $0 } ?? Histogram.bounds.count] += 1
        sum += seconds
    }
}
