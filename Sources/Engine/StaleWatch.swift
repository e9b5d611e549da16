internal import Core
internal import Detection
internal import Probing

/// A provider's staleness: the proofs in a machine of their own, the hints as a series for the detector.
///
/// Each hint is a probe to the detector, and an answer that does not show it scores 1: the detector learns how often it
/// shows anyway, and alarms when it shows more often, once in four years by chance. With the chance matches of earlier
/// answers (once in four years) and of codes (once in two) that stays below one false alarm a year.
struct StaleWatch: Sendable {
    var machine: Staleness
    private(set) var hints: Detector
    /// Of the answers since the last round was closed, by hint.
    private var scores: [TellTale: [Double]] = [:]
    /// Stale answers are told of now.
    private(set) var isTold = false

    init(probes: Int, settings: DetectorSettings) {
        machine = Staleness(probes: probes, roundsPerYear: settings.slotsPerYear)
        hints = Detector(probes: Self.watched, settings: settings.besideQuality)
    }

    /// Goes on with what was stored; what cannot be read begins anew.
    init(json: JSON, probes: Int, settings: DetectorSettings) {
        self.init(probes: probes, settings: settings)
        machine = Staleness(json: json["machine"] ?? .null, probes: probes, roundsPerYear: settings.slotsPerYear)
        isTold = json["told"]?.bool ?? false
        hints = Detector(json: json["hints"], orCalibrating: Self.watched, settings: settings.besideQuality)
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
        machine.resize(probes: probes, roundsPerYear: settings.slotsPerYear)
        hints.settings = settings.besideQuality
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
