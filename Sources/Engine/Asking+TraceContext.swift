internal import Core

extension Asking {
    /// The request as the next attempt sends it: with the trace context of that attempt, where the provider wants it.
    var traced: OutboundRequest { traced(attempt: attempts.count) }

    /// The request as it is kept: as its first attempt sent it, without anything that must not be kept. The trace
    /// context of a later attempt follows from the sample.
    var kept: OutboundRequest { traced(attempt: 0).redacted(by: question.redactor) }

    private func traced(attempt: Int) -> OutboundRequest {
        guard provider.traceContext else { return request }
        let context = TraceContext(sample: sample).header(turn: turns.count, attempt: attempt)
        var traced = request
        traced.headers = request.headers.filter { $0.name.lowercased() != context.name } + [context]
        return traced
    }
}

extension OutboundRequest {
    /// The request without any of the secrets, should one have found its way into URL, headers or body.
    fileprivate func redacted(by redactor: Redactor) -> OutboundRequest {
        var clean = self
        clean.url = redactor.redact(url)
        clean.headers = headers.map { Header(redactor.redact($0.name), redactor.redact($0.value)) }
        clean.body = redactor.redact(body)
        return clean
    }
}
