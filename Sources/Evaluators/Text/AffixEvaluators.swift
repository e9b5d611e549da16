import Core

/// Whether the answer begins with the expected text, or with one of several.
struct StartsEvaluator: Evaluator {
    static let type = "starts"
    static let ruleVersion = 1
    static let summary = "The answer begins with a text, or with one of several."

    let affix: Affix

    init(reading fields: inout Fields) { affix = Affix(reading: &fields, .start) }

    var extract: Extract { affix.extract }
    var expectation: String? { affix.only }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = affix.extract.part(of: answer) else { return missing(affix.extract, in: answer) }
        let found = affix.find(answer.text(of: part))
        return judgement(
            found == nil ? 0 : 1, part.extraction, affix.reason(found, part, answer), evidence: Excerpt(part.bytes))
    }
}

/// Whether the answer ends with the expected text, or with one of several.
struct EndsEvaluator: Evaluator {
    static let type = "ends"
    static let ruleVersion = 1
    static let summary = "The answer ends with a text, or with one of several."

    let affix: Affix

    init(reading fields: inout Fields) { affix = Affix(reading: &fields, .end) }

    var extract: Extract { affix.extract }
    var expectation: String? { affix.only }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = affix.extract.part(of: answer) else { return missing(affix.extract, in: answer) }
        let found = affix.find(answer.text(of: part))
        let tail = Array(trimmed(part.bytes).suffix(400))
        return judgement(
            found == nil ? 0 : 1, part.extraction, affix.reason(found, part, answer),
            evidence: Excerpt(endingWithin(tail[...])))
    }
}

/// The texts that an answer may begin or end with.
struct Affix: Sendable {
    /// Which end of the answer is looked at.
    enum End: Sendable { case start, end }

    let end: End
    let values: [String]
    let match: TextMatch
    let wholeWords: Bool
    let extract: Extract
    private let forms: [[UInt8]]

    init(reading fields: inout Fields, _ end: End) {
        self.end = end
        values = fields.required("value", .several(256), "The expected text, or several of which one is enough.")
        match = TextMatch.read(&fields)
        wholeWords = fields.field(
            "whole_words", .bool, default: false, shown: false, "Whether \"Yes\" is not found in \"Yesterday\".")
        extract = Extract.read(&fields, default: .whole)
        let match = match
        forms = values.map { Array(match.form($0).utf8) }
        fields.require(
            forms.allSatisfy { !$0.isEmpty }, at: "value", "nothing is left of an expected text when it is compared",
            instead: "write \"match\": \"exact\" or a text with a letter or digit")
    }

    /// The one text that is expected, if it is one.
    var only: String? { values.count == 1 ? values[0] : nil }

    /// Which of the texts stands at the end of the answer, or nil.
    func find(_ text: String) -> Int? {
        let form = Array(match.form(text).utf8)[...]
        return forms.firstIndex { wanted in
            let place: Range<Int>
            switch end {
            case .start:
                guard form.starts(with: wanted) else { return false }
                place = 0..<wanted.count
            case .end:
                guard form.suffix(wanted.count).elementsEqual(wanted) else { return false }
                place = (form.count - wanted.count)..<form.count
            }
            return !wholeWords || standsAlone(place, in: form)
        }
    }

    /// Why the judgement is as it is.
    func reason(_ found: Int?, _ part: Part, _ answer: Answer) -> String {
        let verb = end == .start ? "begins" : "ends"
        if let found { return "the answer \(verb) with \(quoted(values[found]))" }
        let wanted = values.prefix(4).map { quoted($0) }.joined(separator: " or ")
        if answer.isEmpty { return "nothing \(verb) with \(wanted) \(answer.lack)" }
        let bytes = trimmed(part.bytes)
        let seen = end == .start ? quoted(bytes) : quoted(endingWithin(Array(bytes.suffix(100))[...]))
        return "expected \(wanted) where the answer \(verb), found \(seen)"
    }
}

/// At most 48 of the last characters, whole ones.
private func endingWithin(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var start = bytes.endIndex
    var count = 0
    while start > bytes.startIndex, count < 48 {
        start -= 1
        if bytes[start] & 0xC0 != 0x80 { count += 1 }
    }
    while start < bytes.endIndex, bytes[start] & 0xC0 == 0x80 { start += 1 }
    return bytes[start...]
}
