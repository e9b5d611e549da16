package import Core
internal import Detection
internal import Engine
internal import Settings

/// What a backtest found, beside what the store knows.
package struct BacktestReport: Sendable {
    /// One provider's part.
    struct Part: Sendable {
        var provider: String
        var samples: Int
        var rounds: Int
        /// From one round to the next, as the history shows it.
        var interval: Duration
        /// Log evidence that pages, in nats.
        var threshold: Double
        /// When its first and its last sample finished.
        var first: Timestamp
        var last: Timestamp
        /// In the order of their detection.
        var falls: [BacktestFall]
    }

    let settings: DetectionSettings
    /// Providers that share the budget of false alarms.
    let providers: Int
    let since: Timestamp?
    let until: Timestamp?
    /// There was a store with incidents to compare with.
    package let isCompared: Bool
    /// By provider.
    let parts: [Part]

    package var samples: Int { parts.reduce(0) { $0 + $1.samples } }
    package var rounds: Int { parts.reduce(0) { $0 + $1.rounds } }
    /// False alarms of quality in a year that the settings allow each provider.
    var falseAlarmsPerProvider: Double {
        AlarmBudget(perYear: settings.falseAlarmsPerYear, providers: providers).perProvider(.quality)
    }
    /// Something is not as the store has it.
    package var differs: Bool { isCompared && parts.contains { $0.falls.contains { !$0.isSame } } }

    /// `incidents` are those of the store; nil where there is none to compare with.
    init(
        settings: DetectionSettings, providers: Int, since: Timestamp?, until: Timestamp?,
        backtests: [ProviderBacktest], incidents: [Incident]?
    ) {
        self.settings = settings
        self.providers = providers
        self.since = since
        self.until = until
        isCompared = incidents != nil
        let stored = (incidents ?? []).compactMap(StoredFall.init)
        parts = backtests.compactMap { backtest in
            guard let first = backtest.firstSampleAt, let last = backtest.lastSampleAt else { return nil }
            // What the daemon told of before the history begins cannot be found in it.
            let known = stored.filter {
                $0.provider == backtest.provider && $0.detectedAt >= first && $0.detectedAt < until ?? .distantFuture
            }
            let falls = BacktestFall.compare(backtest.incidents, known.map { $0.asOf(until) })
            return Part(
                provider: backtest.provider, samples: backtest.samples, rounds: backtest.rounds,
                interval: .microseconds(Int64(backtest.settings.roundSeconds * 1e6)),
                threshold: backtest.settings.thresholds.page, first: first, last: last,
                falls: falls.filter { $0.detectedAt >= since ?? .distantPast })
        }
    }
}

extension StoredFall {
    /// The fall as it stood at a moment: not resolved yet when that came later.
    fileprivate func asOf(_ moment: Timestamp?) -> StoredFall {
        var fall = self
        if let moment, let resolvedAt, resolvedAt >= moment { fall.resolvedAt = nil }
        return fall
    }
}

extension BacktestReport {
    /// The same for machines.
    package var json: JSON {
        [
            "settings": [
                "false_alarms_per_year": .double(settings.falseAlarmsPerYear),
                "calibration_rounds": .int(settings.calibrationRounds),
                "sampling": .string(settings.sampling.rawValue),
            ],
            "since": .optional(since?.description), "until": .optional(until?.description),
            "samples": .int(samples), "rounds": .int(rounds),
            "budget": ["providers": .int(self.providers), "quality_per_provider": .double(falseAlarmsPerProvider)],
            "compared": .bool(isCompared), "differs": .bool(differs), "providers": .array(parts.map(json)),
        ]
    }

    private func json(_ part: Part) -> JSON {
        [
            "provider": .string(part.provider), "samples": .int(part.samples), "rounds": .int(part.rounds),
            "interval_seconds": .double(part.interval.inSeconds), "threshold": .double(part.threshold),
            "first_sample_at": .string("\(part.first)"), "last_sample_at": .string("\(part.last)"),
            "incidents": .array(part.falls.map { json($0, interval: part.interval) }),
        ]
    }

    private func json(_ fall: BacktestFall, interval: Duration) -> JSON {
        .compact([
            ("found", fall.found?.json ?? .null), ("stored", isCompared ? fall.stored?.json ?? .null : nil),
            ("change", isCompared ? change(fall, interval: interval) : nil),
        ])
    }

    private func change(_ fall: BacktestFall, interval: Duration) -> JSON {
        var members: [(String, JSON)] = [("is", .string(fall.change.word))]
        if let by = fall.change.length {
            members += [("seconds", .double(by.inSeconds)), ("rounds", .int(by.rounds(of: interval)))]
        }
        if fall.found != nil, fall.stored != nil {
            members += [("dated_alike", .bool(fall.isDatedAlike)), ("resolved_alike", .bool(fall.isResolvedAlike))]
        }
        return .object(members)
    }
}

extension BacktestFall.Change {
    /// `same`, `earlier`, `later`, `new`, `gone`.
    fileprivate var word: String {
        switch self {
        case .same: "same"
        case .earlier: "earlier"
        case .later: "later"
        case .new: "new"
        case .gone: "gone"
        }
    }

    /// By how much it was noticed earlier or later.
    fileprivate var length: Duration? {
        switch self {
        case .same, .new, .gone: nil
        case .earlier(let by), .later(let by): by
        }
    }
}

extension Duration {
    /// How many rounds it is, to the nearest.
    fileprivate func rounds(of interval: Duration) -> Int {
        Int((inSeconds / max(interval.inSeconds, 1e-6)).rounded())
    }
}

extension BacktestIncident {
    fileprivate var json: JSON {
        [
            "since": .string("\(since)"), "detected_at": .string("\(detectedAt)"),
            "delay_rounds": .int(delayRounds), "delay_seconds": .double(delay.inSeconds),
            "resolved_at": .optional(resolvedAt?.description), "scope": .string(scope), "loss": .double(loss),
            "observed": .double(observed), "expected": .double(expected), "log_evidence": .double(logEvidence),
            "false_alarm_every_years": .double(falseAlarmYears), "evidence": .string(evidence),
        ]
    }
}

extension StoredFall {
    fileprivate var json: JSON {
        [
            "incident": .string("\(incident)"), "since": .string("\(since)"), "detected_at": .string("\(detectedAt)"),
            "resolved_at": .optional(resolvedAt?.description), "loss": .double(loss),
            "log_evidence": .double(logEvidence),
        ]
    }
}
