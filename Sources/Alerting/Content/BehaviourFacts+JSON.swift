package import Core

extension BehaviourFacts {
    /// As the incident stores it and the alert tells it.
    package var json: JSON {
        .compact([
            ("since", since.json), ("shifts", .array(shifts.map(\.json))),
            ("examples", .compact([("before", before?.json), ("after", after?.json)])),
        ])
    }

    /// Reads back what `json` wrote, or nil.
    package init?(json: JSON) {
        guard let shifts = json["shifts"]?.array else { return nil }
        self.init(shifts: shifts.compactMap(Shift.init(json:)))
        before = json["examples"]?["before"].flatMap(QualityFacts.Example.init(json:))
        after = json["examples"]?["after"].flatMap(QualityFacts.Example.init(json:))
    }
}

extension BehaviourFacts.Shift {
    /// `words` and `unit` are for those who read it without knowing the signals.
    fileprivate var json: JSON {
        .compact([
            ("signal", .string(signal.rawValue)), ("direction", .string(direction.rawValue)),
            ("words", .string(words)), ("since", since.json), ("scope", .string(scope)),
            ("large", .bool(isLarge)), ("size", .double(size)),
            ("usual_size", signal.form == .habit ? .double(usualSize) : nil),
            ("unit", signal.unit.isEmpty ? nil : .string(signal.unit)),
            ("before", before?.json), ("after", after?.json),
            ("usual_word", usualWord.isEmpty ? nil : .string(usualWord)),
            ("new_word", newWord.isEmpty ? nil : .string(newWord)),
            ("false_alarm_every_years", .double(falseAlarmYears)),
            (
                "probes",
                .array(
                    probes.map {
                        ["probe": .string($0.key), "before": .string($0.before), "after": .string($0.after)]
                    })
            ),
        ])
    }

    fileprivate init?(json: JSON) {
        guard let signal = json["signal"]?.string.flatMap(BehaviourSignal.init),
            let direction = json["direction"]?.string.flatMap(BehaviourSignal.Direction.init),
            let since = json["since"]?.timestamp, let size = json["size"]?.double
        else { return nil }
        self.init(
            signal: signal, direction: direction, since: since, scope: json["scope"]?.string ?? "all",
            falseAlarmYears: json["false_alarm_every_years"]?.double ?? .infinity,
            isLarge: json["large"]?.bool ?? false, size: size, usualSize: json["usual_size"]?.double ?? 0)
        before = json["before"].flatMap(BehaviourFacts.Spread.init(json:))
        after = json["after"].flatMap(BehaviourFacts.Spread.init(json:))
        (usualWord, newWord) = (json["usual_word"]?.string ?? "", json["new_word"]?.string ?? "")
        probes = (json["probes"]?.array ?? []).compactMap { each in
            guard let key = each["probe"]?.string, let before = each["before"]?.string,
                let after = each["after"]?.string
            else { return nil }
            return BehaviourFacts.Probe(key: key, before: before, after: after)
        }
    }
}

extension BehaviourFacts.Spread {
    fileprivate var json: JSON {
        ["median": .double(median), "tenth": .double(low), "nine_tenths": .double(high)]
    }

    fileprivate init?(json: JSON) {
        guard let median = json["median"]?.double, let low = json["tenth"]?.double,
            let high = json["nine_tenths"]?.double
        else { return nil }
        self.init(median: median, low: low, high: high)
    }
}
