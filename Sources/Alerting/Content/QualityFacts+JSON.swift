package import Core

extension QualityFacts {
    /// As the incident stores it and the alert tells it.
    package var json: JSON {
        .compact([
            ("since", since.json), ("since_earliest", sinceEarliest?.json), ("since_latest", sinceLatest?.json),
            ("onset", onset.map { .string($0.rawValue) }), ("scope", .string(scope)), ("loss", .double(loss)),
            ("observed", .double(observed)),
            ("expected", .double(expected)),
            ("evidence", evidence.json), ("silent", .bool(silent)), ("health", health.json),
            ("carried_by", .array(shares.map(\.json))), ("probes", .array(probes.map(\.json))),
            ("fingerprint", .array(fingerprint.map(\.json))),
            ("examples", .compact([("before", before?.json), ("after", after?.json)])),
            ("recovery", recovery.map(JSON.double)), ("concentration", concentration?.json),
        ])
    }

    /// Reads back what `json` wrote, or nil.
    package init?(json: JSON) {
        guard let since = json["since"]?.timestamp, let scope = json["scope"]?.string, let loss = json["loss"]?.double,
            let observed = json["observed"]?.double, let expected = json["expected"]?.double,
            let evidence = json["evidence"].flatMap(Evidence.init(json:)),
            let health = json["health"].flatMap(Health.init(json:)), let silent = json["silent"]?.bool
        else { return nil }
        self.init(
            since: since, sinceEarliest: json["since_earliest"]?.timestamp,
            sinceLatest: json["since_latest"]?.timestamp,
            scope: scope, loss: loss, observed: observed, expected: expected, evidence: evidence,
            shares: (json["carried_by"]?.array ?? []).compactMap(Share.init(json:)),
            probes: (json["probes"]?.array ?? []).compactMap(Probe.init(json:)), health: health, silent: silent,
            fingerprint: (json["fingerprint"]?.array ?? []).compactMap(Change.init(json:)),
            before: json["examples"]?["before"].flatMap(Example.init(json:)),
            after: json["examples"]?["after"].flatMap(Example.init(json:)), recovery: json["recovery"]?.double,
            concentration: json["concentration"].flatMap(Concentration.init(json:)))
        onset = json["onset"]?.string.flatMap(Onset.init)
    }
}

extension QualityFacts.Evidence {
    /// Infinity is written as null.
    fileprivate var json: JSON {
        ["log": .double(log), "threshold": .double(threshold), "false_alarm_every_years": .double(falseAlarmYears)]
    }

    fileprivate init?(json: JSON) {
        guard let log = json["log"]?.double, let threshold = json["threshold"]?.double else { return nil }
        self.init(log: log, threshold: threshold, falseAlarmYears: json["false_alarm_every_years"]?.double ?? .infinity)
    }
}

extension QualityFacts.Concentration {
    /// As an alert tells it.
    package var json: JSON {
        [
            "place": .string(place), "bad": .int(bad), "answers": .int(answers), "bad_elsewhere": .int(badElsewhere),
            "answers_elsewhere": .int(answersElsewhere), "sentence": .string(sentence),
        ]
    }

    /// Reads back what `json` wrote, or nil.
    package init?(json: JSON) {
        guard let place = json["place"]?.string, let bad = json["bad"]?.int, let answers = json["answers"]?.int,
            let badElsewhere = json["bad_elsewhere"]?.int, let answersElsewhere = json["answers_elsewhere"]?.int
        else { return nil }
        self.init(
            place: place, bad: bad, answers: answers, badElsewhere: badElsewhere, answersElsewhere: answersElsewhere)
    }
}

extension QualityFacts.Share {
    fileprivate var json: JSON { ["scope": .string(scope), "share": .double(share)] }

    fileprivate init?(json: JSON) {
        guard let scope = json["scope"]?.string, let share = json["share"]?.double else { return nil }
        self.init(scope: scope, share: share)
    }
}

extension QualityFacts.Probe {
    fileprivate var json: JSON {
        [
            "probe": .string(key), "category": .string(category), "observed": .double(observed),
            "expected": .double(expected),
        ]
    }

    fileprivate init?(json: JSON) {
        guard let key = json["probe"]?.string, let category = json["category"]?.string,
            let observed = json["observed"]?.double, let expected = json["expected"]?.double
        else { return nil }
        self.init(key: key, category: category, observed: observed, expected: expected)
    }
}

extension QualityFacts.Health {
    fileprivate var json: JSON {
        .compact([
            ("state", .string(state.rawValue)), ("success_ratio", successRatio.map(JSON.double)),
            ("last_failure", lastFailure.isEmpty ? nil : .string(lastFailure)),
        ])
    }

    fileprivate init?(json: JSON) {
        guard let state = json["state"]?.string.flatMap(HealthStatus.State.init) else { return nil }
        self.init(
            state: state, successRatio: json["success_ratio"]?.double, lastFailure: json["last_failure"]?.string ?? "")
    }
}

extension QualityFacts.Change {
    /// As an alert tells it.
    package var json: JSON { ["name": .string(name), "before": .string(before), "after": .string(after)] }

    /// Reads back what `json` wrote, or nil.
    package init?(json: JSON) {
        guard let name = json["name"]?.string, let before = json["before"]?.string, let after = json["after"]?.string
        else { return nil }
        self.init(name: name, before: before, after: after)
    }
}

extension QualityFacts.Example {
    /// As every kind of facts tells its examples.
    var json: JSON {
        [
            "trace": .string("\(trace)"), "probe": .string(probe), "at": at.json, "score": .double(score),
            "answer": .string(answer), "reason": .string(reason),
        ]
    }

    /// Reads back what `json` wrote, or nil.
    init?(json: JSON) {
        guard let trace = json["trace"]?.recordID, let probe = json["probe"]?.string, let at = json["at"]?.timestamp,
            let score = json["score"]?.double, let answer = json["answer"]?.string, let reason = json["reason"]?.string
        else { return nil }
        self.init(trace: trace, probe: probe, at: at, score: score, answer: answer, reason: reason)
    }
}
