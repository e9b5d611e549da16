internal import Alerting
internal import Core
internal import Detection
internal import Statistics

/// Watches the answers of each backend, region, address and kind of connection against the baselines of the probes that they
/// answer: one bad pool behind a hundredth of the calls moves the mean of all by less than a point, and its own by all of it.
///
/// For every label three sums of log e-values of "its answers are as good as the baseline": a quarter and three fifths of the
/// good answers lost, ln(1 + λ(p̂ − x)) as in the detector with the variance p̂(1 − p̂); and, where a probe's scores are graded,
/// in place of the last an answer below the lowest of its first 96, which counts as four in 96 (`Floor`). Each is divided by the
/// design effect of rounds that sway, gains at most 4 nats a round, restarts at 0, and is shrunk by 1 + calls/baseline calls.
/// Their mixture with equal weights over at most 16 labels is an e-detector: with known baselines and labels that do not depend on
/// how good an answer is, it reaches ln A at most once in A rounds. A comes from this series' part of the budget.
///
/// A fall everywhere raises every label. One is told only where its bad answers are more than chance explains beside those of all
/// others since its run began (Fisher's exact test at 0.001, all labels counted): that can only make false alarms rarer. A label
/// that gives more than three quarters of the answers is as good as all and left to the detector.
///
/// | alarm | evidence and concentration | answers as good as the baseline (ln 100) | 96 rounds without it |
/// | --- | --- | --- | --- |
/// | none | **open** | – | – |
/// | open | keep | **none**, run forgotten | **none**, label forgotten |
///
/// **Source:** Shin, Ramdas and Rinaldo, arXiv:2203.03532 (mixtures of e-detectors); Waudby-Smith and Ramdas, JRSSB 2024 (bets).
struct PoolWatch: Sendable, Equatable {
    /// Labels that are watched at once.
    static let mostLabels = 16
    /// A label is watched while it gives at most this share of the last answers.
    static let largestShare = 0.75
    /// Rounds after which a label that was not seen is forgotten.
    static let keptRounds = 96
    /// Answers of one round that are kept until it is closed.
    static let mostAnswers = 4096
    private static let slotCap = 4.0
    /// Log evidence of recovery that ends an alarm: ln 100.
    private static let recovered = 4.605_170_185_988_091
    /// Share of the loss that must be gone for an answer to speak for recovery.
    private static let recoveryShare = 0.75

    /// What is known of a probe when a round is closed.
    struct Baseline: Sendable, Equatable {
        /// The detector's name of the probe, its version included.
        var key: String
        var mean: Double
        var calls: Double
        /// Answers are held against it; before that only the floor is learnt.
        var takesPart: Bool
    }

    /// A scored answer of a round that is not closed.
    private struct Answer: Sendable, Equatable {
        var round: Round
        var pool: Pools.Pool
        /// `suite/id`.
        var probe: String
        var score: Double
        /// Nil when it was scored before a restart.
        var quote: Examples.Quote?
    }

    /// A label that is told of.
    struct Alarm: Sendable, Equatable {
        var label: Label
        /// The round in which its run began.
        var since: Round
        /// Share of the formerly good answers that is lost, in [0.05, 0.95].
        var loss: Double
        /// Highest log evidence so far; nats.
        var logEvidence: Double
        var recovery = 0.0
    }

    /// By label, in the order of their first appearance.
    var series: [Series] = []
    /// By the detector's name of the probe.
    var floors: [String: Floor] = [:]
    var alarm: Alarm?
    /// The label whose alarm ended in the round closed last.
    private(set) var ended: Label?
    private var answers: [Answer] = []

    /// Log evidence that some label is worse than the baseline; nats.
    var logEvidence: Double { logSumExp(series.map(\.logEvidence)) - Self.logPlaces }
    /// ln of all components that there may be.
    private static let logPlaces = alarmThreshold(slots: Double(mostLabels * Series.effects.count))

    /// The label told of and its sums since its run began.
    var told: (alarm: Alarm, series: Series)? {
        alarm.flatMap { alarm in series.first { $0.label == alarm.label }.map { (alarm, $0) } }
    }

    /// Takes a scored answer of a round that is open.
    mutating func note(
        _ score: Double, of probe: String, in round: Round, from pool: Pools.Pool, quote: Examples.Quote? = nil
    ) {
        guard answers.count < Self.mostAnswers else { return }
        answers.append(Answer(round: round, pool: pool, probe: probe, score: score, quote: quote))
    }

    /// A round is closed. `baselines` are by `suite/id`. `share` says which part of the last answers a label gave. No alarm opens unless `mayOpen`.
    mutating func close(
        _ round: Round, baselines: [String: Baseline], excess: Double, threshold: Double, mayOpen: Bool,
        share: (Label) -> Double
    ) {
        let due = answers.filter { $0.round == round }.sorted { ($0.probe, $0.score) < ($1.probe, $1.score) }
        answers.removeAll { $0.round <= round }
        ended = nil
        let calls = due.compactMap { answer in
            baselines[answer.probe].flatMap { call(answer, $0) }
        }
        let known = Set(baselines.values.map(\.key))
        if !known.isEmpty { floors = floors.filter { known.contains($0.key) } }
        meet(Set(calls.flatMap { Label.all(of: $0.pool) }).sorted(), in: round)
        for index in series.indices where share(series[index].label) <= Self.largestShare {
            series[index].step(calls, in: round, excess: excess, cap: Self.slotCap)
        }
        stepAlarm(calls, round, threshold: threshold, mayOpen: mayOpen)
        forget(before: round)
    }

    private mutating func call(_ answer: Answer, _ baseline: Baseline) -> PoolCall? {
        var floor = floors[baseline.key] ?? Floor()
        let isBelow = floor.isBelow(answer.score)
        floor.note(answer.score)
        floors[baseline.key] = floor
        guard baseline.takesPart else { return nil }
        return PoolCall(
            pool: answer.pool, probe: answer.probe, score: answer.score, mean: baseline.mean, calls: baseline.calls,
            isBelowFloor: isBelow, quote: answer.quote)
    }

    /// New labels take a free place, or that of the label that was not seen for longest.
    private mutating func meet(_ labels: [Label], in round: Round) {
        for label in labels {
            if let index = series.firstIndex(where: { $0.label == label }) {
                series[index].seen = round
                continue
            }
            if series.count == Self.mostLabels {
                let old = series.indices.filter { series[$0].label != alarm?.label && series[$0].seen < round }
                guard let oldest = old.min(by: { series[$0].seen < series[$1].seen }) else { continue }
                series.remove(at: oldest)
            }
            series.append(Series(label: label, seen: round))
        }
    }

    private mutating func stepAlarm(_ calls: [PoolCall], _ round: Round, threshold: Double, mayOpen: Bool) {
        guard var open = alarm else {
            guard mayOpen, logEvidence >= threshold,
                let leader = series.max(by: { $0.logEvidence < $1.logEvidence }),
                leader.isConcentrated(among: series.count)
            else { return }
            alarm = Alarm(
                label: leader.label, since: leader.since, loss: leader.loss, logEvidence: logEvidence)
            return
        }
        open.logEvidence = max(open.logEvidence, logEvidence)
        let increment = calls.filter { open.label.matches($0.pool) }.reduce(0) {
            $0 + $1.recovery(from: Self.recoveryShare * open.loss)
        }
        open.recovery = cusumStep(open.recovery, increment, cap: Self.slotCap)
        alarm = open
        if open.recovery >= Self.recovered { end() }
    }

    private mutating func end() {
        ended = alarm?.label
        if let index = series.firstIndex(where: { $0.label == ended }) { series[index].reset() }
        alarm = nil
    }

    private mutating func forget(before round: Round) {
        guard series.contains(where: { $0.seen == round }) else { return }
        for index in series.indices {
            series[index].unseen = series[index].seen == round ? 0 : series[index].unseen + 1
        }
        if let told, told.series.unseen >= Self.keptRounds { end() }
        series.removeAll { $0.unseen >= Self.keptRounds }
    }
}
