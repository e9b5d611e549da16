package import Core

/// A probe's baseline as people see it.
package struct ProbeBaseline: Sendable, Equatable {
    /// The probe it belongs to.
    package var probe: WatchedProbe
    /// In (0, 1), with half a success and half a failure added.
    package var mean: Double
    /// Calls it rests on; `Int.max` for a mean that is known exactly.
    package var calls: Int
    /// What it is doing.
    package var standing: BaselineStanding
}

extension Detector {
    /// The baseline of every probe, in the order of the series.
    package func baselines() -> [ProbeBaseline] {
        let current = calibration?.closed(unready: .warming).baselines ?? watch.baselines
        return zip(probes, current).map { probe, baseline in
            ProbeBaseline(
                probe: probe, mean: baseline.mean, calls: wholeCalls(baseline.tally.calls),
                standing: standing(baseline))
        }
    }

    private func standing(_ baseline: Baseline) -> BaselineStanding {
        guard baseline.isReady, calibration == nil else {
            let wanted = calibration.map { _ in settings.calibrationSlots } ?? Int(Tuning.fewestCalls)
            return .collecting(calls: wholeCalls(baseline.tally.calls), of: max(wanted, Int(Tuning.fewestCalls)))
        }
        return baseline.mayLearn ? .learning : .frozen
    }
}
