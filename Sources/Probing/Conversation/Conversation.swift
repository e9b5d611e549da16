package import Core

/// A scripted conversation on its way: from a rendered probe and the answers so far to what is asked next, or the end.
///
/// A turn is one message of the script and the answer to it. Within it the model may call tools: what the probe has a
/// result for is answered, and the same turn is asked again. A single question is a conversation of one turn.
///
/// | answer to what was asked | becomes |
/// | --- | --- |
/// | calls that the probe has results for, rounds left | they are answered, and the same turn is asked again |
/// | other calls, last turn | judged; complete |
/// | other calls, a turn is left | judged; cut: no result is guessed |
/// | text, or nothing, last turn | judged; complete |
/// | text, a turn is left | judged; the next turn is asked |
/// | nothing that could be said again, a turn is left | judged; cut |
/// | malformed | complete in the last turn, else cut |
///
/// A call that failed changes nothing: whether it is made again is decided elsewhere.
package struct Conversation: Sendable, Equatable {
    /// Whether there is something to ask.
    package enum State: Sendable, Equatable {
        /// `asked` is to be sent; it belongs to the turn of that number, counted from 0.
        case asking(turn: Int)
        case over(Ending)
    }

    /// How a conversation ended.
    package enum Ending: Sendable, Equatable {
        /// Every turn was asked.
        case complete
        /// Later turns were not reached: why, for people.
        case cut(String)
    }

    /// What an answer leads to.
    package enum Action: Sendable, Equatable {
        /// Its calls were answered: the same turn goes on.
        case answerCalls
        /// It ended a turn: the answer as it is judged, with all calls of the turn in their order.
        case judge(Completion, turn: Int)
    }

    /// Most times that the calls of one turn are answered.
    package static let maximumToolRounds = 4
    /// Most calls that are answered at once.
    package static let maximumCalls = 16
    /// Most requests of a conversation, tool rounds included; the script's own turns always have a place.
    package static let maximumRequests = 24

    /// The script with its values filled in.
    package let probe: RenderedProbe
    package private(set) var state = State.asking(turn: 0)
    private var messages: [Message]
    /// Calls of this turn that were answered.
    private var calls: [ToolCall] = []
    private var rounds = 0
    private var requests = 1
    private var namedCalls = 0

    /// A conversation in which nothing was said yet.
    package init(_ probe: RenderedProbe) {
        self.probe = probe
        messages = probe.messages
    }

    /// How many turns the script has.
    package var turns: Int { probe.followUps.count + 1 }

    /// The probe with all that was said so far: what the next request asks. A tool that must be called must be so once
    /// in a turn, or it would be called for ever.
    package var asked: RenderedProbe {
        var asked = probe
        asked.messages = messages
        if rounds > 0 {
            switch probe.sampling.toolChoice {
            case .required, .named: asked.sampling.toolChoice = .automatic
            case .automatic, .none: break
            }
        }
        return asked
    }

    /// The evaluators of a turn, as declared; an empty array judges nothing.
    package func evaluate(turn: Int) -> JSON { turn == 0 ? probe.evaluate : probe.followUps[turn - 1].evaluate }

    /// An answer came to what was asked. Only while it is asking.
    package mutating func answered(_ completion: Completion) -> Action {
        guard case .asking(let turn) = state else { preconditionFailure("nothing was asked") }
        let answer = named(completion)
        let obstacle = answer.toolCalls.isEmpty ? nil : obstacle(to: answer.toolCalls, in: turn)
        if !answer.toolCalls.isEmpty, obstacle == nil {
            say(answer)
            messages += answer.toolCalls.compactMap { call in
                probe.result(of: call).map { Message(role: .tool, content: $0, answers: call) }
            }
            calls += answer.toolCalls
            (rounds, requests) = (rounds + 1, requests + 1)
            return .answerCalls
        }
        var whole = answer
        whole.toolCalls = calls + answer.toolCalls
        if let obstacle {
            end(turn, obstacle)
        } else if Self.spoken(answer) == nil {
            end(turn, "the answer before it is empty")
        } else if turn + 1 < turns {
            say(answer)
            messages += probe.followUps[turn].messages
            (calls, rounds, requests) = ([], 0, requests + 1)
            state = .asking(turn: turn + 1)
        } else {
            state = .over(.complete)
        }
        return .judge(whole, turn: turn)
    }

    /// What came was no answer, and is not asked for again. Only while it is asking.
    package mutating func malformed() {
        guard case .asking(let turn) = state else { preconditionFailure("nothing was asked") }
        end(turn, "there was no answer before it")
    }

    private mutating func end(_ turn: Int, _ why: String) {
        state = .over(turn + 1 < turns ? .cut(why) : .complete)
    }

    private mutating func say(_ answer: Completion) {
        messages.append(
            Message(role: .assistant, content: Self.spoken(answer) ?? "", toolCalls: answer.toolCalls))
    }

    /// What the model said, to be said again; nil for nothing but white space, which APIs refuse.
    private static func spoken(_ answer: Completion) -> String? {
        [answer.text, answer.refusal ?? ""].first { $0.contains { !$0.isWhitespace } }
    }

    /// The answer with a name for every call: an API without names gets `call-1`, `call-2` … through the conversation.
    private mutating func named(_ completion: Completion) -> Completion {
        var answer = completion
        for index in answer.toolCalls.indices where answer.toolCalls[index].id.isEmpty {
            namedCalls += 1
            answer.toolCalls[index].id = "call-\(namedCalls)"
        }
        return answer
    }

    /// Why these calls are not answered; nil when they are.
    private func obstacle(to calls: [ToolCall], in turn: Int) -> String? {
        for call in calls where probe.result(of: call) == nil {
            let name = shortened(call.name, 64)
            return call.readArguments == nil
                ? "the arguments of \"\(name)\" are no JSON object"
                : "the probe has no result for this call of \"\(name)\""
        }
        if calls.count > Self.maximumCalls { return "more than \(Self.maximumCalls) calls at once" }
        let left = turns - turn - 1
        guard rounds < Self.maximumToolRounds, requests + left < Self.maximumRequests else {
            return "tools were called again and again"
        }
        return nil
    }
}
