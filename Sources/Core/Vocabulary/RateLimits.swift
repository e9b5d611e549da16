/// What a provider says in the headers of an answer of how much more it would take.
package struct RateLimits: Sendable, Equatable {
    /// What is counted.
    package enum Kind: String, Sendable, CaseIterable { case requests, tokens }

    /// One limit. Where a provider has several of a kind (a minute's and a day's, input and output), it is the tightest.
    package struct Limit: Sendable, Equatable {
        /// Most of a window, at least 1; nil when it is not told.
        package var limit: Int?
        /// What is left of it, at least 0; nil when it is not told.
        package var remaining: Int?
        /// When all of it is there again; nil when it is not told.
        package var resetAt: Timestamp?

        package init(limit: Int? = nil, remaining: Int? = nil, resetAt: Timestamp? = nil) {
            self.limit = limit
            self.remaining = remaining
            self.resetAt = resetAt
        }

        /// Nothing is known of it.
        package var isUnknown: Bool { limit == nil && remaining == nil }
    }

    /// Nil when nothing is said of requests.
    package var requests: Limit?
    /// Nil when nothing is said of tokens.
    package var tokens: Limit?

    package init(requests: Limit? = nil, tokens: Limit? = nil) {
        self.requests = requests
        self.tokens = tokens
    }

    /// Nothing is said at all.
    package var isEmpty: Bool { requests == nil && tokens == nil }

    /// The limit of one kind.
    package subscript(_ kind: Kind) -> Limit? {
        get {
            switch kind {
            case .requests: requests
            case .tokens: tokens
            }
        }
        set {
            switch kind {
            case .requests: requests = newValue
            case .tokens: tokens = newValue
            }
        }
    }
}
