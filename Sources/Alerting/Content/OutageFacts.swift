package import Core

/// What an `outage` incident knows.
package struct OutageFacts: Sendable, Equatable {
    /// How often calls failed in one way.
    package struct Failure: Sendable, Equatable {
        /// The outcome or the transport's code: `server`, `timeout-first-byte`.
        package var code: String
        package var count: Int

        package init(code: String, count: Int) {
            self.code = code
            self.count = count
        }
    }

    /// The first of the failures.
    package var since: Timestamp
    /// The last call that got an answer; nil when there was none.
    package var lastSuccessAt: Timestamp?
    /// Failed calls since then, and all calls.
    package var failedCalls: Int
    package var calls: Int
    /// The most frequent first.
    package var failures: [Failure]
    /// The last failure for people: `HTTP 503`.
    package var lastFailure: String
    /// A failed sample's trace.
    package var example: RecordID?

    package init(
        since: Timestamp, lastSuccessAt: Timestamp? = nil, failedCalls: Int, calls: Int, failures: [Failure] = [],
        lastFailure: String = "", example: RecordID? = nil
    ) {
        self.since = since
        self.lastSuccessAt = lastSuccessAt
        self.failedCalls = failedCalls
        self.calls = calls
        self.failures = failures
        self.lastFailure = lastFailure
        self.example = example
    }

    /// The incident in a sentence: `gpt-4 does not answer since 2023-06-13 04:15 UTC: 12 of 12 calls failed, last
    /// with HTTP 503`.
    package func summary(provider: String, level: Observation.Level = .firing) -> String {
        let verb = level == .firing ? "does not answer" : "may not answer"
        let last =
            lastFailure.isEmpty ? failures.first.map { ", mostly \($0.code)" } ?? "" : ", last with \(lastFailure)"
        return "\(provider) \(verb) since \(since.toTheMinute): \(failedCalls) of \(calls) calls failed\(last)"
    }

    /// Why the incident is over: `gpt-4 answers again after 12m 5s`.
    package static func recoverySummary(provider: String, lasting: Duration) -> String {
        "\(provider) answers again after \(lasting.forPeople)"
    }
}

extension OutageFacts {
    /// As the incident stores it and the alert tells it.
    package var json: JSON {
        .compact([
            ("since", since.json), ("last_success_at", lastSuccessAt?.json), ("failed_calls", .int(failedCalls)),
            ("calls", .int(calls)),
            ("failures", .array(failures.map { ["code": .string($0.code), "count": .int($0.count)] })),
            ("last_failure", .string(lastFailure)),
            ("examples", .compact([("after", example.map { ["trace": .string("\($0)")] })])),
        ])
    }

    /// Reads back what `json` wrote, or nil.
    package init?(json: JSON) {
        guard let since = json["since"]?.timestamp, let failedCalls = json["failed_calls"]?.int,
            let calls = json["calls"]?.int, let lastFailure = json["last_failure"]?.string
        else { return nil }
        let failures = (json["failures"]?.array ?? []).compactMap { each -> Failure? in
            guard let code = each["code"]?.string, let count = each["count"]?.int else { return nil }
            return Failure(code: code, count: count)
        }
        self.init(
            since: since, lastSuccessAt: json["last_success_at"]?.timestamp, failedCalls: failedCalls, calls: calls,
            failures: failures, lastFailure: lastFailure, example: json["examples"]?["after"]?["trace"]?.recordID)
    }
}
