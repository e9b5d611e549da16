internal import Core
internal import Dialects

/// The questions of sentinels: one output token each, without a score, in no suite.
///
/// Their keys are in a suite of a name that no suite of people can have.
struct SentinelProbes: Sendable {
    /// Most output tokens of a request.
    var outputTokens = 1

    /// One token, or the fewest that the API takes.
    init(api: String = "") { outputTokens = Dialects.named(api)?.fewestOutputTokens ?? 1 }

    /// Asks the server, not the model, which model it serves: its text goes nowhere.
    static let inventory = SentinelProbes().probe("inventory", "Which model is served?", logProbabilities: nil)

    /// What log-probabilities are asked of: many words are about as likely.
    var logProbability: Probe {
        probe(
            "log-probability", "Write one random English word and nothing else.",
            logProbabilities: LogProbabilityWatch.alternatives)
    }

    /// A random short prompt, asked twice in a round: of its two first tokens one may be another than the other.
    func search(_ number: Int) -> [Probe] {
        var search = probe(
            "search-\(number)", "{{text}}", logProbabilities: nil, vary: [("text", ["letters": 5])])
        search.company = .repeats(2)
        return search.copies
    }

    /// A prompt whose first token is nearly tied.
    func border(_ text: String) -> Probe {
        probe("border-" + StableHash.hex([text]), text, logProbabilities: nil)
    }

    /// The most tokens that one of them can cost.
    static func worstCase(_ probe: Probe) -> Int {
        probe.messages.reduce(80) { $0 + $1.content.utf8.count } + probe.sampling.maxOutputTokens
    }

    private func probe(
        _ id: String, _ text: String, logProbabilities: Int?, vary: [(name: String, generator: JSON)] = []
    ) -> Probe {
        Probe(
            suite: Probe.sentinelSuite, id: id, category: "sentinel",
            messages: [Message(role: .user, content: text)],
            sampling: Sampling(temperature: 0, maxOutputTokens: outputTokens, logProbabilities: logProbabilities),
            vary: vary,
            evaluate: [])
    }
}
