package import Core

/// What asking some probes once takes at most, without retries, bursts, and calls of tools beyond the first in a turn.
package struct RoundCost: Sendable, Equatable {
    package var requests: Int
    /// Estimated from the bytes of the prompts.
    package var inputTokens: Int
    /// The most that the probes allow.
    package var outputTokens: Int

    package init(_ probes: [Probe]) {
        let all = probes.flatMap(RoundCost.requests)
        requests = all.count
        inputTokens = all.reduce(0) { $0 + $1.input }
        outputTokens = all.reduce(0) { $0 + $1.output }
    }

    /// Tokens of each request of a probe: its turns, and one call of a tool in each where tools answer.
    private static func requests(_ probe: Probe) -> [(input: Int, output: Int)] {
        let output = probe.sampling.maxOutputTokens
        let form = probe.sampling.tools.reduce(0) { $0 + ($1.json.bytes.count + 3) / 4 }
        let result = probe.toolResults.map { ($0.result.utf8.count + 3) / 4 + 4 }.max()
        var said = form
        var requests: [(input: Int, output: Int)] = []
        for messages in [probe.messages] + probe.followUps.map(\.messages) {
            said += DailyCost.estimatedTokens(messages)
            requests.append((said, output))
            said += output
            guard let result else { continue }
            said += result
            requests.append((said, output))
            said += output
        }
        return requests
    }
}
