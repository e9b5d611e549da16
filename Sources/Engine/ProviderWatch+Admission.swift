internal import Core
internal import Probing

/// A provider's health and breaker before its calls began to get no connection: when that turns out to be this machine's
/// own network or a gateway, it was never the provider's fault.
struct BeforeSilence: Sendable, Equatable {
    /// When the first of them ended.
    var at: Timestamp
    var health: Health
    var breaker: Breaker
}

/// Whether a request may be sent: what guard, breaker, pacing and budgets say.
enum Leave {
    case granted(Breaker.Permit, Spending.Reservation)
    /// The provider's limits leave no room before then.
    case later(Timestamp)
    case refused(Outcome, String)
}

extension ProviderWatch {
    /// Asks all that have a say, in their order; each takes its share only when all of them agree.
    mutating func leave(
        for rendered: RenderedProbe, of probe: Probe, deadline: Timestamp, now: Timestamp, _ step: inout WatchStep
    ) -> Leave {
        var (network, admitting) = (step.commons.network, breaker)
        if case .refuse = network.admit(provider.name, now: now) {
            return .refused(.ownNetwork, "\(place(in: step)) cannot be reached; one request in a while finds out when")
        }
        guard case .send(let permit) = admitting.admit(now: now) else {
            breaker = admitting
            return step.commons.network.trouble(of: provider.name) == nil
                ? .refused(.breakerOpen, "the circuit breaker is open")
                : .refused(.ownNetwork, "\(place(in: step)) cannot be reached, and the circuit breaker is open")
        }
        let input = Spending.worstCaseInputTokens(of: rendered)
        let output = rendered.sampling.maxOutputTokens
        let (sum, overflow) = input.addingReportingOverflow(output)
        let tokens = overflow ? Int.max : sum
        switch pacing.ask(tokens: tokens, deadline: deadline, now: now) {
        case .send: break
        case .wait(let until): return .later(until)
        case .refuse: return .refused(.skipped, "the provider's rate limits leave no room before its deadline")
        }
        let share = probe.extra == nil && !probe.isSentinel ? 1 : shareForExtras(now)
        switch spending.reserve(inputTokens: input, maxOutputTokens: output, share: share, now: now) {
        case .refused(let limit):
            return .refused(.budgetExhausted, "the daily limit of \(limit.rawValue) is reached")
        case .reserved(let reservation):
            (step.commons.network, breaker) = (network, admitting)
            pacing.sent(tokens: tokens, now: now)
            return .granted(permit, reservation)
        }
    }

    /// Lets guard, breaker, health, pacing and concurrency learn how a request ended; gives what it counts as. A call
    /// that got nowhere while the own network or a gateway is in trouble is nobody's failure.
    mutating func learn(
        from reply: Reply, to asking: Asking, now: Timestamp, _ step: inout WatchStep
    ) -> Reply {
        let reach = Reach(reply.exchange)
        if reach == .unreachable, beforeSilence == nil {
            beforeSilence = BeforeSilence(at: now, health: health, breaker: breaker)
        }
        if reach == .answered { beforeSilence = nil }
        step.commons.noticed += step.commons.network.heard(provider.name, reach, now: now)
        var retryAfter: Duration?
        if case .failure(let failure) = reply.decoded { retryAfter = failure.retryAfter }
        let reply = excused(asking.isCut ? cut(reply) : reply, step)
        let outcome = reply.outcome
        // What a provider makes of a sentinel's unusual request says nothing of those that matter.
        noteHealth(
            asking.probe.isSentinel ? .skipped : outcome, reply, permit: asking.permit, retryAfter: retryAfter,
            now: now, &step)
        pacing.ended(outcome, limits: reply.limits, now: now)
        let change = concurrency.ended(
            outcome, status: reply.exchange.status, probe: asking.probe.questionKey, sentAt: asking.startedAt,
            latency: reply.exchange.phases.total, inFlight: calls.count + 1, now: now)
        if case .became(let places, _) = change {
            step.isChanged = true
            start(lane.resize(concurrency: places, capacity: Self.laneCapacity(probes.count)), now: now, &step)
        }
        return reply
    }

    private mutating func noteHealth(
        _ outcome: Outcome, _ reply: Reply, permit: Breaker.Permit, retryAfter: Duration?, now: Timestamp,
        _ step: inout WatchStep
    ) {
        let (before, stateBefore) = (breaker.status, breaker.state)
        _ = breaker.ended(permit, as: outcome, retryAfter: retryAfter, now: now)
        switch health.record(outcome, status: reply.exchange.status, at: now) {
        case .unchanged: break
        case .became(_, let from):
            if from == .down { memory.leftDownAt = now }
            step.isChanged = true
        case .blames: step.isChanged = true
        }
        if breaker.state != stateBefore { step.isChanged = true }
        if breaker.status != before {
            step.reports.append(.breaker(provider: provider.name, breaker.status))
        }
    }

    /// The reply, as nobody's failure when it got nowhere while the own network or a gateway is in trouble.
    func excused(_ reply: Reply, _ step: WatchStep) -> Reply {
        switch Reach(reply.exchange) {
        case .answered, .unknown: return reply
        case .unreachable, .silent:
            return step.commons.network.trouble(of: provider.name) == nil ? reply : reply.counting(as: .ownNetwork)
        }
    }

    /// A request that got less time than the provider is given says nothing of it when that time ran out.
    private func cut(_ reply: Reply) -> Reply { reply.outcome == .timeout ? reply.counting(as: .skipped) : reply }

    /// The calls that got no connection since a moment were nobody's failures: health and breaker are what they were
    /// before the first of them. A provider that failed before then failed for itself.
    mutating func excuse(since: Timestamp) {
        guard let before = beforeSilence, before.at >= since else { return }
        (health, breaker) = (before.health, before.breaker)
        beforeSilence = nil
    }

    private func place(in step: WatchStep) -> String {
        switch step.commons.network.trouble(of: provider.name)?.scope {
        case .gateway(let host): host
        case .network, nil: "the own network"
        }
    }
}

extension BeforeSilence {
    var json: JSON { ["at": .int(Int(at.microseconds)), "health": health.json, "breaker": breaker.json] }

    init?(json: JSON, provider: String, rootSeed: UInt64) {
        guard let at = json["at"]?.int, let health = json["health"].flatMap(Health.init(json:)),
            let breaker = json["breaker"].flatMap({ Breaker(json: $0, provider: provider, rootSeed: rootSeed) })
        else { return nil }
        self.init(at: Timestamp(microseconds: Int64(at)), health: health, breaker: breaker)
    }
}
