internal import Core
internal import Dialects
internal import Probing

/// Sentinels: questions beside those of the suites, which belong to no round and say nothing of health or quality.
extension ProviderWatch {
    /// A round begins: its sentinels are laid over it, as far as the day's tokens for them reach. What is left of an
    /// earlier round is let go.
    mutating func planSentinels(_ round: Round, now: Timestamp, _ step: inout WatchStep) {
        var planned = model.sentinels.plan(interval: plan.interval, at: now).map(\.key)
        // What may be spent must not be forgotten: it is a limit.
        if !planned.isEmpty { step.isChanged = true }
        if asksInventory { planned.append(SentinelProbes.inventory.key) }
        sentinels = schedule.due(round, provider: provider.name, probes: planned).filter { $0.at >= now }
    }

    /// The server tells which model it serves, and was not found to keep it to itself.
    private var asksInventory: Bool { Dialects.named(provider.api)?.inventory != nil && model.inventory.isAsked }

    /// A sentinel that is due; nil for what is none, or no longer asked.
    func sentinel(_ key: String) -> Probe? {
        model.sentinels.asked[key] ?? (key == SentinelProbes.inventory.key ? SentinelProbes.inventory : nil)
    }

    /// Whom a probe asks: the provider as it is configured, or its server.
    func addressee(of probe: Probe) -> Provider {
        guard probe.key == SentinelProbes.inventory.key, let inventory = Dialects.named(provider.api)?.inventory else {
            return provider
        }
        var server = provider
        (server.api, server.options) = (inventory.name, ["model": .string(provider.model)])
        server.stream = false
        return server
    }

    /// Offers the sentinels that are due, to a provider that is well: no other is asked what it can do without.
    mutating func offerSentinels(now: Timestamp, _ step: inout WatchStep) {
        while let due = sentinels.first, due.at <= now {
            sentinels.removeFirst()
            if breaker.status == .closed, !isDown { offer(due, now: now, &step) }
        }
    }

    /// A sentinel is finished.
    mutating func noteSentinel(
        _ asking: Asking, _ sample: Sample, _ answer: Completion?, now: Timestamp, _ step: inout WatchStep
    ) {
        guard asking.probe.key != SentinelProbes.inventory.key else {
            let witness = Witness(sample: sample.id, probe: sample.probe, at: now)
            return hearModel(now: now, &step) { model, ground in
                model.heard(inventory: answer?.text, outcome: sample.outcome, in: witness, ground: ground)
            }
        }
        model.sentinels.answered(
            asking.probe, asked: asking.question.rendered.messages.last?.content ?? "", answer,
            outcome: sample.outcome, attempts: sample.attempts)
    }
}
