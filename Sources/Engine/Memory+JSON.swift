internal import Alerting
internal import Core

extension Memory {
    var json: JSON {
        .compact([
            ("recent", .array(recent.map(\.json))),
            ("probes", .object(Set(examples.keys).union(lasts.keys).sorted().map { ($0, probe($0)) })),
            ("changes", .array(changes.map(\.json))), ("fingerprint", fingerprint.json),
            ("last_scored_at", lastScoredAt.map { .int(Int($0.microseconds)) }), ("blind", .bool(isBlind)),
            ("fell_at", course.fellAt.map { .int(Int($0.microseconds)) }),
            (
                "fell_within",
                course.fellWithin.map {
                    .array([.int(Int($0.lowerBound.microseconds)), .int(Int($0.upperBound.microseconds))])
                }
            ),
            ("left_down_at", .int(Int(leftDownAt.microseconds))), ("pools", pools.json),
            ("refused_for", refusedFor.map { .string($0.rawValue) }),
            ("excused_at", .int(Int(excusedAt.microseconds))), ("concentration", concentration?.json),
        ])
    }

    /// `[microseconds, microseconds]` of two moments in order, or nil.
    private static func range(_ json: JSON?) -> ClosedRange<Timestamp>? {
        guard let low = json?[0]?.int, let high = json?[1]?.int, low <= high else { return nil }
        return Timestamp(microseconds: Int64(low))...Timestamp(microseconds: Int64(high))
    }

    private func probe(_ key: String) -> JSON {
        let last = lasts[key]
        return .compact([
            ("examples", examples[key]?.json), ("version", last.map { .string($0.version) }),
            ("category", last.map { .string($0.category) }),
            ("outcome", last?.lastOutcome.map { .string($0.rawValue) }), ("score", last?.lastScore.map(JSON.double)),
            ("at", last?.lastAt.map { .int(Int($0.microseconds)) }),
            ("sample", last?.lastSample.map { .string($0.description) }),
            ("scores", course.scores[key].map { .array($0.map(\.json)) }),
        ])
    }

    /// Reads back what `json` wrote; what is missing starts empty.
    init(json: JSON) {
        self.init()
        recent = (json["recent"]?.array ?? []).map(Closed.init(json:))
        var scores: [String: [QualityCourse.Scored]] = [:]
        for member in json["probes"]?.members ?? [] {
            if let stored = member.value["examples"] { examples[member.key] = Examples(json: stored) }
            if let stored = member.value["scores"]?.array {
                scores[member.key] = stored.compactMap(QualityCourse.Scored.init(json:))
            }
            if let version = member.value["version"]?.string, let category = member.value["category"]?.string {
                lasts[member.key] = ProbeStatus(
                    key: member.key, version: version, category: category,
                    lastOutcome: member.value["outcome"]?.string.flatMap(Outcome.init),
                    lastScore: member.value["score"]?.double,
                    lastAt: member.value["at"]?.int.map { Timestamp(microseconds: Int64($0)) },
                    lastSample: member.value["sample"]?.string.flatMap(RecordID.init))
            }
        }
        isBlind = json["blind"]?.bool ?? false
        course = QualityCourse(
            scores: scores, fellAt: json["fell_at"]?.int.map { Timestamp(microseconds: Int64($0)) },
            fellWithin: Self.range(json["fell_within"]))
        leftDownAt = json["left_down_at"]?.int.map { Timestamp(microseconds: Int64($0)) } ?? .distantPast
        pools = Pools(json: json["pools"] ?? .null)
        refusedFor = json["refused_for"]?.string.flatMap(HealthStatus.Cause.init)
        excusedAt = json["excused_at"]?.int.map { Timestamp(microseconds: Int64($0)) } ?? .distantPast
        concentration = json["concentration"].flatMap(QualityFacts.Concentration.init(json:))
        changes = (json["changes"]?.array ?? []).compactMap(Change.init(json:))
        fingerprint = Completion.Fingerprint(json: json["fingerprint"] ?? .null)
        lastScoredAt = json["last_scored_at"]?.int.map { Timestamp(microseconds: Int64($0)) }
    }
}

extension QualityCourse.Scored {
    /// `[microseconds of the round's start, score]`.
    var json: JSON { .array([.int(Int(round.start.microseconds)), .double(score)]) }

    init?(json: JSON) {
        guard let start = json[0]?.int, let score = json[1]?.double else { return nil }
        self.init(round: Round(start: Timestamp(microseconds: Int64(start))), score: score)
    }
}

extension Memory.Closed {
    var json: JSON {
        .compact([
            ("scheduled", .int(scheduled)), ("scored", .int(scored)), ("mean", mean.map(JSON.double)),
            ("expected", expected.map(JSON.double)), ("over_budget", .int(overBudget)),
        ])
    }

    init(json: JSON) {
        self.init(
            scheduled: json["scheduled"]?.int ?? 0, scored: json["scored"]?.int ?? 0, mean: json["mean"]?.double,
            expected: json["expected"]?.double, overBudget: json["over_budget"]?.int ?? 0)
    }
}

extension Memory.Change {
    var json: JSON {
        ["at": .int(Int(at.microseconds)), "name": .string(name), "before": .string(before), "after": .string(after)]
    }

    init?(json: JSON) {
        guard let at = json["at"]?.int, let name = json["name"]?.string, let before = json["before"]?.string,
            let after = json["after"]?.string
        else { return nil }
        self.init(at: Timestamp(microseconds: Int64(at)), name: name, before: before, after: after)
    }
}
