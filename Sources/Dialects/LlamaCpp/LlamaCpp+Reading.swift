import Core

/// Reads a streamed completion: every event has the next part of the text, the last one all the rest.
struct LlamaCppStream: StreamReader {
    /// What the events so far say.
    var draft = AnswerDraft()

    /// Takes in one event.
    mutating func read(_ event: JSON, name: String) {
        guard event.members != nil else { return draft.note("event", event.kindName) }
        draft.readLlama(event)
        if event["stop"]?.bool == true { draft.state = .complete }
    }

    /// No part of this dialect; gateways that translate append it after the last event.
    mutating func readDone() {
        if !draft.completion.rawFinish.isEmpty { draft.state = .complete }
    }
}

extension AnswerDraft {
    /// Takes in a completion of llama.cpp, or the part of one that an event of a stream is.
    mutating func readLlama(_ body: JSON) {
        completion.text += body["content"]?.string ?? ""
        completion.fingerprint.model.fill(body["model"]?.label)
        completion.usage.inputTokens.update(body["tokens_evaluated"])
        completion.usage.outputTokens.update(body["tokens_predicted"] ?? body["timings"]?["predicted_n"])
        completion.usage.cachedInputTokens.update(body["timings"]?["cache_n"])
        readProbabilities(body["completion_probabilities"])
        if body["stop"]?.bool == true { readStop(ofLlama: body) }
    }

    private mutating func readStop(ofLlama body: JSON) {
        let raw = body["stop_type"]?.string ?? ""
        completion.rawFinish = ErrorText.plain(raw, limit: 64)
        switch raw {
        case "eos", "word": completion.finish = .stop
        case "limit": completion.finish = .length
        case "none", "": completion.finish = .unknown
        default:
            completion.finish = .unknown
            note("finish reason", raw)
        }
        // The context was full: prompt and answer together were longer than it.
        if body["truncated"]?.bool == true { completion.finish = .length }
    }
}
