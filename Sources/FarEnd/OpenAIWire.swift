internal import Core

/// Chat Completions as OpenAI sends them. **Source:** the vendor's OpenAPI description, `createChatCompletion`.
struct OpenAIWire: Wire {
    /// The body of a whole answer.
    func whole(_ answer: WireAnswer) -> JSON {
        let choice: JSON = [
            "index": 0, "message": ["role": "assistant", "content": .string(answer.reply.text), "refusal": .null],
            "logprobs": .null, "finish_reason": finish(answer),
        ]
        return .object(
            envelope(answer, "chat.completion") + [("choices", .array([choice])), ("usage", usage(answer.reply))])
    }

    /// The events of a streamed answer; usage comes in an event of its own.
    func events(_ answer: WireAnswer, usage wantsUsage: Bool) -> [String] {
        var chunks = [chunk(answer, delta: ["role": "assistant", "content": ""], finish: .null)]
        chunks += answer.pieces.map { chunk(answer, delta: ["content": .string($0)], finish: .null) }
        chunks.append(chunk(answer, delta: .object([]), finish: finish(answer)))
        if wantsUsage {
            let last = [("choices", JSON.array([])), ("usage", usage(answer.reply))]
            chunks.append(.object(envelope(answer, "chat.completion.chunk") + last))
        }
        return chunks.map { event($0.text) } + [event("[DONE]")]
    }

    /// The body of an error.
    func error(_ error: WireError) -> JSON {
        let (type, code): (JSON, JSON) =
            switch error {
            case .badRequest, .tooLarge: ("invalid_request_error", .null)
            case .unknownModel: ("invalid_request_error", "model_not_found")
            case .rateLimit: ("requests", "rate_limit_exceeded")
            case .outage: ("server_error", .null)
            }
        return ["error": ["message": .string(error.message), "type": type, "param": .null, "code": code]]
    }

    /// The list of models that also serves as the health check.
    static func list(_ models: [String]) -> JSON {
        let entries = models.map { model -> JSON in
            ["id": .string(model), "object": "model", "created": created, "owned_by": "far-end"]
        }
        return ["object": "list", "data": .array(entries)]
    }

    /// A fixed moment, for there is no clock here that would be worth telling.
    private static let created: JSON = 1_763_856_000

    private func envelope(_ answer: WireAnswer, _ object: String) -> [(String, JSON)] {
        [
            ("id", .string("chatcmpl-" + answer.id)), ("object", .string(object)), ("created", OpenAIWire.created),
            ("model", .string(answer.model)), ("system_fingerprint", .string("fp_" + answer.systemFingerprint)),
        ]
    }

    private func chunk(_ answer: WireAnswer, delta: JSON, finish: JSON) -> JSON {
        let choice: JSON = ["index": 0, "delta": delta, "logprobs": .null, "finish_reason": finish]
        return .object(envelope(answer, "chat.completion.chunk") + [("choices", .array([choice]))])
    }

    private func finish(_ answer: WireAnswer) -> JSON {
        switch answer.end {
        case .complete: "stop"
        case .tokenLimit: "length"
        }
    }

    private func usage(_ reply: SimulatedReply) -> JSON {
        [
            "prompt_tokens": .int(reply.inputTokens), "completion_tokens": .int(reply.outputTokens),
            "total_tokens": .int(reply.inputTokens + reply.outputTokens),
        ]
    }
}
