package import Core
internal import Synchronization

/// What a model was asked so far.
package struct Requests: Sendable, Equatable {
    /// Requests with an answer, right or wrong.
    package var answered: Int
    /// Those answered right.
    package var right: Int
    /// Those that failed or hung.
    package var failed: Int
    /// Those of `answered` whose question was not in the answer key.
    package var unknown: Int

    /// Counts.
    package init(answered: Int = 0, right: Int = 0, failed: Int = 0, unknown: Int = 0) {
        self.answered = answered
        self.right = right
        self.failed = failed
        self.unknown = unknown
    }

    /// All of them.
    package var total: Int { answered + failed }
}

/// A request that came to the webhook receiver, unverified.
package struct ReceivedHook: Sendable, Equatable {
    /// In their order, names in lower case.
    package var headers: [Header]
    /// The exact bytes.
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

    /// Lets something befall the model from now on; nil heals it.
    func set(_ degradation: Degradation?, of model: String) { pages.withLock { $0.degradations[model] = degradation } }

    /// What the model was asked so far.
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

    /// Counts a request that failed or hangs.
    func noteFailure(of model: String) { pages.withLock { $0.requests[model, default: Requests()].failed += 1 } }

    /// Counts a request with an answer.
    func noteAnswer(of model: String, isRight: Bool, isKnown: Bool) {
        pages.withLock { pages in
            var requests = pages.requests[model] ?? Requests()
            requests.answered += 1
            if isRight { requests.right += 1 }
            if !isKnown { requests.unknown += 1 }
            pages.requests[model] = requests
        }
    }

    /// The newest webhooks in the order of their arrival.
    var hooks: [ReceivedHook] { pages.withLock { $0.hooks } }

    /// Keeps a webhook, and drops the oldest beyond the limit.
    func note(_ hook: ReceivedHook) {
        pages.withLock { pages in
            if pages.hooks.count >= Ledger.maximumHooks { pages.hooks.removeFirst() }
            pages.hooks.append(hook)
        }
    }
}
