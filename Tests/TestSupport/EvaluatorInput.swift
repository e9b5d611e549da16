package import Core

/// A hostile answer as the fuzzer writes it: two bytes that choose a declaration, a byte of flags, and then the answer.
///
/// Bits 0 to 2 of the flags: why the answer ended. Bit 3: the answer stands in the arguments of a call beside the text.
/// Bit 4: it is the provider's words of refusal, with no text.
package struct EvaluatorInput: Sendable {
    /// Which declaration, counted round and round those that there are.
    package var declaration: Int
    package var answer: Completion

    /// The answer that the bytes are; nil for none.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count >= 3 else { return nil }
        declaration = Int(bytes[0]) << 8 | Int(bytes[1])
        let text = String(decoding: bytes[3...], as: UTF8.self)
        let endings = Completion.Finish.allCases
        answer = Completion(
            text: bytes[2] & 0x10 == 0 ? text : "", refusal: bytes[2] & 0x10 == 0 ? nil : text,
            finish: endings[Int(bytes[2] & 7) % endings.count])
        if bytes[2] & 8 != 0 { answer.toolCalls = [ToolCall(id: "", name: "weather", arguments: text)] }
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
