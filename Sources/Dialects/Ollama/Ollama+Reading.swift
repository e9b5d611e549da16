import Core

/// Reads a streamed answer: every line is a response with the next part of the answer.
struct OllamaStream: StreamReader {
    /// What the lines so far say.
    var draft = AnswerDraft()

    /// Takes in one line.
    mutating func read(_ event: JSON, name: String) {
        guard event.members != nil else { return draft.note("event", event.kindName) }
        draft.readOllama(event)
    }

    /// No part of this dialect; gateways that translate append it after the last line.
    mutating func readDone() {
        if !draft.completion.rawFinish.isEmpty { draft.state = .complete }
    }
}

extension AnswerDraft {
    /// Takes in a response of Ollama, or the part of one that a line of a stream is. Durations are of the server's own
    /// clock, in nanoseconds, and are left alone.
    mutating func readOllama(_ body: JSON) {
        completion.fingerprint.model.fill(body["model"]?.label)
        completion.fingerprint.backend.fill(body["remote_host"]?.label)
        completion.createdAt.fill(body["created_at"]?.writtenMoment)
        completion.usage.inputTokens.update(body["prompt_eval_count"])
        completion.usage.outputTokens.update(body["eval_count"])
        if let message = body["message"] { readMessage(ofOllama: message) }
        readProbabilities(body["logprobs"])
        if body["done"]?.bool == true { readEnd(ofOllama: body) }
    }

    private mutating func readMessage(ofOllama message: JSON) {
        completion.text += message["content"]?.string ?? ""
        completion.reasoning += message["thinking"]?.string ?? ""
        // Calls come whole, and older servers give them neither identifier nor index.
        for call in message["tool_calls"]?.array ?? [] where completion.toolCalls.count < ToolCallDraft.maximum {
            let function = call["function"] ?? call
            let arguments = function["arguments"]
            completion.toolCalls.append(
                ToolCall(
                    id: call["id"]?.label ?? "", name: function["name"]?.label ?? "",
                    arguments: arguments?.string ?? arguments?.text ?? "{}"))
        }
    }

    private mutating func readEnd(ofOllama body: JSON) {
        state = .complete
        let raw = body["done_reason"]?.string ?? ""
        completion.rawFinish = ErrorText.plain(raw, limit: 64)
        switch raw {
        case "stop": completion.finish = completion.toolCalls.isEmpty ? .stop : .toolCalls
        case "length": completion.finish = .length
        case "load", "unload":
            // The server has moved a model in or out of memory; nobody has answered anything.
            guard !hasOutput else { return }
            var error = ProviderError(finish: raw)
            error.message = "the server moved the model in or out of its memory and answered nothing"
            state = .failed(error)
        // Older servers give no reason.
        case "": completion.finish = completion.toolCalls.isEmpty ? .unknown : .toolCalls
        default:
            completion.finish = .unknown
            note("finish reason", raw)
        }
    }
}
