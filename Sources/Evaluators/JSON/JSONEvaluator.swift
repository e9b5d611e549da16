import Core

/// Whether the answer is, or holds, JSON of the expected content.
struct JSONEvaluator: Evaluator {
    static let type = "json"
    static let ruleVersion = 1
    static let summary = "The answer holds JSON: the share of its schema and checks that hold."

    let schema: JSONSchema?
    let checks: [JSONCheck]
    let exact: Bool

    init(reading fields: inout Fields) {
        schema = fields.optional(
            "schema", JSONSchema.shape, "A JSON Schema that the value must satisfy; counts like one check.")
        checks = fields.field(
            "checks", .array(of: JSONCheck.shape, count: 0...64), default: [], shown: [],
            "What must hold at places within the value.")
        exact = fields.field(
            "exact", .bool, default: false, shown: false,
            "Whether nothing but JSON may stand in the answer: no fence, no word.")
    }

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
        var failures: [String] = []
        if let schema, let failure = schema.failure(of: found.value, at: "$") { failures.append(failure) }
        failures += checks.compactMap { $0.failure(of: found.value) }
        let total = checks.count + (schema == nil ? 0 : 1)
        let evidence = Excerpt(found.bytes)
        guard let first = failures.first else {
            return judgement(1, .found, total == 0 ? "valid JSON" : "all \(total) checks hold", evidence: evidence)
        }
        let more = failures.count > 1 ? ", and \(failures.count - 1) more" : ""
        return judgement(Double(total - failures.count) / Double(total), .found, first + more, evidence: evidence)
    }
}
