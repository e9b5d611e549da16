package import Core

/// What a day of probing one provider costs at most, without retries, bursts, and calls of tools beyond the first in a
/// turn.
package struct DailyCost: Sendable, Equatable {
    package var provider: String
    package var requests: Int
    /// Estimated from the bytes of the prompts, four of which make about a token. Every request of a conversation repeats
    /// what was said before.
    package var inputTokens: Int
    /// The most that the probes allow.
    package var outputTokens: Int
    package var money: USD
    /// The limits of a day, for comparison.
    package var budget: DailyBudget

    /// The cost of asking each probe once in every interval of a day.
    package static func estimate(_ provider: Provider, probes: [Probe], interval: Duration) -> DailyCost {
        let rounds = Int((86_400 / max(interval.inSeconds, 1)).rounded(.up))
        let all = probes.flatMap(requests)
        let input = all.reduce(0) { $0 + $1.input } * rounds
        let output = all.reduce(0) { $0 + $1.output } * rounds
        return DailyCost(
            provider: provider.name, requests: all.count * rounds, inputTokens: input, outputTokens: output,
            money: provider.prices.cost(inputTokens: input, outputTokens: output), budget: provider.budget)
    }

    /// Tokens of a prompt: a quarter of its bytes, and four for the frame of each message.
    package static func estimatedTokens(_ messages: [Message]) -> Int {
        messages.reduce(0) { $0 + ($1.content.utf8.count + 3) / 4 + 4 }
    }

    /// Tokens of each request of a probe: its turns, and one call of a tool in each where tools answer.
    private static func requests(_ probe: Probe) -> [(input: Int, output: Int)] {
        let output = probe.sampling.maxOutputTokens
        let form = probe.sampling.tools.reduce(0) { $0 + ($1.json.bytes.count + 3) / 4 }
        let result = probe.toolResults.map { ($0.result.utf8.count + 3) / 4 + 4 }.max()
        var said = form
        var requests: [(input: Int, output: Int)] = []
        for messages in [probe.messages] + probe.followUps.map(\.messages) {
            said += estimatedTokens(messages)
            requests.append((said, output))
            said += output
            guard let result else { continue }
            said += result
            requests.append((said, output))
            said += output
        }
        return requests
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
        if let limit = budget.money, money > limit { words.append("\(money) of \(limit)") }
        return words
    }
}
