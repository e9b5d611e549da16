internal import Core
internal import Probing

/// Below this, the answers of some models are cut off before a number or word is complete.
private let fewestOutputTokens = 16
/// What reasoning takes beside a short answer, where nothing limits it.
private let reasoningTokens = 1024

/// Output budgets that cut the answer off.
func budgetProblems(_ trials: Trials) -> [Finding] {
    let sampling = trials.declared.probe.sampling
    let limit = sampling.maxOutputTokens
    if limit < fewestOutputTokens {
        return [
            Finding(
                .smallBudget, trials,
                "allows \(limit) tokens: some models cut so short an answer off before it is complete",
                instead: "set \"max_output_tokens\" to at least \(fewestOutputTokens)")
        ]
    }
    let needed = trials.expectedTokens
    if needed > limit {
        return [
            Finding(
                .smallBudget, trials, "allows \(limit) tokens, and an answer that passes takes about \(needed)",
                instead: "set \"max_output_tokens\" to \(needed + needed / 4) or more")
        ]
    }
    let thinking: Int
    switch sampling.reasoning {
    case nil, .off: return []
    case .effort: thinking = reasoningTokens
    case .tokens(let most): thinking = most
    }
    guard limit < thinking + needed else { return [] }
    return [
        Finding(
            .smallBudget, trials,
            "asks to reason first, and allows \(limit) tokens for reasoning and answer",
            instead: "set \"max_output_tokens\" to \(thinking + max(needed, 64)) or more")
    ]
}

extension Trials {
    /// Tokens of the longest single answer among the examples that pass, or of the expected one: rather too few than too
    /// many.
    fileprivate var expectedTokens: Int {
        let round = rounds[0]
        var most = round.expectation.map(leastTokens) ?? 0
        for example in declared.examples where example.expectation == .pass {
            // Reading the suite has noted an example that cannot be filled in.
            do {
                for completion in try example.answers(round.values).flatMap({ $0 }) {
                    let calls = completion.toolCalls.reduce(0) { $0 + leastTokens($1.name + $1.arguments) }
                    most = max(most, leastTokens(completion.text) + calls)
                }
            } catch { continue }
        }
        return most
    }
}

/// A quarter of the bytes of ASCII, and half of the other characters.
private func leastTokens(_ text: String) -> Int {
    let ascii = text.utf8.count { $0 < 0x80 }
    let others = text.unicodeScalars.count - ascii
    return (ascii + 3) / 4 + (others + 1) / 2
}

/// From so many tokens on, providers keep the beginning of a prompt in a cache.
private let cachedPrefixTokens = 1024

/// A long beginning that is the same in every round: its latency and cost tell of the cache and not of the model.
func prefixProblems(_ trials: Trials) -> [Finding] {
    let probe = trials.declared.probe
    var bytes = probe.sampling.tools.reduce(0) { $0 + $1.json.bytes.count }
    for message in probe.messages {
        let fixedPart = message.content.firstRange(of: "{{").map { message.content[..<$0.lowerBound] }
        bytes += (fixedPart ?? message.content[...]).utf8.count
        guard fixedPart == nil else { break }
    }
    guard bytes / 4 >= cachedPrefixTokens else { return [] }
    return [
        Finding(
            .sharedPrefix, trials,
            "begins with about \(grouped(bytes / 4)) tokens that never change: providers cache such a beginning, and its "
                + "latency and cost tell of the cache",
            instead: "put a value that varies at the beginning, or shorten it")
    ]
}
