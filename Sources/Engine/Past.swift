internal import Core
internal import Evaluators
internal import Probing

/// The questions of earlier rounds that an answer is held against: what is right for one of them and wrong for its own
/// may have been made for that one.
package struct Past: Sendable {
    var probe: Probe
    var rootSeed: UInt64
    /// Of its own question.
    var seed: UInt64
    /// Of its own question.
    var round: Round
    /// The latest first.
    var rounds: [AskedRounds.Asked]

    /// A right answer has at least this score.
    private static let right = 0.99

    /// An earlier question that an answer is right for.
    package struct Match: Sendable, Equatable {
        var asked: AskedRounds.Asked
    }

    /// The latest earlier question that a wrong answer is right for, where it is right for none of 256 that were drawn
    /// alike and never asked.
    func match(_ answer: Completion, wrongFor own: JSON) -> Match? {
        let found = rounds.first { asked in
            let seed = Rendering.seed(probe: probe, round: asked.round, rootSeed: rootSeed, again: asked.again)
            return isRight(answer, probe.asked(at: asked.round.start), seed: seed, unlike: own)
        }
        guard let found else { return nil }
        // It was looked at when it was matched first, and what is matched again is no new evidence.
        if found.isMatched { return Match(asked: found) }
        let isCommon = (0..<EarlierMatches.controls).contains { number in
            isRight(
                answer, probe.asked(at: round.start), seed: StableHash.of(["never asked", "\(seed)", "\(number)"]),
                unlike: nil)
        }
        return isCommon ? nil : Match(asked: found)
    }

    /// The period of a fact, over by now, as of which a wrong answer to a turn is right.
    func snapshot(_ answer: Completion, wrongFor own: JSON, turn: Int) -> Fact.Period? {
        probe.outdated(at: round.start).first { isRight(answer, $0.probe, seed: seed, unlike: own, turn: turn) }?.period
    }

    /// Whether an answer is right for the question of a seed, and that expects something else than this one.
    private func isRight(
        _ answer: Completion, _ probe: Probe, seed: UInt64, unlike own: JSON?, turn: Int = 0
    ) -> Bool {
        var judged = probe
        (judged.messages, judged.toolResults) = ([], [])
        for index in judged.followUps.indices { judged.followUps[index].messages = [] }
        do throws(RenderingError) {
            let evaluate = Conversation(try Rendering.render(judged, seed: seed)).evaluate(turn: turn)
            guard evaluate != own, let judge = Judge(evaluate: evaluate) else { return false }
            return judge.verdict(answer).score ?? 0 >= Self.right
        } catch {
            // A question that cannot be rendered was never asked.
            return false
        }
    }
}
