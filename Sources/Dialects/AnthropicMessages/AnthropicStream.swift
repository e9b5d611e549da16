import Core

/// Reads a streamed message.
struct AnthropicStream: StreamReader {
    /// A tool call whose input is still arriving.
    private struct OpenCall {
        /// The index of its block.
        var block: Int
        /// Its place in the answer's calls.
        var place: Int
    }

    /// What the events so far say.
    var draft = AnswerDraft()
    private static let counted = [
        "input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens",
        "output_tokens_details", "service_tier", "inference_geo",
    ]
    private var openCalls: [OpenCall] = []
    /// Cumulative counts: later events repeat what they change.
    private var usage: [(key: String, value: JSON)] = []

    /// Takes in one event; unknown ones are noted.
    mutating func read(_ event: JSON, name: String) {
        switch event["type"]?.string ?? name {
        case "message_start":
            guard let message = event["message"] else { return }
            readUsage(message["usage"])
            draft.readStart(message)
        case "content_block_start": start(event["content_block"] ?? .null, index: event["index"]?.int ?? 0)
        case "content_block_delta": read(delta: event["delta"] ?? .null, index: event["index"]?.int ?? 0)
        case "message_delta":
            readUsage(event["usage"])
            draft.readStop(event["delta"] ?? .null)
        case "message_stop": draft.state = .complete
        case "content_block_stop", "ping": break
        case let unknown: draft.note("event", unknown)
        }
    }

    /// No part of this dialect; gateways that translate append it after the last event.
    mutating func readDone() {
        if !draft.completion.rawFinish.isEmpty { draft.state = .complete }
    }

    private mutating func start(_ block: JSON, index: Int) {
        let before = draft.completion.toolCalls.count
        draft.readBlock(block)
        guard draft.completion.toolCalls.count > before else { return }
        openCalls.removeAll { $0.block == index }
        openCalls.append(OpenCall(block: index, place: before))
    }

    private mutating func read(delta: JSON, index: Int) {
        switch delta["type"]?.string ?? "" {
        case "text_delta": draft.completion.text += delta["text"]?.string ?? ""
        case "thinking_delta": draft.completion.reasoning += delta["thinking"]?.string ?? ""
        case "input_json_delta":
            guard let part = delta["partial_json"]?.string, !part.isEmpty,
                let call = openCalls.first(where: { $0.block == index })
            else { return }
            // The block starts with an empty object that stands for "to come".
            if draft.completion.toolCalls[call.place].arguments == "{}" {
                draft.completion.toolCalls[call.place].arguments = ""
            }
            draft.completion.toolCalls[call.place].arguments += part
        case "signature_delta", "citations_delta": break
        case let unknown: draft.note("delta", unknown)
        }
    }

    private mutating func readUsage(_ update: JSON?) {
        for key in AnthropicStream.counted {
            guard let value = update?[key], !value.isNull else { continue }
            usage.removeAll { $0.key == key }
            usage.append((key, value))
        }
        draft.readStart(["usage": .object(usage.map { ($0.key, $0.value) })])
    }
}
