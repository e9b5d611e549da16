/// What one evaluator said of an answer.
package struct Judgement: Sendable, Equatable {
    /// Whether there was something to judge.
    package enum Extraction: String, Sendable {
        /// The evaluator looks at the answer as a whole.
        case whole
        /// The part it wanted was found.
        case found
        /// The answer has no such part: no number, no JSON. The score is 0, told apart from a wrong answer.
        case failed
        /// The evaluator itself could not finish: a pattern hit its match limit. Never counted as a wrong answer.
        case error
    }

    /// The evaluator's type: `number`.
    package var type: String
    /// The version of its rules; a changed rule has a new version.
    package var ruleVersion: Int
    /// In [0, 1].
    package var score: Double
    /// Share in the parent's score before normalisation; at least 0.
    package var weight: Double
    package var extraction: Extraction
    /// The step of the extraction that found the part: `boxed`, `last-line`. Empty where none did, and where the answer
    /// is judged whole anyway.
    package var step: String
    /// Why the score is what it is, in a sentence.
    package var reason: String
    /// The part of the answer it looked at; at most 200 characters.
    package var evidence: String
    /// What `all`, `any` and `not` are made of.
    package var parts: [Judgement]

    package init(
        type: String, ruleVersion: Int, score: Double, weight: Double = 1, extraction: Extraction = .whole,
        step: String = "", reason: String,
        evidence: String = "", parts: [Judgement] = []
    ) {
        self.type = type
        self.ruleVersion = ruleVersion
        self.score = score
        self.weight = weight
        self.extraction = extraction
        self.step = step
        self.reason = reason
        self.evidence = shortened(evidence, 200)
        self.parts = parts
    }
}

/// What the evaluators said of a response.
package struct Verdict: Sendable, Equatable {
    /// In [0, 1]; nil when an evaluator could not finish and the sample is therefore not scored.
    package var score: Double?
    package var judgements: [Judgement]

    package init(score: Double?, judgements: [Judgement]) {
        self.score = score
        self.judgements = judgements
    }

    /// The verdict of a response without an answer in it.
    package static func malformed(_ reason: String) -> Verdict {
        Verdict(
            score: 0,
            judgements: [Judgement(type: "malformed", ruleVersion: 1, score: 0, extraction: .failed, reason: reason)])
    }

    /// The verdict as plummet wrote it before judgements told their steps.
    package var withoutSteps: Verdict { Verdict(score: score, judgements: judgements.map(\.withoutSteps)) }

    /// How the part that was judged was found: the step's word, of the judgement that counts most and names one;
    /// `Verdict.noPart` where a part that counts was not there and cost score; empty where answers are judged whole.
    package var extraction: String {
        if judgements.contains(where: \.lacksPart) { return Verdict.noPart }
        return judgements.flatMap(\.steps).max { $0.weight < $1.weight }?.step ?? ""
    }

    /// What `extraction` says of an answer without the part that was to be judged.
    package static let noPart = "failed"

    /// The reason of the judgement that cost most, or of the first.
    package var headline: String {
        judgements.max { $0.weight * (1 - $0.score) < $1.weight * (1 - $1.score) }?.reason ?? ""
    }
}

extension Judgement {
    fileprivate var withoutSteps: Judgement {
        var copy = self
        copy.step = ""
        copy.parts = parts.map(\.withoutSteps)
        return copy
    }

    /// Whether a part that the evaluator wanted was not there, and that cost score. Of `any` all that count must lack it;
    /// a turn that was never reached, and an answer that is none, lack more than a part.
    fileprivate var lacksPart: Bool {
        guard weight > 0, score < 1 else { return false }
        let counted = parts.filter { $0.weight > 0 }
        guard counted.isEmpty else {
            return type == "any" ? counted.allSatisfy(\.lacksPart) : counted.contains(where: \.lacksPart)
        }
        return extraction == .failed && type != "turn" && type != "malformed"
    }

    /// The steps that judgements which count name, each with its weight.
    fileprivate var steps: [(step: String, weight: Double)] {
        guard weight > 0 else { return [] }
        let own = step.isEmpty ? [] : [(step: step, weight: weight)]
        return own + parts.flatMap(\.steps).map { (step: $0.step, weight: min($0.weight, weight)) }
    }

    package var json: JSON {
        .compact([
            ("type", .string(type)), ("rule_version", .int(ruleVersion)), ("score", .double(score)),
            ("weight", .double(weight)),
            ("extraction", .string(extraction.rawValue)), ("step", step.isEmpty ? nil : .string(step)),
            ("reason", .string(reason)),
            ("evidence", evidence.isEmpty ? nil : .string(evidence)),
            ("parts", parts.isEmpty ? nil : .array(parts.map(\.json))),
        ])
    }

    /// Reads back what `json` wrote, or nil.
    package init?(json: JSON) {
        guard let type = json["type"]?.string, let version = json["rule_version"]?.int,
            let score = json["score"]?.double,
            let weight = json["weight"]?.double, let extraction = json["extraction"]?.string.flatMap(Extraction.init),
            let reason = json["reason"]?.string
        else { return nil }
        self.init(
            type: type, ruleVersion: version, score: score, weight: weight, extraction: extraction,
            step: json["step"]?.string ?? "", reason: reason, evidence: json["evidence"]?.string ?? "",
            parts: (json["parts"]?.array ?? []).compactMap(Judgement.init))
    }
}

extension Verdict {
    package var json: JSON { ["score": .optional(score), "judgements": .array(judgements.map(\.json))] }

    /// Reads back what `json` wrote, or nil.
    package init?(json: JSON) {
        guard let judgements = json["judgements"]?.array else { return nil }
        self.init(score: json["score"]?.double, judgements: judgements.compactMap(Judgement.init))
    }
}
