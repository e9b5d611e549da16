package import Core
internal import Glibc

/// A model of adjustable skill: noisy like a real one, and the same in every run of the same seed.
package struct SimulatedModel: Sendable {
    /// The name that requests ask for.
    package var name: String
    /// Decides its luck, and which of its answers it gives.
    package var seed: UInt64
    /// Share of right answers to questions of difficulty 0, in 0…1.
    package var skill: Double
    /// Median time until an answer is complete.
    package var latency: Duration

    /// A model; its replies depend on name, seed, question and the number of times that it was asked the same.
    package init(name: String, seed: UInt64, skill: Double = 0.97, latency: Duration = .milliseconds(3)) {
        self.name = name
        self.seed = seed
        self.skill = skill
        self.latency = latency
    }

    /// The probability of a right answer: skill times what the difficulty leaves, less what befalls the model; in 0…1.
    package func chance(of known: KnownAnswer, under degradation: Degradation?) -> Double {
        let loss = degradation?.loss(in: known.category) ?? 0
        return min(max(skill * (1 - known.difficulty) - loss, 0), 1)
    }

    /// The reply to a question that it is asked for the `nth` time; `known` is nil for one that it has never heard of.
    package func reply(
        to messages: [Message], known: KnownAnswer?, time nth: Int, under degradation: Degradation?
    ) -> SimulatedReply {
        let label = "\(name) \(messages.stableHash) \(nth)"
        let stream = SeededRandom(seed: seed).child(label)
        var (luck, choice, pace) = (stream.child("luck"), stream.child("choice"), stream.child("pace"))
        // Luck is drawn from a stream of its own: an answer that a degraded model gets right, a healthy one does too.
        let isRight = known.map { luck.chance(chance(of: $0, under: degradation)) } ?? false
        let text = known.map { isRight ? right($0, &choice) : wrong($0, &choice) } ?? notKnowing(&choice)
        return SimulatedReply(
            text: text, isRight: isRight, latency: latency * factor(&pace),
            inputTokens: tokens(messages.reduce(0) { $0 + $1.content.utf8.count }),
            outputTokens: tokens(text.utf8.count))
    }

    /// Models mostly word an answer in one way, and now and then in another.
    private func right(_ known: KnownAnswer, _ random: inout SeededRandom) -> String {
        random.chance(0.8) ? known.right[0] : known.right[random.int(in: 0...known.right.count - 1)]
    }

    private func wrong(_ known: KnownAnswer, _ random: inout SeededRandom) -> String {
        guard known.wrong.isEmpty else { return known.wrong[random.int(in: 0...known.wrong.count - 1)] }
        return garbled(known.right[0], &random) ?? notKnowing(&random)
    }

    private func notKnowing(_ random: inout SeededRandom) -> String {
        let phrases = ["I'm not sure.", "That cannot be determined from what is given.", "It depends on the context."]
        return phrases[random.int(in: 0...phrases.count - 1)]
    }

    /// The text with one digit of its last number replaced by another one; nil where there is no number.
    private func garbled(_ text: String, _ random: inout SeededRandom) -> String? {
        var bytes = Array(text.utf8)
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard let last = bytes.lastIndex(where: digits.contains) else { return nil }
        var first = last
        while first > 0, digits.contains(bytes[first - 1]) { first -= 1 }
        let place = random.int(in: first...last)
        let digit = Int(bytes[place] - digits.lowerBound)
        // No leading zero, which would be no number in some formats.
        let others = (0...9).filter { $0 != digit && ($0 > 0 || place > first || first == last) }
        bytes[place] = digits.lowerBound + UInt8(others[random.int(in: 0...others.count - 1)])
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Lognormal with median 1: most replies take about as long as usual, few take thrice that.
    private func factor(_ random: inout SeededRandom) -> Double {
        let radius = (-2 * log(1 - random.unit())).squareRoot()
        return exp(0.35 * radius * cos(2 * Double.pi * random.unit()))
    }
}

/// What a simulated model says, and how long it takes.
package struct SimulatedReply: Sendable, Equatable {
    /// The whole answer.
    package var text: String
    /// Whether it meant a right answer.
    package var isRight: Bool
    /// Time until the answer is complete.
    package var latency: Duration
    /// Tokens of the question, about a quarter of its bytes; at least 1.
    package var inputTokens: Int
    /// Tokens of the answer, counted alike.
    package var outputTokens: Int

    /// The reply as far as `limit` tokens allow, and whether that is less than all of it.
    func cut(to limit: Int?) -> (reply: SimulatedReply, isCut: Bool) {
        guard let limit, outputTokens > limit else { return (self, false) }
        var cut = self
        cut.outputTokens = max(limit, 1)
        cut.text = String(decoding: text.utf8.prefix(cut.outputTokens * bytesPerToken), as: UTF8.self)
        return (cut, true)
    }
}

/// About what tokenisers make of English text.
private let bytesPerToken = 4

private func tokens(_ bytes: Int) -> Int { max(1, (bytes + bytesPerToken - 1) / bytesPerToken) }
