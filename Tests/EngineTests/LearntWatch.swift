import Core
import Statistics

@testable import Detection
@testable import Engine

/// The watch of one provider with six probes in two categories: all is learnt, nothing is under way, and a slot was stepped
/// just now. Its machines are moved by hand.
struct LearntWatch {
    var watch: ProviderWatch
    /// What the last event asked for.
    var step: WatchStep
    let now: Timestamp
    let slot: RoundRecord

    /// A watch whose answers were all right for six hours; nil where it stepped no slot in that time.
    init?(_ sampling: SamplingPolicy = .adaptive, secrets: [Secret] = []) {
        var plan = Plans.plan([Plans.provider("a")], probes: Plans.probes(6), sampling: sampling)
        plan.redactor = Redactor(secrets)
        var world = World(plan: plan, seed: 601) { _, _ in Behaviour(skill: 1) }
        world.run(for: .seconds(6 * 3_600))
        while world.engine.watches[0].detector.slot == 0, world.now < world.start + .seconds(8 * 3_600) {
            world.run(for: .seconds(20))
        }
        watch = world.engine.watches[0]
        step = WatchStep(world.engine.commons)
        now = world.now
        guard let slot = watch.closedSlot?.record, watch.detector.slot == 1 else { return nil }
        self.slot = slot
    }

    /// Evidence of a loss in every scope, to which the slot may add; nats.
    mutating func stir(_ level: Double) {
        for index in watch.detector.watch.components.indices {
            watch.detector.watch.components[index].cusum = ShrunkenCUSUM(
                level: level, relativeLength: 0, ceiling: level + Tuning.slotCap)
        }
        watch.detector.watch.mix()
    }

    /// An alert on a scope, whose fall began in a round.
    mutating func alert(_ scope: Scope, since round: Round) {
        let start = Int(round.start.microseconds)
        watch.detector.watch.alert = Alert(
            scope: scope, openedSlot: 1, openedRound: start, startSlot: 1, startRound: start, loss: 0.5, effect: 0.6,
            logEvidence: 12, peakLogEvidence: 12, observed: 1, expected: 2, isCreeping: nil, recovery: 0)
    }

    /// The round that began so many before the slot that was stepped last.
    func round(before count: Int) -> Round { Round(start: slot.round.start - .seconds(900) * count) }

    /// Shows the watch a model so many times.
    mutating func show(_ model: String, times: Int) {
        for number in 0..<times {
            let witness = Witness(sample: RecordID(of: [model, "\(number)"]), probe: "sums/sum-0", at: now)
            let shown = Completion.Fingerprint(model: model)
            watch.hearModel(now: now, &step) { model, ground in
                model.heard(ModelWatch.Sighting(witness: witness, fingerprint: shown), ground: ground)
            }
        }
    }

    /// The step since the last time.
    mutating func taken() -> WatchStep {
        defer { step = WatchStep(step.commons) }
        return step
    }
}
