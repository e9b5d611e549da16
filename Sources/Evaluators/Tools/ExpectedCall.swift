import Core

/// A call that is expected: a tool, and what must hold of its arguments.
struct ExpectedCall: Sendable {
    let name: String
    /// What the arguments must have, or be; nil for anything that is a JSON object.
    let arguments: JSON?
    let exact: Bool
    let schema: JSONSchema?
    let checks: [JSONCheck]

    /// A call in a file.
    static let shape: Shape<ExpectedCall> = .object("A call that is expected.") { fields in
        let name = fields.required("name", .text(1...200), "The tool's name.")
        let arguments = fields.optional(
            "arguments", argumentsShape,
            "Arguments that the call must have, others beside them allowed; numbers are compared exactly: 3 is 3.0.")
        let exact = fields.field(
            "exact", .bool, default: false, shown: false, "Whether the arguments must be these and no others.")
        let schema = fields.optional(
            "schema", SchemaReader.shape, "A JSON Schema that the arguments must satisfy.")
        let checks = fields.field(
            "checks", .array(of: JSONCheck.shape, count: 0...64), default: [], shown: [],
            "What must hold at places within the arguments.")
        fields.require(
            !exact || fields.has("arguments"), at: "exact", "there are no \"arguments\" to be exact about",
            instead: "add them; {} for none")
        return ExpectedCall(name: name, arguments: arguments, exact: exact, schema: schema, checks: checks)
    }

    private static let argumentsShape: Shape<JSON> = Shape(
        read: { json, reading in
            json.members == nil ? mismatch("arguments (an object)", json, &reading) ?? [:] : json
        },
        schema: { _ in ["type": "object"] }, placeholder: { [:] })

    /// Whether a call is this one. Arguments that are no JSON object fit nothing; where the effort is spent, so says that.
    func matches(_ made: CallMade, _ effort: inout Effort) -> Bool {
        guard made.call.name.utf8.elementsEqual(name.utf8), let given = made.arguments else { return false }
        if let arguments, exact ? given != arguments : !given.contains(arguments) { return false }
        return failure(of: given, &effort) == nil
    }

    /// The first thing that schema and checks say against arguments, or nil.
    private func failure(of given: JSON, _ effort: inout Effort) -> String? {
        if case .fails(let reasons) = schema?.outcome(of: given, at: "$", &effort) { return reasons.first }
        for check in checks {
            if case .fails(let reasons) = check.outcome(of: given, &effort) { return reasons.first }
        }
        return nil
    }

    /// Why a call of this tool is another one, after a colon; empty where that is plain to see.
    func difference(from made: CallMade) -> String {
        var effort = Effort()
        guard made.call.name == name, let given = made.arguments, let failure = failure(of: given, &effort) else {
            return ""
        }
        return ": " + failure
    }

    /// The call for a reason.
    var shown: String { Excerpt(name + "(" + (arguments?.text ?? "…") + ")", limit: 120).text }
}

/// A call that was made, with its arguments read once.
struct CallMade: Sendable {
    let call: ToolCall
    /// Nil where they are no JSON object.
    let arguments: JSON?

    init(_ call: ToolCall) {
        self.call = call
        arguments = call.readArguments
    }

    /// The call for a reason.
    var shown: String { Excerpt(call.shown, limit: 120).text }
}
