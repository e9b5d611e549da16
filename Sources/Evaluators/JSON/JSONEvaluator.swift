import Core

/// Whether the answer is, or holds, JSON of the expected content.
struct JSONEvaluator: Evaluator {
    static let type = "json"
    static let ruleVersion = 2
    static let summary = "The answer holds JSON: the mean of what it equals, contains, its schema and its checks."

    let equals: JSON?
    let contains: JSON?
    let unordered: Bool
    let schema: JSONSchema?
    let checks: [JSONCheck]
    let exact: Bool

    init(reading fields: inout Fields) {
        equals = fields.optional(
            "equals", .any, "The whole value: keys in any order, numbers compared exactly; graded leaf by leaf.")
        contains = fields.optional(
            "contains", .any, "What the value must have, other keys beside it allowed; graded leaf by leaf.")
        unordered = fields.field(
            "unordered", .bool, default: false, shown: false,
            "Whether arrays under \"equals\" and \"contains\" may be in any order.")
        schema = fields.optional(
            "schema", SchemaReader.shape, "A JSON Schema that the value must satisfy; counts like one check.")
        checks = fields.field(
            "checks", .array(of: JSONCheck.shape, count: 0...64), default: [], shown: [],
            "What must hold at places within the value.")
        exact = fields.field(
            "exact", .bool, default: false, shown: false,
            "Whether nothing but JSON may stand in the answer: no fence, no word.")
        fields.require(
            !fields.has("unordered") || fields.has("equals") || fields.has("contains"), at: "unordered",
            "there is nothing to compare in any order", instead: "add \"equals\" or \"contains\"")
    }

    var expectation: String? { equals?.text }

    func judge(_ answer: Answer) -> Judgement {
        guard let found = JSONInText.find(answer.bytes[...]) else {
            let why = answer.isEmpty ? answer.lack : "in the answer" + JSONInText.fault(answer.bytes[...])
            return judgement(0, .failed, "there is no JSON \(why)", evidence: answer.excerpt)
        }
        if exact, found.surroundings != .none {
            return judgement(0, .found, "\(found.surroundings.rawValue) around the JSON", evidence: answer.excerpt)
        }
        return judge(found)
    }

    private func judge(_ found: JSONInText) -> Judgement {
        var effort = Effort()
        let evidence = Excerpt(found.bytes)
        let parts = parts(found.value, &effort)
        if let why = effort.exhausted {
            return judgement(0, .error, "it could not be decided: \(why)", evidence: evidence)
        }
        let failures = parts.filter { $0.score < 1 }
        guard let first = failures.first else {
            let reason =
                parts.isEmpty ? "valid JSON" : parts.count == 1 ? parts[0].reason : "all \(parts.count) parts hold"
            return judgement(1, .found, reason, evidence: evidence)
        }
        let more = failures.count > 1 ? ", and \(failures.count - 1) more" : ""
        return judgement(
            weightedMean(parts), .found, first.reason + more, evidence: evidence, parts: parts.count > 1 ? parts : [])
    }

    /// The judgement of each thing that is asked for.
    private func parts(_ value: JSON, _ effort: inout Effort) -> [Judgement] {
        var parts: [Judgement] = []
        if let equals { parts.append(compared(.whole, equals, value, "the value is as expected", &effort)) }
        if let contains {
            parts.append(compared(.contained, contains, value, "the value contains what is expected", &effort))
        }
        if let schema {
            parts.append(part(schema.outcome(of: value, at: "$", &effort), "the schema is satisfied"))
        }
        for check in checks { parts.append(part(check.outcome(of: value, &effort), "\(check.place) is as expected")) }
        return parts
    }

    private func compared(
        _ extent: JSONComparison.Extent, _ expected: JSON, _ value: JSON, _ good: String, _ effort: inout Effort
    ) -> Judgement {
        var comparison = JSONComparison(extent, unordered: unordered)
        let score = comparison.score(expected, value, &effort)
        return judgement(score, .found, told(comparison.differences) ?? good)
    }

    private func part(_ outcome: JSONSchema.Outcome, _ good: String) -> Judgement {
        switch outcome {
        case .holds: judgement(1, .found, good)
        case .fails(let reasons): judgement(0, .found, told(reasons) ?? "it does not hold")
        case .gaveUp(let why): judgement(0, .error, why)
        }
    }

    /// The first of several differences, and how many more there are; nil for none.
    private func told(_ differences: [String]) -> String? {
        guard let first = differences.first else { return nil }
        let more = differences.count - 1
        guard more > 0 else { return first }
        return "\(first), and \(more)\(differences.count == JSONSchema.failuresLimit ? " or more others" : " more")"
    }
}
