internal import Statistics

extension Watch {
    /// A slot of its own, or extra calls in the slot under way: those are evidence, but never baseline.
    enum Turn { case slot(round: Int, bin: Int?), burst }

    /// What became of the alert in a step.
    enum Change: Equatable { case none, opened, resolved(Alert) }

    /// Steps every component, the alert and the learning.
    mutating func step(_ table: SlotTable, _ turn: Turn, pageThreshold: Double) -> Change {
        openSlot(turn)
        let hourly = expectations
        let steps = scopeSteps(table, hourly)
        stepComponents(steps)
        stepShadows(steps[0], table, hourly)
        if case .slot = turn, steps[0].calls > 0 {
            past.add(
                shortfall: steps[0].expected - steps[0].observed, variance: steps[0].variance, calls: steps[0].calls)
        }
        mix()
        let change = stepAlert(table, hourly, pageThreshold: pageThreshold)
        if case .slot = turn, !table.isEmpty { learn(table, steps, hourly) }
        return change
    }

    private mutating func openSlot(_ turn: Turn) {
        switch turn {
        case .burst: bursts += 1
        case .slot(let round, let bin):
            slot += 1
            bursts = 0
            self.round = round
            self.bin = bin
            for index in components.indices { components[index].cusum.openSlot(cap: Tuning.slotCap) }
            for index in shadows.indices { shadows[index].openSlot(cap: Tuning.slotCap) }
        }
    }

    private func scopeSteps(_ table: SlotTable, _ baselines: [Baseline]) -> [ScopeStep] {
        var steps = [ScopeStep](repeating: ScopeStep(), count: roster.scopes.count)
        for probe in baselines.indices {
            let scores = table[probe]
            if scores.isEmpty { continue }
            let own = probeStep(scores, baselines[probe])
            steps[0].add(own)
            if let scope = roster.categoryScope[probe] { steps[scope].add(own) }
            if let scope = roster.probeScope[probe] { steps[scope].add(own) }
        }
        return steps
    }

    private func probeStep(_ scores: ArraySlice<Double>, _ baseline: Baseline) -> ScopeStep {
        var step = ScopeStep()
        if baseline.isReady {
            for score in scores {
                step.increments += baseline.logValues(score)
                step.observed += score
            }
            step.calls = scores.count
            step.variance = baseline.variance * Double(scores.count)
            step.expected = baseline.mean * Double(scores.count)
            step.length = baseline.information * Double(scores.count) / baseline.tally.calls
        }
        if baseline.standing == .learning {
            for score in scores {
                let residual = baseline.residualWeight * (baseline.mean - score)
                step.residual += residual
                step.residualSquares += residual * residual
            }
        }
        return step
    }

    private mutating func stepComponents(_ steps: [ScopeStep]) {
        for (index, place) in roster.places.enumerated() {
            let step = steps[place.scope]
            guard step.calls > 0 else { continue }
            var component = components[index]
            if component.cusum.restartsNext { component.reset(slot: slot, round: round) }
            component.cusum.step(
                step.increments[place.effect] / designEffects[place.scope][place.effect],
                relativeLength: step.length / readyInformation[place.scope])
            component.observed += step.observed
            component.expected += step.expected
            components[index] = component
        }
    }

    private mutating func stepShadows(_ all: ScopeStep, _ table: SlotTable, _ baselines: [Baseline]) {
        var step = all
        for probe in baselines.indices where table.missed[probe] > 0 && baselines[probe].isReady {
            let calls = Double(table.missed[probe])
            step.increments += baselines[probe].ofZero * calls
            step.length += baselines[probe].information * calls / baselines[probe].tally.calls
            step.calls += table.missed[probe]
        }
        guard step.calls > 0 else { return }
        for index in shadows.indices {
            let effect = roster.places[index].effect
            shadows[index].step(
                step.increments[effect] / designEffects[0][effect], relativeLength: step.length / readyInformation[0])
        }
    }
}

extension ScopeStep {
    /// Adds what a probe brings.
    mutating func add(_ other: ScopeStep) {
        increments += other.increments
        length += other.length
        observed += other.observed
        expected += other.expected
        calls += other.calls
        variance += other.variance
        residual += other.residual
        residualSquares += other.residualSquares
    }
}
