internal import Core
internal import Detection
internal import Probing

extension ProviderWatch {
    /// The provider in both planes, as it stands.
    func status(now: Timestamp) -> ProviderStatus {
        let baselines = Dictionary(uniqueKeysWithValues: detector.baselines().map { ($0.probe.key, $0) })
        var result = ProviderStatus(
            name: provider.name, api: provider.api, model: provider.model, labels: provider.labels,
            health: health.status,
            quality: quality, breaker: breaker.status, inFlight: lane.inFlight - paced.count,
            queued: lane.queued + paced.count,
            spentToday: spending.today(now: now), budget: provider.budget, counters: counters,
            lastScoredAt: memory.lastScoredAt,
            probes: orderedProbes.map { probe in
                var status =
                    memory.lasts[probe.key]
                    ?? ProbeStatus(key: probe.key, version: probe.version, category: probe.category)
                status.version = probe.version
                status.category = probe.category
                if let baseline = baselines[WatchedProbe(probe, model: provider.model).key], baseline.calls > 0 {
                    status.baseline = baseline.mean
                    status.baselineScores = baseline.calls
                    status.baselineStanding = baseline.standing
                }
                return status
            })
        result.calling = calling(now)
        result.pools = memory.pools.status
        result.staleness = stalenessStatus
        result.agreement = agreementStatus
        result.shows = modelStatus
        result.pairs = agreement.pairs.keys.sorted().compactMap { name in agreement.pairs[name]?.status(with: name) }
        result.suites = detector.suites
        result.calibration = detector.readiness
        result.behaviour = behaviourStatus
        result.sampling = samplingStatus
        return result
    }

    private func calling(_ now: Timestamp) -> CallingStatus {
        var calling = CallingStatus()
        (calling.places, calling.configuredPlaces) = (concurrency.places, concurrency.ceiling)
        calling.limits = RateLimits.Kind.allCases.compactMap { kind in
            pacing.known(kind, now: now).map {
                CallingStatus.Limit(kind: kind, limit: $0.limit, remaining: $0.remaining)
            }
        }
        switch pacing.ask(tokens: 0, deadline: .distantFuture, now: now) {
        case .send: break
        case .wait(let until), .refuse(let until): calling.wait = until - now
        }
        calling.paced = paced.count
        calling.retryLeft = retryBudget.left
        calling.breakerOpenUntil = breaker.openUntil
        return calling
    }

    private var quality: QualityStatus {
        let verdict = detector.verdict
        let present = memory.present
        var learned = plan.detector.calibrationSlots
        let needed = plan.detector.calibrationSlots
        if case .calibrating(let slots, _) = verdict.phase { learned = min(slots, needed) }
        return QualityStatus(
            level: qualityLevel(verdict), learnedRounds: learned, neededRounds: needed, score: present.score,
            baseline: verdict.phase.isWatching ? present.expected : nil,
            logEvidence: verdict.phase.isWatching ? verdict.logEvidence : nil, threshold: verdict.thresholds.page,
            falseAlarmYears: verdict.phase.isWatching ? verdict.falseAlarmYears : nil)
    }
}
