package import Core

/// A stretch in which stale answers came: from the first of them until enough fresh ones.
package struct StaleEpisode: Sendable, Equatable {
    /// One answer of it.
    package struct Case: Sendable, Equatable {
        package var sample: RecordID
        package var probe: String
        package var at: Timestamp
        package var finding: StaleFinding
    }

    /// The first stale answer.
    package let since: Timestamp
    /// Stale answers by tell-tale, in the order of `TellTale.allCases`.
    package private(set) var counts = [Int](repeating: 0, count: TellTale.allCases.count)
    /// All answers since then.
    package private(set) var answers = 0
    /// Fresh answers since the last stale one.
    package private(set) var fresh = 0
    /// The latest that shows which earlier answer it repeats; else the latest.
    package private(set) var example: Case

    init(_ first: Case) {
        since = first.at
        example = first
    }

    /// Stale answers in all.
    package var stale: Int { counts.reduce(0, +) }

    mutating func note(_ stale: Case) {
        if let index = TellTale.allCases.firstIndex(of: stale.finding.tellTale) { counts[index] += 1 }
        answers += 1
        fresh = 0
        if stale.finding.earlier != nil || example.finding.earlier == nil { example = stale }
    }

    mutating func noteFresh() {
        answers += 1
        fresh += 1
    }
}

extension StaleEpisode {
    var json: JSON {
        [
            "since": .int(Int(since.microseconds)), "counts": .array(counts.map(JSON.int)), "answers": .int(answers),
            "fresh": .int(fresh), "example": example.json,
        ]
    }

    init?(json: JSON) {
        guard let since = json["since"]?.int, let example = json["example"].flatMap(Case.init(json:)) else {
            return nil
        }
        self.since = Timestamp(microseconds: Int64(since))
        self.example = example
        for (index, count) in (json["counts"]?.array ?? []).enumerated() where index < counts.count {
            counts[index] = max(count.int ?? 0, 0)
        }
        answers = max(json["answers"]?.int ?? 0, 0)
        fresh = max(json["fresh"]?.int ?? 0, 0)
    }
}

extension StaleEpisode.Case {
    var json: JSON {
        [
            "sample": .string("\(sample)"), "probe": .string(probe), "at": .int(Int(at.microseconds)),
            "finding": finding.json,
        ]
    }

    init?(json: JSON) {
        guard let sample = json["sample"]?.string.flatMap(RecordID.init), let probe = json["probe"]?.string,
            let at = json["at"]?.int, let finding = json["finding"].flatMap(StaleFinding.init(json:))
        else { return nil }
        self.init(sample: sample, probe: probe, at: Timestamp(microseconds: Int64(at)), finding: finding)
    }
}
