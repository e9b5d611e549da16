package import Core
import Synchronization

/// Models behind one far end, each at a path of its own, each doing with a request what its script says.
///
/// What a question is answered is the sum of all whole numbers in its last message, so that a probe carries its answer.
package final class ScriptedProvider: Sendable {
    /// What a model does with a request; true when the connection goes on.
    package typealias Script = @Sendable (FarEndConnection, FarEndRequest) -> Bool

    private let farEnd: FarEndServer
    private let scripts: ScriptTable

    /// Starts to listen. A model without a script answers honestly.
    package init() throws {
        let scripts = ScriptTable()
        self.scripts = scripts
        farEnd = try FarEndServer { connection in
            while let request = connection.readRequest() {
                if !scripts[ScriptedProvider.name(in: request.target)](connection, request) { return }
            }
        }
    }

    deinit { farEnd.stop() }

    /// Closes the port and cuts every connection.
    package func stop() { farEnd.stop() }

    /// What a model does from now on.
    package func script(_ name: String, _ script: @escaping Script) { scripts[name] = script }

    /// The `base_url` of a model.
    package func url(_ name: String) -> String { "\(farEnd.url)/\(name)/v1" }

    /// What a model was asked so far.
    package func requests(of name: String) -> [FarEndRequest] {
        farEnd.requests.filter { ScriptedProvider.name(in: $0.target) == name }
    }

    private static func name(in target: String) -> String { String(target.split(separator: "/").first ?? "") }

    private final class ScriptTable: Sendable {
        private let scripts = Mutex<[String: Script]>([:])

        subscript(_ name: String) -> Script {
            get { scripts.withLock { $0[name] } ?? ScriptedProvider.answer() }
            set { scripts.withLock { $0[name] = newValue } }
        }
    }
}

extension ScriptedProvider {
    /// Answers in the dialect and form that were asked for, wrong by `error`.
    package static func answer(wrongBy error: Int = 0) -> Script {
        { connection, request in
            let text = "\(sum(of: request) + error)"
            let asked = try? JSONParser.parse(request.body)
            let streams = asked?["stream"]?.bool == true
            if request.target.hasSuffix("/messages") {
                return streams ? streamMessage(text, connection) : whole(message(text), connection)
            }
            return streams ? streamChat(text, connection) : whole(chat(text), connection)
        }
    }

    /// Answers with a status and a body as they are.
    package static func respond(_ status: Int, headers: [Header] = [], _ body: String = "") -> Script {
        { connection, _ in connection.respond(status: status, headers: headers, body: body) }
    }

    /// Sends bytes as they are and closes.
    package static func raw(_ bytes: [UInt8]) -> Script {
        { connection, _ in
            connection.send(bytes)
            return false
        }
    }

    /// Says nothing until the other side gives up.
    package static let hang: Script = { connection, _ in
        connection.hold()
        return false
    }

    /// The sum of all whole numbers in the last message of a request.
    package static func sum(of request: FarEndRequest) -> Int {
        let body = try? JSONParser.parse(request.body)
        let content = body?["messages"]?.array?.last?["content"]
        let text = content?.string ?? content?.array?.compactMap { $0["text"]?.string }.joined(separator: " ") ?? ""
        return text.split { !$0.isNumber }.compactMap { Int($0) }.reduce(0, +)
    }

    /// A chat completion.
    package static func chat(_ text: String) -> JSON {
        [
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1_790_000_000, "model": "scripted-1",
            "choices": [
                ["index": 0, "message": ["role": "assistant", "content": .string(text)], "finish_reason": "stop"]
            ],
            "usage": ["prompt_tokens": 12, "completion_tokens": 1, "total_tokens": 13],
        ]
    }

    /// A message.
    package static func message(_ text: String) -> JSON {
        [
            "id": "msg_1", "type": "message", "role": "assistant", "model": "scripted-1",
            "content": [["type": "text", "text": .string(text)]], "stop_reason": "end_turn",
            "usage": ["input_tokens": 12, "output_tokens": 1],
        ]
    }

    private static func whole(_ body: JSON, _ connection: FarEndConnection) -> Bool {
        connection.respond(headers: [Header("Content-Type", "application/json")], body: body.text)
    }

    private static func streamChat(_ text: String, _ connection: FarEndConnection) -> Bool {
        func chunk(_ delta: JSON, _ finish: JSON) -> JSON {
            [
                "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_790_000_000,
                "model": "scripted-1", "choices": [["index": 0, "delta": delta, "finish_reason": finish]],
            ]
        }
        let usage: JSON = [
            "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_790_000_000, "model": "scripted-1",
            "choices": [], "usage": ["prompt_tokens": 12, "completion_tokens": 1, "total_tokens": 13],
        ]
        let events = [
            chunk(["role": "assistant", "content": ""], .null), chunk(["content": .string(text)], .null),
            chunk([:], "stop"), usage,
        ]
        return stream(events.map { "data: \($0.text)\n\n" } + ["data: [DONE]\n\n"], connection)
    }

    private static func streamMessage(_ text: String, _ connection: FarEndConnection) -> Bool {
        var start = message("")
        start = [
            "id": start["id"] ?? .null, "type": "message", "role": "assistant", "model": "scripted-1", "content": [],
            "usage": ["input_tokens": 12, "output_tokens": 0],
        ]
        let events: [JSON] = [
            ["type": "message_start", "message": start],
            ["type": "content_block_start", "index": 0, "content_block": ["type": "text", "text": ""]],
            [
                "type": "content_block_delta", "index": 0,
                "delta": ["type": "text_delta", "text": .string(text)],
            ],
            ["type": "content_block_stop", "index": 0],
            ["type": "message_delta", "delta": ["stop_reason": "end_turn"], "usage": ["output_tokens": 1]],
            ["type": "message_stop"],
        ]
        return stream(events.map { "event: \($0["type"]?.string ?? "")\ndata: \($0.text)\n\n" }, connection)
    }

    private static func stream(_ events: [String], _ connection: FarEndConnection) -> Bool {
        connection.beginChunked(headers: [Header("Content-Type", "text/event-stream")])
        for event in events { connection.sendChunk(Array(event.utf8)) }
        return connection.sendChunk([])
    }
}
