internal import Alerting
internal import Core
internal import Detection

/// What has to move at least to matter to people, whatever share of the whole it is.
private enum Matters {
    /// On average over the probes that are looked at.
    static let characters = 3.0
    static let tokens = 2.0
    static let milliseconds = 20.0
    /// Unusual answers among the last ones.
    static let answers = 3
    /// A probe carries the move of an amount or pace when its own middle moved by a tenth.
    static let carrier = 1.1
}

extension BehaviourWatch {
    /// Values of one probe before and since a change.
    private struct Values {
        var key: String
        var before: [Double]
        var after: [Double]
        var medians: (before: Double, after: Double) { (median(before) ?? 0, median(after) ?? 0) }
    }

    /// What has moved: what matters first, then what began first.
    func shifts(asked: [String: Probe], interval: Duration) -> [BehaviourFacts.Shift] {
        let all = series.compactMap { each -> BehaviourFacts.Shift? in
            guard let alert = each.detector.openAlert else { return nil }
            var shift = shift(each, alert, asked: asked, interval: interval)
            shift.isLarge = each.isLarge
            return shift
        }
        let ordered = all.enumerated().sorted { a, b in
            if a.element.isLarge != b.element.isLarge { return a.element.isLarge }
            return (a.element.since, a.offset) < (b.element.since, b.offset)
        }
        return ordered.map(\.element)
    }

    /// A round is closed: weighs how large the moves are that are open.
    mutating func weigh(asked: [String: Probe], interval: Duration) {
        for index in series.indices {
            guard let alert = series[index].detector.openAlert else { continue }
            series[index].weigh(shift(series[index], alert, asked: asked, interval: interval))
        }
    }

    /// As it looks now; `isLarge` says whether it is so in what can be counted: characters, tokens, milliseconds, answers.
    private func shift(
        _ series: BehaviourSeries, _ alert: Alert, asked: [String: Probe], interval: Duration
    ) -> BehaviourFacts.Shift {
        let since = Timestamp(microseconds: Int64(alert.startRound))
        // Of the kind, which is all series together.
        let years =
            series.detector.settings.falseAlarmYears(logEvidence: alert.peakLogEvidence)
            / Double(BehaviourSeries.all.count)
        let category = alert.scope.bareName
        let isAll = category.isEmpty || series.signal.form == .pace
        var shift = BehaviourFacts.Shift(
            signal: series.signal, direction: series.direction, since: since,
            scope: isAll ? "all" : "category:\(category)", falseAlarmYears: years, isLarge: false, size: 1)
        let rounds = Int(
            (Timestamp(microseconds: Int64(series.detector.verdict.round)) - since).microseconds
                / max(interval.microseconds, 1))
        let keys = asked.keys.sorted().filter { isAll || asked[$0]?.category == category }
        let recent = min(max(rounds + 1, 1), ProbeBehaviour.recents)
        switch series.signal.form {
        case .amount: takeAmounts(keys, recent, &shift)
        case .pace: takePaces(keys, recent, rounds, at: Round(start: since), &shift)
        case .habit: takeHabits(series.detector, alert, keys, recent, &shift)
        }
        return shift
    }

    private func values(_ signal: BehaviourSignal, _ keys: [String], _ recent: Int, shifted: Double = 0) -> [Values] {
        keys.compactMap { key in
            guard let probe = probes[key], probe.isLearnt(signal) else { return nil }
            let after = probe.lasts(signal, atMost: recent).map { amount(signal, Double($0)) }
            guard !after.isEmpty else { return nil }
            let before = probe.first(signal).map { amount(signal, Double($0) + shifted) }
            return Values(key: key, before: before, after: after)
        }
    }

    /// Characters and tokens come whole.
    private func amount(_ signal: BehaviourSignal, _ code: Double) -> Double {
        let amount = LogCode.amount(code)
        return signal.form == .amount ? amount.rounded() : amount
    }

    private func takeAmounts(_ keys: [String], _ recent: Int, _ shift: inout BehaviourFacts.Shift) {
        let all = values(shift.signal, keys, recent)
        let (before, after) = all.reduce((0.0, 0.0)) { ($0.0 + $1.medians.before, $0.1 + $1.medians.after) }
        guard !all.isEmpty else { return }
        // Amounts may be 0: one more in both does no harm to a ratio that matters.
        shift.size = before > 0 ? after / before : after + 1
        let least = shift.signal == .length ? Matters.characters : Matters.tokens
        shift.isLarge = abs(after - before) >= least * Double(all.count)
        tell(all, &shift)
    }

    private func takePaces(
        _ keys: [String], _ recent: Int, _ rounds: Int, at round: Round, _ shift: inout BehaviourFacts.Shift
    ) {
        guard let week = weeks[shift.signal] else { return }
        let deviation = median(Array(week.deviations.suffix(max(rounds, 1)))) ?? 0
        // Octaves are those of codes: 1 ms more in both.
        let usual = week.usual(at: round.start) * LogCode.octave
        let all = values(shift.signal, keys, recent, shifted: usual)
        let (before, after) = all.reduce((0.0, 0.0)) { ($0.0 + $1.medians.before, $0.1 + $1.medians.after) }
        shift.size = LogCode.amount(1 + LogCode.octave * deviation) + 1
        let isTime = shift.signal != .tokenRate
        shift.isLarge = !isTime || abs(after - before) >= Matters.milliseconds * Double(all.count)
        tell(all, &shift)
    }

    /// The values, and the probes that carry it.
    private func tell(_ all: [Values], _ shift: inout BehaviourFacts.Shift) {
        func move(_ values: Values) -> Double {
            let (before, after) = values.medians
            let ratio = (after + 1) / (before + 1)
            return shift.direction == .up ? ratio : 1 / max(ratio, 1e-9)
        }
        let moved = all.filter { move($0) >= Matters.carrier }.sorted {
            let (a, b) = (move($0), move($1))
            return a != b ? a > b : $0.key < $1.key
        }
        shift.before = spread(all.flatMap(\.before))
        shift.after = spread(all.flatMap(\.after))
        shift.probes = moved.prefix(8).map { values in
            BehaviourFacts.Probe(
                key: values.key, before: BehaviourFacts.Shift.figure(values.medians.before),
                after: BehaviourFacts.Shift.figure(values.medians.after))
        }
    }

    private func spread(_ values: [Double]) -> BehaviourFacts.Spread? {
        let sorted = values.sorted()
        guard let low = quantile(sorted, 0.1), let middle = quantile(sorted, 0.5), let high = quantile(sorted, 0.9)
        else { return nil }
        func shown(_ value: Double) -> Double { (value * 100).rounded() / 100 }
        return BehaviourFacts.Spread(median: shown(middle), low: shown(low), high: shown(high))
    }

    private func takeHabits(
        _ detector: Detector, _ alert: Alert, _ keys: [String], _ recent: Int, _ shift: inout BehaviourFacts.Shift
    ) {
        let baselines = detector.baselines().filter { alert.scope.holds($0.probe) }
        let usual = baselines.reduce(0.0) { $0 + $1.mean } / Double(max(baselines.count, 1))
        var (answers, unusual) = (0, 0)
        var changes: [[UInt16]: Int] = [:]
        var carriers: [(count: Int, probe: BehaviourFacts.Probe)] = []
        for key in keys {
            guard let probe = probes[key], probe.isLearnt(shift.signal) else { continue }
            let lasts = probe.lasts(shift.signal, atMost: recent)
            let others = lasts.filter { $0 != probe.usual(shift.signal) }
            answers += lasts.count
            unusual += others.count
            for other in others { changes[[probe.usual(shift.signal), other], default: 0] += 1 }
            guard let other = others.last else { continue }
            carriers.append(
                (
                    others.count,
                    BehaviourFacts.Probe(key: key, before: word(probe.usual(shift.signal)), after: word(other))
                ))
        }
        shift.size = answers > 0 ? Double(unusual) / Double(answers) : 0
        shift.usualSize = max(1 - usual, 0)
        shift.isLarge = unusual >= Matters.answers
        let most = changes.keys.sorted { $0.lexicographicallyPrecedes($1) }.max {
            changes[$0] ?? 0 < changes[$1] ?? 0
        }
        if let most { (shift.usualWord, shift.newWord) = (word(most[0]), word(most[1])) }
        shift.probes = carriers.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
            .prefix(8).map(\.element.probe)
    }

    private func word(_ code: UInt16) -> String {
        words.indices.contains(Int(code) - 1) ? words[Int(code) - 1] : words[0]
    }
}
