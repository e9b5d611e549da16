internal import Core
internal import Probing

/// One sample on its way: from the moment it holds a place until its verdict, over the requests of its conversation and
/// one or two attempts of each.
struct Asking: Sendable {
    let due: Due
    let probe: Probe
    /// As it was when the sample began: a conversation is held with one provider.
    let provider: Provider
    /// No attempt starts at or after it.
    let deadline: Timestamp
    /// When the sample is given up: every request ends by then.
    let end: Timestamp
    /// What the detector knew when it was sent.
    let detector: JSON
    /// What is asked now.
    var question: Question
    var request: OutboundRequest
    var permit: Breaker.Permit
    var reservation: Spending.Reservation
    /// Of the request that is under way.
    var attempts: [Trace.Attempt] = []
    var startedAt: Timestamp
    /// Sum over all attempts.
    var cost = USD.zero
    /// When the next attempt is sent; meaningful while it waits for one.
    var retryAt = Timestamp.distantFuture
    /// Tell-tales of the answer that came last.
    var findings: [StaleFinding] = []
    /// The first answer was stale, and this is asked in its place.
    var withdrawal: Withdrawal?
    /// Requests that are over, in their order.
    private(set) var turns: [Trace.Turn] = []
    private(set) var record = Record()

    /// What the requests that are over say of the sample.
    struct Record: Sendable {
        var scorecard = Scorecard()
        /// Sums over all requests; nil where the provider never said.
        var inputTokens: Int?
        var outputTokens: Int?
        /// Of the first request's last attempt: the same question in every round, however long the conversation gets.
        var latency: Duration?
        var firstToken: Duration?
        /// Of the last answer that has a score.
        var answered: Outcome?
        /// Of the last request.
        var outcome = Outcome.skipped
        /// Of the attempt that decided the last request; 0 and empty where there was no connection.
        var status = 0
        var peer = ""
        var connection: Sample.Connection?
        /// What the last request's failure says; nil for an answer.
        var failure: CallFailure?
        /// The answers that ended a turn, by turn.
        var answers: [Completion?] = []
    }

    /// A question whose answer was proven stale, as it was before the sample was asked anew.
    struct Withdrawal: Sendable {
        var question: Question
        var request: OutboundRequest
        var attempts: [Trace.Attempt]
        var reply: Reply
        var findings: [StaleFinding]
    }

    var sample: RecordID { Sample.id(provider: due.provider, probe: probe, round: due.round) }

    /// What bounds the request that is sent now: the provider's limits, cut to what is left of the sample's time.
    var limits: ExchangeLimits {
        var limits = provider.limits
        limits.total = min(limits.total, end - startedAt)
        return limits
    }

    /// The request has less time than the provider is given.
    var isCut: Bool { limits.total < provider.limits.total }

    /// Requests sent so far.
    var attemptsSent: Int { turns.reduce(attempts.count + withdrawn) { $0 + $1.attempts.count } }

    /// Requests of the question that was withdrawn.
    private var withdrawn: Int { withdrawal?.attempts.count ?? 0 }

    /// Requests of what is asked now, those of the question that it stands for included.
    var attemptsOfRequest: Int { attempts.count + (turns.isEmpty ? withdrawn : 0) }

    /// The last answer is proven stale.
    var isStale: Bool { findings.contains { $0.tellTale.isProof } }

    init(
        due: Due, probe: Probe, provider: Provider, question: Question, request: OutboundRequest, deadline: Timestamp,
        end: Timestamp, detector: JSON, permit: Breaker.Permit, reservation: Spending.Reservation, startedAt: Timestamp
    ) {
        self.due = due
        self.probe = probe
        self.provider = provider
        self.question = question
        self.request = request
        self.deadline = deadline
        self.end = max(end, deadline)
        self.detector = detector
        self.permit = permit
        self.reservation = reservation
        self.startedAt = startedAt
    }

    /// The request that was under way is over, and this is what came of it.
    mutating func close(with reply: Reply) {
        var completion: Completion?
        record.failure = nil
        switch reply.decoded {
        case .completion(let answer): completion = answer
        case .failure(let failure): record.failure = failure
        }
        if turns.isEmpty { (record.latency, record.firstToken) = (reply.exchange.phases.total, reply.firstToken) }
        turns.append(
            Trace.Turn(request: kept, attempts: attempts, completion: completion, verdict: reply.verdict))
        attempts = []
        record.take(reply, completion, turn: question.conversation.state)
        question.conversation = reply.conversation
    }

    /// The next request of the conversation is on its way.
    mutating func ask(_ next: OutboundRequest, _ permit: Breaker.Permit, _ held: Spending.Reservation, now: Timestamp) {
        (request, self.permit, reservation, startedAt) = (next, permit, held, now)
    }
}

extension Asking.Record {
    /// The answer that an alert shows: of the turn that was worth least, with its calls where it has no text.
    var quoted: String {
        guard let turn = scorecard.worst, turn < answers.count, let answer = answers[turn] else { return "" }
        return answer.text.isEmpty ? answer.toolCalls.map(\.shown).joined(separator: " ") : answer.text
    }

    fileprivate mutating func take(_ reply: Reply, _ completion: Completion?, turn: Conversation.State) {
        inputTokens = sum(inputTokens, reply.tokens?.inputTokens)
        outputTokens = sum(outputTokens, reply.tokens?.outputTokens)
        outcome = reply.outcome
        (status, peer) = (reply.exchange.status, reply.exchange.peer)
        connection = peer.isEmpty ? nil : reply.exchange.reusedConnection ? .reused : .fresh
        if outcome.isScored { answered = outcome }
        guard case .asking(let turn) = turn, let verdict = reply.verdict else { return }
        scorecard.note(verdict, turn: turn)
        while answers.count <= turn { answers.append(nil) }
        answers[turn] = completion
    }

    private func sum(_ a: Int?, _ b: Int?) -> Int? {
        guard let a else { return b }
        let (sum, overflow) = a.addingReportingOverflow(b ?? 0)
        return overflow ? .max : sum
    }
}
