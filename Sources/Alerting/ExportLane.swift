package import Core

/// The traces on their way to a collector: which of them are being sent, and when the next are looked for.
///
/// The traces themselves lie in an append-only table; the lane only knows the number of the last one that is dealt
/// with. What failed is read again for the next attempt, so that nothing is kept in memory while a collector is away.
///
/// | state | next | nothing | begin | ended: taken, refused | later, rejected | interrupted |
/// | --- | --- | --- | --- | --- | --- | --- |
/// | resting | look, once its time has come | **resting** an interval | **sending** | – | – | – |
/// | sending | rest | – | – | **resting** at once, place moved on | **resting** by `RetrySchedule` | **resting** at once |
package struct ExportLane: Sendable, Equatable {
    /// What is to be done now.
    package enum Action: Sendable, Equatable {
        /// Read what follows this place.
        case look(after: Int)
        /// Nothing before this moment.
        case rest(until: Timestamp)
    }

    private enum State: Sendable, Equatable {
        case resting(until: Timestamp)
        case sending(through: Int, traces: Int)
    }

    /// The number of the last trace that is dealt with.
    package private(set) var place: Int
    /// How long nothing is looked for after nothing was found.
    package var interval: Duration
    private var state: State
    private var failures = 0
    private var figures = TelemetryStatus()

    /// A lane that goes on after a place.
    package init(place: Int, interval: Duration, at now: Timestamp) {
        self.place = place
        self.interval = interval
        state = .resting(until: now)
    }

    /// The figures; all but what only the store knows: what waits and what was lost.
    package var status: TelemetryStatus { figures }

    /// What is to be done at this moment.
    package func next(at now: Timestamp) -> Action {
        switch state {
        case .resting(let until):
            // No wait is longer than an hour: a moment beyond that was set before the clock was set back.
            until <= now || until > now + max(RetrySchedule.longestRetryAfter, interval)
                ? .look(after: place) : .rest(until: until)
        case .sending: .rest(until: .distantFuture)
        }
    }

    /// Nothing was found; traces up to `through` could not be given, `unreadable` of them for good.
    package mutating func foundNothing(through: Int, unreadable: Int, at now: Timestamp) {
        guard case .resting = state else { return }
        figures.dropped += unreadable
        place = max(place, through)
        state = .resting(until: now + interval)
    }

    /// A request is on its way with so many traces, the last of which is `through`; `unreadable` are left out for good.
    package mutating func begin(through: Int, traces: Int, unreadable: Int) {
        guard case .resting = state else { return }
        figures.dropped += unreadable
        state = .sending(through: through, traces: traces)
    }

    /// Takes in what became of the request. True when the place moved on, which is to be stored.
    package mutating func ended(_ result: ExportResult, at now: Timestamp, using random: inout SeededRandom) -> Bool {
        guard case .sending(let through, let traces) = state else { return false }
        switch result {
        case .taken(let rejectedSpans, let message):
            figures.exported += traces
            figures.rejectedSpans += rejectedSpans
            figures.lastError = message
        case .refused(let why):
            figures.dropped += traces
            figures.failedAttempts += 1
            figures.lastError = why
        case .later(let why, let after):
            let asked = min(after ?? .zero, RetrySchedule.longestRetryAfter)
            postpone(why, RetrySchedule.broken, atLeast: asked, at: now, using: &random)
            return false
        case .rejected(let why):
            postpone(why, RetrySchedule.rejected, atLeast: .zero, at: now, using: &random)
            return false
        case .interrupted:
            state = .resting(until: now)
            return false
        }
        failures = 0
        place = through
        state = .resting(until: now)
        return true
    }

    private mutating func postpone(
        _ why: String, _ steps: [Double], atLeast asked: Duration, at now: Timestamp, using random: inout SeededRandom
    ) {
        failures += 1
        figures.failedAttempts += 1
        figures.lastError = why
        let wait = RetrySchedule.wait(steps, failedAttempts: failures, using: &random)
        state = .resting(until: now + max(wait, asked))
    }
}

/// What became of one request to a collector.
package enum ExportResult: Sendable, Equatable {
    /// It took the request, though perhaps not every span in it; `message` is what it says of that.
    case taken(rejectedSpans: Int, message: String)
    /// It will never take these traces: they are dropped, visibly, and the next ones sent.
    case refused(String)
    /// It may work later; `after` is what it asked for, if it did.
    case later(String, after: Duration?)
    /// Somebody has to put something right first: it is tried again slowly.
    case rejected(String)
    /// This process stopped the attempt: it does not count as one.
    case interrupted
}

extension ExportResult {
    /// What a collector's answer means: as for an alert, but that a status 4xx which would be repeated drops the batch.
    ///
    /// OTLP asks not to repeat after a 500 either. It is repeated all the same: in front of collectors stand proxies that
    /// say 500 for what passes, and nothing is lost by asking again.
    /// **Source:** OpenTelemetry protocol specification, "OTLP/HTTP Response".
    package init(_ exchange: Exchange, at now: Timestamp, partial: (_ body: [UInt8]) -> (Int, String)) {
        switch DeliveryResult.http(exchange, at: now) {
        case .delivered:
            let (spans, message) = partial(exchange.body)
            self = .taken(rejectedSpans: spans, message: message)
        case .refused(let why): self = .refused(why)
        case .later(let why, let after): self = .later(why, after: after)
        case .rejected(let why): self = (400..<500).contains(exchange.status) ? .refused(why) : .rejected(why)
        case .interrupted: self = .interrupted
        }
    }
}
