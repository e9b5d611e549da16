internal import Core

/// A tool as a file declares it, with what it answers.
struct ToolDraft: Sendable {
    var tool: Tool
    /// With the places of what they say.
    var results: [Located<ToolResult>]
}

extension Shape where Value == String {
    /// The name of a tool, in the form that every API takes.
    static var toolName: Shape {
        Shape<String>.text(1...64).checked { name, json, reading in
            let isName = name.utf8.allSatisfy {
                (48...57).contains($0) || (97...122).contains($0 | 0x20) || $0 == 95 || $0 == 45
            }
            let first = name.utf8.first ?? 95
            guard json.string != nil, !isName || !((97...122).contains(first | 0x20) || first == 95) else { return }
            reading.error(
                at: json.offset, "\"\(shortened(name, 40))\" is no name of a tool",
                instead: "use letters, digits, \"_\" and \"-\", starting with a letter or \"_\"")
        }
    }
}

extension Shape where Value == [ToolDraft] {
    /// `tools` of a probe or a suite.
    static var tools: Shape {
        Shape<[ToolDraft]>.array(of: .tool, count: 0...32).checked { _, json, reading in
            reading.refuseRepeated("name", of: "tool", in: json)
        }
    }
}

extension Shape where Value == ToolDraft {
    /// One tool.
    fileprivate static var tool: Shape {
        .object("A tool that the model may call.") { fields in
            let name = fields.required("name", .toolName, "Its name.")
            let tool = Tool(
                name: name,
                description: fields.field("description", .text(0...4000), default: "", shown: "", "What it does."),
                parameters: fields.field(
                    "parameters", Shape<JSON>.jsonSchema.checked(isOfObject), default: noParameters,
                    shown: noParameters, "JSON Schema of its arguments: of the type object."))
            let results = fields.field(
                "results", .results, default: [], shown: [],
                "What it answers: the first that fits a call. A call without one ends the conversation.")
            return ToolDraft(
                tool: tool,
                results: results.map { each in
                    Located(
                        ToolResult(tool: name, arguments: each.arguments, result: each.result.value),
                        offset: each.result.offset)
                })
        }
    }

    private static let noParameters: JSON = ["type": "object", "properties": [:]]

    private static func isOfObject(_ schema: JSON, _ json: JSON, _ reading: inout Reading) {
        guard json.members != nil, json["type"] != "object" else { return }
        reading.error(
            at: json["type"]?.offset ?? json.offset, "arguments are an object, and this schema is of another type",
            instead: "write {\"type\": \"object\", \"properties\": {…}}")
    }
}

/// One result of a tool as a file declares it.
private struct ResultDraft: Sendable {
    var arguments: JSON?
    var result: Located<String>
}

extension Shape where Value == [ResultDraft] {
    /// Results in the order in which they are tried.
    fileprivate static var results: Shape {
        Shape<[ResultDraft]>.array(of: .result, count: 0...100).checked { _, json, reading in
            let all = json.array ?? []
            guard let open = all.firstIndex(where: { $0.members != nil && $0["arguments"] == nil }) else { return }
            for later in all.dropFirst(open + 1) {
                reading.warning(
                    at: later.offset, "this result is never given: one before it fits every call",
                    instead: "put the one without \"arguments\" last")
            }
        }
    }
}

extension Shape where Value == ResultDraft {
    fileprivate static var result: Shape {
        .object("What the tool answers to a call.") { fields in
            ResultDraft(
                arguments: fields.optional(
                    "arguments", .arguments,
                    "Arguments that the call must have, others beside them allowed; without this, any call fits."),
                result: fields.required(
                    "result", Shape<String>.text(0...100_000).located,
                    "What the tool says, usually JSON; {{…}} stands for values of \"vary\"."))
        }
    }
}

extension Shape where Value == JSON {
    /// Arguments of a call: an object in whose texts `{{…}}` may stand.
    static var arguments: Shape {
        Shape(
            read: { json, reading in
                json.members == nil ? mismatch("arguments (an object)", json, &reading) ?? [:] : json
            },
            schema: { _ in ["type": "object"] }, placeholder: { [:] })
    }
}
