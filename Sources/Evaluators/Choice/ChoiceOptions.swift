import Core

/// The options of a question: a label each, and perhaps a text.
struct ChoiceOptions: Sendable {
    /// `A`, or `yes`; not empty.
    let labels: [String]
    /// The text behind each label; empty where there is none.
    let texts: [String]
    /// Labels in lower case as bytes.
    let lowered: [[UInt8]]
    /// Texts in the form in which they are looked for; nil where there is none.
    let forms: [String?]
    /// Whether every label is a roman numeral, and one of them more than a letter.
    let hasRomanNumerals: Bool

    init(_ options: [(label: String, text: String)]) {
        labels = options.map(\.label)
        texts = options.map(\.text)
        lowered = labels.map { Array(plainSpelling($0).lowercased().utf8) }
        forms = texts.map { $0.isEmpty ? nil : TextMatch.loose.form($0) }
        hasRomanNumerals =
            lowered.contains { $0.count > 1 } && lowered.allSatisfy { $0.allSatisfy("ivxlcdm".utf8.contains) }
    }

    /// The letters from A to E, or to the last of the given ones where that is a later letter.
    static func letters(including names: [String]) -> ChoiceOptions {
        let capitals = names.filter { $0.utf8.count == 1 }.compactMap { $0.utf8.first.map { $0.lowered & 0xDF } }
        let end = max(capitals.filter(\.isCapital).max() ?? 69, 69)
        return ChoiceOptions((UInt8(65)...end).map { (String(decoding: [$0], as: UTF8.self), "") })
    }

    /// The option with this label or text, compared loosely.
    func index(of name: String) -> Int? {
        let form = TextMatch.loose.form(name)
        guard !form.isEmpty else { return nil }
        return labels.firstIndex { TextMatch.loose.form($0) == form } ?? forms.firstIndex { $0 == form }
    }

    /// An array of labels, or an object of label to text.
    static let shape: Shape<ChoiceOptions> = {
        let labels = Shape<[String]>.array(of: .scalar, count: 2...64)
        let texts = Shape<[(String, String)]>.dictionary(of: .scalar, key: .text(1...64))
        return Shape(
            read: { json, reading in
                let given =
                    json.members == nil
                    ? labels.read(json, &reading).map { (label: $0, text: "") }
                    : texts.read(json, &reading).map { (label: $0.0, text: $0.1) }
                let options = ChoiceOptions(given.isEmpty ? [("A", "")] : given)
                if Set(options.lowered).count < given.count || given.count < 2 {
                    reading.error(
                        at: json.offset, "options must be at least two different ones", instead: "write each once")
                }
                if options.lowered.contains(where: { $0.isEmpty }) {
                    reading.error(at: json.offset, "an option is blank", instead: "write a letter or word")
                }
                return options
            },
            schema: { writer in ["anyOf": [labels.schema(&writer), texts.schema(&writer)]] },
            placeholder: { .letters(including: []) })
    }()
}
