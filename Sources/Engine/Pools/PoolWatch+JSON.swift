internal import Core
internal import Statistics

extension PoolWatch {
    /// What is kept; answers of open rounds come again from their samples.
    var json: JSON {
        .compact([
            ("labels", .array(series.map(\.json))),
            (
                "floors",
                .object(floors.keys.sorted().compactMap { key in floors[key].map { (key, $0.json) } })
            ),
            ("alarm", alarm?.json),
        ])
    }

    /// Reads back what `json` wrote; what cannot be read begins anew.
    init(json: JSON) {
        self.init()
        series = (json["labels"]?.array ?? []).compactMap(Series.init(json:)).suffix(Self.mostLabels).map { $0 }
        for member in json["floors"]?.members ?? [] { floors[member.key] = Floor(json: member.value) }
        alarm = json["alarm"].flatMap(Alarm.init(json:)).flatMap { alarm in
            series.contains { $0.label == alarm.label } ? alarm : nil
        }
    }
}

extension PoolWatch.Floor {
    fileprivate var json: JSON { [.int(count), .double(lowest)] }

    fileprivate init?(json: JSON) {
        guard let count = json[0]?.int, let lowest = json[1]?.double else { return nil }
        self.init(count: count, lowest: lowest)
    }
}

extension PoolWatch.Label {
    fileprivate var json: JSON { [.int(part), .string(value)] }

    fileprivate init?(json: JSON?) {
        guard let part = json?[0]?.int, (0..<4).contains(part), let value = json?[1]?.string else { return nil }
        self.init(part: part, value: value)
    }
}

extension PoolWatch.Alarm {
    fileprivate var json: JSON {
        [
            "label": label.json, "since": .int(Int(since.start.microseconds)), "loss": .double(loss),
            "log_evidence": .double(logEvidence), "recovery": .double(recovery),
        ]
    }

    fileprivate init?(json: JSON) {
        guard let label = PoolWatch.Label(json: json["label"]), let since = json["since"]?.int,
            let loss = json["loss"]?.double, let evidence = json["log_evidence"]?.double,
            let recovery = json["recovery"]?.double
        else { return nil }
        self.init(label: label, since: Round(micro: since), loss: loss, logEvidence: evidence, recovery: recovery)
    }
}

extension PoolWatch.Series {
    fileprivate var json: JSON {
        .compact([
            ("label", label.json), ("seen", .int(Int(seen.start.microseconds))), ("unseen", .int(unseen)),
            ("since", .int(Int(since.start.microseconds))),
            ("sums", .array(sums.map { [.double($0.level), .double($0.relativeLength), .double($0.ceiling)] })),
            ("scores", [.double(observed), .double(expected)]),
            ("answers", [.int(bad), .int(answers), .int(badElsewhere), .int(answersElsewhere)]),
            ("probe", example.map { .string($0.probe) }), ("example", example?.quote.json),
        ])
    }

    fileprivate init?(json: JSON) {
        let sums = (json["sums"]?.array ?? []).compactMap { each -> ShrunkenCUSUM? in
            guard let level = each[0]?.double, let length = each[1]?.double, let ceiling = each[2]?.double,
                length >= 0
            else { return nil }
            return ShrunkenCUSUM(level: level, relativeLength: length, ceiling: ceiling)
        }
        let counts = (json["answers"]?.array ?? []).compactMap(\.int)
        guard let label = PoolWatch.Label(json: json["label"]), let seen = json["seen"]?.int,
            let since = json["since"]?.int, sums.count == Self.effects.count, counts.count == 4,
            counts.allSatisfy({ $0 >= 0 }), let observed = json["scores"]?[0]?.double,
            let expected = json["scores"]?[1]?.double
        else { return nil }
        self.init(label: label, seen: Round(micro: seen))
        unseen = json["unseen"]?.int ?? 0
        self.since = Round(micro: since)
        self.sums = sums
        (self.observed, self.expected) = (observed, expected)
        (bad, answers, badElsewhere, answersElsewhere) = (counts[0], counts[1], counts[2], counts[3])
        if let probe = json["probe"]?.string, let quote = json["example"].flatMap(Examples.Quote.init(json:)) {
            example = PoolWatch.Example(probe: probe, quote: quote)
        }
    }
}

extension Round {
    fileprivate init(micro: Int) { self.init(start: Timestamp(microseconds: Int64(micro))) }
}
