package import Core

/// What a dialect makes of an exchange, with what the way of its arrival shows.
package struct Decoding: Sendable, Equatable {
    /// In which form the answer came, whatever form was asked for.
    package enum Form: String, Sendable, CaseIterable {
        /// None came: no response, a status other than success, or a page for people.
        case none
        case whole
        case stream
    }

    package var decoded: Decoded
    package var form: Form
    /// What was read of an answer that failed or is malformed: its tokens were spent, its fingerprint is real. Nil when
    /// nothing was read, and for a completion.
    package var partial: Completion?
    /// Bytes of the body up to the end of the event with the model's first output (text, reasoning, refusal or tool
    /// call); nil for what is no stream or had no output.
    package var firstTokenEnd: Int?
    /// When the chunk that holds that byte arrived, from the start of the exchange.
    package var timeToFirstToken: Duration?
    /// What the dialect does not know: `finish reason eos`, `event foo`; at most 8, of at most 80 characters.
    package var novelties: [String]

    package init(
        _ decoded: Decoded, form: Form = .none, partial: Completion? = nil, firstTokenEnd: Int? = nil,
        timeToFirstToken: Duration? = nil, novelties: [String] = []
    ) {
        self.decoded = decoded
        self.form = form
        self.partial = partial
        self.firstTokenEnd = firstTokenEnd
        self.timeToFirstToken = timeToFirstToken
        self.novelties = novelties
    }

    /// The outcome of the sample.
    package var outcome: Outcome {
        switch decoded {
        case .completion(let completion): completion.outcome
        case .failure(let failure): failure.outcome
        }
    }
}

extension Completion {
    /// `refusal` when the provider flagged one, `truncated` when the output limit cut the answer, else `ok`.
    package var outcome: Outcome {
        if refusal != nil { return .refusal }
        switch finish {
        case .refusal, .contentFilter: return .refusal
        case .length: return .truncated
        case .stop, .toolCalls, .unknown: return .ok
        }
    }
}

extension Exchange {
    /// When the byte that completes the first `count` bytes of the body arrived; nil when no chunk holds it.
    package func arrival(ofBytes count: Int) -> Duration? {
        var arrived = 0
        for chunk in chunks {
            arrived += chunk.length
            if arrived >= count { return chunk.at }
        }
        return nil
    }
}
