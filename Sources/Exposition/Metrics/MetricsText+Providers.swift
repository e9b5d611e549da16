internal import Core

extension MetricsWriter {
    /// Health and quality of each provider.
    mutating func planes(_ status: Status) {
        let providers = status.providers.map { (labels: MetricLabels(("provider", $0.name)), element: $0) }
        info(status.providers)
        each(MetricCatalogue.providerUp, providers) { up($0.health.state) }
        states(MetricCatalogue.health, "state", providers, HealthStatus.State.allCases.map(\.rawValue)) {
            $0.health.state.rawValue
        }
        causes(providers)
        each(MetricCatalogue.successRatio, providers) { $0.health.successRatio }
        each(MetricCatalogue.qualityScore, providers) { $0.quality.score }
        each(MetricCatalogue.qualityBaseline, providers) { $0.quality.baseline }
        states(MetricCatalogue.qualityLevel, "level", providers, QualityStatus.Level.allCases.map(\.rawValue)) {
            $0.quality.level.rawValue
        }
        each(MetricCatalogue.evidence, providers) { $0.quality.logEvidence }
        each(MetricCatalogue.threshold, providers) { $0.quality.threshold }
        if !providers.isEmpty {
            begin(MetricCatalogue.alarmBudget)
            for (labels, _) in providers {
                for part in status.alarmBudget.parts {
                    sample(labels.with("kind", part.kind.rawValue), part.perProvider)
                }
            }
        }
        each(MetricCatalogue.learnedRounds, providers) { Double($0.quality.learnedRounds) }
        each(MetricCatalogue.neededRounds, providers) { Double($0.quality.neededRounds) }
        each(MetricCatalogue.lastScored, providers) { $0.lastScoredAt?.seconds }
        each(MetricCatalogue.lastScoredAge, providers) { $0.lastScoredAt.map { max((status.now - $0).inSeconds, 0) } }
    }

    /// What the calls of each provider did and cost.
    mutating func calls(_ status: Status) {
        let providers = status.providers.map { (labels: MetricLabels(("provider", $0.name)), element: $0) }
        guard !providers.isEmpty else { return }
        begin(MetricCatalogue.samples)
        for (labels, provider) in providers {
            for (outcome, count) in zip(Outcome.allCases, provider.counters.samples) {
                sample(labels.with("outcome", outcome.rawValue), count)
            }
        }
        each(MetricCatalogue.extraSamples, providers) { Double($0.counters.extras) }
        each(MetricCatalogue.roundProbes, providers) { $0.sampling.asked.map(Double.init) }
        extractions(providers)
        begin(MetricCatalogue.staleAnswers)
        for (labels, provider) in providers {
            for (tellTale, count) in zip(TellTale.allCases, provider.staleness.counts) {
                let labels = labels.with("tell_tale", tellTale.rawValue)
                sample(labels.with("proof", tellTale.isProof ? "true" : "false"), count)
            }
        }
        each(MetricCatalogue.stale, providers) { $0.staleness.staleSince == nil ? 0 : 1 }
        each(MetricCatalogue.modelChanged, providers) { $0.shows.changedSince == nil ? 0 : 1 }
        each(MetricCatalogue.modelChanges, providers) { Double($0.shows.history.count) }
        behaviours(providers)
        each(MetricCatalogue.sentinelTokens, providers) { $0.shows.sentinel.map { Double($0.tokensToday) } }
        each(MetricCatalogue.sentinelEvidence, providers) { $0.shows.sentinel?.logEvidence }
        each(MetricCatalogue.requests, providers) { Double($0.counters.requests) }
        each(MetricCatalogue.retries, providers) { Double($0.counters.retries) }
        each(MetricCatalogue.attemptsPerSample, providers) { attemptsPerSample($0.counters) }
        states(MetricCatalogue.breaker, "state", providers, BreakerStatus.allCases.map(\.rawValue)) {
            $0.breaker.rawValue
        }
        each(MetricCatalogue.breakerOpenUntil, providers) { $0.calling.breakerOpenUntil?.seconds }
        each(MetricCatalogue.retryBudget, providers) { $0.calling.retryLeft }
        each(MetricCatalogue.concurrencyLimit, providers) { Double($0.calling.places) }
        rateLimits(status.providers)
        each(MetricCatalogue.pacingWait, providers) { $0.calling.wait.inSeconds }
        each(MetricCatalogue.paced, providers) { Double($0.calling.paced) }
        each(MetricCatalogue.inFlight, providers) { Double($0.inFlight) }
        each(MetricCatalogue.queued, providers) { Double($0.queued) }
        begin(MetricCatalogue.tokens)
        for (labels, provider) in providers {
            sample(labels.with("direction", "input"), provider.counters.inputTokens)
            sample(labels.with("direction", "output"), provider.counters.outputTokens)
        }
        each(MetricCatalogue.spend, providers) { $0.counters.money.dollars }
        budgets(status.providers)
        begin(MetricCatalogue.phases)
        for (labels, provider) in providers { histograms(labels, provider.counters) }
    }

    private mutating func behaviours(_ providers: [(labels: MetricLabels, element: ProviderStatus)]) {
        guard providers.contains(where: { !$0.element.behaviour.signals.isEmpty }) else { return }
        begin(MetricCatalogue.behaviourShifted)
        for (labels, provider) in providers {
            for each in provider.behaviour.signals where each.phase != .learning {
                sample(labels.with("signal", each.signal.rawValue), each.phase == .shifted ? 1 : 0)
            }
        }
    }

    private mutating func info(_ providers: [ProviderStatus]) {
        guard !providers.isEmpty else { return }
        begin(MetricCatalogue.providerInfo)
        for provider in providers {
            var labels = MetricLabels(("provider", provider.name), ("api", provider.api), ("model", provider.model))
            var seen: [String] = []
            for (name, value) in provider.labels {
                let clean = String(
                    decoding: name.utf8.map { (48...57).contains($0) || (97...122).contains($0 | 0x20) ? $0 : 95 },
                    as: UTF8.self)
                // Two names that differ only in what a label name cannot hold: the first one stays.
                guard !seen.contains(clean) else { continue }
                seen.append(clean)
                labels.append(custom: name, value)
            }
            sample(labels, 1)
        }
    }

    private mutating func causes(_ providers: [(labels: MetricLabels, element: ProviderStatus)]) {
        let down = providers.filter { $0.element.health.cause != nil }
        states(MetricCatalogue.downCause, "cause", down, HealthStatus.Cause.allCases.map(\.rawValue)) {
            $0.health.cause?.rawValue ?? ""
        }
    }

    private mutating func extractions(_ providers: [(labels: MetricLabels, element: ProviderStatus)]) {
        let steps = providers.flatMap { labels, provider in
            provider.counters.extractions.map {
                (labels: labels.with("category", $0.category).with("step", $0.step), element: $0.count)
            }
        }
        each(MetricCatalogue.extractions, steps) { Double($0) }
        let failures = providers.flatMap { labels, provider in
            provider.counters.extractionFailures.map {
                (labels: labels.with("category", $0.category), element: $0.count)
            }
        }
        each(MetricCatalogue.extractionFailures, failures) { Double($0) }
    }

    private mutating func rateLimits(_ providers: [ProviderStatus]) {
        let limits = providers.flatMap { provider in
            provider.calling.limits.map { limit in
                (
                    labels: MetricLabels(("provider", provider.name)).with("kind", limit.kind.rawValue),
                    element: limit
                )
            }
        }
        each(MetricCatalogue.rateLimit, limits) { $0.limit }
        each(MetricCatalogue.rateLimitRemaining, limits) { $0.remaining }
    }

    private mutating func states(
        _ family: MetricFamily, _ label: StaticString, _ providers: [(labels: MetricLabels, element: ProviderStatus)],
        _ words: [String], _ present: (ProviderStatus) -> String
    ) {
        guard !providers.isEmpty else { return }
        begin(family)
        for (labels, provider) in providers {
            let now = present(provider)
            for word in words { sample(labels.with(label, word), word == now ? 1 : 0) }
        }
    }

    private mutating func budgets(_ providers: [ProviderStatus]) {
        let kinds = providers.flatMap { provider -> [(labels: MetricLabels, element: (used: Double, limit: Double?))] in
            let labels = MetricLabels(("provider", provider.name))
            let spent = provider.spentToday
            return [
                (labels.with("kind", "requests"), (Double(spent.requests), provider.budget.requests.map(Double.init))),
                (labels.with("kind", "tokens"), (Double(spent.tokens), provider.budget.tokens.map(Double.init))),
                (labels.with("kind", "usd"), (spent.money.dollars, provider.budget.money?.dollars)),
            ]
        }
        each(MetricCatalogue.budgetUsed, kinds) { $0.used }
        each(MetricCatalogue.budgetLimit, kinds) { $0.limit }
    }

    private mutating func histograms(_ labels: MetricLabels, _ counters: SampleCounters) {
        let phases = [
            ("connect", counters.connect), ("first_byte", counters.firstByte), ("first_token", counters.firstToken),
            ("total", counters.total),
        ]
        for (phase, values) in phases {
            histogram(labels.with("phase", phase), bounds: Histogram.bounds, counts: values.counts, sum: values.sum)
        }
    }
}

private func up(_ state: HealthStatus.State) -> Double? {
    switch state {
    case .unknown: nil
    case .up, .degraded: 1
    case .down: 0
    }
}

/// Requests for each that was due: what retries multiply the load by; nil before the first.
private func attemptsPerSample(_ counters: SampleCounters) -> Double? {
    let due = counters.requests - counters.retries
    return due > 0 ? Double(counters.requests) / Double(due) : nil
}
