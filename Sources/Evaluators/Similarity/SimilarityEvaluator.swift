import Core

/// How like the answer is to an expected text, by one of several measures.
struct SimilarityEvaluator: Evaluator {
    static let type = "similarity"
    static let ruleVersion = 1
    static let summary = "How like the answer is to an expected text, by characters, words or n-grams."

    /// Most characters of all expected texts together.
    static let longest = 20_000

    let references: [String]
    let metric: SimilarityMetric
    let share: F1.Share
    let threshold: Double?
    let match: TextMatch
    let extract: Extract
    private let measure: any SimilarityMeasure

    init(reading fields: inout Fields) {
        references = fields.required(
            "value", .several(16), "The expected text, or several; the one that is most like the answer counts.")
        let metric: SimilarityMetric = fields.required("metric", .choice, "How likeness is measured.")
        share = fields.field(
            "measure", .choice, default: .f1, shown: "f1",
            "For rouge: f1, precision (of what the answer says) or recall (of what is expected).")
        threshold = fields.optional(
            "threshold", .numeric(0.000_001...1),
            "1 when the similarity reaches this, else 0; without it, the similarity.")
        let match = TextMatch.read(&fields)
        (self.metric, self.match) = (metric, match)
        extract = Extract.read(&fields, default: .whole)
        fields.require(
            metric.hasShares || !fields.has("measure"), at: "measure", "\(metric.rawValue) has no precision and recall",
            instead: "leave \"measure\" out, or write a metric that begins with \"rouge\"")
        let forms = references.map { metric.form($0, match) }
        fields.require(
            forms.allSatisfy { $0.utf8.contains { $0 != 10 } }, at: "value",
            "nothing is left of an expected text when it is compared",
            instead: "write \"match\": \"exact\" or a text with a letter or digit")
        let isShort = forms.reduce(0) { $0 + $1.unicodeScalars.count } <= Self.longest
        fields.require(
            isShort, at: "value", "the expected texts are too long together",
            instead: "write at most \(Self.longest) characters")
        measure = metric.measure(isShort ? forms : [""], share)
    }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        let found = measure.similarity(of: metric.form(answer.text(of: part), match))
        let name = metric.rawValue + (share == .f1 ? "" : " \(share.rawValue)")
        let whom = (references.count == 1 ? 0 : found.reference).map { quoted(references[$0]) } ?? "what is expected"
        var reason = "\(name) \(fixed(found.value, 3)) to \(whom)"
        if let threshold {
            reason += found.value >= threshold ? ", \(shown(threshold)) is enough" : ", below \(shown(threshold))"
        }
        if let cut = found.cut { reason += "; \(cut)" }
        if answer.isEmpty { reason += "; nothing is \(answer.lack)" }
        let score = threshold.map { found.value >= $0 ? 1 : 0 } ?? found.value
        return judgement(min(max(score, 0), 1), part.extraction, reason, evidence: Excerpt(part.bytes))
    }

    private func shown(_ threshold: Double) -> String { JSON.double(threshold).text }
}

extension Answer {
    /// The text of a part of the answer.
    func text(of part: Part) -> String {
        part.kind == .whole ? text : String(decoding: part.bytes, as: UTF8.self)
    }
}

extension Shape where Value == [String] {
    /// One text, or an array of at most so many.
    static func several(_ most: Int) -> Shape {
        let many = Shape.array(of: .scalar, count: 1...most)
        return Shape(
            read: { json, reading in
                json.array == nil ? [Shape<String>.scalar.read(json, &reading)] : many.read(json, &reading)
            },
            schema: { writer in ["anyOf": [Shape<String>.scalar.schema(&writer), many.schema(&writer)]] },
            placeholder: { ["placeholder"] })
    }
}
