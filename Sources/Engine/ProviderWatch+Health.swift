internal import Alerting
internal import Core
internal import Detection
internal import Probing

extension ProviderWatch {
    /// How long a provider is down before somebody is woken.
    static let outagePatience = Duration.seconds(120)

    /// What a closed round says to the incident of blindness; nil when the own network or a gateway explains that nothing
    /// was measured, for that is told once for all.
    func blindness(now: Timestamp, isExcused: Bool) -> Observation? {
        if let cause = health.cause, cause != .calls { return refusal(cause) }
        // It has begun to answer: what was told of it stands until that is sure.
        guard memory.refusedFor == nil else { return nil }
        let last = memory.recent.last
        let overBudget = last.map { $0.overBudget > 0 && $0.scored * 2 < $0.scheduled } ?? false
        let span = plan.interval * Memory.keptRounds
        if isExcused || memory.isBlind && now - memory.excusedAt < span { return nil }
        guard overBudget || memory.isBlind else {
            return .clear("samples have scores again")
        }
        var facts = blindFacts(overBudget ? .budgetExhausted : .noScoredSamples)
        facts.since = memory.lastScoredAt ?? closedThrough?.start ?? now
        // While the provider is down the outage wakes people; being blind is then no second page.
        let isOutage = health.state == .down || now - memory.leftDownAt < span
        let level: Observation.Level = isOutage && !overBudget ? .suspected : .firing
        return Observation(
            level: level, severity: .page, summary: facts.summary(provider: provider.name, level: level),
            facts: facts.json)
    }

    private func blindFacts(_ reason: BlindFacts.Reason) -> BlindFacts {
        var facts = BlindFacts(
            reason: reason, since: health.since, scored: memory.recent.reduce(0) { $0 + $1.scored },
            scheduled: memory.recent.reduce(0) { $0 + $1.scheduled })
        facts.lastScoredAt = memory.lastScoredAt
        facts.unscored = unscoredCauses
        facts.detail = health.status.lastFailure
        return facts
    }

    /// A provider that answers and refuses: nobody's outage, and for the owner of the key to mend.
    ///
    /// One refusal of credentials may be a mishap there, so that a second one is waited for. Credit is told at once: it is
    /// the provider's own statement, and nothing is asked for up to an hour after it.
    private func refusal(_ cause: HealthStatus.Cause) -> Observation {
        let (reason, isSure): (BlindFacts.Reason, Bool) =
            switch cause {
            case .credentials: (.credentials, health.refusals >= 2)
            case .credit: (.credit, true)
            case .requests, .calls: (.requests, true)
            }
        let facts = blindFacts(reason)
        let level: Observation.Level = isSure ? .firing : .suspected
        return Observation(
            level: level, severity: .page, summary: facts.summary(provider: provider.name, level: level),
            facts: facts.json)
    }

    /// What the health plane says to the incident of blindness between rounds; nil while it says nothing new.
    mutating func refusal(now: Timestamp, _ step: inout WatchStep) -> Observation? {
        if let cause = health.cause, cause != .calls {
            if memory.refusedFor != cause {
                memory.refusedFor = cause
                step.isChanged = true
            }
            return refusal(cause)
        }
        guard memory.refusedFor != nil, health.state == .up || health.state == .down else { return nil }
        memory.refusedFor = nil
        step.isChanged = true
        return .clear(
            health.state == .up
                ? BlindFacts.recoverySummary(provider: provider.name, lasting: now - health.since)
                : "\(provider.name) no longer refuses what it is asked: its calls fail")
    }

    private var unscoredCauses: [BlindFacts.Cause] {
        var counts = [Int](repeating: 0, count: Outcome.allCases.count)
        for status in memory.lasts.values {
            if let outcome = status.lastOutcome, status.lastScore == nil,
                let index = Outcome.allCases.firstIndex(of: outcome)
            {
                counts[index] += 1
            }
        }
        return zip(Outcome.allCases, counts).filter { $0.1 > 0 }.sorted { $0.1 > $1.1 }
            .map { BlindFacts.Cause(outcome: $0.0.rawValue, count: $0.1) }
    }

    /// What the health plane says to the incident of an outage; nil while it neither begins nor ends.
    func outage(now: Timestamp) -> Observation? {
        let status = health.status
        switch (status.state, status.cause) {
        case (.up, _):
            // Well for as long as it takes to believe it: a provider that comes and goes is one incident.
            guard now - status.since >= recoveryPatience else { return nil }
            return .clear(OutageFacts.recoverySummary(provider: provider.name, lasting: now - status.since))
        case (.unknown, _), (.degraded, _): return nil
        case (.down, .credentials), (.down, .credit), (.down, .requests):
            return .clear("\(provider.name) answers, and refuses what it is asked")
        case (.down, .calls), (.down, nil):
            let asked = memory.lasts.values.filter { ($0.lastAt ?? .distantPast) >= status.since }
            let calls = asked.count { $0.lastOutcome?.plane != Outcome.Plane.none }
            let failed = asked.count { $0.lastOutcome?.plane == .health }
            var facts = OutageFacts(since: status.since, failedCalls: failed, calls: calls)
            facts.lastFailure = status.lastFailure
            facts.lastSuccessAt = memory.lastScoredAt
            facts.failures = unscoredCauses.map { OutageFacts.Failure(code: $0.outcome, count: $0.count) }
            // Three failures in a row and silence are no outage yet: a call has to fail also after the patience is over.
            let failedAgain = memory.lasts.values.contains {
                $0.lastOutcome?.plane == .health && ($0.lastAt ?? .distantPast) >= status.since + Self.outagePatience
            }
            let level: Observation.Level = failedAgain ? .firing : .suspected
            return Observation(
                level: level, severity: .page, summary: facts.summary(provider: provider.name, level: level),
                facts: facts.json)
        }
    }

    /// The health plane is red.
    var isDown: Bool { health.state == .down }

    /// When a provider that is up again has been so for long enough to believe it.
    var outageWake: Timestamp? {
        health.state == .up ? health.since + recoveryPatience : nil
    }

    /// Two rounds without falling back, at least the patience of an outage.
    private var recoveryPatience: Duration { max(Self.outagePatience, plan.interval * 2) }
}
