import Core
import Engine

/// A model whose answers have lengths, times and forms of their own, and a way to move each of them alone.
final class MovingModel {
    /// What moves.
    enum Move: Sendable, CaseIterable {
        case none, shorter, aLittleLonger, moreReasoning, refuses, unboxed, slower
    }

    private let move: (Duration) -> Move
    private let start: Timestamp
    private var random: SeededRandom

    init(seed: UInt64, start: Timestamp, move: @escaping (Duration) -> Move) {
        (self.start, self.move) = (start, move)
        random = SeededRandom(seed: seed).child("moving model")
    }

    func answer(_ call: Call, _ now: Timestamp) -> Behaviour {
        let move = move(now - start)
        var words = random.int(in: 30...80)
        if case .shorter = move { words = words * 6 / 10 }
        if case .aLittleLonger = move { words = words * 112 / 100 }
        var text = String(repeating: "word ", count: words) + answered(call, move)
        var behaviour = Behaviour(
            latency: .zero, responseID: "r-\(random.next())", outputTokens: words + 4,
            reasoningTokens: random.int(in: 100...300))
        if case .moreReasoning = move { behaviour.reasoningTokens? *= 2 }
        if case .refuses = move, random.chance(0.4) {
            text = "I'm sorry, but I can't help with that. " + text.dropFirst(39)
        }
        // One in fifty is cut anyway.
        if random.chance(0.02) { behaviour.finish = "length" }
        behaviour.call = .says(text)
        takeTimes(move, now, &behaviour)
        return behaviour
    }

    /// The part that is judged is boxed nearly always.
    private func answered(_ call: Call, _ move: Move) -> String {
        let numbers = (call.question.rendered.messages.last?.content ?? "").split { !$0.isNumber }
            .compactMap { Int($0) }
        let sum = random.chance(0.97) ? numbers.reduce(0, +) : 1
        var isBoxed = random.chance(0.98)
        if case .unboxed = move { isBoxed = random.chance(0.5) }
        return isBoxed ? "\n\\boxed{\(sum)}" : "\nAnswer: \(sum)"
    }

    private func takeTimes(_ move: Move, _ now: Timestamp, _ behaviour: inout Behaviour) {
        var load = 1.0
        let hour = Double(now.microseconds % 86_400_000_000) / 3.6e9
        if (now.day + 4) % 7 < 5 { load = 1 + 2 * max(0, 1 - abs(hour - 15) / 6) }
        // A heavy tail: one call in thirty takes up to twenty times as long.
        let noise = (0.7 + 0.6 * random.unit()) * (random.chance(0.03) ? 20 * random.unit() + 1 : 1)
        var first = 0.3 * load * noise
        var each = 0.01 * load * (0.8 + 0.4 * random.unit())
        if case .slower = move { (first, each) = (first * 1.8, each * 1.8) }
        let rest = Double(behaviour.outputTokens) * each
        behaviour.firstByte = .microseconds(Int64(first * 1e6))
        behaviour.latency = .microseconds(Int64(min(first + rest, 25) * 1e6))
    }
}

extension Plans {
    /// Sums whose answers are explained, in categories of four.
    static func explained(_ count: Int) -> [Probe] {
        (0..<count).map { index in
            Probe(
                suite: "explained", id: "sum-\(index)", category: "category-\(index / 4)",
                messages: [Message(role: .user, content: "What is {{a}} + {{b}}? Explain it.")],
                sampling: Sampling(temperature: 0, maxOutputTokens: 256),
                vary: [("a", ["int": [100, 999]]), ("b", ["int": [100, 999]])],
                evaluate: [["type": "number", "equals": "{{a + b}}"]])
        }
    }
}
