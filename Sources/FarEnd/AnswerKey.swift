package import Core
internal import Synchronization

/// What is known about one question: what is right, what a weak model says instead, and how hard it is.
package struct KnownAnswer: Sendable, Equatable {
    /// The probe's key, `suite/id`.
    package var probe: String
    /// The ability that the question exercises.
    package var category: String
    /// 0 for what every model gets right, 1 for what none does.
    package var difficulty: Double
    /// Right answers, the usual one first; at least one.
    package var right: [String]
    /// Plausible wrong answers; when there are none, a right one is garbled.
    package var wrong: [String]

    /// What is known; `difficulty` outside 0…1 counts as the nearest bound.
    package init(probe: String, category: String, difficulty: Double, right: [String], wrong: [String]) {
        precondition(!right.isEmpty, "a known answer without a right one")
        self.probe = probe
        self.category = category
        self.difficulty = min(max(difficulty, 0), 1)
        self.right = right
        self.wrong = wrong
    }
}

/// From questions to what is known about them; filled while the far end serves, from any thread.
package final class AnswerKey: Sendable {
    /// The most questions kept; older ones are forgotten.
    package static let maximum = 20_000

    private struct Table {
        var answers: [UInt64: KnownAnswer] = [:]
        /// Questions in the order in which they came, overwritten from the start once it is full.
        var ring: [UInt64] = []
        var oldest = 0
    }

    private let table = Mutex(Table())

    /// An empty key.
    package init() {}

    /// Notes what is known about a question, in place of what was known before.
    package func add(_ answer: KnownAnswer, to messages: [Message]) {
        let question = messages.stableHash
        table.withLock { table in
            guard table.answers.updateValue(answer, forKey: question) == nil else { return }
            guard table.ring.count == AnswerKey.maximum else { return table.ring.append(question) }
            table.answers[table.ring[table.oldest]] = nil
            table.ring[table.oldest] = question
            table.oldest = (table.oldest + 1) % AnswerKey.maximum
        }
    }

    /// What is known about a question, or nil.
    package func answer(to messages: [Message]) -> KnownAnswer? {
        let question = messages.stableHash
        return table.withLock { $0.answers[question] }
    }

    /// How many questions are known.
    package var count: Int { table.withLock { $0.answers.count } }
}

extension [Message] {
    /// The same for equal conversations, in every process.
    var stableHash: UInt64 { StableHash.of(flatMap { [$0.role.rawValue, $0.content] }) }
}
