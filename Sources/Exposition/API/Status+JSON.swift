package import Core

extension Status {
    /// What `/api/v1/status` answers and `plummet status --json` prints.
    package var json: JSON {
        [
            "now": .string("\(now)"), "started_at": .string("\(startedAt)"), "vantage": .string(vantage),
            "interval_seconds": .double(interval.inSeconds), "providers": .array(providers.map(\.json)),
            "incidents": .array(incidents.map(\.json)), "sinks": .array(sinks.map(\.json)),
            "telemetry": telemetry?.json ?? .null, "reload": reload.json,
            "troubles": .array(troubles.map(JSON.string)), "pace": pace.json, "alarm_budget": alarmBudget.json,
            "unreachable": .array(unreachable.map(\.json)),
        ]
    }
}

extension ReloadStatus {
    var json: JSON {
        [
            "succeeded": .bool(succeeded), "succeeded_at": .string("\(succeededAt)"),
            "attempted_at": .string("\(attemptedAt)"), "diagnostics": .array(diagnostics.map(\.json)),
        ]
    }
}

extension Diagnostic {
    var json: JSON {
        [
            "severity": .string(severity.rawValue), "path": .string(path), "line": .int(line), "column": .int(column),
            "problem": .string(problem), "instead": .string(instead),
        ]
    }
}

extension ProviderStatus {
    var json: JSON {
        [
            "name": .string(name), "api": .string(api), "model": .string(model),
            "labels": .object(labels.map { ($0.0, .string($0.1)) }), "health": health.json, "quality": quality.json,
            "breaker": .string(breaker.rawValue), "in_flight": .int(inFlight), "queued": .int(queued),
            "spent_today": [
                "requests": .int(spentToday.requests), "tokens": .int(spentToday.tokens),
                "usd": .double(spentToday.money.dollars),
            ],
            "budget": [
                "requests": .optional(budget.requests), "tokens": .optional(budget.tokens),
                "usd": .optional(budget.money?.dollars),
            ],
            "calling": calling.json, "pools": .array(pools.map(\.json)), "counters": counters.json,
            "staleness": staleness.json, "agreement": agreement.json, "shows": shows.json,
            "calibration": calibration.json, "pairs": .array(pairs.map(\.json)),
            "behaviour": behaviour.json,
            "sampling": sampling.json,
            "last_scored_at": .optional(lastScoredAt?.description),
            "suites": .array(suites.map(\.json)), "probes": .array(probes.map(\.json)),
        ]
    }
}

extension AlarmBudgetStatus {
    var json: JSON {
        [
            "false_alarms_per_year": .double(perYear), "providers": .int(providers),
            "kinds": .array(
                parts.map {
                    [
                        "kind": .string($0.kind.rawValue), "per_year": .double($0.perYear),
                        "per_provider": .double($0.perProvider),
                    ]
                }),
        ]
    }
}

extension SamplingStatus {
    var json: JSON {
        [
            "policy": isAdaptive ? "adaptive" : "full", "asked": .optional(asked),
            "extra_calls_under_way": .int(extrasUnderWay),
        ]
    }
}

extension SuiteStatus {
    var json: JSON {
        ["suite": .string(name), "probes": .int(probes), "budget_share": .double(budgetShare)]
    }
}

extension AgreementStatus {
    var json: JSON { ["inconsistent": .bool(isInconsistent), "ways": .array(words.map(JSON.string))] }
}

extension BehaviourStatus {
    var json: JSON {
        [
            "signals": .object(signals.map { ($0.signal.rawValue, .string($0.phase.rawValue)) }),
            "shifts": .array(shifts.map(JSON.string)),
            "accepted": .array(
                accepted.map {
                    [
                        "signal": .string($0.signal.rawValue), "at": .string($0.at.description),
                        "what": .string($0.words),
                    ]
                }),
        ]
    }
}

extension StalenessStatus {
    var json: JSON {
        [
            "stale_since": .optional(staleSince?.description), "stale": .int(stale), "answers": .int(answers),
            "tell_tales": .object(zip(TellTale.allCases, counts).map { ($0.rawValue, .int($1)) }),
        ]
    }

    /// For people; nil while answers are fresh.
    var words: String? {
        guard staleSince != nil else { return nil }
        return stale > 0 ? "\(grouped(stale)) of \(grouped(answers)) answers" : "probably"
    }
}

extension HealthStatus {
    var json: JSON {
        [
            "state": .string(state.rawValue), "since": .string("\(since)"), "success_ratio": .optional(successRatio),
            "last_failure": .string(lastFailure), "cause": .optional(cause?.rawValue),
        ]
    }
}

extension QualityStatus {
    var json: JSON {
        [
            "level": .string(level.rawValue), "score": .optional(score), "baseline": .optional(baseline),
            "log_evidence": .optional(logEvidence), "threshold": .double(threshold),
            "false_alarm_every_years": .optional(falseAlarmYears), "learned_rounds": .int(learnedRounds),
            "needed_rounds": .int(neededRounds),
        ]
    }
}

extension SampleCounters {
    var json: JSON {
        [
            "samples": .object(zip(Outcome.allCases, samples).map { ($0.rawValue, .int($1)) }),
            "requests": .int(requests), "retries": .int(retries), "extra_samples": .int(extras),
            "input_tokens": .int(inputTokens),
            "output_tokens": .int(outputTokens), "usd": .double(money.dollars),
            "extractions": .array(
                extractions.map {
                    ["category": .string($0.category), "step": .string($0.step), "count": .int($0.count)]
                }),
        ]
    }
}

extension ProbeStatus {
    var json: JSON {
        [
            "probe": .string(key), "version": .string(version), "category": .string(category),
            "last_outcome": .optional(lastOutcome?.rawValue), "last_score": .optional(lastScore),
            "last_at": .optional(lastAt?.description), "last_sample": .optional(lastSample?.description),
            "baseline": .optional(baseline),
        ]
    }
}

extension SinkStatus {
    var json: JSON {
        [
            "name": .string(name), "waiting": .int(waiting), "oldest_waiting": .optional(oldestWaiting?.description),
            "delivered": .int(delivered), "failed_attempts": .int(failedAttempts), "last_error": .string(lastError),
        ]
    }
}

extension TelemetryStatus {
    var json: JSON {
        [
            "waiting": .int(waiting), "oldest_waiting": .optional(oldestWaiting?.description),
            "exported": .int(exported), "dropped": .int(dropped), "rejected_spans": .int(rejectedSpans),
            "lost": .int(lost), "failed_attempts": .int(failedAttempts), "last_error": .string(lastError),
        ]
    }
}
