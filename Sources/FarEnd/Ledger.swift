internal import Core
internal import Synchronization

/// What a model was asked so far.
package struct Requests: Sendable, Equatable {
    /// Requests with an answer, right or wrong.
    package var answered = 0
    /// Those answered right.
    package var right = 0
    /// Those that failed or hung.
    package var failed = 0
    /// Those of `answered` whose question was not in the answer key.
    package var unknown = 0

    /// All of them.
    package var total: Int { answered + failed }
}

/// A request that came to the webhook receiver, unverified.
package struct ReceivedHook: Sendable, Equatable {
    /// In their order, names in lower case.
    package var headers: [Header]
    package var body: [UInt8]
}

/// What the far end remembers between requests.
final class Ledger: Sendable {
    /// Most counters of repeated questions; beyond that all start again from 0.
    static let maximumQuestions = 100_000
    /// Most webhooks kept.
    static let maximumHooks = 1_000

    private struct Pages {
        var degradations: [String: Degradation] = [:]
        var requests: [String: Requests] = [:]
        var asked: [UInt64: Int] = [:]
        var hooks: [ReceivedHook] = []
    }

    private let pages = Mutex(Pages())

    /// What befalls the model now.
    func degradation(of model: String) -> Degradation? { pages.withLock { $0.degradations[model] } }

    func set(_ degradation: Degradation?, of model: String) { pages.withLock { $0.degradations[model] = degradation } }

    func requests(of model: String) -> Requests { pages.withLock { $0.requests[model] ?? Requests() } }

    /// Counts a request of a question and gives how often it was asked before.
    func ask(_ question: [Message], of model: String) -> Int {
        let key = StableHash.of([model, "\(question.stableHash)"])
        return pages.withLock { pages in
            if pages.asked.count >= Ledger.maximumQuestions { pages.asked = [:] }
            defer { pages.asked[key, default: 0] += 1 }
            return pages.asked[key, default: 0]
        }
    }

    func noteFailure(of model: String) { pages.withLock { $0.requests[model, default: Requests()].failed += 1 } }

    func noteAnswer(of model: String, isRight: Bool, isKnown: Bool) {
        pages.withLock { pages in
            var requests = pages.requests[model] ?? Requests()
            requests.answered += 1
            if isRight { requests.right += 1 }
            if !isKnown { requests.unknown += 1 }
            pages.requests[model] = requests
        }
    }

    var hooks: [ReceivedHook] { pages.withLock { $0.hooks } }

    func note(_ hook: ReceivedHook) {
        pages.withLock { pages in
            if pages.hooks.count >= Ledger.maximumHooks { pages.hooks.removeFirst() }
            pages.hooks.append(hook)
        }
    }
}
