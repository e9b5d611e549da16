package import Core

extension Dialect {
    /// What the exchange means: an answer, or one class of failure.
    ///
    /// Total and deterministic: any bytes give the same result on every machine, whatever the chunks they came in.
    /// - Parameters:
    ///   - probe: what was asked, so that messages of a failure never quote it.
    ///   - streamed: whether a stream was asked for; decides only where the body itself does not show its form.
    ///   - now: the time of the response, for a `Retry-After` date where the response has no `Date`.
    package func decode(_ exchange: Exchange, of probe: RenderedProbe, streamed: Bool, now: Timestamp) -> Decoding {
        let classifier = FailureClassifier(exchange: exchange, prompt: probe.messages, now: now)
        guard (200..<300).contains(exchange.status) else {
            return refusedPrompt(exchange, classifier) ?? Decoding(.failure(classifier.refused()))
        }
        switch BodyForm.of(exchange, streamed: streamed) {
        case .page:
            if let failure = exchange.failure { return Decoding(.failure(classifier.broken(failure))) }
            return Decoding(.failure(classifier.page()))
        case .whole: return decodeWhole(exchange, classifier)
        case .stream: return decodeStream(exchange, classifier)
        }
    }

    /// A filter in front of the model answers with an error status; it is a refusal all the same, not a bad request.
    private func refusedPrompt(_ exchange: Exchange, _ classifier: FailureClassifier) -> Decoding? {
        guard [400, 403].contains(exchange.status), exchange.failure == nil, let error = classifier.error,
            error.isContentFilter
        else { return nil }
        var draft = AnswerDraft(state: .failed(error))
        readEnvelope(of: exchange, into: &draft)
        return conclusion(draft, .none, classifier)
    }

    /// What the headers tell of an answer, beside the body.
    private func readEnvelope(of exchange: Exchange, into draft: inout AnswerDraft) {
        readHeaders(exchange.headers, into: &draft)
        draft.completion.fromCache = CacheTellTale.isHit(exchange.headers)
    }

    private func decodeWhole(_ exchange: Exchange, _ classifier: FailureClassifier) -> Decoding {
        // A whole body does not show by itself that nothing was lost: the transport has to say so.
        if let failure = exchange.failure { return Decoding(.failure(classifier.broken(failure)), form: .whole) }
        let bytes = BodyForm.lenientUTF8(exchange.body)
        let body: JSON
        do {
            body = try JSONParser.parse(bytes)
        } catch {
            return Decoding(.failure(classifier.unreadable(bytes, error)), form: .whole)
        }
        var draft = readWhole(body)
        if let error = ProviderError(inSuccess: body) { draft.state = .failed(error) }
        readEnvelope(of: exchange, into: &draft)
        return conclusion(draft, .whole, classifier)
    }

    private func decodeStream(_ exchange: Exchange, _ classifier: FailureClassifier) -> Decoding {
        var run = StreamRun(reader: streamReader())
        run.read(exchange.body)
        var draft = run.reader.draft
        readEnvelope(of: exchange, into: &draft)
        var decoding: Decoding
        switch draft.state {
        case .failed, .complete: decoding = conclusion(draft, .stream, classifier)
        // Not every server sends [DONE]; a clean end after the finish reason is the end.
        case .finished where exchange.failure == nil: decoding = conclusion(draft, .stream, classifier)
        case .finished, .open:
            let failure =
                exchange.failure.map { classifier.brokenStream($0) }
                ?? classifier.cut("the stream ends before its last event")
            decoding = Decoding(
                .failure(failure), form: .stream, partial: draft.isTold ? draft.completion : nil,
                novelties: draft.novelties)
        }
        decoding.firstTokenEnd = run.firstTokenEnd
        decoding.timeToFirstToken = run.firstTokenEnd.flatMap(exchange.arrival(ofBytes:))
        return decoding
    }

    private func conclusion(_ read: AnswerDraft, _ form: Decoding.Form, _ classifier: FailureClassifier) -> Decoding {
        var draft = read
        if case .failed(let error) = read.state, error.isContentFilter {
            draft.state = .complete
            draft.completion.refusal = classifier.safe(error.message)
            draft.completion.finish = .contentFilter
            draft.completion.rawFinish.fill("content_filter")
        }
        var decoding = Decoding(.completion(draft.completion), form: form, novelties: draft.novelties)
        if case .failed(let error) = draft.state {
            decoding.decoded = .failure(classifier.reported(error))
            decoding.partial = draft.isTold ? draft.completion : nil
        } else if let flaw = draft.flaw ?? emptiness(draft) {
            decoding.decoded = .failure(classifier.malformed(flaw))
            decoding.partial = draft.completion
        }
        return decoding
    }

    /// Why an answer without any text is none; nil when it has some or the provider says why it has not.
    private func emptiness(_ draft: AnswerDraft) -> String? {
        let completion = draft.completion
        guard completion.text.isEmpty, completion.toolCalls.isEmpty, completion.outcome == .ok else { return nil }
        return completion.reasoning.isEmpty ? "the answer is empty" : "the answer is empty after its reasoning"
    }
}

/// One pass of a reader over a stream.
private struct StreamRun {
    var reader: any StreamReader
    var firstTokenEnd: Int?

    init(reader: any StreamReader) { self.reader = reader }

    mutating func read(_ body: [UInt8]) {
        var parser = EventStreamParser()
        for event in parser.feed(body) where !isOver { take(event, isLast: false) }
        if !isOver, let rest = parser.finish() { take(rest, isLast: true) }
        if parser.droppedLines > 0 { flaw("a line of the stream is too long") }
    }

    private var isOver: Bool {
        switch reader.draft.state {
        case .complete, .failed: true
        case .open, .finished: false
        }
    }

    /// Takes in one event; what cannot be read damages the answer, unless it is the last and was merely cut.
    private mutating func take(_ event: ServerSentEvent, isLast: Bool) {
        let data = event.data.trimmed
        if data == "[DONE]" { return reader.readDone() }
        guard !data.isEmpty else { return }
        do {
            let json = try JSONParser.parse(data)
            if let error = event.name == "error" ? ProviderError(json) : ProviderError(inSuccess: json) {
                reader.draft.state = .failed(error)
            } else {
                reader.read(json, name: event.name)
            }
        } catch {
            if !isLast { flaw("an event of the stream is not JSON") }
        }
        if firstTokenEnd == nil, reader.draft.hasOutput { firstTokenEnd = event.dataEnd }
    }

    private mutating func flaw(_ text: String) {
        if reader.draft.flaw == nil { reader.draft.flaw = text }
    }
}
