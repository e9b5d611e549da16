import Core

/// One way to find the part of an answer that is judged.
enum ExtractStep: Sendable {
    case whole
    /// The last code fence; with a language the last one that names it.
    case fence(language: String?)
    /// What follows "Answer:", "the final answer is" and the like.
    case answerLine
    /// The last `\boxed{…}`.
    case boxed
    /// A line that is not blank.
    case firstLine, lastLine
    /// Lines without a blank one between them.
    case firstParagraph, lastParagraph
    case firstSentence, lastSentence
    /// What the last element of the name holds: `<answer>…</answer>`.
    case tag(String)
    /// What a group of a pattern matched.
    case pattern(Pattern, group: Int, isLast: Bool)
    /// A place in the JSON value that the answer is or holds.
    case json(JSONPath)
    /// What stands between two texts.
    case between(String, String)

    /// The steps of one word, in the order in which messages name them.
    static let plain: [(word: String, steps: [ExtractStep])] = [
        ("auto", Extract.auto.steps), ("whole", [.whole]), ("fence", [.fence(language: nil)]),
        ("answer-line", [.answerLine]), ("boxed", [.boxed]), ("last-line", [.lastLine]), ("first-line", [.firstLine]),
        ("last-paragraph", [.lastParagraph]), ("first-paragraph", [.firstParagraph]),
        ("last-sentence", [.lastSentence]), ("first-sentence", [.firstSentence]),
    ]

    /// The word for it in judgements, metrics and the store: one of a few, whatever a suite's author wrote.
    var name: String {
        switch self {
        case .whole: "whole"
        case .fence: "fence"
        case .answerLine: "answer-line"
        case .boxed: "boxed"
        case .firstLine: "first-line"
        case .lastLine: "last-line"
        case .firstParagraph: "first-paragraph"
        case .lastParagraph: "last-paragraph"
        case .firstSentence: "first-sentence"
        case .lastSentence: "last-sentence"
        case .tag: "tag"
        case .pattern: "pattern"
        case .json: "json"
        case .between: "between"
        }
    }

    /// What it looks for, in words.
    var wanted: String {
        switch self {
        case .whole: "an answer"
        case .fence(nil): "a code fence"
        case .fence(.some(let language)): "a code fence of \(quoted(language))"
        case .answerLine: "an \"Answer:\" line"
        case .boxed: "a \\boxed{…}"
        case .firstLine, .lastLine: "a line"
        case .firstParagraph, .lastParagraph: "a paragraph"
        case .firstSentence, .lastSentence: "a sentence"
        case .tag(let name): "a <\(Excerpt(name, limit: 60).text)>"
        case .pattern(let pattern, _, _): "a match of \(quoted(pattern.source))"
        case .json(let path): "a JSON value at \(quoted(path.source))"
        case .between(let start, let end): "a text between \(quoted(start)) and \(quoted(end))"
        }
    }

    /// The part that it finds in an answer.
    func search(_ bytes: ArraySlice<UInt8>) -> Extract.Outcome {
        let found: ArraySlice<UInt8>?
        switch self {
        case .whole: return .part(Part(bytes: bytes, kind: .whole, step: self))
        case .fence(nil): found = lastFence(bytes)
        case .fence(.some(let language)): found = lastFence(bytes, of: language)
        case .answerLine: found = announcedLine(bytes)
        case .boxed: found = lastBoxed(bytes)
        case .firstLine: found = outerLine(bytes, isLast: false)
        case .lastLine: found = outerLine(bytes, isLast: true)
        case .firstParagraph: found = outerParagraph(bytes, isLast: false)
        case .lastParagraph: found = outerParagraph(bytes, isLast: true)
        case .firstSentence: found = sentencePieces(bytes).first
        case .lastSentence: found = sentencePieces(bytes).last
        case .tag(let name): found = lastElement(name, in: bytes)
        case .json(let path): found = jsonPart(path, in: bytes)
        case .between(let start, let end): found = lastBetween(Array(start.utf8), Array(end.utf8), in: bytes)
        case .pattern(let pattern, let group, let isLast):
            switch pattern.search(bytes, group: group, isLast: isLast) {
            case .match(let place): found = bytes[place]
            case .none: found = nil
            case .gaveUp(let why): return .gaveUp(why)
            }
        }
        guard let found else { return .nothing }
        return .part(Part(bytes: found, kind: .narrow, step: self))
    }

    /// The value at the path: a text without its quotes, everything else as JSON.
    private func jsonPart(_ path: JSONPath, in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let value = JSONInText.find(bytes).flatMap({ path.value(in: $0.value) }) else { return nil }
        return Array((value.string ?? value.text).utf8)[...]
    }
}

extension ExtractStep: Equatable {
    static func == (a: Self, b: Self) -> Bool { a.name == b.name && a.options == b.options }

    /// What else tells steps of the same name apart.
    private var options: [String] {
        switch self {
        case .whole, .answerLine, .boxed, .firstLine, .lastLine, .firstParagraph, .lastParagraph, .firstSentence,
            .lastSentence, .fence(nil):
            []
        case .fence(.some(let language)): [language]
        case .tag(let name): [name]
        case .pattern(let pattern, let group, let isLast): [pattern.source, "\(group)", "\(isLast)"]
        case .json(let path): [path.source]
        case .between(let start, let end): [start, end]
        }
    }
}
