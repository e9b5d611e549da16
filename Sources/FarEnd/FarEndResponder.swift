internal import Core
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// From a request of the wire to a simulated answer.
struct FarEndResponder: HTTPResponder {
    /// What Hummingbird keeps for a request.
    typealias Context = BasicRequestContext

    /// Most bytes of a body.
    static let bodyBytes = 4 << 20
    /// The longest time that a request hangs.
    static let longestHang = Duration.seconds(600)

    /// Models of different names.
    let models: [SimulatedModel]
    /// What is known about the questions.
    let answers: AnswerKey
    /// What befalls the models, and what they were asked.
    let ledger: Ledger
    /// Called with each webhook.
    let onHook: @Sendable (ReceivedHook) -> Void

    /// Answers one request.
    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        let path = String((request.head.path ?? "").prefix { $0 != "?" })
        switch (request.method, path) {
        case (.get, "/v1/models"), (.head, "/v1/models"): return whole(OpenAIWire.list(models.map(\.name)))
        case (.post, "/v1/chat/completions"): return try await complete(request, OpenAIWire())
        case (.post, "/v1/messages"): return try await complete(request, AnthropicWire())
        case (.post, _) where path == "/hook" || path.hasPrefix("/hook/"): return try await receive(request)
        default: return Response(status: .notFound)
        }
    }

    private func receive(_ request: Request) async throws -> Response {
        guard let body = try await body(of: request) else { return Response(status: .contentTooLarge) }
        let headers = request.headers.map { Header($0.name.canonicalName, $0.value) }
        onHook(ReceivedHook(headers: headers, body: body))
        return Response(status: .noContent)
    }

    private func complete(_ request: Request, _ wire: any Wire) async throws -> Response {
        guard let body = try await body(of: request) else { return failed(.tooLarge, wire) }
        guard let asked = Asked(body) else { return failed(.badRequest, wire) }
        guard let model = models.first(where: { $0.name == asked.model }) else {
            return failed(.unknownModel(asked.model), wire)
        }
        let degradation = ledger.degradation(of: model.name)
        switch degradation {
        case .outage:
            ledger.noteFailure(of: model.name)
            return failed(.outage, wire)
        case .rateLimit(let retryAfter):
            ledger.noteFailure(of: model.name)
            let seconds = retryAfter.components.seconds + (retryAfter.components.attoseconds > 0 ? 1 : 0)
            return failed(.rateLimit, wire, headers: [.retryAfter: "\(seconds)"])
        case .hang:
            ledger.noteFailure(of: model.name)
            try await hang(model.name)
            return failed(.outage, wire)
        case .globalDrop, .category, nil:
            return try await answer(asked, by: model, under: degradation, wire)
        }
    }

    private func answer(
        _ asked: Asked, by model: SimulatedModel, under degradation: Degradation?, _ wire: any Wire
    ) async throws -> Response {
        let known = answers.answer(to: asked.messages)
        let nth = ledger.ask(asked.messages, of: model.name)
        let full = model.reply(to: asked.messages, known: known, time: nth, under: degradation)
        ledger.noteAnswer(of: model.name, isRight: full.isRight, isKnown: known != nil)
        let (reply, isCut) = full.cut(to: asked.maxOutputTokens)
        let identity = [model.name, "\(model.seed)"]
        let answer = WireAnswer(
            model: model.name, id: StableHash.hex(identity + ["\(asked.messages.stableHash)", "\(nth)"]),
            systemFingerprint: String(StableHash.hex(identity).prefix(10)), reply: reply,
            end: isCut ? .tokenLimit : .complete)
        // Waiting is what a far end is for: its latency is drawn by the model, and played here against the wall clock.
        switch asked.delivery {
        case .whole:
            try await Task.sleep(for: reply.latency)
            return whole(wire.whole(answer))
        case .stream(let usage):
            try await Task.sleep(for: reply.latency / 2)
            return stream(wire.events(answer, usage: usage), over: reply.latency / 2)
        }
    }

    /// Returns when the model no longer hangs.
    private func hang(_ model: String) async throws {
        let step = Duration.milliseconds(25)
        var waited = Duration.zero
        while ledger.degradation(of: model) == .hang, waited < FarEndResponder.longestHang {
            try await Task.sleep(for: step)
            waited += step
        }
    }

    /// The body, or nil when it is too large.
    private func body(of request: Request) async throws -> [UInt8]? {
        do {
            return Array(try await request.body.collect(upTo: FarEndResponder.bodyBytes).readableBytesView)
        } catch is NIOTooManyBytesError {
            return nil
        }
    }
}

extension FarEndResponder {
    private func whole(_ json: JSON, status: Int = 200, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        return Response(
            status: .init(code: status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }

    private func failed(_ error: WireError, _ wire: any Wire, headers: HTTPFields = [:]) -> Response {
        whole(wire.error(error), status: error.status, headers: headers)
    }

    /// The first events at once, the others after a pause: a stream has a first token and a pace.
    private func stream(_ events: [String], over pause: Duration) -> Response {
        let body = ResponseBody { writer in
            for (index, event) in events.enumerated() {
                if index == events.count / 2 { try await Task.sleep(for: pause) }
                try await writer.write(ByteBuffer(string: event))
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "text/event-stream; charset=utf-8"], body: body)
    }
}
