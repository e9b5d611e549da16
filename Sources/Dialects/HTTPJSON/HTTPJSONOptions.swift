import Core

/// How an endpoint of one's own is asked, and where in what comes back everything stands.
struct HTTPJSONOptions: Sendable {
    /// The method of its requests.
    enum Method: String, CaseIterable, Sendable {
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
    }

    /// Added to the base URL; empty, or beginning with a slash.
    var path = ""
    var method = Method.post
    var body = BodyTemplate.standard
    /// Where the text of the answer stands; nil where it is the whole body.
    var answer: JSONPath? = JSONPath(member: "answer")
    /// Where the next part of the text stands in a part of a stream.
    var delta: JSONPath?
    var error, inputTokens, outputTokens, model, id, finish, refusal, toolCalls, sources: JSONPath?

    /// Those of an endpoint that takes model and messages and answers under `$.answer`.
    init() {}

    /// Declares every option as a field.
    init(_ fields: inout Fields) {
        path = fields.field("path", .endpointPath, default: "", shown: "", "The endpoint's path behind the base URL.")
        method = fields.field("method", .choice, default: .post, shown: "POST", "The method of its requests.")
        body = fields.required(
            "body", BodyTemplate.shape,
            "The request's body as JSON; in its strings {{prompt}}, {{system}}, {{messages}}, {{transcript}}, {{model}}, "
                + "{{seed}}, {{max_output_tokens}}, {{temperature}} and {{conversation}} are filled in.")
        answer = fields.required(
            "answer", .answerPlace, "Where the answer stands, such as \"$.reply.text\"; \"$text\" is the whole body.")
        delta = place("delta", "Where the next part of the text stands in each event or line of a stream.")
        fields.require(
            delta == nil || fields.source["answer"]?.string != "$text", at: "delta",
            "\"delta\" is for streams of JSON, and an answer of \"$text\" is none",
            instead: "give \"answer\" a path, or leave out \"delta\"")
        error = place("error", "Where an error stands in a successful response.")
        inputTokens = place("input_tokens", "Where the tokens of the prompt are counted.")
        outputTokens = place("output_tokens", "Where the tokens of the answer are counted.")
        model = place("model", "Where the model that answered is named.")
        id = place("id", "Where the response's identifier stands.")
        finish = place(
            "finish", "Where it says why the answer ended; a stream is over when there is something, or at [DONE].")
        refusal = place("refusal", "Where a refusal stands: its words, or true.")
        toolCalls = place("tool_calls", "Where calls of tools stand, each with a name and arguments.")
        sources = place("sources", "Where the sources of the answer stand.")

        func place(_ key: String, _ summary: String) -> JSONPath? {
            fields.optional(key, JSONPath.shape, summary).flatMap { $0 }
        }
    }

    /// Whether a body or a part of a stream has text in the place for it.
    func hasAnswer(_ body: JSON) -> Bool {
        guard let answer else { return body.string != nil }
        return [answer, delta].contains { $0?.value(in: body).map { !$0.isNull } ?? false }
    }
}

extension Shape where Value == JSONPath? {
    /// A JSON path, or `$text`, which is nil.
    fileprivate static var answerPlace: Shape {
        Shape(
            read: { json, reading in json.string == "$text" ? nil : JSONPath.shape.read(json, &reading) },
            schema: { JSONPath.shape.schema(&$0) }, placeholder: { JSONPath(member: "answer") })
    }
}

extension Shape where Value == String {
    /// A path that is appended to a base URL.
    fileprivate static var endpointPath: Shape {
        Shape<String>.text(0...500).map(placeholder: "") { path, json, reading in
            let isPath = path.isEmpty || path.hasPrefix("/")
            guard isPath, path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 35 && $0 != 123 }) else {
                reading.error(
                    at: json.offset, "\"\(shortened(path, 60))\" is no path of an endpoint",
                    instead: "start it with \"/\", without spaces, fragment or placeholders, such as \"/v2/ask\"")
                return nil
            }
            return path
        }
    }
}
