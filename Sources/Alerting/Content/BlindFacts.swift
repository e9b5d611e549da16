package import Core

/// What a `blind` incident knows: why nothing can be said of a provider.
package struct BlindFacts: Sendable, Equatable {
    /// Why the daemon cannot measure.
    package enum Reason: String, Sendable, CaseIterable {
        case noScoredSamples = "no-scored-samples"
        case storageFailing = "storage-failing"
        case budgetExhausted = "budget-exhausted"
        case clockJump = "clock-jump"
        /// Key or account is refused.
        case credentials = "credentials-refused"
        /// Credit or a spending limit at the provider is used up.
        case credit = "credit-exhausted"
        /// Every request is refused as wrong.
        case requests = "requests-refused"
        /// No provider can be reached.
        case ownNetwork = "own-network"
        /// The host that several providers share cannot be reached.
        case gateway

        fileprivate var words: String {
            switch self {
            case .noScoredSamples: "too few answers to score"
            case .storageFailing: "its store cannot be written"
            case .budgetExhausted: "the budget is exhausted"
            case .clockJump: "the clock jumped"
            case .credentials: "its credentials are refused; look at the key, the account and its rights"
            case .credit: "the credit or spending limit there is used up; top it up, or raise the limit"
            case .requests:
                "every request is refused as wrong; the model may be retired, or a parameter no longer taken"
            case .ownNetwork: "its own network, name service or proxy is likely to be down"
            case .gateway: "the host is down, or the way to it"
            }
        }
    }

    /// How many samples went unscored in one way.
    package struct Cause: Sendable, Equatable {
        /// The samples' outcome: `auth`, `skipped`.
        package var outcome: String
        package var count: Int

        package init(outcome: String, count: Int) {
            self.outcome = outcome
            self.count = count
        }
    }

    package var reason: Reason
    package var since: Timestamp
    /// The last sample with a score; nil when there was none.
    package var lastScoredAt: Timestamp?
    /// Scored samples of those that were due lately.
    package var scored: Int
    package var scheduled: Int
    /// More about the reason, for people; may be empty.
    package var detail: String
    /// The most frequent first.
    package var unscored: [Cause]
    /// The providers that are not measured, where it is about several.
    package var providers: [String]

    package init(
        reason: Reason, since: Timestamp, lastScoredAt: Timestamp? = nil, scored: Int, scheduled: Int,
        detail: String = "",
        unscored: [Cause] = [], providers: [String] = []
    ) {
        self.reason = reason
        self.since = since
        self.lastScoredAt = lastScoredAt
        self.scored = scored
        self.scheduled = scheduled
        self.detail = detail
        self.unscored = unscored
        self.providers = providers
    }

    /// The incident in a sentence: `plummet cannot measure gpt-4 since 2023-06-13 04:15 UTC: too few answers to score
    /// (3 of 96 samples scored, mostly auth)`.
    package func summary(provider: String, level: Observation.Level = .firing) -> String {
        let ending = (detail.isEmpty ? "" : "; \(detail)")
        switch reason {
        case .ownNetwork, .gateway:
            let verb = level == .firing ? "cannot" : "may not"
            let place = reason == .ownNetwork ? "any provider" : provider
            return "plummet \(verb) reach \(place) since \(since.toTheMinute): \(reason.words) "
                + "(\(providers.count) providers are not measured)" + ending
        case .noScoredSamples, .storageFailing, .budgetExhausted, .clockJump, .credentials, .credit, .requests:
            let verb = level == .firing ? "cannot" : "can hardly"
            let mostly = unscored.first.map { ", mostly \($0.outcome)" } ?? ""
            return "plummet \(verb) measure \(provider) since \(since.toTheMinute): \(reason.words) "
                + "(\(scored) of \(scheduled) samples scored\(mostly))" + ending
        }
    }

    /// Why an incident of an own network or gateway is over: `plummet reaches its providers again after 12m 5s`.
    package static func reachedSummary(gateway: String?, lasting: Duration) -> String {
        "plummet reaches \(gateway ?? "its providers") again after \(lasting.forPeople)"
    }

    /// Why the incident is over: `plummet measures gpt-4 again after 2h`.
    package static func recoverySummary(provider: String, lasting: Duration) -> String {
        "plummet measures \(provider) again after \(lasting.forPeople)"
    }
}

extension BlindFacts {
    /// As the incident stores it and the alert tells it.
    package var json: JSON {
        .compact([
            ("reason", .string(reason.rawValue)), ("since", since.json), ("last_scored_at", lastScoredAt?.json),
            ("scored", .int(scored)), ("scheduled", .int(scheduled)), ("detail", .string(detail)),
            ("unscored", .array(unscored.map { ["outcome": .string($0.outcome), "count": .int($0.count)] })),
            ("providers", providers.isEmpty ? nil : .array(providers.map(JSON.string))),
        ])
    }

    /// Reads back what `json` wrote, or nil.
    package init?(json: JSON) {
        guard let reason = json["reason"]?.string.flatMap(Reason.init), let since = json["since"]?.timestamp,
            let scored = json["scored"]?.int, let scheduled = json["scheduled"]?.int,
            let detail = json["detail"]?.string
        else { return nil }
        let unscored = (json["unscored"]?.array ?? []).compactMap { each -> Cause? in
            guard let outcome = each["outcome"]?.string, let count = each["count"]?.int else { return nil }
            return Cause(outcome: outcome, count: count)
        }
        self.init(
            reason: reason, since: since, lastScoredAt: json["last_scored_at"]?.timestamp, scored: scored,
            scheduled: scheduled,
            detail: detail, unscored: unscored, providers: (json["providers"]?.array ?? []).compactMap(\.string))
    }
}
