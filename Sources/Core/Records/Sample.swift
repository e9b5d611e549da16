/// The identity of a sample, notification or incident: 64 bits of a stable hash, seen as 16 hexadecimal digits.
package struct RecordID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let value: UInt64

    package init(_ value: UInt64) { self.value = value }

    /// The identity of what these parts name; the same parts give the same identity for ever.
    package init(of parts: [String]) { value = StableHash.of(parts) }

    /// Reads 16 hexadecimal digits, or nil.
    package init?(_ text: String) {
        guard text.utf8.count == 16, let value = UInt64(text, radix: 16) else { return nil }
        self.value = value
    }

    package var description: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    package static func < (a: Self, b: Self) -> Bool { a.value < b.value }
}

/// One scheduled pass of a provider over its probes, named by the moment it starts: a whole multiple of the interval.
package struct Round: Hashable, Comparable, Sendable {
    package var start: Timestamp

    package init(start: Timestamp) { self.start = start }

    /// The round that a moment lies in.
    package init(at now: Timestamp, interval: Duration) {
        let length = max(interval.microseconds, 1)
        let remainder = now.microseconds % length
        start = Timestamp(microseconds: now.microseconds - (remainder < 0 ? remainder + length : remainder))
    }

    package static func < (a: Self, b: Self) -> Bool { a.start < b.start }
}

/// One probe sent once, as it is kept for years: everything but the bytes.
package struct Sample: Sendable, Equatable {
    package var id: RecordID
    package var provider: String
    /// `suite/id`.
    package var probe: String
    /// Content hash of the probe.
    package var version: String
    package var category: String
    package var round: Round
    /// When it was due.
    package var dueAt: Timestamp
    /// When the last attempt ended, or when it was decided not to call.
    package var finishedAt: Timestamp
    package var outcome: Outcome
    /// In [0, 1] for scored outcomes; nil otherwise, and when an evaluator could not finish.
    package var score: Double?
    /// Requests sent, over all turns of a conversation; 0 when none was.
    package var attempts: Int
    /// HTTP status of the last attempt; 0 for none.
    package var status: Int
    /// The failure's code or the headline of the verdict, for people; at most 120 characters.
    package var note: String
    /// How the part that was judged was found, as `Verdict.extraction` tells it; empty where there is nothing to tell.
    package var extraction: String
    /// Summed over the turns of a conversation.
    package var inputTokens: Int?
    package var outputTokens: Int?
    package var cost: USD
    /// Whole time of the last attempt; nil when none was sent. Of a conversation only its first request counts, here and
    /// for `firstToken`: how many follow depends on what the model says, and would make the series incomparable.
    package var latency: Duration?
    /// Time to the first token of a stream, to the first byte otherwise; nil when nothing came.
    package var firstToken: Duration?
    /// Of the last answer.
    package var finish: Completion.Finish?
    package var fingerprint: Completion.Fingerprint
    /// Over what kind of connection the last answer came; nil when nothing was sent.
    package var connection: Connection?
    /// `address:port` that answered last; empty when there was no connection.
    package var peer: String

    /// Whether a connection was made for the request or had been used before.
    package enum Connection: String, Sendable, CaseIterable { case fresh, reused }

    package init(
        id: RecordID, provider: String, probe: String, version: String, category: String, round: Round,
        dueAt: Timestamp,
        finishedAt: Timestamp, outcome: Outcome, score: Double? = nil, attempts: Int = 0, status: Int = 0,
        note: String = "", extraction: String = "",
        inputTokens: Int? = nil, outputTokens: Int? = nil, cost: USD = .zero, latency: Duration? = nil,
        firstToken: Duration? = nil, finish: Completion.Finish? = nil,
        fingerprint: Completion.Fingerprint = Completion.Fingerprint(), connection: Connection? = nil,
        peer: String = ""
    ) {
        self.id = id
        self.provider = provider
        self.probe = probe
        self.version = version
        self.category = category
        self.round = round
        self.dueAt = dueAt
        self.finishedAt = finishedAt
        self.outcome = outcome
        self.score = score
        self.attempts = attempts
        self.status = status
        self.note = shortened(note, 120)
        self.extraction = extraction
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.cost = cost
        self.latency = latency
        self.firstToken = firstToken
        self.finish = finish
        self.fingerprint = fingerprint
        self.connection = connection
        self.peer = peer
    }

    /// The identity of the sample of a probe version in a provider's round.
    package static func id(provider: String, probe: Probe, round: Round) -> RecordID {
        RecordID(of: ["sample", provider, probe.key, probe.version, "\(round.start.microseconds)"])
    }
}
