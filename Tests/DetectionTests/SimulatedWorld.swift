import Core
import Detection
import Glibc

/// A provider whose rounds are tied to each other: a state common to all probes that outlasts rounds (AR(1) on the logit of
/// every rate), and a day whose hours differ by a sine in points.
struct SimulatedWorld {
    /// Seconds of a round.
    static let roundSeconds = 900.0

    var suite: SimulatedSuite
    /// Standard deviation of the state on the logits.
    var deviation = 0.0
    /// Correlation of the state from round to round.
    var correlation = 0.0
    /// Half the difference between the best and the worst hour, in score.
    var sine = 0.0
    private var state = 0.0
    private var isBegun = false

    init(_ suite: SimulatedSuite, deviation: Double = 0, correlation: Double = 0, sine: Double = 0) {
        self.suite = suite
        self.deviation = deviation
        self.correlation = correlation
        self.sine = sine
    }

    /// One call of every probe in the round of this number; `loss` is the share of good answers lost.
    mutating func slot(_ round: Int, loss: Double = 0) -> SlotScores {
        state = isBegun ? correlation * state + (1 - correlation * correlation).squareRoot() * normal() : normal()
        isBegun = true
        let hour = (Double(round) * Self.roundSeconds / 3600).truncatingRemainder(dividingBy: 24)
        let shift = sine * sin(2 * Double.pi * hour / 24)
        let calls = suite.rates.map { probe, rate in
            let odds = rate / (1 - rate) * exp(deviation * state)
            let shifted = min(max(odds / (1 + odds) + shift, 0), 1) * (1 - loss)
            return SlotScores.Calls(key: probe.key, scores: [suite.random.chance(shifted) ? 1 : 0])
        }
        return SlotScores(round: round, hour: hour, calls: calls)
    }

    /// A detector that never pages, so that its evidence can be compared with any threshold; calibrated on rounds 1 to `slots`.
    mutating func silent(slots: Int) -> Detector {
        let settings = DetectorSettings(falseAlarmsPerYear: 1e-200, calibrationSlots: slots)
        var detector = Detector(probes: suite.probes, settings: settings)
        for round in 1...slots { _ = detector.step(slot(round)) }
        return detector
    }

    private mutating func normal() -> Double {
        (-2 * log(1 - suite.random.unit())).squareRoot() * cos(2 * Double.pi * suite.random.unit())
    }
}
