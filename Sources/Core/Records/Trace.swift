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

    /// One request of a conversation, what was tried, and what came of it. A single question has one.
    package struct Turn: Sendable {
        /// Method, URL, headers with secrets replaced, body; the same for every attempt.
        package var request: OutboundRequest
        package var attempts: [Attempt]
        package var completion: Completion?
        /// What the evaluators of this turn said; nil where it has none, and for a failed call.
        package var verdict: Verdict?

        package init(
            request: OutboundRequest, attempts: [Attempt] = [], completion: Completion? = nil, verdict: Verdict? = nil
        ) {
            self.request = request
            self.attempts = attempts
            self.completion = completion
            self.verdict = verdict
        }
    }

    /// An answer that was proven stale, so that the sample was asked anew with fresh values.
    package struct Withdrawn: Sendable {
        /// What was asked then.
        package var rendered: RenderedProbe
        package var turn: Turn
        package var findings: [StaleFinding]

        package init(rendered: RenderedProbe, turn: Turn, findings: [StaleFinding]) {
            self.rendered = rendered
            self.turn = turn
            self.findings = findings
        }
    }

    /// The version of the format it was recorded in: what an older plummet did not keep cannot be reproduced.
    package var format: Int
    package var sample: RecordID
    /// The dialect that encoded and decoded.
    package var api: String
    /// The dialect's own options, as configured; null for none.
    package var options: JSON
    package var stream: Bool
    /// Content hash of the provider's configuration without its secrets: 16 hexadecimal digits; empty when unknown.
    package var configuration: String
    package var rendered: RenderedProbe
    /// At least one for a sample that was sent.
    package var turns: [Turn]
    /// What the provider charged when the sample was taken; zero where nobody said.
    package var prices: Prices
    /// What the sample is worth.
    package var verdict: Verdict?
    /// Tell-tales of the answer that decided; with a proof among them the verdict does not count.
    package var findings: [StaleFinding]
    /// What was asked before `rendered` was; nil for nearly every sample.
    package var withdrawn: Withdrawn?
    /// What the detector knew when the sample was taken: phase, slot, log evidence.
    package var detector: JSON
    /// Version of plummet that wrote it.
    package var writer: String

    package init(
        sample: RecordID, api: String, options: JSON = .null, stream: Bool, configuration: String = "",
        rendered: RenderedProbe, turns: [Turn] = [], verdict: Verdict? = nil, findings: [StaleFinding] = [],
        withdrawn: Withdrawn? = nil, detector: JSON = .null, writer: String,
        format: Int = Trace.format, prices: Prices = Prices()
    ) {
        self.prices = prices
        self.format = format
        self.sample = sample
        self.api = api
        self.options = options
        self.stream = stream
        self.configuration = configuration
        self.rendered = rendered
        self.turns = turns
        self.verdict = verdict
        self.findings = findings
        self.withdrawn = withdrawn
        self.detector = detector
        self.writer = writer
    }

    /// Every attempt of every turn, in order.
    package var attempts: [Attempt] { (withdrawn?.turn.attempts ?? []) + turns.flatMap(\.attempts) }

    /// The answer of the last turn that has one.
    package var completion: Completion? { turns.last { $0.completion != nil }?.completion }
}
