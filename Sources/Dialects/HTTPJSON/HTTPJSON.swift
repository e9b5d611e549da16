package import Core

/// A company's own endpoint: any HTTP endpoint that takes JSON and gives an answer in JSON, as text, or as a stream.
///
/// The options say how it is asked (`method`, `path`, and `body` with placeholders, see `BodyTemplate`) and where in what
/// comes back everything stands, as JSON paths. `"answer": "$text"` takes the whole body as the answer, for endpoints
/// that send plain text. Streams are server-sent events or lines of JSON, whatever comes; `delta` is the place of the
/// next part of the text in each, and a stream is over when `finish` has a value other than null and false, or at
/// `[DONE]`. A provider's key goes into `Authorization` as a bearer; another header is declared under `headers`.
package struct HTTPJSON: Dialect {
    private var options = HTTPJSONOptions()

    /// The dialect for an endpoint that takes model and messages and answers under `$.answer`.
    package init() {}

    package var name: String { "http-json" }
    package var defaultBaseURL: String { "" }
    package var framing: StreamFraming { options.delta == nil ? .serverSentEvents : .lines }
    /// Any URL may be one that another path is added to.
    package var endpoints: [(end: String, start: String)] { [] }
    package var obstacleToStreams: (problem: String, instead: String)? {
        guard options.delta == nil else { return nil }
        return (
            "\"options\" do not say where the parts of a stream stand", "add \"delta\" to them, such as \"$.delta\""
        )
    }
    package var answersInText: Bool { options.answer == nil }

    package func configured(by fields: inout Fields) -> any Dialect {
        var dialect = self
        dialect.options = HTTPJSONOptions(&fields)
        return dialect
    }

    /// False: nobody can know.
    package func needsAPIKey(baseURL: String) -> Bool { false }

    package func encode(_ probe: RenderedProbe, for provider: Provider, now: Timestamp) -> OutboundRequest {
        let body = RequestBody(options.body.filled(probe, for: provider), for: provider)
        var request = OutboundRequest(
            to: BaseURL.appending(options.path, to: provider.baseURL), body,
            headers: [Header("content-type", "application/json"), Header("accept", accept(provider))],
            key: provider.bearer, for: provider)
        request.method = options.method.rawValue
        return request
    }

    private func accept(_ provider: Provider) -> String {
        if answersInText { return "text/plain, */*;q=0.5" }
        return provider.stream ? "text/event-stream, application/x-ndjson, application/json" : "application/json"
    }

    /// With an answer beside it, only a member `error`, or what the options call one, is an error.
    package func failure(in body: JSON) -> ProviderError? {
        if let reported = options.error?.value(in: body), let error = ProviderError(reported: reported) { return error }
        guard options.hasAnswer(body) else { return ProviderError(inSuccess: body) }
        return body["error"].flatMap { ProviderError(inSuccess: ["error": $0]) }
    }

    package func readWhole(_ body: JSON) -> AnswerDraft {
        // The first line of a stream that went no further.
        if options.delta?.value(in: body) != nil, options.answer?.value(in: body) == nil {
            var reader = HTTPJSONStream(options)
            reader.read(body, name: "")
            return reader.draft
        }
        var draft = AnswerDraft()
        draft.read(body, options)
        if let answer = options.answer {
            if let value = answer.value(in: body) {
                draft.completion.text = value.answerText
            } else if draft.completion.toolCalls.isEmpty, draft.completion.refusal == nil {
                draft.flaw = "the body has nothing at \(answer.source)"
            }
        } else if let text = body.string {
            draft.completion.text = text
        } else {
            draft.flaw = "the body is no text"
        }
        draft.state = .complete
        return draft
    }

    package func streamReader() -> any StreamReader { HTTPJSONStream(options) }
}

/// Reads a streamed answer of an endpoint of one's own.
struct HTTPJSONStream: StreamReader {
    /// What the parts so far say.
    var draft = AnswerDraft()
    private let options: HTTPJSONOptions

    /// A reader of an endpoint with these options.
    init(_ options: HTTPJSONOptions) { self.options = options }

    /// Takes in one event or line.
    mutating func read(_ event: JSON, name: String) {
        guard options.delta != nil else {
            var error = ProviderError(finish: "stream")
            error.message = "the answer is a stream, and the option \"delta\" does not say where its text stands"
            draft.state = .failed(error)
            return
        }
        if let part = options.delta?.value(in: event) { draft.completion.text += part.answerText }
        draft.read(event, options)
        // Some repeat the whole answer at the end, or send it nowhere else.
        guard draft.state == .finished, draft.completion.text.isEmpty else { return }
        draft.completion.text = options.answer?.value(in: event)?.answerText ?? ""
    }

    /// The line that many endpoints end a stream with.
    mutating func readDone() { draft.state = .complete }
}

extension JSON {
    /// A value as the text of an answer: strings as they are, null as nothing, the rest as JSON.
    fileprivate var answerText: String { isNull ? "" : string ?? text }
}

extension AnswerDraft {
    /// Takes in everything beside the text.
    fileprivate mutating func read(_ body: JSON, _ options: HTTPJSONOptions) {
        func value(_ path: JSONPath?) -> JSON? { path?.value(in: body).flatMap { $0.isNull ? nil : $0 } }
        completion.fingerprint.model.fill(value(options.model)?.label)
        completion.fingerprint.responseID.fill(
            value(options.id).map { ErrorText.plain($0.string ?? $0.text, limit: 200) })
        completion.usage.inputTokens.update(value(options.inputTokens))
        completion.usage.outputTokens.update(value(options.outputTokens))
        if let refusal = value(options.refusal) {
            readRefusal(refusal.string)
            if refusal.bool == true { completion.refusal = completion.refusal ?? "" }
        }
        if let calls = value(options.toolCalls) {
            completion.toolCalls += ToolCallDraft.calls(of: ["tool_calls": calls]).prefix(
                ToolCallDraft.maximum - min(completion.toolCalls.count, ToolCallDraft.maximum))
        }
        if let sources = value(options.sources) { readSources(sources) }
        guard let finish = value(options.finish) else { return }
        if finish.bool == true {
            (completion.finish, completion.rawFinish) = (.stop, "true")
            if state == .open { state = .finished }
        } else {
            readFinish(of: ["finish_reason": finish])
        }
    }

    private mutating func readSources(_ sources: JSON) {
        let limits = Completion.maximumSources
        for source in sources.array ?? [sources] where completion.sources.count < limits.count {
            let name =
                source.string
                ?? ["url", "uri", "link", "title", "name", "id"].lazy.compactMap { source[$0]?.string }.first
            completion.sources.append(ErrorText.plain(name ?? source.text, limit: limits.length))
        }
    }
}

extension ProviderError {
    /// The error at a place that the options call one; nil for null, false, 0, an empty text, array or object.
    fileprivate init?(reported value: JSON) {
        switch value.kind {
        case .null, .bool(false): return nil
        case .number where value.double == 0: return nil
        case .string, .object: self.init(inSuccess: ["error": value])
        case .array(let values):
            guard !values.isEmpty else { return nil }
            self.init(inSuccess: ["error": values[0]])
        case .bool, .number: self.init(inSuccess: ["error": ["message": .string("the endpoint reports \(value.text)")]])
        }
    }
}
