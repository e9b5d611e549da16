internal import Core

/// A sample as spans: one for the sample with what the GenAI conventions have names for, and a child for each request
/// that was sent. The identities are those of `TraceContext`, which the far end was told.
///
/// **Source:** OpenTelemetry semantic conventions for generative AI client spans and for HTTP client spans.
struct SampleSpans {
    let sample: Sample
    let trace: Trace
    /// Whether prompts, answers and what evaluators quote of them are told.
    let content: Bool

    /// Most judgements that are told of.
    private static let maximumJudgements = 32

    /// The sample's own span, then its requests in order.
    var all: [OTLPSpan] { [root] + requests }

    private var context: TraceContext { TraceContext(sample: sample.id) }

    private var root: OTLPSpan {
        let start = trace.attempts.first?.startedAt ?? sample.dueAt
        let model = requestModel
        let end = max(sample.finishedAt, start)
        return OTLPSpan(
            trace: context.trace, id: context.root, parent: nil, name: model.map { "chat \($0)" } ?? "chat",
            start: start, end: end, attributes: attributes(model), events: evaluations(at: end),
            failure: sample.outcome.isScored ? nil : sample.note)
    }

    private var requestModel: String? { trace.turns.first.flatMap { RequestFacts($0.request).model } }

    private func attributes(_ model: String?) -> [OTLPAttribute] {
        var all = OTLPAttributes()
        let request = trace.turns.first.map { RequestFacts($0.request) }
        all.add("gen_ai.operation.name", "chat")
        all.add("gen_ai.provider.name", VendorName.of(api: trace.api, host: request?.address?.host ?? ""))
        all.add("gen_ai.request.model", model)
        addSampling(request, to: &all)
        addAnswer(to: &all)
        all.add("server.address", request?.address?.host)
        all.add("server.port", request?.address?.port)
        if !sample.outcome.isScored { all.add("error.type", sample.outcome.rawValue) }
        all.add("plummet.sample", "\(sample.id)")
        all.add("plummet.provider", sample.provider)
        all.add("plummet.probe", sample.probe)
        all.add("plummet.probe.version", sample.version)
        all.add("plummet.category", sample.category)
        all.add("plummet.round", "\(sample.round.start)")
        all.add("plummet.outcome", sample.outcome.rawValue)
        all.add("plummet.score", sample.score)
        all.add("plummet.attempts", sample.attempts)
        all.add("plummet.cost.usd", sample.cost.dollars)
        all.add("plummet.configuration", trace.configuration)
        all.add("plummet.connection", sample.connection?.rawValue)
        if content { addContent(to: &all) }
        return all.all
    }

    private func addSampling(_ request: RequestFacts?, to all: inout OTLPAttributes) {
        let sampling = trace.rendered.sampling
        all.add("gen_ai.request.temperature", sampling.temperature)
        all.add("gen_ai.request.top_p", sampling.topP)
        all.add("gen_ai.request.max_tokens", sampling.maxOutputTokens)
        all.add("gen_ai.request.stop_sequences", sampling.stop)
        all.add("gen_ai.request.seed", request?.seed)
        switch sampling.format {
        case .text: all.add("gen_ai.output.type", "text")
        case .json, .schema: all.add("gen_ai.output.type", "json")
        }
    }

    private func addAnswer(to all: inout OTLPAttributes) {
        let shown = sample.fingerprint
        all.add("gen_ai.response.id", shown.responseID)
        all.add("gen_ai.response.model", shown.model)
        all.add("gen_ai.response.finish_reasons", (trace.completion?.rawFinish).map { $0.isEmpty ? [] : [$0] } ?? [])
        if trace.stream { all.add("gen_ai.response.time_to_first_chunk", sample.firstToken?.inSeconds) }
        all.add("gen_ai.usage.input_tokens", sample.inputTokens)
        all.add("gen_ai.usage.output_tokens", sample.outputTokens)
        all.add("gen_ai.usage.cache_read.input_tokens", trace.completion?.usage.cachedInputTokens)
        all.add("gen_ai.usage.reasoning.output_tokens", trace.completion?.usage.reasoningTokens)
        all.add("openai.response.system_fingerprint", shown.systemFingerprint)
        all.add("openai.response.service_tier", shown.serviceTier)
        all.add("plummet.backend", shown.backend)
        all.add("plummet.region", shown.region)
    }

    private func addContent(to all: inout OTLPAttributes) {
        var asked = trace.rendered.messages
        for (turn, followUp) in zip(trace.turns, trace.rendered.followUps) {
            guard let answer = turn.completion else { break }
            asked.append(Message(role: .assistant, content: answer.text, toolCalls: answer.toolCalls))
            asked += followUp.messages
        }
        all.add("gen_ai.input.messages", JSON.array(asked.map(\.parts)).text)
        if let answer = trace.completion {
            let message = Message(role: .assistant, content: answer.text, toolCalls: answer.toolCalls).parts
            let members = (message.members ?? []).map { ($0.key, $0.value) }
            all.add(
                "gen_ai.output.messages",
                JSON.array([.object(members + [("finish_reason", .string(answer.rawFinish))])]).text)
        }
    }

    /// The whole score, then what each evaluator said; the reasons quote the answer.
    private func evaluations(at end: Timestamp) -> [OTLPSpan.Event] {
        guard let verdict = trace.verdict else { return [] }
        let parts = verdict.judgements.prefix(Self.maximumJudgements)
        return [event(sample.probe, verdict.score, verdict.headline, at: end)]
            + parts.map { event($0.type, $0.extraction == .error ? nil : $0.score, $0.reason, at: end) }
    }

    private func event(_ name: String, _ score: Double?, _ reason: String, at: Timestamp) -> OTLPSpan.Event {
        var all = OTLPAttributes()
        all.add("gen_ai.evaluation.name", name)
        all.add("gen_ai.evaluation.score.value", score)
        all.add("gen_ai.evaluation.score.label", score.map { $0 >= 1 ? "pass" : $0 <= 0 ? "fail" : "partial" })
        if content { all.add("gen_ai.evaluation.explanation", reason) }
        all.add("gen_ai.response.id", sample.fingerprint.responseID)
        return OTLPSpan.Event(name: "gen_ai.evaluation.result", at: at, attributes: all.all)
    }
}

extension SampleSpans {
    private var requests: [OTLPSpan] {
        trace.turns.enumerated().flatMap { turn, each in
            each.attempts.enumerated().map { attempt, made in
                span(turn: turn, attempt: attempt, RequestFacts(each.request), each.request, made)
            }
        }
    }

    private func span(
        turn: Int, attempt: Int, _ facts: RequestFacts, _ request: OutboundRequest, _ made: Trace.Attempt
    ) -> OTLPSpan {
        let exchange = made.exchange
        let began = made.startedAt + exchange.phases.queue
        var all = OTLPAttributes()
        all.add("http.request.method", request.method)
        all.add("url.full", Credentials.removed(fromURL: request.url))
        all.add("server.address", facts.address?.host)
        all.add("server.port", facts.address?.port)
        all.add("http.response.status_code", exchange.status == 0 ? nil : exchange.status)
        all.add("http.request.resend_count", attempt == 0 ? nil : attempt)
        all.add("http.request.body.size", request.body.count)
        all.add("http.response.body.size", exchange.body.count)
        all.add("network.protocol.version", exchange.httpVersion)
        let peer = HostAndPort(exchange.peer)
        all.add("network.peer.address", peer?.host)
        all.add("network.peer.port", peer?.port)
        let failed = exchange.failure?.code ?? (exchange.status >= 400 ? "\(exchange.status)" : nil)
        all.add("error.type", failed ?? (made.outcome.isScored ? nil : made.outcome.rawValue))
        all.add("plummet.turn", turn)
        all.add("plummet.attempt", attempt)
        all.add("plummet.outcome", made.outcome.rawValue)
        if peer != nil { all.add("plummet.connection", exchange.reusedConnection ? "reused" : "fresh") }
        all.add("plummet.chunks", exchange.chunks.count)
        return OTLPSpan(
            trace: context.trace, id: context.span(turn: turn, attempt: attempt), parent: context.root,
            name: request.method, start: made.startedAt, end: began + exchange.phases.total, attributes: all.all,
            events: phases(exchange.phases, from: began),
            failure: failed == nil && made.outcome.isScored ? nil : made.message)
    }

    /// When each phase of the exchange had ended.
    private func phases(_ phases: Exchange.Phases, from began: Timestamp) -> [OTLPSpan.Event] {
        let named: [(String, Duration?)] = [
            ("plummet.name_lookup", phases.nameLookup), ("plummet.connect", phases.connect),
            ("plummet.tls", phases.tls),
            ("plummet.request_ready", phases.requestReady), ("plummet.first_byte", phases.firstByte),
        ]
        return named.compactMap { name, time in
            time.map { OTLPSpan.Event(name: name, at: began + $0, attributes: []) }
        }
    }
}

extension Message {
    /// The message in the form of the conventions' `gen_ai.input.messages`.
    fileprivate var parts: JSON {
        var parts: [JSON] = []
        if let answers {
            parts.append(["type": "tool_call_response", "id": .string(answers.id), "result": .string(content)])
        } else if !content.isEmpty || toolCalls.isEmpty {
            parts.append(["type": "text", "content": .string(content)])
        }
        parts += toolCalls.map { call in
            [
                "type": "tool_call", "id": .string(call.id), "name": .string(call.name),
                "arguments": .string(call.arguments),
            ]
        }
        return ["role": .string(role.rawValue), "parts": .array(parts)]
    }
}
