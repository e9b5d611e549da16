package import Core
internal import Store

/// Which samples a command is about; nil asks for all.
package struct TraceSelection: Sendable, Equatable {
    package var provider: String?
    /// `suite/id`, every version.
    package var probe: String?
    package var outcome: Outcome?
    /// What the score has to be below.
    package var scoreBelow: Double?
    package var incident: RecordID?
    package var since: Timestamp?
    package var until: Timestamp?

    package init(
        provider: String? = nil, probe: String? = nil, outcome: Outcome? = nil, scoreBelow: Double? = nil,
        incident: RecordID? = nil, since: Timestamp? = nil, until: Timestamp? = nil
    ) {
        self.provider = provider
        self.probe = probe
        self.outcome = outcome
        self.scoreBelow = scoreBelow
        self.incident = incident
        self.since = since
        self.until = until
    }

    /// A page of it as the store is asked for it, the newest first.
    func query(after: SampleCursor?, limit: Int) -> SampleQuery {
        SampleQuery(
            provider: provider, probe: probe, outcome: outcome, scoreBelow: scoreBelow, incident: incident,
            since: since, until: until, after: after, limit: limit)
    }

    /// A page of it as the API is asked for it.
    func target(after: SampleCursor?, limit: Int) -> String {
        let pairs: [(String, String?)] = [
            ("provider", provider), ("probe", probe), ("outcome", outcome?.rawValue),
            ("score_below", scoreBelow.map { JSON.double($0).text }), ("incident", incident?.description),
            ("since", since?.rfc3339(fractionDigits: 6)), ("until", until?.rfc3339(fractionDigits: 6)),
            ("before", after?.description), ("limit", "\(limit)"),
        ]
        let query = pairs.compactMap { name, value in value.map { "\(name)=\(percentEncoded($0))" } }
        return "/api/v1/traces?" + query.joined(separator: "&")
    }
}

/// A sample of a list, and whether its trace is kept.
package struct ListedTrace: Sendable {
    package var sample: Sample
    package var kept: Bool
}

/// Text as a value of a query: everything but unreserved characters percent-encoded. **Source:** RFC 3986, section 2.
private func percentEncoded(_ text: String) -> String {
    text.utf8.map { byte in
        let isPlain =
            (48...57).contains(byte) || (97...122).contains(byte | 0x20) || [45, 46, 95, 126].contains(byte)
        return isPlain ? String(UnicodeScalar(byte)) : "%" + Digest.hex([byte]).uppercased()
    }.joined()
}
