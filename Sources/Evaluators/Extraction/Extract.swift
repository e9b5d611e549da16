import Core

/// Where in an answer the part to judge is looked for.
enum Extract: String, CaseIterable, Sendable {
    /// The last `\boxed{…}`, else what follows "Answer:", else the whole.
    case auto
    case whole
    /// The last code fence.
    case fence
    /// What follows "Answer:", "the final answer is" and the like.
    case answerLine = "answer-line"
    /// The last `\boxed{…}`.
    case boxed
    /// The last line that is not blank.
    case lastLine = "last-line"

    /// The field under which evaluators declare it.
    static func read(_ fields: inout Fields, default value: Extract) -> Extract {
        fields.field(
            "extract", .choice, default: value, shown: .string(value.rawValue), "The part of the answer that is judged."
        )
    }

    /// The part of the answer, or nil where it has none.
    func part(of answer: Answer) -> Part? {
        let bytes = answer.bytes[...]
        switch self {
        case .whole: return Part(bytes: bytes, kind: .whole)
        case .fence: return lastFence(bytes).map { Part(bytes: $0, kind: .narrow) }
        case .answerLine: return announcedLine(bytes).map { Part(bytes: $0, kind: .narrow) }
        case .boxed: return lastBoxed(bytes).map { Part(bytes: $0, kind: .narrow) }
        case .lastLine: return finalLine(bytes).map { Part(bytes: $0, kind: .narrow) }
        case .auto:
            return Extract.boxed.part(of: answer) ?? Extract.answerLine.part(of: answer)
                ?? Part(bytes: bytes, kind: .whole)
        }
    }

    /// What `part` looks for, in words.
    var wanted: String {
        switch self {
        case .auto, .whole: "an answer"
        case .fence: "a code fence"
        case .answerLine: "an \"Answer:\" line"
        case .boxed: "a \\boxed{…}"
        case .lastLine: "a line"
        }
    }
}

/// A part of an answer.
struct Part {
    /// Whether it is all of the answer or a place set apart for the answer proper.
    enum Kind { case whole, narrow }

    var bytes: ArraySlice<UInt8>
    var kind: Kind

    var extraction: Judgement.Extraction { kind == .whole ? .whole : .found }
}

extension Evaluator {
    /// The judgement of an answer without the part that was asked for.
    func missing(_ extract: Extract, in answer: Answer) -> Judgement {
        judgement(0, .failed, "there is not \(extract.wanted) \(answer.lack)", evidence: answer.excerpt)
    }
}

private func finalLine(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    let rest = trimmed(bytes)
    guard !rest.isEmpty else { return nil }
    return rest.lastIndex(of: 10).map { rest[($0 + 1)...] } ?? rest
}

/// The content of the last `\boxed{…}`, without the `\text{…}` around it; of one that is never closed, up to the
/// line's end.
private func lastBoxed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let place = Search(Array("\\boxed{".utf8)).last(in: bytes) else { return nil }
    let content =
        bracedContent(bytes, from: place.upperBound) ?? ArraySlice(bytes[place.upperBound...].prefix { $0 != 10 })
    for wrapper in ["\\text{", "\\mathrm{", "\\textbf{"] where content.starts(with: wrapper.utf8) {
        let inner = content.startIndex + wrapper.utf8.count
        if let text = bracedContent(content, from: inner), text.endIndex + 1 == content.endIndex { return text }
    }
    return content
}

/// What lies before the brace that closes the one before `start`.
private func bracedContent(_ bytes: ArraySlice<UInt8>, from start: Int) -> ArraySlice<UInt8>? {
    var depth = 1
    for index in start..<bytes.endIndex {
        if bytes[index] == UInt8(ascii: "{") { depth += 1 }
        if bytes[index] == UInt8(ascii: "}") { depth -= 1 }
        if depth == 0 { return bytes[start..<index] }
    }
    return nil
}
