internal import Core
internal import Evaluators

/// What one answer shows of how the provider answers.
struct BehaviourReading: Sendable, Equatable {
    /// `suite/id`.
    var probe: String
    var version: String
    var category: String
    /// Amounts and paces as `LogCode`, by signal; 0 where there is none.
    private(set) var codes = [UInt16](repeating: 0, count: BehaviourSignal.allCases.count)
    /// Words of the habits, by signal; nil where there is none.
    private(set) var words = [String?](repeating: nil, count: BehaviourSignal.allCases.count)

    init(probe: String, version: String, category: String) {
        (self.probe, self.version, self.category) = (probe, version, category)
    }

    /// Notes an amount or pace; nil and what is no number leave it out.
    mutating func note(_ signal: BehaviourSignal, _ amount: Double?) {
        guard let amount, amount.isFinite, amount >= 0 else { return }
        codes[signal.place] = LogCode.of(amount)
    }

    /// Notes the word of a habit; nil and the empty word leave it out.
    mutating func note(_ signal: BehaviourSignal, word: String?) {
        guard let word, !word.isEmpty else { return }
        words[signal.place] = word
    }
}

extension BehaviourReading {
    /// Fewest tokens of a streamed answer, and shortest time after its first one, from which its rate is taken.
    private static let fewestTokens = 16
    private static let shortestStream = Duration.milliseconds(100)

    /// Reads an answer; nil where it may not be compared: its call failed or was repeated, it is no answer, it was stale, or
    /// it answers a copy.
    init?(_ asking: Asking, _ sample: Sample, _ answer: Completion) {
        guard sample.outcome.isScored, sample.outcome != .malformed, !asking.probe.isCopy, asking.withdrawal == nil,
            !asking.turns.isEmpty, asking.turns.allSatisfy({ $0.attempts.count == 1 })
        else { return nil }
        self.init(probe: sample.probe, version: sample.version, category: sample.category)
        note(.length, Double(answer.text.unicodeScalars.count))
        note(.outputTokens, sample.outputTokens.map(Double.init))
        note(.reasoningTokens, answer.usage.reasoningTokens.map(Double.init))
        note(.refusal, word: isRefusal(answer) ? "refused" : "answered")
        note(.finish, word: answer.finish.rawValue)
        note(.format, word: sample.extraction)
        note(.script, word: writingSystems(of: answer.text))
        takeTimes(asking, sample)
    }

    private mutating func takeTimes(_ asking: Asking, _ sample: Sample) {
        // Making a connection is not the model's.
        let ready = asking.turns.first?.attempts.first?.exchange.phases.requestReady ?? .zero
        note(.latency, sample.latency.map { ($0 - ready).inSeconds * 1000 })
        guard asking.question.stream, let first = sample.firstToken, let whole = sample.latency else { return }
        note(.firstToken, (first - ready).inSeconds * 1000)
        guard asking.turns.count == 1, let tokens = sample.outputTokens, tokens >= Self.fewestTokens,
            whole - first >= Self.shortestStream
        else { return }
        note(.tokenRate, Double(tokens) / (whole - first).inSeconds)
    }
}

extension BehaviourSignal {
    /// Its place in `allCases`.
    var place: Int { Self.places[self] ?? 0 }

    private static let places: [BehaviourSignal: Int] = Dictionary(uniqueKeysWithValues: zip(allCases, 0...))
}
