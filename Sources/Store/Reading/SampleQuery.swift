package import Core

/// Which samples are wanted; nil asks for all.
package struct SampleQuery: Sendable, Equatable {
    package enum Order: Sendable { case newestFirst, oldestFirst }

    package var provider: String?
    /// `suite/id`, every version.
    package var probe: String?
    package var outcome: Outcome?
    /// What the score has to be below; samples without a score are then left out.
    package var scoreBelow: Double?
    /// Samples that an incident has to do with: its provider's while it was open, and those that it names.
    package var incident: RecordID?
    /// The earliest `finishedAt`.
    package var since: Timestamp?
    /// What `finishedAt` has to be before.
    package var until: Timestamp?
    package var order: Order
    /// The place after which to go on, from the page before.
    package var after: SampleCursor?
    /// 1 to `maximumLimit`; anything else becomes the nearer of these.
    package var limit: Int

    /// Most samples of a page.
    package static let maximumLimit = 10_000

    package init(
        provider: String? = nil, probe: String? = nil, outcome: Outcome? = nil, scoreBelow: Double? = nil,
        incident: RecordID? = nil, since: Timestamp? = nil, until: Timestamp? = nil, order: Order = .newestFirst,
        after: SampleCursor? = nil, limit: Int = 100
    ) {
        self.provider = provider
        self.probe = probe
        self.outcome = outcome
        self.scoreBelow = scoreBelow
        self.incident = incident
        self.since = since
        self.until = until
        self.order = order
        self.after = after
        self.limit = limit
    }
}

/// A place in the order of samples.
package struct SampleCursor: Sendable, Hashable {
    package var finishedAt: Timestamp
    package var id: RecordID

    package init(finishedAt: Timestamp, id: RecordID) {
        self.finishedAt = finishedAt
        self.id = id
    }
}

extension SampleCursor: LosslessStringConvertible {
    /// Microseconds and identity, `1795420800000000-00ab…`: safe in a URL.
    package var description: String { "\(finishedAt.microseconds)-\(id)" }

    package init?(_ description: String) {
        guard let dash = description.lastIndex(of: "-"), let time = Int64(description[..<dash]),
            let id = RecordID(String(description[description.index(after: dash)...]))
        else { return nil }
        self.init(finishedAt: Timestamp(microseconds: time), id: id)
    }
}

/// Some samples, and where to go on.
package struct SamplePage: Sendable, Equatable {
    package var samples: [Sample]
    /// The place after the last one; nil when there are no more.
    package var next: SampleCursor?
}

/// One sample of a probe as a point of a chart.
package struct ScorePoint: Sendable, Equatable {
    package var sample: RecordID
    /// Content hash of the probe.
    package var version: String
    package var finishedAt: Timestamp
    package var outcome: Outcome
    package var score: Double?
}
