import Core

/// The limits of one answer while its headers are read.
struct LimitTable {
    /// Limits that are told apart; more are not looked at.
    static let mostLimits = 16

    let times: ResetTimes
    private var entries: [(place: LimitPlace, limit: RateLimits.Limit)] = []
    /// What the structured headers of the IETF drafts name: what is left, and what there is in a window.
    private var states: [(name: String, remaining: Int?, resetAt: Timestamp?)] = []
    private var policies: [(name: String, limit: Int?, window: Duration?, unit: String)] = []

    init(times: ResetTimes) { self.times = times }

    /// Takes in one header with a name of its own; the first of a name counts.
    mutating func read(_ value: String, _ field: LimitPlace.Field, _ place: LimitPlace) {
        guard let index = index(of: place) else { return }
        switch field {
        case .limit:
            // The drafts' `100, 100;w=60`: the first of the list is the limit that is closest.
            let first = value.prefix { $0 != "," && $0 != ";" }
            guard entries[index].limit.limit == nil, let count = Self.count(first), count > 0 else { return }
            entries[index].limit.limit = count
        case .remaining:
            if entries[index].limit.remaining == nil { entries[index].limit.remaining = Self.count(value[...]) }
        case .reset:
            if entries[index].limit.resetAt == nil { entries[index].limit.resetAt = times.read(value.trimmed) }
        }
    }

    /// Takes in `"default";r=50;t=30`, or the older `limit=100, remaining=50, reset=5`.
    mutating func read(structured value: String) {
        let place = LimitPlace(kind: .requests, stem: "ratelimit", which: "structured")
        for item in StructuredItem.list(value) {
            switch item.name {
            case "limit": read(item.value, .limit, place)
            case "remaining": read(item.value, .remaining, place)
            case "reset": read(item.value, .reset, place)
            case let name:
                guard states.count < Self.mostLimits, item.value.isEmpty else { continue }
                let reset = item["t"].flatMap { times.read($0) }
                states.append((name, item["r"].flatMap { Self.count($0[...]) }, reset))
            }
        }
    }

    /// Takes in `"default";q=100;w=60;qu="requests"`.
    mutating func read(policy value: String) {
        for item in StructuredItem.list(value) where policies.count < Self.mostLimits && item.value.isEmpty {
            let window = item["w"].flatMap { Self.count($0[...]) }.map { Duration.seconds($0) }
            policies.append((item.name, item["q"].flatMap { Self.count($0[...]) }, window, item["qu"] ?? ""))
        }
    }

    /// The tightest limit of each kind.
    var limits: RateLimits {
        var result = RateLimits()
        let all = named + structured
        for kind in RateLimits.Kind.allCases {
            result[kind] = all.filter { $0.kind == kind && !$0.limit.isUnknown }.map(\.limit).min {
                ($0.remaining ?? .max, $0.limit ?? .max) < ($1.remaining ?? .max, $1.limit ?? .max)
            }
        }
        return result
    }

    private var named: [(kind: RateLimits.Kind, limit: RateLimits.Limit)] {
        entries.map { place, limit in
            var limit = limit
            // Mistral tells one reset for all windows.
            let common = entries.first { $0.place.stem == place.stem && $0.place.which.isEmpty }?.limit.resetAt
            limit.resetAt = limit.resetAt ?? common ?? place.window.flatMap { times.moment($0) }
            return (place.kind, Self.plausible(limit))
        }
    }

    private var structured: [(kind: RateLimits.Kind, limit: RateLimits.Limit)] {
        states.compactMap { name, remaining, resetAt in
            let policy = policies.first { $0.name == name }
            guard let kind = Self.kind(unit: policy?.unit ?? "", name: name) else { return nil }
            let limit = policy?.limit.flatMap { $0 > 0 ? $0 : nil }
            let reset = resetAt ?? policy?.window.flatMap { times.moment($0) }
            return (kind, Self.plausible(RateLimits.Limit(limit: limit, remaining: remaining, resetAt: reset)))
        }
    }

    /// Nothing left of an unknown limit is how some tell that they do not know; more than there can be is a burst.
    private static func plausible(_ told: RateLimits.Limit) -> RateLimits.Limit {
        var limit = told
        if limit.limit == nil, limit.remaining == 0 { limit.remaining = nil }
        if let most = limit.limit, let left = limit.remaining { limit.remaining = min(left, most) }
        return limit
    }

    /// Bytes and connections are counted too, and are neither.
    private static func kind(unit: String, name: String) -> RateLimits.Kind? {
        switch unit {
        case "", "requests": name.lowercased().contains("token") ? .tokens : .requests
        case let other: other.lowercased().contains("token") ? .tokens : nil
        }
    }

    private mutating func index(of place: LimitPlace) -> Int? {
        if let known = entries.firstIndex(where: { $0.place == place }) { return known }
        guard entries.count < Self.mostLimits else { return nil }
        entries.append((place, RateLimits.Limit()))
        return entries.count - 1
    }

    /// A whole number of digits alone, at most `RateLimitHeaders.largestCount`; nil for anything else, `-1` included.
    private static func count(_ text: Substring) -> Int? {
        let digits = String(text).trimmed
        guard (1...13).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        return Int(digits).flatMap { $0 <= RateLimitHeaders.largestCount ? $0 : nil }
    }
}

/// One member of a structured header: `name`, or `name=value`, and its parameters.
private struct StructuredItem {
    var name: String
    /// Empty for a name alone.
    var value: String
    private var parameters: [(String, String)]

    /// The first 16 members.
    static func list(_ text: String) -> [StructuredItem] {
        text.split(separator: ",").prefix(16).compactMap(StructuredItem.init)
    }

    private init?(_ text: Substring) {
        let parts = text.split(separator: ";").prefix(8).map { part -> (String, String) in
            let sides = part.split(separator: "=", maxSplits: 1).map { Self.unquoted(String($0).trimmed) }
            return (sides.first ?? "", sides.count > 1 ? sides[1] : "")
        }
        guard let head = parts.first, !head.0.isEmpty else { return nil }
        (name, value) = head
        parameters = Array(parts.dropFirst())
    }

    subscript(_ parameter: String) -> String? { parameters.first { $0.0 == parameter }?.1 }

    private static func unquoted(_ text: String) -> String {
        text.count >= 2 && text.hasPrefix("\"") && text.hasSuffix("\"") ? String(text.dropFirst().dropLast()) : text
    }
}
