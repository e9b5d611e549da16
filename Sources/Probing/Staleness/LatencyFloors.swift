internal import Core

/// The shortest time that each probe's answers ever took, with the tokens of that answer: a cache answers in a fraction of
/// it.
struct LatencyFloors: Sendable, Equatable {
    /// Answers of a probe before its floor counts.
    static let proving = 20
    /// Faster than this part of the floor is too fast.
    static let part = 4
    /// Most probes whose floors are known; more begin anew.
    static let mostProbes = 512

    struct Floor: Sendable, Equatable {
        var least: Duration
        var tokens: Int
        var answers: Int
    }

    private var floors: [String: Floor] = [:]

    /// An answer of at least half the tokens of the fastest one came in less than a quarter of its time; nil while the
    /// floor is not known.
    func isTooFast(_ latency: Duration, tokens: Int, of probe: String) -> Bool? {
        guard let floor = floors[probe], floor.answers >= Self.proving else { return nil }
        return tokens * 2 >= floor.tokens && latency * Self.part < floor.least
    }

    /// Takes an answer that is not too fast.
    mutating func note(_ latency: Duration, tokens: Int, of probe: String) {
        if floors.count >= Self.mostProbes, floors[probe] == nil { floors = [:] }
        var floor = floors[probe] ?? Floor(least: latency, tokens: tokens, answers: 0)
        floor.answers = min(floor.answers + 1, Self.proving)
        if latency < floor.least { (floor.least, floor.tokens) = (latency, tokens) }
        floors[probe] = floor
    }

    /// A probe is no longer asked, or in another version only.
    mutating func forget(_ probe: String) { floors[probe] = nil }
}

extension LatencyFloors {
    /// `[microseconds, tokens, answers]` by probe.
    var json: JSON {
        .object(
            floors.keys.sorted().compactMap { key in
                floors[key].map { floor -> (String, JSON) in
                    (key, [.int(Int(floor.least.microseconds)), .int(floor.tokens), .int(floor.answers)])
                }
            })
    }

    /// Reads back what `json` wrote; what cannot be read is left out.
    init(json: JSON) {
        for member in (json.members ?? []).prefix(Self.mostProbes) {
            guard let least = member.value[0]?.int, let tokens = member.value[1]?.int,
                let answers = member.value[2]?.int
            else { continue }
            floors[member.key] = Floor(
                least: .microseconds(Int64(least)), tokens: tokens, answers: min(max(answers, 0), Self.proving))
        }
    }
}
