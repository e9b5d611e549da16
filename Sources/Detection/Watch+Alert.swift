internal import Glibc
internal import Statistics

extension Watch {
    /// Opens the alert at the threshold; once open, gathers evidence of recovery until there is enough.
    mutating func stepAlert(_ table: SlotTable, _ hourly: [Baseline], pageThreshold: Double) -> Change {
        guard var open = alert else {
            guard logEvidence >= pageThreshold else { return .none }
            alert = newAlert()
            return .opened
        }
        open.peakLogEvidence = max(open.peakLogEvidence, logEvidence)
        if open.scope == .all, slot - open.openedSlot <= Tuning.onsetSlots { open.isCreeping = isCreeping }
        open.recovery = cusumStep(open.recovery, recoveryIncrement(table, open, hourly), cap: Tuning.slotCap)
        guard open.recovery >= Tuning.recovered else {
            alert = open
            return .none
        }
        open.resolvedRound = round
        close()
        return .resolved(open)
    }

    /// Ends the alert and starts all evidence and learning anew, keeping the baselines.
    mutating func close() {
        alert = nil
        resetComponents()
        mix()
        dropLearning()
    }

    /// Whether the loss of all probes came little by little, as far as it is known now.
    private var isCreeping: Bool? { past.isCreeping(designEffect: designEffects[0][0]) }

    private func newAlert() -> Alert {
        let place = roster.places[leader]
        let component = components[leader]
        return Alert(
            scope: roster.scopes[place.scope], openedSlot: slot, openedRound: round, startSlot: component.startSlot,
            startRound: component.startRound, loss: component.loss(effect: Tuning.effects[place.effect]),
            effect: Tuning.effects[place.effect], logEvidence: logEvidence, peakLogEvidence: logEvidence,
            observed: component.observed, expected: component.expected,
            isCreeping: place.scope == 0 ? isCreeping : nil, recovery: 0)
    }

    /// Log e-value of "most of the loss is still there", over the calls of the alert's scope.
    private func recoveryIncrement(_ table: SlotTable, _ alert: Alert, _ baselines: [Baseline]) -> Double {
        guard let scope = roster.scopes.firstIndex(of: alert.scope) else { return 0 }
        var sum = 0.0
        for probe in roster.members[scope] where baselines[probe].isReady {
            let (mean, variance) = (baselines[probe].mean, baselines[probe].variance)
            let degraded = mean * (1 - Tuning.recoveryShare * alert.loss)
            let degradedVariance = variance * (degraded * (1 - degraded)) / (mean * (1 - mean))
            let bet = min((mean - degraded) / degradedVariance, 0.95 / degraded)
            for score in table[probe] { sum += log(1 + bet * (score - degraded)) }
        }
        return sum / designEffects[scope][1]
    }
}
