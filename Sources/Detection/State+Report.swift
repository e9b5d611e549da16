internal import Core

extension StateWriter {
    /// Refusals of a calibration under way.
    mutating func refusals(_ calibration: Calibration) {
        count(calibration.refusals)
        byte(calibration.refused.map { $0.rawValue + 1 } ?? 0)
    }

    /// A report, or a byte for none.
    mutating func report(_ report: CalibrationReport?) {
        byte(report == nil ? 0 : 1)
        guard let report else { return }
        for value in [
            report.slots, report.readyProbes, report.waitingProbes, report.fewestCalls, report.refusals,
        ] { count(value) }
        for value in [report.hours, report.mean, report.flakiness, report.dispersion] { number(value) }
        optional(report.persistence)
        optional(report.slotsToSee)
        list(report.doubts) { writer, doubt in writer.byte(doubt.rawValue) }
    }

    private mutating func optional(_ value: Double?) {
        byte(value == nil ? 0 : 1)
        if let value { number(value) }
    }
}

extension StateReader {
    /// Refusals of a calibration: how many, and why the last.
    mutating func refusals() throws(DetectorStateError) -> (Int, CalibrationReport.Doubt?) {
        let refusals = try count()
        let last = try byte()
        guard last > 0 else { return (refusals, nil) }
        guard let doubt = CalibrationReport.Doubt(rawValue: last - 1) else { throw .malformed }
        return (refusals, doubt)
    }

    /// A report.
    mutating func report() throws(DetectorStateError) -> CalibrationReport? {
        guard try byte() == 1 else { return nil }
        var counts: [Int] = []
        for _ in 0..<5 { counts.append(try count()) }
        var numbers: [Double] = []
        for _ in 0..<4 { numbers.append(try number()) }
        let (persistence, slotsToSee) = (try optional(), try optional())
        let doubts = try list { reader throws(DetectorStateError) in
            guard let doubt = CalibrationReport.Doubt(rawValue: try reader.byte()) else { throw .malformed }
            return doubt
        }
        return CalibrationReport(
            slots: counts[0], hours: numbers[0], readyProbes: counts[1], waitingProbes: counts[2],
            fewestCalls: counts[3], mean: numbers[1], flakiness: numbers[2], dispersion: numbers[3],
            persistence: persistence, slotsToSee: slotsToSee, refusals: counts[4], doubts: doubts)
    }

    private mutating func optional() throws(DetectorStateError) -> Double? {
        try byte() == 1 ? try number() : nil
    }
}
