internal import Core

/// What the detector says after a slot.
package struct DetectorVerdict: Sendable, Equatable {
    /// What the detector is doing.
    package enum Phase: Sendable, Equatable {
        /// Slots collected, of how many at least.
        case calibrating(slots: Int, of: Int)
        case watching
    }

    /// How strong the evidence of a loss is, after `DetectorSettings.Thresholds`.
    package enum Level: Int, Sendable, Comparable, CaseIterable {
        case none, watch, warn, page, critical
        package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    }

    /// What became of the alert in this step.
    package enum AlertChange: Sendable, Equatable {
        case none
        case opened(Alert)
        case stillOpen(Alert)
        case resolved(Alert)
    }

    /// The whole verdict in one word, worst first where several hold: degraded, blind, calibrating, suspected, healthy.
    package enum Opinion: String, Sendable { case healthy, suspected, degraded, calibrating, blind }

    /// The round of the last step.
    package var round: Int
    /// Calibrating or watching.
    package var phase: Phase
    /// Calls of the last 96 slots.
    package var coverage: Coverage.Total
    /// Log evidence that quality is below its baseline, nats; 0 while calibrating.
    package var logEvidence: Double
    /// The same if every missed call had been answered with a score of 0: what the failures could be hiding.
    package var logEvidenceIfMissedHadFailed: Double
    /// How strong the evidence is.
    package var level: Level
    /// Where the levels begin.
    package var thresholds: DetectorSettings.Thresholds
    /// Years between false alarms this strong, on average and at least.
    package var falseAlarmYears: Double
    /// The alert, if there is one, and what became of it in this step.
    package var alert: AlertChange
    /// What the evidence points at; nil below `watch` when no alert is open.
    package var finding: Finding?

    /// The verdict in one word.
    package var opinion: Opinion {
        switch alert {
        case .opened, .stillOpen: return .degraded
        case .none, .resolved: break
        }
        if coverage.isBlind { return .blind }
        if case .calibrating = phase { return .calibrating }
        return level >= .watch ? .suspected : .healthy
    }

    /// The evidence told to people: `a false alarm this strong is expected at most once in 12 years`.
    package var explanation: String {
        "a false alarm this strong is expected at most once in " + spanForPeople(years: falseAlarmYears)
    }
}

/// Calls of a run of slots that should have been, and those that were answered and scored.
extension Coverage {
    /// Sums over the window.
    package struct Total: Sendable, Equatable {
        package var valid: Int
        package var scheduled: Int
        package var slots: Int

        /// Fewer than half of the scheduled calls were answered: nothing can be said, least of all "healthy".
        package var isBlind: Bool {
            slots >= Tuning.fewestCoverageSlots && scheduled > 0 && 2 * valid < scheduled
        }
    }
}

/// A stretch of years in the unit people would use: `3 hours`, `12 days`, `5 months`, `2.3 years`, `1,200 years`.
package func spanForPeople(years: Double) -> String {
    func counted(_ value: Double, _ unit: String) -> String {
        let whole = Int(value.rounded())
        return grouped(whole) + " " + unit + (whole == 1 ? "" : "s")
    }
    if years.isNaN || years > 1e6 { return "a million years" }
    if years >= 10 { return counted(years, "year") }
    if years >= 1 { return fixed(years, 1) + " years" }
    if years * 12 >= 2 { return counted(years * 12, "month") }
    if years * 365 >= 1.5 { return counted(years * 365, "day") }
    return counted(max(years * 8760, 1), "hour")
}
