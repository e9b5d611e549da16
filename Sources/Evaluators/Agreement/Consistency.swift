package import Core

/// Whether several answers to the same question agree: the rule under which a repeated probe is judged.
package struct Consistency: Sendable {
    /// What the score is.
    enum Measure: String, CaseIterable, Sendable {
        /// The share of the most frequent answer.
        case majority
        /// The share of the pairs that are the same.
        case pairwise
        /// One minus the entropy of the answers.
        case entropy
    }

    /// The type of its judgement.
    package static let type = "consistency"
    package static let ruleVersion = 1
    /// Most answers of one judgement.
    package static let maximumAnswers = 64

    let match: TextMatch
    let extract: Extract
    let measure: Measure

    /// The rule where nothing was said: all of the part that `auto` finds, loosely compared, by majority.
    package init() {
        match = .loose
        extract = .auto
        measure = .majority
    }

    private init(reading fields: inout Fields) {
        match = fields.field(
            "match", .choice, default: .loose, shown: "loose",
            "How answers are compared: exact, normal or loose, as in \"equals\".")
        extract = Extract.read(&fields, default: .auto)
        measure = fields.field(
            "measure", .choice, default: .majority, shown: "majority",
            "The score: the share of the most frequent answer, the share of equal pairs, or one minus the entropy.")
    }

    /// The rule as a suite declares it.
    package static var shape: Shape<Consistency> {
        .object("How the answers of a repeated probe are compared.") { Consistency(reading: &$0) }
    }

    /// How far the answers agree.
    package func agreement(of answers: [Completion]) -> Agreement {
        Agreement(
            answers.prefix(Self.maximumAnswers).map { completion in
                let answer = Answer(completion)
                guard let part = extract.part(of: answer) else { return (nil, answer.excerpt.text) }
                let text = part.kind == .whole ? answer.text : String(decoding: part.bytes, as: UTF8.self)
                return (match.form(text), Excerpt(part.bytes, limit: 60).text)
            })
    }

    /// The score by the measure; without one for fewer than two answers, and failed where most of the answers lack the
    /// part that is compared.
    package func judge(_ answers: [Completion]) -> Judgement {
        let agreement = agreement(of: answers)
        func judgement(_ score: Double, _ extraction: Judgement.Extraction, _ reason: String) -> Judgement {
            Judgement(
                type: Self.type, ruleVersion: Self.ruleVersion, score: score, extraction: extraction, reason: reason,
                evidence: agreement.groups.first?.sample ?? "")
        }
        guard agreement.count > 1 else { return judgement(0, .error, "fewer than two answers cannot be compared") }
        let lacking = answers.prefix(Self.maximumAnswers).count { extract.part(of: Answer($0)) == nil }
        if lacking * 2 > agreement.count {
            return judgement(
                0, .failed, "\(lacking) of \(agreement.count) answers have not \(extract.wanted)")
        }
        return judgement(score(agreement), extract == .whole ? .whole : .found, agreement.summary)
    }

    private func score(_ agreement: Agreement) -> Double {
        switch measure {
        case .majority: agreement.majority
        case .pairwise: agreement.pairwise
        case .entropy: 1 - agreement.entropy
        }
    }
}
