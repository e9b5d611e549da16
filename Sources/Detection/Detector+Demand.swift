internal import Statistics

extension Detector {
    /// How many calls are worth making: a third of the probes while nothing stirs, all from 0.7 nats on, extra ones
    /// at once from 2 nats on, as long as the slot can still gain by them and at most 8 times a slot. While an alert
    /// is open nothing more needs to be proved in a hurry: every probe once a slot.
    package var demand: Demand {
        guard calibration == nil, watch.alert == nil else { return .full }
        let leader = watch.leader
        if watch.logEvidence >= Tuning.burstTrigger, watch.bursts < Tuning.mostBursts,
            !watch.components[leader].cusum.isAtCeiling
        {
            return .burst(extras(scope: watch.roster.places[leader].scope))
        }
        let needsAll = watch.logEvidence >= Tuning.fullTrigger || watch.baselines.contains { $0.standing == .warming }
        return needsAll ? .full : .light
    }

    /// Most probes that `wave` asks.
    package static let widestWave = 64

    /// A wave of extra calls that looks at everything: every probe with a baseline once; where there are more than
    /// `widestWave`, every second, third, … of them, from one wave (counted from 1) to the next other ones.
    package func wave(_ number: Int) -> [Demand.Extra] {
        guard calibration == nil else { return [] }
        let ready = probes.indices.filter { watch.baselines[$0].isReady }
        let stride = (ready.count + Self.widestWave - 1) / Self.widestWave
        return ready.enumerated().filter { $0.offset % max(stride, 1) == number % max(stride, 1) }
            .map { Demand.Extra(key: probes[$0.element].key, calls: 1) }
    }

    /// Each probe once for all; four times in a category; eight times alone.
    private func extras(scope: Int) -> [Demand.Extra] {
        let members = watch.roster.members[scope]
        let calls = scope == 0 ? 1 : members.count == 1 ? 8 : 4
        return members.map { Demand.Extra(key: probes[$0].key, calls: calls) }
    }
}
