/// Everything needed to reconstruct a sample afterwards, byte for byte, and to judge it again.
package struct Trace: Sendable {
    /// One request and what came back.
    package struct Attempt: Sendable {
        package var startedAt: Timestamp
        package var exchange: Exchange
        /// What the dialect made of it: an outcome's word.
        package var outcome: Outcome
        /// The failure's message for people; empty for an answer.
        package var message: String

        package init(startedAt: Timestamp, exchange: Exchange, outcome: Outcome, message: String = "") {
            self.startedAt = startedAt
            self.exchange = exchange
            self.outcome = outcome
            self.message = message
        }
    }

    package var sample: RecordID
    /// The dialect that encoded and decoded.
    package var api: String
    package var stream: Bool
    package var rendered: RenderedProbe
    /// Method, URL, headers with secrets replaced, body; the same for every attempt.
    package var request: OutboundRequest?
    package var attempts: [Attempt]
    package var completion: Completion?
    package var verdict: Verdict?
    /// What the detector knew when the sample was taken: phase, slot, log evidence.
    package var detector: JSON
    /// Version of plummet that wrote it.
    package var writer: String

    package init(
        sample: RecordID, api: String, stream: Bool, rendered: RenderedProbe, request: OutboundRequest? = nil,
        attempts: [Attempt] = [], completion: Completion? = nil, verdict: Verdict? = nil, detector: JSON = .null,
        writer: String
    ) {
        self.sample = sample
        self.api = api
        self.stream = stream
        self.rendered = rendered
        self.request = request
        self.attempts = attempts
        self.completion = completion
        self.verdict = verdict
        self.detector = detector
        self.writer = writer
    }
}
