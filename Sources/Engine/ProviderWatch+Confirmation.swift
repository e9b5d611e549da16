internal import Core
internal import Detection
internal import Probing

/// The burst that a changed model starts: extra waves of quality probes beside the slot that was stepped last, at once, until
/// it is known whether quality followed.
extension ProviderWatch {
    /// Takes what shows something of the model; a change that is confirmed by it starts a burst.
    mutating func hearModel(
        now: Timestamp, _ step: inout WatchStep, _ hear: (inout ModelWatch, () -> QualityConfirmation.Ground) -> Bool
    ) {
        let before = model.confirmation?.began
        let ground = confirmationGround(now)
        guard hear(&model, ground) else { return }
        tellModel(now: now, &step)
        if model.isConfirming {
            if model.confirmation?.began != before { confirming.confirmed(at: now) }
            beginConfirming(now: now, &step)
        } else {
            endConfirming()
        }
    }

    /// Moves the confirmation; when that ends it, its chance is spent and its burst is over.
    mutating func settleConfirmation(now: Timestamp, _ move: (inout ModelWatch) -> Void) {
        let running = model.confirmation
        move(&model)
        guard let running, running.state == .running, !model.isConfirming else { return }
        confirming.spent(running.chance, perYear: wrongConfirmations, at: now)
        endConfirming()
    }

    /// What a confirmation begins with, should one begin now.
    private func confirmationGround(_ now: Timestamp) -> () -> QualityConfirmation.Ground {
        let (detector, means, perYear) = (detector, confirming, wrongConfirmations)
        return {
            let baselines = detector.baselines()
            let others = Double(max(baselines.count - 1, 1))
            return QualityConfirmation.Ground(
                baselines: baselines, correlation: min(max(detector.designEffect(.all) - 1, 0) / others, 1),
                chance: means.chance(perYear: perYear, at: now))
        }
    }

    /// Wrong "quality followed" that are allowed in a year: half of the provider's budget for its model.
    private var wrongConfirmations: Double { plan.detector.beside(.model, series: 2).falseAlarmsPerYear }

    /// Begins a wave beside the slot that was stepped last, unless one is under way.
    private mutating func beginConfirming(now: Timestamp, _ step: inout WatchStep) {
        guard burst == nil, wantsConfirmingWave(now), let slot = closedSlot else { return }
        beginWave(of: slot.record, number: slot.waves + 1, now: now, &step)
    }

    /// A wave is wanted for the confirmation, and there is time for it before the next slot is stepped.
    func wantsConfirmingWave(_ now: Timestamp) -> Bool {
        guard confirming.waves > 0, model.isConfirming, detector.openAlert == nil, !isDraining else { return false }
        guard let open = rounds.first else { return true }
        return agenda.last { $0.round == open.round }?.at ?? .distantPast >= now + schedule.waveSpan
    }

    /// What was not asked yet is not asked any more.
    private mutating func endConfirming() {
        confirming.end()
        if let wave = burst, wave.reason == .changedModel, !wave.due.isEmpty { burst = nil }
    }

    /// A wave of the burst is in: the confirmation takes its scores.
    mutating func closeModel(
        _ wave: BurstInProgress, _ verdict: DetectorVerdict, now: Timestamp, _ step: inout WatchStep
    ) {
        guard wave.reason == .changedModel else { return }
        let (beside, alert) = (wave.round.start + plan.interval, alerted(verdict))
        settleConfirmation(now: now) { $0.close(wave.scores, start: beside, isWave: true, alert: alert, at: now) }
        tellModel(now: now, &step)
    }
}
