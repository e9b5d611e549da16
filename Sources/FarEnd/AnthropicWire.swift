internal import Core

/// Messages as Anthropic sends them. **Source:** the types of the vendor's own client, `anthropic-version` 2023-06-01.
struct AnthropicWire: Wire {
    /// The body of a whole answer.
    func whole(_ answer: WireAnswer) -> JSON {
        let content: JSON = [["type": "text", "text": .string(answer.reply.text)]]
        return message(answer, content: content, stop: stop(answer), outputTokens: answer.reply.outputTokens)
    }

    /// The events of a streamed answer; usage is always among them.
    func events(_ answer: WireAnswer, usage: Bool) -> [String] {
        let start = message(answer, content: [], stop: .null, outputTokens: 1)
        var events = [
            named("message_start", [("message", start)]),
            named("content_block_start", [("index", 0), ("content_block", ["type": "text", "text": ""])]),
            named("ping", []),
        ]
        events += answer.pieces.map { piece in
            named("content_block_delta", [("index", 0), ("delta", ["type": "text_delta", "text": .string(piece)])])
        }
        let end: [(String, JSON)] = [
            ("delta", ["stop_reason": stop(answer), "stop_sequence": .null]),
            ("usage", ["output_tokens": .int(answer.reply.outputTokens)]),
        ]
        return events + [
            named("content_block_stop", [("index", 0)]), named("message_delta", end), named("message_stop", []),
        ]
    }

    /// The body of an error.
    func error(_ error: WireError) -> JSON {
        let type: JSON =
            switch error {
            case .badRequest: "invalid_request_error"
            case .tooLarge: "request_too_large"
            case .unknownModel: "not_found_error"
            case .rateLimit: "rate_limit_error"
            case .outage: "api_error"
            }
        return ["type": "error", "error": ["type": type, "message": .string(error.message)]]
    }

    private func named(_ name: String, _ members: [(String, JSON)]) -> String {
        event(JSON.object([("type", .string(name))] + members).text, named: name)
    }

    private func message(_ answer: WireAnswer, content: JSON, stop: JSON, outputTokens: Int) -> JSON {
        [
            "id": .string("msg_" + answer.id), "type": "message", "role": "assistant", "model": .string(answer.model),
            "content": content, "stop_reason": stop, "stop_sequence": .null,
            "usage": ["input_tokens": .int(answer.reply.inputTokens), "output_tokens": .int(outputTokens)],
        ]
    }

    private func stop(_ answer: WireAnswer) -> JSON {
        switch answer.end {
        case .complete: "end_turn"
        case .tokenLimit: "max_tokens"
        }
    }
}
