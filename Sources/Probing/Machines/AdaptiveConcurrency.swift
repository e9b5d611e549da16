package import Core

/// How many requests a provider gets at once, between 1 and what was configured: fewer when it refuses, times out or
/// gets slow, and more again, one by one, as long as it answers as quickly as ever.
///
/// | a request ended | limit |
/// | --- | --- |
/// | answered, at most `slowness` times the probe's floor, at least half the places taken | + 1/limit, at most the ceiling |
/// | answered so, fewer places taken | |
/// | answered later than that, sent after the last cut | × 0.9, at least half the ceiling |
/// | `rate-limited`, `timeout`, or `server` with 503 or 504, sent after the last cut | × 0.5, at least 1 |
/// | anything else | |
/// | `resize` to another ceiling | within it; a limit that was at the old ceiling goes to the new one |
///
/// A probe's floor is the least latency of its last `window` answers, known from `known` answers on: probes differ in
/// the length of their answers, so that each is compared with itself. Slowness alone leaves half the places, so that a
/// provider that became slower for good is still measured; after `window` answers its new pace is the floor.
/// **Source:** additive increase, multiplicative decrease: Chiu and Jain, Comput. Netw. ISDN Syst. 17:1 (1989); windowed
/// minimum: TCP Vegas, Brakmo and Peterson, IEEE JSAC 13:1465 (1995).
package struct AdaptiveConcurrency: Sendable, Equatable {
    /// An answer that takes longer than so many times its floor is slow.
    package static let slowness = 3.0
    /// Answers of a probe that its floor is taken from.
    package static let window = 8
    /// Answers that a floor needs before anything is called slow.
    package static let known = 3
    /// Probes whose floors are kept; with more, all are learnt anew.
    package static let mostProbes = 2_048

    /// What an event did to the number of places.
    package enum Change: Sendable, Equatable {
        case unchanged
        case became(Int, from: Int)
    }

    /// From 1 to `ceiling`; its whole part is the number of places.
    package private(set) var limit: Double
    /// What was configured.
    package private(set) var ceiling: Int
    /// When the limit was last cut: what was sent before says nothing about the smaller one.
    package private(set) var cutAt = Timestamp.distantPast
    private var latencies: [String: [Duration]] = [:]

    /// All the places that were configured, at least 1.
    package init(ceiling: Int) {
        self.ceiling = max(ceiling, 1)
        limit = Double(self.ceiling)
    }

    /// Requests that may be in flight at once.
    package var places: Int { Int(limit) }

    /// A request ended: the probe it asked, its HTTP status (0 for none), when it was sent, and how many were in flight
    /// with it.
    package mutating func ended(
        _ outcome: Outcome, status: Int, probe: String, sentAt: Timestamp, latency: Duration, inFlight: Int,
        now: Timestamp
    ) -> Change {
        let before = places
        switch Tone(outcome, status: status) {
        case .nothing: break
        case .overloaded: cut(to: max(limit * 0.5, 1), sentAt: sentAt, now: now)
        case .answered:
            let isSlow = note(latency, of: probe)
            if isSlow {
                let least = max(Double(ceiling) / 2, 1)
                if limit > least { cut(to: max(limit * 0.9, least), sentAt: sentAt, now: now) }
            } else if inFlight * 2 >= places {
                limit = min(limit + 1 / limit, Double(ceiling))
            }
        }
        return places == before ? .unchanged : .became(places, from: before)
    }

    /// Another number of places was configured.
    package mutating func resize(ceiling new: Int) -> Change {
        let before = places
        let wasFull = limit >= Double(ceiling)
        ceiling = max(new, 1)
        limit = wasFull ? Double(ceiling) : min(limit, Double(ceiling))
        return places == before ? .unchanged : .became(places, from: before)
    }

    private mutating func cut(to smaller: Double, sentAt: Timestamp, now: Timestamp) {
        guard sentAt >= cutAt else { return }
        limit = smaller
        cutAt = now
    }

    /// Takes an answer's latency into its probe's window; true when it was slow against those before it.
    private mutating func note(_ latency: Duration, of probe: String) -> Bool {
        if latencies.count >= Self.mostProbes, latencies[probe] == nil { latencies = [:] }
        let before = latencies[probe] ?? []
        latencies[probe] = Array((before + [latency]).suffix(Self.window))
        guard before.count >= Self.known, let floor = before.min() else { return false }
        return latency > floor * Self.slowness
    }
}

private enum Tone {
    case answered, overloaded, nothing

    init(_ outcome: Outcome, status: Int) {
        switch outcome {
        case .ok, .refusal, .truncated, .malformed, .stale: self = .answered
        case .rateLimited, .timeout: self = .overloaded
        case .server: self = status == 503 || status == 504 ? .overloaded : .nothing
        case .errorIn200, .money, .auth, .badRequest, .network, .truncatedStream, .breakerOpen, .budgetExhausted,
            .ownNetwork, .shed, .skipped, .cancelled:
            self = .nothing
        }
    }
}

extension AdaptiveConcurrency {
    /// The limit, to go on with after a restart; the floors are learnt anew.
    package var json: JSON {
        ["limit": .double(limit), "ceiling": .int(ceiling), "cut_at": .int(Int(cutAt.microseconds))]
    }

    /// Reads back what `json` wrote, within the ceiling that is configured now; anything else begins with all of it.
    package init(json: JSON, ceiling: Int) {
        self.init(ceiling: json["ceiling"]?.int ?? ceiling)
        if let limit = json["limit"]?.double, (1...Double(self.ceiling)).contains(limit) { self.limit = limit }
        if let cut = json["cut_at"]?.int { cutAt = Timestamp(microseconds: Int64(cut)) }
        _ = resize(ceiling: ceiling)
    }
}
