internal import Core
internal import Detection

extension Readiness {
    /// The same in the words of the status.
    var status: CalibrationStatus {
        switch self {
        case .collecting, .unreported: CalibrationStatus(words: words)
        case .ready(let report):
            CalibrationStatus(
                words: words,
                report: CalibrationStatus.Report(
                    rounds: report.slots, hours: report.hours, readyProbes: report.readyProbes,
                    waitingProbes: report.waitingProbes, fewestScores: report.fewestCalls, mean: report.mean,
                    flakiness: report.flakiness, dispersion: report.dispersion, persistence: report.persistence,
                    roundsToSee: report.slotsToSee, refusals: report.refusals, doubts: report.doubts.map(\.words)))
        }
    }
}
