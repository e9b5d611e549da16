internal import Core
internal import Detection

/// How a provider answers, held against how it used to: lengths, tokens, times, refusals, finish reasons, form and script.
///
/// What is usual is learnt by probe and never moves by itself; the evidence is pooled by category, so that what is kept grows
/// with the probes by half a kilobyte each and the detectors do not. All series together
/// share the kind's part of the budget of false alarms. A move that stays for a week is accepted as the new baseline, and noted.
struct BehaviourWatch: Sendable {
    /// How long a shift is told before it is the new baseline.
    static let acceptance = Duration.seconds(7 * 86_400)
    /// Fewest rounds in that time.
    static let acceptanceRounds = 48
    /// Shifts accepted as the new baseline that are remembered.
    static let keptAccepted = 8
    /// Most words of habits that are told apart; what comes later is "other".
    private static let mostWords = 200

    /// By `suite/id`.
    private(set) var probes: [String: ProbeBehaviour] = [:]
    /// The words of habits; the code of one is its place plus 1.
    private(set) var words: [String] = ["other"]
    /// In the order of `BehaviourSeries.all`.
    var series: [BehaviourSeries]
    private(set) var weeks: [BehaviourSignal: PaceWeek] = [:]
    var accepted: [BehaviourStatus.Accepted] = []
    /// A shift is told now.
    var isTold = false
    /// Of rounds that are not closed.
    private var open: [(round: Round, readings: [BehaviourReading])] = []

    init(settings: DetectorSettings) {
        series = BehaviourSeries.all.map { BehaviourSeries($0, $1, settings: Self.settings(settings, of: $0)) }
    }

    /// Takes what an answer showed.
    mutating func note(_ reading: BehaviourReading, in round: Round) {
        if let index = open.firstIndex(where: { $0.round == round }) {
            open[index].readings.append(reading)
        } else {
            open.append((round, [reading]))
        }
    }

    /// A round is closed: learns from it, and steps every series that has something to say.
    mutating func close(_ round: Round, interval: Duration, settings: DetectorSettings) {
        for index in series.indices {
            series[index].detector.settings = Self.settings(settings, of: series[index].signal)
        }
        let readings = (open.first { $0.round == round }?.readings ?? []).sorted { $0.probe < $1.probe }
        open.removeAll { $0.round <= round }
        var scores: [[String: [Double]]] = Array(repeating: [:], count: BehaviourSignal.allCases.count)
        var paces: [[Double]] = Array(repeating: [], count: BehaviourSignal.allCases.count)
        for reading in readings { take(reading, &scores, &paces) }
        for index in series.indices where series[index].signal.form != .pace {
            let own = scores[series[index].signal.place]
            series[index].step(round, own.keys.sorted().map { ($0, own[$0] ?? []) })
        }
        for signal in BehaviourSignal.allCases where signal.form == .pace {
            stepPace(signal, paces[signal.place], round, interval: interval, settings: settings)
        }
    }

    private mutating func take(
        _ reading: BehaviourReading, _ scores: inout [[String: [Double]]], _ paces: inout [[Double]]
    ) {
        let version = RecordID(reading.version)?.value ?? 0
        var probe = probes[reading.probe] ?? ProbeBehaviour(version: version)
        if probe.version != version { probe = ProbeBehaviour(version: version) }
        for signal in BehaviourSignal.allCases {
            guard let code = code(signal, of: reading) else { continue }
            if probe.isLearnt(signal) {
                switch signal.form {
                case .amount: scores[signal.place][reading.category, default: []].append(probe.rank(signal, code))
                case .habit:
                    let score = code == probe.usual(signal) ? 1.0 : 0
                    scores[signal.place][reading.category, default: []].append(score)
                case .pace: paces[signal.place].append((Double(code) - probe.middle(signal)) / LogCode.octave)
                }
            }
            probe.note(signal, code)
        }
        probes[reading.probe] = probe
    }

    private mutating func code(_ signal: BehaviourSignal, of reading: BehaviourReading) -> UInt16? {
        guard signal.form == .habit else {
            let code = reading.codes[signal.place]
            return code == 0 ? nil : code
        }
        guard let word = reading.words[signal.place] else { return nil }
        if let place = words.firstIndex(of: word) { return UInt16(place + 1) }
        guard words.count < Self.mostWords else { return 1 }
        words.append(word)
        return UInt16(words.count)
    }

    private mutating func stepPace(
        _ signal: BehaviourSignal, _ values: [Double], _ round: Round, interval: Duration, settings: DetectorSettings
    ) {
        guard !values.isEmpty || weeks[signal] != nil else { return }
        var week = weeks[signal] ?? PaceWeek()
        let wasLearnt = week.isLearnt
        let deviation = week.take(
            values, round, interval: interval, probes: probes.values.count { $0.isLearnt(signal) })
        weeks[signal] = week
        for index in series.indices where series[index].signal == signal {
            if week.isLearnt, !wasLearnt {
                let key = WatchedProbe(key: "all", category: signal.rawValue)
                series[index].detector = Detector(
                    fixed: [(probe: key, baseline: .rank(sample: week.slots))],
                    settings: Self.settings(settings, of: signal))
            }
            guard let deviation, let ranks = deviation.ranks else { continue }
            let rank = series[index].direction == .up ? ranks.high : ranks.low
            series[index].step(deviation.round, [("all", [rank])])
        }
    }

    /// Whether any answer showed the signal.
    func isSeen(_ signal: BehaviourSignal) -> Bool { probes.values.contains { $0.isSeen(signal) } }

    /// Another model: everything is learnt anew; what was accepted stays on record.
    mutating func forgetAll(settings: DetectorSettings) {
        let accepted = accepted
        self = BehaviourWatch(settings: settings)
        self.accepted = accepted
    }

    /// Keeps what is known of these probes in their present versions only.
    mutating func keep(_ asked: [String: Probe]) {
        for (key, known) in probes where asked[key].flatMap({ RecordID($0.version)?.value }) != known.version {
            probes[key] = nil
        }
        let categories = Set(asked.values.map(\.category))
        for index in series.indices where series[index].signal.form != .pace {
            let known = series[index].detector.probes.map(\.key)
            let kept = known.filter(categories.contains)
            if kept.count < known.count { series[index].reconcile(kept) }
        }
    }

    /// What is shown of a signal now is the new baseline: it is learnt anew from here.
    mutating func forget(_ signal: BehaviourSignal) {
        for key in probes.keys { probes[key]?.forget(signal) }
        weeks[signal] = nil
        for index in series.indices where series[index].signal == signal { series[index].forget() }
    }

    /// Settings of a series of this signal, with its part of the budget.
    private static func settings(_ settings: DetectorSettings, of signal: BehaviourSignal) -> DetectorSettings {
        var own = settings.beside(.behaviour, series: BehaviourSeries.all.count)
        if signal.form == .pace { own.roundSeconds = max(own.roundSeconds, PaceWeek.slotLength(.zero).inSeconds) }
        return own
    }
}

extension BehaviourWatch {
    var json: JSON {
        .compact([
            ("words", .array(words.map(JSON.string))),
            ("probes", .object(probes.keys.sorted().compactMap { key in probes[key].map { (key, $0.json) } })),
            ("series", .object(series.filter { !$0.detector.probes.isEmpty }.map { ($0.name, $0.json) })),
            (
                "weeks",
                .object(
                    BehaviourSignal.allCases.compactMap { signal in weeks[signal].map { (signal.rawValue, $0.json) } })
            ),
            (
                "accepted",
                accepted.isEmpty
                    ? nil
                    : .array(
                        accepted.map {
                            [.string($0.signal.rawValue), .int(Int($0.at.microseconds)), .string($0.words)]
                        })
            ),
            ("told", isTold ? true : nil),
        ])
    }

    /// Reads back what `json` wrote; what cannot be read begins anew.
    init(json: JSON, settings: DetectorSettings) {
        self.init(settings: settings)
        let stored = (json["words"]?.array ?? []).compactMap(\.string)
        if let first = stored.first, first == words.first, stored.count <= Self.mostWords {
            words = stored
            for member in json["probes"]?.members ?? [] { probes[member.key] = ProbeBehaviour(json: member.value) }
        }
        for (place, (signal, direction)) in BehaviourSeries.all.enumerated() {
            let name = series[place].name
            series[place] = BehaviourSeries(
                json: json["series"]?[name], signal, direction, settings: Self.settings(settings, of: signal))
        }
        for member in json["weeks"]?.members ?? [] {
            if let signal = BehaviourSignal(rawValue: member.key) { weeks[signal] = PaceWeek(json: member.value) }
        }
        accepted = (json["accepted"]?.array ?? []).compactMap { each in
            guard let signal = each[0]?.string.flatMap(BehaviourSignal.init), let at = each[1]?.int,
                let words = each[2]?.string
            else { return nil }
            return BehaviourStatus.Accepted(
                signal: signal, at: Timestamp(microseconds: Int64(at)), words: words)
        }
        isTold = json["told"]?.bool ?? false
    }
}
