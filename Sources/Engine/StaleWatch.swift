internal import Core
internal import Detection
internal import Probing

/// A provider's staleness: the proofs in a machine of their own, the hints as a series for the detector.
///
/// Each hint is a probe to the detector, and an answer that does not show it scores 1: the detector learns how often it
/// shows anyway, and alarms when it shows more often. Hints and chance matches of earlier answers share the kind's part of
/// the budget of false alarms; chance matches of codes come less than once in two years at 100,000 answers a day.
struct StaleWatch: Sendable {
    var machine: Staleness
    private(set) var hints: Detector
    /// Of the answers since the last round was closed, by hint.
    private var scores: [TellTale: [Double]] = [:]
    /// Stale answers are told of now.
    private(set) var isTold = false

    init(probes: Int, settings: DetectorSettings) {
        let own = Self.own(settings)
        machine = Staleness(probes: probes, roundsPerFalseAlarm: own.slotsPerFalseAlarm)
        hints = Detector(probes: Self.watched, settings: own)
    }

    /// What the hints are allowed, and the chance matches as well.
    private static func own(_ settings: DetectorSettings) -> DetectorSettings {
        settings.beside(.staleness, series: 2)
    }

    /// Goes on with what was stored; what cannot be read begins anew.
    init(json: JSON, probes: Int, settings: DetectorSettings) {
        self.init(probes: probes, settings: settings)
        let own = Self.own(settings)
        machine = Staleness(
            json: json["machine"] ?? .null, probes: probes, roundsPerFalseAlarm: own.slotsPerFalseAlarm)
        isTold = json["told"]?.bool ?? false
        hints = Detector(json: json["hints"], orCalibrating: Self.watched, settings: own)
        _ = hints.reconcile(probes: Self.watched)
    }

    var json: JSON {
        .compact([
            ("machine", machine.json), ("hints", hints.json),
            ("told", isTold ? true : nil),
        ])
    }

    /// Other probes, or rounds of another length.
    mutating func resize(probes: Int, settings: DetectorSettings) {
        hints.settings = Self.own(settings)
        machine.resize(probes: probes, roundsPerFalseAlarm: hints.settings.slotsPerFalseAlarm)
    }

    /// Takes what an answer showed.
    mutating func note(_ hearing: Staleness.Hearing) {
        for (tellTale, isShown) in hearing.hints { scores[tellTale, default: []].append(isShown ? 0 : 1) }
    }

    /// A round is closed: steps the series of hints.
    mutating func close(_ round: Round) {
        let calls = TellTale.hints.map { SlotScores.Calls(key: $0.rawValue, scores: scores[$0] ?? []) }
        scores = [:]
        _ = hints.step(SlotScores(round: Int(round.start.microseconds), calls: calls))
    }

    /// What is to be told now: nil while nothing was and nothing is.
    mutating func tell() -> Telling? {
        let isStale = machine.episode != nil || hints.openAlert != nil
        defer { isTold = isStale }
        if !isStale { machine.forgetLastEpisode() }
        return isStale ? .stale : isTold ? .over : nil
    }

    /// Stale answers are told of, or that they are over.
    enum Telling { case stale, over }

    private static let watched = TellTale.hints.map { WatchedProbe(key: $0.rawValue, category: $0.rawValue) }
}
