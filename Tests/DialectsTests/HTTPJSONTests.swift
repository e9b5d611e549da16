import Core
import Testing

@testable import Dialects

@Suite struct HTTPJSONTests {
    private func dialect(_ options: String) throws -> any Dialect {
        try #require(Dialects.named("http-json", options: try JSONParser.parse(options)))
    }

    /// What is wrong with options, each as `line:column problem; instead`.
    private func problems(_ options: String) throws -> [String] {
        var reading = Reading(file: SourceFile(path: "o", bytes: Array(options.utf8)))
        _ = HTTPJSON().optionsShape.read(try JSONParser.parse(options), &reading)
        return reading.diagnostics.map(\.description)
    }

    private func provider(_ options: String, stream: Bool = false) throws -> Provider {
        Provider(
            name: "p", api: "http-json", baseURL: "https://x.example.net", model: "m",
            options: try JSONParser.parse(options),
            stream: stream)
    }

    private func body(_ template: String, _ probe: RenderedProbe = Examples.probe) throws -> String {
        let options = #"{"body": \#(template), "answer": "$.a"}"#
        let request = try dialect(options).encode(probe, for: try provider(options), now: Examples.now)
        return String(decoding: request.body, as: UTF8.self)
    }

    @Test func `a placeholder alone is its value and inside a text is text`() throws {
        #expect(
            try body(#"{"a":"{{seed}}","b":"n{{seed}}","c":" {{ temperature }}"}"#) == #"{"a":7,"b":"n7","c":" 0"}"#)
        #expect(try body(#"{"a":["{{model}}","{{max_output_tokens}}"]}"#) == #"{"a":["m",256]}"#)
        #expect(
            try body(#"{"a":"{{prompt}}"}"#)
                == #"{"a":"What is the capital of France? Reply with the name only."}"#)
        #expect(
            try body(#"{"a":1.50,"b":null,"c":true,"d":"{ }} {x}","e":[],"f":{}}"#)
                == #"{"a":1.50,"b":null,"c":true,"d":"{ }} {x}","e":[],"f":{}}"#)
    }

    @Test func `what has nothing to say is left out`() throws {
        let silent = RenderedProbe(
            messages: [Message(role: .user, content: "x")], sampling: Sampling(), evaluate: [], seed: 0)
        #expect(
            try body(
                #"{"s":"{{system}}","t":["{{temperature}}",1],"u":"[{{system}}]","v":{"w":"{{temperature}}"}}"#, silent)
                == #"{"t":[1],"u":"[]","v":{}}"#)
    }

    @Test func `a prompt cannot break out of its string`() throws {
        let hostile = RenderedProbe(
            messages: [Message(role: .user, content: "\",\"admin\":true,\"x\":\"{{model}}")], sampling: Sampling(),
            evaluate: [], seed: 0)
        let sent = try body(#"{"q":"<{{prompt}}>","m":"{{messages}}"}"#, hostile)
        let json = try JSONParser.parse(sent)
        #expect(json["q"]?.string == "<\",\"admin\":true,\"x\":\"{{model}}>")
        #expect(json.members?.count == 2)
    }

    @Test func `a conversation keeps its identifier and another probe has another`() throws {
        func id(_ probe: RenderedProbe) throws -> String { try body(#"{"c":"{{conversation}}"}"#, probe) }
        var later = Examples.probe
        later.messages += [Message(role: .assistant, content: "Paris"), Message(role: .user, content: "And of Italy?")]
        #expect(try id(later) == id(Examples.probe))
        var other = Examples.probe
        other.seed = 8
        #expect(try id(other) != id(Examples.probe))
        #expect(try body(#"{"q":"{{prompt}}"}"#, later) == #"{"q":"And of Italy?"}"#)
    }

    @Test(arguments: [
        (
            #"{"body":{"a":"{{promt}}"},"answer":"$.a"}"#,
            [#"o:1:14: error: there is no placeholder "{{promt}}"; write "{{prompt}}""#]
        ),
        (
            #"{"body":{"a":["{{user_id}}"]},"answer":"$.a"}"#,
            [
                #"o:1:15: error: there is no placeholder "{{user_id}}"; known: {{prompt}}, {{system}}, {{messages}}, {{transcript}}, {{model}}, {{seed}}, {{max_output_tokens}}, {{temperature}}, {{conversation}}"#
            ]
        ),
        (
            #"{"body":{"a":"x {{prompt"},"answer":"$.a"}"#,
            [#"o:1:14: error: a placeholder is not closed; write "}}" behind its name"#]
        ),
        (
            #"{"body":{"a":"x {{messages}}"},"answer":"$.a"}"#,
            [
                #"o:1:14: error: "{{messages}}" is an array and cannot stand inside a text; let it stand alone, or write "{{transcript}}""#
            ]
        ),
        (
            #"{"body":{},"answer":"reply.text"}"#,
            [#"o:1:21: error: "reply.text" is no path; write one such as "$.items[0].name" or "$['odd key']""#]
        ),
        (
            #"{"body":{},"answer":"$.a","path":"v1/ask"}"#,
            [
                #"o:1:34: error: "v1/ask" is no path of an endpoint; start it with "/", without spaces, fragment or placeholders, such as "/v2/ask""#
            ]
        ),
        (
            #"{"body":{},"answer":"$.a","method":"GET"}"#,
            [#"o:1:36: error: unknown word "GET"; write one of "POST", "PUT" or "PATCH""#]
        ),
        (
            #"{"body":{},"answer":"$text","delta":"$.d"}"#,
            [
                #"o:1:37: error: "delta" is for streams of JSON, and an answer of "$text" is none; give "answer" a path, or leave out "delta""#
            ]
        ), (#"{"body":{},"answer":"$.a","dleta":"$.d"}"#, [#"o:1:27: error: unknown key "dleta"; write "delta""#]),
    ])
    func `wrong options are told with their place`(_ options: String, _ expected: [String]) throws {
        #expect(try problems(options) == expected)
        #expect(Dialects.named("http-json", options: try JSONParser.parse(options)) == nil)
    }

    @Test func `body and answer must be given`() throws {
        let told = try problems("{}")
        #expect(told.count == 2)
        #expect(told[0].hasPrefix(#"o:1:1: error: the key "body" is missing; add "body": the request's body"#))
        #expect(told[1].hasPrefix(#"o:1:1: error: the key "answer" is missing; add "answer": where the answer"#))
    }

    @Test func `a plain text is the answer as a whole`() throws {
        let dialect = try dialect(#"{"body":{"q":"{{prompt}}"},"answer":"$text"}"#)
        func decoded(_ text: String, _ type: String?) -> Decoding {
            let headers = type.map { [Header("Content-Type", $0)] } ?? []
            return dialect.decode(Examples.exchange(text, headers: headers), streamed: true)
        }
        for text in ["Paris.", "{\"city\":\"Paris\"}", "[1]", "<b>Paris</b>", "data: x\n\n", "{", "\u{FEFF}é\n"] {
            #expect(decoded(text, "text/plain; charset=utf-8").completion?.text == text, "\(text)")
            #expect(decoded(text, nil).completion?.text == text, "\(text)")
            #expect(decoded(text, "text/plain").form == .whole)
        }
        #expect(decoded("", "text/plain").outcome == .malformed)
        #expect(decoded("<html>Sign in</html>", "text/html").failure?.code == "page")
        #expect(decoded(#"{"error":{"code":429,"message":"slow down"}}"#, "application/json").outcome == .rateLimited)
        #expect(decoded(#""Paris.""#, "application/json").completion?.text == "Paris.")
        #expect(decoded(#"{"answer":"Paris."}"#, "application/json").outcome == .malformed)
        var broken = Examples.exchange("Par", headers: [Header("content-type", "text/plain")])
        broken.failure = .connectionLost("reset")
        #expect(dialect.decode(broken).outcome == .network)
    }

    @Test func `an answer of another kind than text is its JSON`() throws {
        let dialect = try dialect(#"{"body":{},"answer":"$.t"}"#)
        for (value, text) in [
            (#"{"city":"Paris"}"#, #"{"city":"Paris"}"#), ("7.50", "7.50"), ("true", "true"), ("[1]", "[1]"),
        ] {
            #expect(dialect.completion(#"{"t":\#(value)}"#)?.text == text)
        }
        #expect(dialect.decode(Examples.exchange(#"{"t":null}"#)).outcome == .malformed)
    }

    @Test func `a stream is over only when it says so`() throws {
        let dialect = try dialect(#"{"body":{},"answer":"$.t","delta":"$.d","finish":"$.end"}"#)
        func outcome(_ lines: [String]) -> Outcome {
            dialect.decode(Examples.exchange(lines.joined(separator: "\n") + "\n"), streamed: true).outcome
        }
        #expect(outcome([#"{"d":"a"}"#, #"{"d":"b"}"#]) == .truncatedStream)
        #expect(outcome([#"{"d":"a"}"#, #"{"d":"b","end":null}"#]) == .truncatedStream)
        #expect(outcome([#"{"d":"a"}"#, #"{"d":"b","end":false}"#]) == .truncatedStream)
        #expect(outcome([#"{"d":"a"}"#, #"{"d":"b","end":true}"#]) == .ok)
        #expect(outcome([#"{"d":"a"}"#, #"{"d":"b","end":"length"}"#]) == .truncated)
        let events = "data: {\"d\":\"a\"}\n\ndata: {\"d\":\"b\"}\n\n"
        #expect(dialect.decode(Examples.exchange(events)).outcome == .truncatedStream)
        #expect(dialect.completion(events + "data: [DONE]\n\n")?.text == "ab")
        #expect(dialect.obstacleToStreams == nil)
        let whole = try self.dialect(#"{"body":{},"answer":"$.t"}"#)
        #expect(whole.obstacleToStreams?.instead.contains("\"delta\"") == true)
        let told = whole.failure(Examples.exchange("data: {\"d\":\"a\"}\n\n"), streamed: true)
        #expect(told?.message.contains("\"delta\"") == true && told?.outcome == .errorIn200)
    }

    @Test func `sources are kept by their most telling name, and not without bound`() throws {
        let dialect = try dialect(#"{"body":{},"answer":"$.t","sources":"$.s"}"#)
        let found = dialect.completion(#"{"t":"x","s":[{"title":"T","url":"u"},{"id":"i"},"n",7,{"x":1}]}"#)?.sources
        #expect(found == ["u", "i", "n", "7", #"{"x":1}"#])
        #expect(dialect.completion(#"{"t":"x","s":"one"}"#)?.sources == ["one"])
        let many = "[" + (0..<99).map { "\"\($0)\"" }.joined(separator: ",") + "]"
        #expect(dialect.completion(#"{"t":"x","s":\#(many)}"#)?.sources.count == 32)
    }

    @Test func `method, path and headers are the endpoint's own`() throws {
        let options = #"{"path":"/v2/ask?x=1","method":"PATCH","body":{"q":"{{prompt}}"},"answer":"$text"}"#
        var provider = try provider(options)
        provider.omit = ["q"]
        provider.extra = [("n", 1)]
        let request = try dialect(options).encode(Examples.probe, for: provider, now: Examples.now)
        #expect(request.method == "PATCH" && request.url == "https://x.example.net/v2/ask?x=1")
        #expect(String(decoding: request.body, as: UTF8.self) == #"{"n":1}"#)
        #expect(request.headers["accept"] == "text/plain, */*;q=0.5")
    }
}
