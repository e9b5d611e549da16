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
        switch BodyForm.of(exchange, framing: framing, streamed: streamed) {
        case .page where !(answersInText && exchange.isPlainText):
            if let failure = exchange.failure { return Decoding(.failure(classifier.broken(failure))) }
            return Decoding(.failure(classifier.page()))
        case .stream(let framing) where !answersInText: return decodeStream(exchange, framing, classifier)
        case .whole, .page, .stream: return decodeWhole(exchange, classifier)
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
            body = answersInText ? try readText(bytes, exchange) : try JSONParser.parse(bytes)
        } catch {
            return Decoding(.failure(classifier.unreadable(bytes, error)), form: .whole)
        }
        var draft = readWhole(body)
        if let error = failure(in: body) { draft.state = .failed(error) }
        readEnvelope(of: exchange, into: &draft)
        if draft.state == .open { return cut(draft, "the stream ends before its last event", exchange, classifier) }
        return conclusion(draft, .whole, classifier)
    }

    /// A plain text as a value; a gateway's JSON in its place as what it is.
    private func readText(_ bytes: [UInt8], _ exchange: Exchange) throws(JSONParser.Failure) -> JSON {
        guard !bytes.isEmpty, exchange.isPlainText else { return try JSONParser.parse(bytes) }
        return .string(String(decoding: bytes, as: UTF8.self))
    }

    private func decodeStream(
        _ exchange: Exchange, _ framing: StreamFraming, _ classifier: FailureClassifier
    ) -> Decoding {
        var run = StreamRun(dialect: self)
        run.read(exchange.body, framing)
        var draft = run.reader.draft
        readEnvelope(of: exchange, into: &draft)
        var decoding: Decoding
        switch draft.state {
        case .failed, .complete: decoding = conclusion(draft, .stream, classifier)
        // Not every server sends [DONE]; a clean end after the finish reason is the end.
        case .finished where exchange.failure == nil && run.damage == nil:
            decoding = conclusion(draft, .stream, classifier)
        case .finished, .open:
            decoding = cut(draft, run.damage ?? "the stream ends before its last event", exchange, classifier)
        }
        decoding.firstTokenEnd = run.firstTokenEnd
        decoding.timeToFirstToken = run.firstTokenEnd.flatMap(exchange.arrival(ofBytes:))
        return decoding
    }

    /// A stream that broke, with what it said so far.
    private func cut(
        _ draft: AnswerDraft, _ why: String, _ exchange: Exchange, _ classifier: FailureClassifier
    ) -> Decoding {
        let failure = exchange.failure.map { classifier.brokenStream($0) } ?? classifier.cut(why)
        return Decoding(
            .failure(failure), form: .stream, partial: draft.isTold ? draft.completion : nil,
            novelties: draft.novelties)
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

extension Exchange {
    /// Whether the body is declared to be neither JSON nor a page.
    fileprivate var isPlainText: Bool {
        let type = (headers["content-type"] ?? "text/plain").lowercased()
        return !type.contains("json") && !type.hasPrefix("text/html")
    }
}
