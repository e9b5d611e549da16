import Core

/// Where in an answer the part to judge is looked for: steps that are tried in order until one finds it.
///
/// Extraction is a stage of its own: which step found the part is told in the judgement, and that none did is told
/// apart from a wrong answer.
package struct Extract: Sendable, Equatable {
    /// Most steps of one chain.
    static let maximumSteps = 8

    /// At least one.
    let steps: [ExtractStep]

    init(_ steps: [ExtractStep]) { self.steps = steps.isEmpty ? [.whole] : steps }

    /// All of the answer.
    static let whole = Extract([.whole])
    /// The last code fence.
    static let fence = Extract([.fence(language: nil)])
    /// What follows "Answer:", "the final answer is" and the like.
    static let answerLine = Extract([.answerLine])
    /// The last `\boxed{…}`.
    static let boxed = Extract([.boxed])
    /// The last line that is not blank.
    static let lastLine = Extract([.lastLine])
    /// The last `\boxed{…}`, else what follows "Answer:", else the whole.
    static let auto = Extract([.boxed, .answerLine, .whole])

    /// The part of the answer, or nil where it has none, or none can be told.
    func part(of answer: Answer) -> Part? {
        if case .part(let part) = search(answer) { part } else { nil }
    }

    /// What came of looking for the part.
    enum Outcome {
        case part(Part)
        /// No step found any.
        case nothing
        /// A pattern could not be decided within its limits, so that nobody knows which step would have found what.
        case gaveUp(String)
    }

    /// The part that the first step finds which finds any.
    func search(_ answer: Answer) -> Outcome {
        if let known = answer.searched, known.extract == self { return known.outcome }
        for step in steps {
            switch step.search(answer.bytes[...]) {
            case .part(let part): return .part(part)
            case .nothing: continue
            case .gaveUp(let why): return .gaveUp(why)
            }
        }
        return .nothing
    }

    /// The name of the step that finds the part; empty where none does, and where all of the answer is judged anyway.
    func stepName(for answer: Answer) -> String {
        self == .whole ? "" : part(of: answer)?.step.name ?? ""
    }

    /// What is looked for, in words.
    var wanted: String {
        if self == .auto { return "an answer" }
        let words = steps.map(\.wanted)
        return words.count < 2
            ? words.joined() : words.dropLast().joined(separator: ", ") + " or " + words.suffix(1).joined()
    }
}

/// A part of an answer.
struct Part {
    /// Whether it is all of the answer or a place set apart for the answer proper.
    enum Kind { case whole, narrow }

    var bytes: ArraySlice<UInt8>
    var kind: Kind
    /// What found it.
    var step = ExtractStep.whole

    var extraction: Judgement.Extraction { kind == .whole ? .whole : .found }
}

extension Evaluator {
    /// The judgement of an answer without the part that was asked for; unscored where a pattern could not be decided.
    func missing(_ extract: Extract, in answer: Answer) -> Judgement {
        if case .gaveUp(let why) = extract.search(answer) {
            return judgement(0, .error, "the part to judge could not be found: \(why)", evidence: answer.excerpt)
        }
        return judgement(0, .failed, "there is not \(extract.wanted) \(answer.lack)", evidence: answer.excerpt)
    }
}
