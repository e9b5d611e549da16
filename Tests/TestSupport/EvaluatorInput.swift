package import Core

/// A hostile answer as the fuzzer writes it: two bytes that choose a declaration, a byte of flags, and then the answer.
///
/// Bits 0 to 2 of the flags: why the answer ended. Bit 3: the answer stands in the arguments of a call beside the text.
/// Bit 4: it is the provider's words of refusal, with no text. Bit 5: five bytes before the answer say what the call took.
package struct EvaluatorInput: Sendable {
    /// Which declaration, counted round and round those that there are.
    package var declaration: Int
    package var answer: Completion
    /// Of the call; nothing is known without bit 5.
    package var facts = CallFacts()

    /// The answer that the bytes are; nil for none.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count >= 3 else { return nil }
        declaration = Int(bytes[0]) << 8 | Int(bytes[1])
        let isMeasured = bytes[2] & 0x20 != 0 && bytes.count >= 8
        let text = String(decoding: bytes[(isMeasured ? 8 : 3)...], as: UTF8.self)
        let endings = Completion.Finish.allCases
        answer = Completion(
            text: bytes[2] & 0x10 == 0 ? text : "", refusal: bytes[2] & 0x10 == 0 ? nil : text,
            finish: endings[Int(bytes[2] & 7) % endings.count])
        if bytes[2] & 8 != 0 { answer.toolCalls = [ToolCall(id: "", name: "weather", arguments: text)] }
        if isMeasured { measure(bytes[3..<8].map { Double($0) }) }
    }

    /// Time, time to the first token, tokens both ways, cost, and the logarithm of a token, a byte each.
    private mutating func measure(_ bytes: [Double]) {
        facts = CallFacts(total: .seconds(bytes[0] / 16), firstToken: .seconds(bytes[1] / 16))
        answer.usage = Completion.Usage(
            inputTokens: Int(bytes[2]), outputTokens: Int(bytes[2]), reasoningTokens: Int(bytes[2]),
            cost: USD(bytes[3] / 1024))
        answer.probabilities = [Completion.TokenProbability(token: "x", log: bytes[4] / -16)]
    }

    /// What is wrong with a verdict, or nil.
    package static func fault(in verdict: Verdict) -> String? {
        if let score = verdict.score, !(0...1).contains(score) { return "a score of \(score)" }
        return verdict.judgements.lazy.compactMap(fault).first
    }

    private static func fault(in judgement: Judgement) -> String? {
        guard (0...1).contains(judgement.score) else { return "\(judgement.type): a score of \(judgement.score)" }
        if judgement.reason.isEmpty { return "\(judgement.type): no reason" }
        if judgement.reason.utf8.count > 2000 || judgement.evidence.utf8.count > 800 {
            return "\(judgement.type): a text without bound"
        }
        return judgement.parts.lazy.compactMap(fault).first
    }
}
