internal import Statistics

extension Detector {
    /// 2 added what ties rounds to each other, 3 reports of calibrations and the last days, 4 a fourth effect to series of one
    /// probe, calls without a score in blocks of learning and a shorter form of components; older states are read as having seen nothing of that.
    private static let version: UInt8 = 4
    private static let versions: ClosedRange<UInt8> = 1...version

    /// The whole state without the settings, exact to the bit; about 8 KiB for 24 probes once calibrated, at most 12 KiB for graded scores.
    package func encoded() -> [UInt8] {
        var writer = StateWriter()
        writer.byte(Self.version)
        writer.list(probes) { writer, probe in
            writer.text(probe.key)
            writer.text(probe.category)
        }
        writer.integer(watch.round)
        writer.list(coverage.slots) { writer, slot in
            writer.count(slot.valid)
            writer.count(slot.scheduled)
        }
        writer.byte(calibration == nil ? 1 : 0)
        if let calibration { writer.calibration(calibration) } else { writer.watch(watch) }
        return writer.bytes
    }

    /// The detector that `encoded()` was called on, under these settings.
    package init(encoded bytes: [UInt8], settings: DetectorSettings) throws(DetectorStateError) {
        var reader = StateReader(bytes)
        let version = try reader.byte()
        guard Self.versions.contains(version) else { throw .unknownVersion(version) }
        reader.version = version
        let roster = Roster(probes: try reader.probes())
        let round = try reader.integer()
        let slots = try reader.list { reader throws(DetectorStateError) in try reader.coverageSlot() }
        switch try reader.byte() {
        case 0:
            var watch = Watch(unlearnt: roster)
            watch.round = round
            let (refusals, refused) = reader.version > 2 ? try reader.refusals() : (0, nil)
            var calibration = Calibration(roster: roster, slots: try reader.calibrationSlots(roster))
            (calibration.refusals, calibration.refused) = (refusals, refused)
            self.init(settings: settings, calibration: calibration, watch: watch, coverage: Coverage(slots: slots))
        case 1:
            let watch = try reader.watch(roster, round: round)
            self.init(settings: settings, calibration: nil, watch: watch, coverage: Coverage(slots: slots))
        default: throw .malformed
        }
        guard reader.isAtEnd else { throw .malformed }
    }
}

extension StateWriter {
    /// The slots of a calibration; scores of 0 and 1 take a byte.
    fileprivate mutating func calibration(_ calibration: Calibration) {
        refusals(calibration)
        list(calibration.slots) { writer, slot in
            writer.bin(slot.bin)
            for scores in slot.scores { writer.list(scores) { writer, score in writer.score(score) } }
        }
    }

    private mutating func score(_ score: Double) {
        if score == 0 { return byte(0) }
        if score == 1 { return byte(1) }
        byte(2)
        number(score)
    }

    fileprivate mutating func watch(_ watch: Watch) {
        count(watch.slot)
        count(watch.bursts)
        bin(watch.bin)
        for each in watch.baselines { baseline(each) }
        for each in watch.dispersions { dispersion(each) }
        ties(watch.ties)
        for each in watch.components { component(each, slot: watch.slot, round: watch.round) }
        for each in watch.shadows { cusum(each) }
        block(watch.learning.pending)
        block(watch.learning.current)
        byte(watch.alert == nil ? 0 : 1)
        if let open = watch.alert { alert(open) }
        report(watch.report)
        past(watch.past)
    }
}

extension StateReader {
    fileprivate mutating func probes() throws(DetectorStateError) -> [WatchedProbe] {
        let probes = try list { reader throws(DetectorStateError) in
            WatchedProbe(key: try reader.text(), category: try reader.text())
        }
        guard Set(probes.map(\.key)).count == probes.count else { throw .malformed }
        return probes
    }

    fileprivate mutating func coverageSlot() throws(DetectorStateError) -> Coverage.Slot {
        let slot = Coverage.Slot(valid: try count(), scheduled: try count())
        guard slot.valid <= slot.scheduled, slot.scheduled < 1 << 40 else { throw .malformed }
        return slot
    }

    fileprivate mutating func calibrationSlots(_ roster: Roster) throws(DetectorStateError) -> [Calibration.Slot] {
        let slots = try list { reader throws(DetectorStateError) in
            let bin = reader.version > 1 ? try reader.bin() : nil
            let scores = try reader.list(of: roster.probes.count) { reader throws(DetectorStateError) in
                try reader.list { reader throws(DetectorStateError) in try reader.score() }
            }
            return Calibration.Slot(scores: scores, bin: bin)
        }
        guard slots.count <= Tuning.mostCalibrationSlots else { throw .malformed }
        return slots
    }

    private mutating func score() throws(DetectorStateError) -> Double {
        switch try byte() {
        case 0: return 0
        case 1: return 1
        case 2:
            let score = try number()
            guard score > 0, score < 1 else { throw .malformed }
            return score
        default: throw .malformed
        }
    }

    fileprivate mutating func watch(_ roster: Roster, round: Int) throws(DetectorStateError) -> Watch {
        let (probes, scopes) = (roster.probes.count, roster.pooledScopes)
        let (slot, bursts) = (try count(), try count())
        let bin = version > 1 ? try bin() : nil
        let baselines = try list(of: probes) { reader throws(DetectorStateError) in try reader.baseline() }
        let dispersions = try list(of: scopes) { reader throws(DetectorStateError) in try reader.dispersion() }
        let ties = version > 1 ? try ties(scopes: roster.scopes.count) : nil
        var watch = Watch(roster: roster, baselines: baselines, dispersions: dispersions, ties: ties)
        (watch.slot, watch.bursts, watch.bin, watch.round) = (slot, bursts, bin, round)
        // Before version 4 a series of one probe had no component for the largest effect, which is the last of all.
        let isShort = version < 4 && roster.places.count == roster.placesOfAll
        let missing = isShort ? 1 : 0
        let fresh = watch.freshComponent
        watch.components = try list(of: roster.places.count - missing) { reader throws(DetectorStateError) in
            try reader.component(slot: slot, round: round)
        }
        watch.shadows = try list(of: roster.placesOfAll - missing) { reader throws(DetectorStateError) in
            try reader.cusum()
        }
        if isShort {
            watch.components.append(fresh)
            watch.shadows.append(fresh.cusum)
        }
        watch.learning.pending = try block(probes: probes, pooled: scopes, scopes: roster.scopes.count)
        watch.learning.current = try block(probes: probes, pooled: scopes, scopes: roster.scopes.count)
        if try byte() == 1 { watch.alert = try alert() }
        if version > 2 {
            watch.report = try report()
            watch.past = try past()
        }
        watch.mix()
        return watch
    }
}
