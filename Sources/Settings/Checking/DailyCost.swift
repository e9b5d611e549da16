package import Core

/// What a day of probing one provider costs at most, without retries, bursts, and calls of tools beyond the first in a
/// turn.
package struct DailyCost: Sendable, Equatable {
    package var provider: String
    package var probes: Int
    /// Probes that ask the same in every round, so that a cache could answer them.
    package var fixedProbes: Int
    package var requests: Int
    /// Estimated from the bytes of the prompts, four of which make about a token. Every request of a conversation repeats
    /// what was said before.
    package var inputTokens: Int
    /// The most that the probes allow.
    package var outputTokens: Int
    /// Nil for a provider without prices, of which nobody knows what it costs.
    package var money: USD?
    /// The limits of a day, for comparison.
    package var budget: DailyBudget

    /// The cost of asking each probe once in every interval of a day.
    package static func estimate(_ provider: Provider, probes: [Probe], interval: Duration) -> DailyCost {
        let rounds = Int((86_400 / max(interval.inSeconds, 1)).rounded(.up))
        let round = RoundCost(probes)
        // Sentinels use their tokens for prompts, nearly all of them.
        let input = round.inputTokens * rounds + provider.sentinelTokens
        let output = round.outputTokens * rounds
        let isPriced = provider.prices != Prices()
        return DailyCost(
            provider: provider.name, probes: probes.count, fixedProbes: probes.count { !$0.isVaried },
            requests: round.requests * rounds, inputTokens: input, outputTokens: output,
            money: isPriced ? provider.prices.cost(inputTokens: input, outputTokens: output) : nil,
            budget: provider.budget)
    }

    /// Tokens of a prompt: a quarter of its bytes, and four for the frame of each message.
    package static func estimatedTokens(_ messages: [Message]) -> Int {
        messages.reduce(0) { $0 + ($1.content.utf8.count + 3) / 4 + 4 }
    }

    /// Which limits a day would exceed, in words.
    var exceeded: [String] {
        var words: [String] = []
        if let limit = budget.requests, requests > limit {
            words.append("\(grouped(requests)) of \(grouped(limit)) requests")
        }
        if let limit = budget.tokens, inputTokens + outputTokens > limit {
            words.append("\(grouped(inputTokens + outputTokens)) of \(grouped(limit)) tokens")
        }
        if let limit = budget.money, let money, money > limit { words.append("\(money) of \(limit)") }
        return words
    }
}
