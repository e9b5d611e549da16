internal import Core
internal import Evaluators
internal import Probing

/// A probe with its values filled in a few times, and the judges of its answers.
struct Trials {
    /// How many rounds of a varied probe are tried: in one coin toss of a hundred, nearly all of so many fall alike.
    static let count: UInt64 = 12

    let declared: DeclaredProbe
    /// At least one for a probe that was read without an error.
    let rounds: [Trial]

    init(_ declared: DeclaredProbe) {
        self.declared = declared
        let seeds = declared.probe.isVaried ? Array(1...Trials.count) : [1]
        rounds = seeds.compactMap { Trial(declared.probe, seed: $0) }
    }

    /// The probe without any round, for what is said of it alone.
    init(untried declared: DeclaredProbe) {
        self.declared = declared
        rounds = []
    }

    /// How messages call the probe.
    var name: String { "probe \"\(declared.probe.id)\"" }
}

/// One rendering of a probe.
struct Trial {
    let values: [(name: String, value: Value)]
    let rendered: RenderedProbe
    /// By turn; nil where a turn has no evaluators.
    private let judges: [Judge?]

    /// Nil where rendering fails; reading the suite has noted that as an error.
    init?(_ probe: Probe, seed: UInt64) {
        do {
            values = try Rendering.values(probe, seed: seed)
            rendered = try Rendering.render(probe, seed: seed)
        } catch {
            return nil
        }
        let declared = [rendered.evaluate] + rendered.followUps.map(\.evaluate)
        judges = declared.map(Judge.init(evaluate:))
        for (evaluate, judge) in zip(declared, judges) where judge == nil {
            guard declared.count > 1, evaluate.array?.isEmpty == true else { return nil }
        }
    }

    /// What is asked in each turn.
    var questions: [String] {
        ([rendered.messages] + rendered.followUps.map(\.messages)).map { $0.last?.content ?? "" }
    }

    /// The one answer that is expected in the last turn that is judged, where there is one.
    var expectation: String? { judges.last { $0 != nil }??.expectation }

    /// What a model is worth that says this to every request.
    func score(answering answer: (_ turn: Int) -> String) -> Double {
        var rehearsal = Rehearsal(rendered, judges)
        while case .asking(let turn) = rehearsal.conversation.state { rehearsal.say(Completion(text: answer(turn))) }
        return rehearsal.verdict?.score ?? 0
    }

    /// What an example is worth, or why it cannot come about. One answer is that of the last turn, and is judged alone.
    func verdict(of example: Example, _ answers: [[Completion]]) -> Result<Verdict, Impossible> {
        guard !example.isWhole, let last = rendered.followUps.last else {
            return Rehearsal(rendered, judges).verdict(of: answers)
        }
        var alone = rendered
        alone.messages = last.messages
        alone.evaluate = last.evaluate
        alone.followUps = []
        return Rehearsal(alone, judges.suffix(1)).verdict(of: answers)
    }
}

/// Why an example cannot come about.
struct Impossible: Error {
    let why: String

    init(_ why: String) { self.why = why }
}

/// A conversation with answers that were written down beforehand.
private struct Rehearsal {
    private(set) var conversation: Conversation
    private var scorecard = Scorecard()
    private let judges: [Judge?]

    init(_ probe: RenderedProbe, _ judges: [Judge?]) {
        conversation = Conversation(probe)
        self.judges = judges
    }

    var verdict: Verdict? { scorecard.verdict(after: conversation, failed: false) }

    mutating func say(_ completion: Completion) {
        guard case .judge(let whole, let turn) = conversation.answered(completion), let judge = judges[turn] else {
            return
        }
        scorecard.note(judge.verdict(whole), turn: turn)
    }

    /// Says everything, turn by turn. A turn that ends with calls is taken to end with nothing after their results.
    consuming func verdict(of answers: [[Completion]]) -> Result<Verdict, Impossible> {
        for (turn, said) in answers.enumerated() {
            for (index, completion) in said.enumerated() {
                guard case .asking(turn: turn) = conversation.state else {
                    return .failure(Impossible(Self.unreached(turn, index, after: conversation.state)))
                }
                say(completion)
            }
            if case .asking(turn: turn) = conversation.state { say(Completion(text: "")) }
        }
        if case .asking(let turn) = conversation.state {
            return .failure(Impossible("has no answer for turn \(turn + 1)"))
        }
        guard let verdict else { return .failure(Impossible("has no answer that is judged")) }
        return .success(verdict)
    }

    private static func unreached(_ turn: Int, _ index: Int, after state: Conversation.State) -> String {
        if index > 0 { return "has an answer that is never given: the probe has no result for the calls before it" }
        if case .over(.cut(let why)) = state {
            return "has an answer for turn \(turn + 1), which is not reached: \(why)"
        }
        return "has an answer for turn \(turn + 1), which the probe does not have"
    }
}
