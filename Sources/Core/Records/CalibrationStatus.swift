/// Whether a detector has something to compare with.
package enum CalibrationStatus: Sendable, Equatable {
    /// Slots collected, of how many at least; and why the last calibration was refused, if one was.
    case collecting(slots: Int, of: Int, refused: CalibrationReport.Doubt?)
    /// Watching; what it assumes.
    case ready(CalibrationReport)
    /// Watching against baselines that are known, or were learnt before reports were kept.
    case unreported
}

extension CalibrationStatus {
    /// What the calibration found; nil while it goes on, and where none is kept.
    package var report: CalibrationReport? { if case .ready(let report) = self { report } else { nil } }

    /// A sentence for people: `learning what is normal: 12 of 24 rounds; before that, scores moved while the baseline was
    /// being learnt`.
    package var words: String {
        switch self {
        case .collecting(let slots, let wanted, let refused):
            let reason = refused.map { "; the rounds before were refused: " + $0.words } ?? ""
            return "learning what is normal: \(slots) of \(wanted) rounds" + reason
        case .ready(let report):
            let doubts = report.doubts.map(\.words).joined(separator: "; ")
            return "learnt from \(report.slots) rounds" + (doubts.isEmpty ? "" : ", but " + doubts)
        case .unreported: return "learnt"
        }
    }
}
