internal import Alerting
internal import Core
internal import Statistics

/// The last scores of a provider by the way that they came: over which kind of connection, from which backend, region and
/// address. A fault that sticks to one of them is seen as such.
struct Pools: Sendable, Equatable {
    /// Scores that are remembered.
    static let kept = 256
    /// Answers below this are bad.
    static let bad = 0.5
    /// How unlikely a concentration of bad answers has to be without a cause, all that were looked at counted.
    static let level = 0.001
    /// Fewer bad answers than this say nothing.
    static let fewest = 3

    /// One way that answers come.
    struct Pool: Hashable, Comparable {
        var connection: String
        var backend: String
        var region: String
        var peer: String

        init(_ sample: Sample) {
            connection = sample.connection?.rawValue ?? ""
            (backend, region) = (sample.fingerprint.backend, sample.fingerprint.region)
            peer = sample.peer
        }

        init(connection: String, backend: String, region: String, peer: String) {
            (self.connection, self.backend, self.region, self.peer) = (connection, backend, region, peer)
        }

        /// Nothing is known of it.
        var isBlank: Bool { parts.allSatisfy(\.isEmpty) }

        var parts: [String] { [backend, region, peer, connection] }

        static func < (a: Self, b: Self) -> Bool { a.parts.lexicographicallyPrecedes(b.parts) }
    }

    private struct Entry: Sendable, Equatable {
        var pool: Pool
        var score: Double
        var at: Timestamp
    }

    /// Oldest first.
    private var entries: [Entry] = []
    /// Which of them are worse than they should be.
    private(set) var watch = PoolWatch()

    /// Takes a finished sample; one without a score, or of which nothing is known, adds nothing.
    mutating func note(_ sample: Sample, quote: Examples.Quote? = nil) {
        let pool = Pool(sample)
        guard let score = sample.score, !pool.isBlank else { return }
        watch.note(score, of: sample.probe, in: sample.round, from: pool, quote: quote)
        entries.append(Entry(pool: pool, score: score, at: sample.finishedAt))
        if entries.count > Self.kept { entries.removeFirst(entries.count - Self.kept) }
    }

    /// A round is closed; see `PoolWatch.close`.
    mutating func close(
        _ round: Round, baselines: [String: PoolWatch.Baseline], excess: Double, threshold: Double, mayOpen: Bool
    ) {
        let (entries, all) = (entries, Double(max(entries.count, 1)))
        watch.close(round, baselines: baselines, excess: excess, threshold: threshold, mayOpen: mayOpen) { label in
            Double(entries.count { label.matches($0.pool) }) / all
        }
    }

    /// The pools that people are shown: the busiest first, at most 16.
    var status: [PoolStatus] {
        let groups = Dictionary(grouping: entries, by: \.pool)
        return groups.keys.sorted().map { pool in
            let scores = groups[pool]?.map(\.score) ?? []
            return PoolStatus(
                connection: Sample.Connection(rawValue: pool.connection), backend: pool.backend, region: pool.region,
                peer: pool.peer, answers: scores.count, score: scores.reduce(0, +) / Double(max(scores.count, 1)))
        }.sorted { $0.answers > $1.answers }.prefix(16).map { $0 }
    }

    /// Where the bad answers since a moment come from, when they come from one place more than chance explains; nil else.
    ///
    /// Every backend, region, address and kind of connection is looked at, and each combination that occurred; the
    /// likeliest cause is the least likely coincidence, among equals the one that is told in fewest words.
    func concentration(since moment: Timestamp) -> QualityFacts.Concentration? {
        let lately = entries.filter { $0.at >= moment }
        let bad = lately.filter { $0.score < Self.bad }
        guard bad.count >= Self.fewest else { return nil }
        let suspects = suspects(lately)
        var best: (suspect: Suspect, chance: Double)?
        for suspect in suspects {
            let answers = lately.count { suspect.matches($0.pool) }
            let hits = bad.count { suspect.matches($0.pool) }
            guard answers < lately.count else { continue }
            let chance = hypergeometricTail(hits: hits, drawn: bad.count, marked: answers, of: lately.count)
            if chance < best?.chance ?? 1 { best = (suspect, chance) }
        }
        guard let (suspect, chance) = best, chance * Double(suspects.count) < Self.level else { return nil }
        let answers = lately.count { suspect.matches($0.pool) }
        let hits = bad.count { suspect.matches($0.pool) }
        return QualityFacts.Concentration(
            place: suspect.words, bad: hits, answers: answers, badElsewhere: bad.count - hits,
            answersElsewhere: lately.count - answers)
    }

    /// A place that answers come from: parts of a pool that must agree, nil for any.
    private struct Suspect: Hashable {
        var parts: [String?]

        func matches(_ pool: Pool) -> Bool {
            zip(parts, pool.parts).allSatisfy { wanted, part in wanted.map { $0 == part } ?? true }
        }

        var words: String {
            let names = ["backend ", "region ", "address ", ""]
            return zip(names, parts).compactMap { name, part in
                part.flatMap { $0.isEmpty ? nil : name + $0 + (name.isEmpty ? " connections" : "") }
            }.joined(separator: ", ")
        }
    }

    private func suspects(_ entries: [Entry]) -> [Suspect] {
        let pools = Set(entries.map(\.pool)).sorted()
        var suspects: [Suspect] = []
        for index in 0..<4 {
            for value in Set(pools.map { $0.parts[index] }).subtracting([""]).sorted() {
                var parts = [String?](repeating: nil, count: 4)
                parts[index] = value
                suspects.append(Suspect(parts: parts))
            }
        }
        return suspects + pools.map { Suspect(parts: $0.parts.map { $0 }) }
    }
}

extension Pools {
    /// The pools once, and each score as `[pool, score, microseconds]`.
    var json: JSON {
        let pools = Set(entries.map(\.pool)).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: pools.enumerated().map { ($1, $0) })
        return [
            "pools": .array(pools.map { .array($0.parts.map(JSON.string)) }),
            "scores": .array(
                entries.map { entry in
                    [.int(numbers[entry.pool] ?? 0), .double(entry.score), .int(Int(entry.at.microseconds))]
                }),
            "watch": watch.json,
        ]
    }

    /// Reads back what `json` wrote; what cannot be read is left out.
    init(json: JSON) {
        let pools = (json["pools"]?.array ?? []).map { each -> Pool in
            func part(_ index: Int) -> String { each[index]?.string ?? "" }
            return Pool(connection: part(3), backend: part(0), region: part(1), peer: part(2))
        }
        watch = PoolWatch(json: json["watch"] ?? .null)
        for each in (json["scores"]?.array ?? []).suffix(Self.kept) {
            guard let number = each[0]?.int, pools.indices.contains(number), let score = each[1]?.double,
                let at = each[2]?.int
            else { continue }
            entries.append(Entry(pool: pools[number], score: score, at: Timestamp(microseconds: Int64(at))))
        }
    }
}
