package import Core

extension Trace {
    /// The trace of a single question: one turn.
    package init(
        sample: RecordID, api: String, stream: Bool, rendered: RenderedProbe, request: OutboundRequest,
        attempts: [Attempt], completion: Completion? = nil, verdict: Verdict? = nil, detector: JSON = .null,
        writer: String
    ) {
        self.init(
            sample: sample, api: api, stream: stream, rendered: rendered,
            turns: [Turn(request: request, attempts: attempts, completion: completion, verdict: verdict)],
            verdict: verdict, detector: detector, writer: writer)
    }
}
