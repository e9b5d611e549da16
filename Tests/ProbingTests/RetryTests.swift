import Core
import Probing
import Testing

@Suite struct RetryTests {
    private let policy = RetryPolicy(rootSeed: 11)
    private let now = Timestamp(seconds: 1_800_000_000)
    private var deadline: Timestamp { now + .seconds(300) }

    private func decide(
        _ outcome: Outcome, _ retry: CallFailure.Retry, attempt: Int = 1, sample: UInt64 = 1, deadline: Timestamp? = nil
    ) -> RetryPolicy.Decision {
        policy.decide(
            CallFailure(outcome: outcome, retry: retry), attempt: attempt, sample: RecordID(sample), now: now,
            deadline: deadline ?? self.deadline)
    }

    private func seconds(until decision: RetryPolicy.Decision) -> Double? {
        switch decision {
        case .retry(let at): (at - now).inSeconds
        case .giveUp: nil
        }
    }

    @Test func `a failure that may be retried is retried once within the backoff`() throws {
        let wait = try #require(seconds(until: decide(.server, .allowed(after: nil))))
        #expect((0..<1).contains(wait))
        #expect(decide(.server, .allowed(after: nil), attempt: 2) == .giveUp)
    }

    @Test func `a failure that must not be retried is not`() {
        for outcome in [Outcome.auth, .money, .badRequest, .server] { #expect(decide(outcome, .never) == .giveUp) }
    }

    @Test func `a malformed answer is asked for once more whatever the dialect says`() {
        #expect(decide(.malformed, .never) != .giveUp)
        #expect(decide(.malformed, .never, attempt: 2) == .giveUp)
    }

    @Test(arguments: [1, 20, 60]) func `Retry-After is obeyed`(after: Int) throws {
        let wait = try #require(seconds(until: decide(.rateLimited, .allowed(after: .seconds(after)))))
        #expect(wait >= Double(after))
        #expect(wait < Double(after) + 1)
    }

    @Test func `a Retry-After beyond a minute, or beyond the deadline, gives the sample up`() {
        #expect(decide(.rateLimited, .allowed(after: .seconds(61))) == .giveUp)
        #expect(decide(.rateLimited, .allowed(after: .seconds(20)), deadline: now + .seconds(20)) == .giveUp)
        #expect(decide(.server, .allowed(after: nil), deadline: now) == .giveUp)
    }

    @Test func `backoff differs between samples and is the same after a restart`() {
        let waits = (0..<200).compactMap { seconds(until: decide(.server, .allowed(after: nil), sample: $0)) }
        #expect(waits == (0..<200).compactMap { seconds(until: decide(.server, .allowed(after: nil), sample: $0)) })
        #expect(Set(waits).count == 200)
        #expect(abs(waits.reduce(0, +) / 200 - 0.5) < 0.1)
    }

    @Test func `the budget grants one retry at the start and then one in twelve`() {
        var budget = RetryBudget()
        #expect(budget.retry() == .granted)
        #expect(budget.retry() == .refused)
        for _ in 0..<11 { budget.firstAttempt() }
        #expect(budget.retry() == .refused)
        budget.firstAttempt()
        #expect(budget.retry() == .granted)
        #expect(budget.retry() == .refused)
    }

    @Test func `the budget saves one retry at most`() {
        var budget = RetryBudget()
        for _ in 0..<10_000 { budget.firstAttempt() }
        #expect((0..<20).count { _ in budget.retry() == .granted } == 1)
        #expect(budget.left == 0)
    }

    @Test func `over any stretch of 60 first attempts or more retries stay within a tenth`() {
        for seed in UInt64(0)..<20 {
            var random = SeededRandom(seed: seed)
            var budget = RetryBudget()
            // First attempts and retries so far, after each event.
            var log: [(first: Int, retries: Int)] = [(0, 0)]
            for _ in 0..<600 {
                var last = log[log.count - 1]
                if random.chance(0.6) {
                    budget.firstAttempt()
                    last.first += 1
                } else if budget.retry() == .granted {
                    last.retries += 1
                }
                log.append(last)
            }
            for (index, from) in log.enumerated() {
                for to in log[index...] where to.first - from.first >= 60 {
                    #expect((to.retries - from.retries) * 10 <= to.first - from.first, "seed \(seed)")
                }
            }
        }
    }

    @Test func `the budget goes on after a restart, and an older one begins anew`() throws {
        var budget = RetryBudget()
        _ = budget.retry()
        for _ in 0..<7 { budget.firstAttempt() }
        let text = budget.json.text
        #expect(RetryBudget(json: try JSONParser.parse(text)) == budget)
        for wrong in ["{}", "{\"saved\":13}", "{\"saved\":-1}", "[]", "{\"saved\":\"5\"}", "{\"tenths\":50}"] {
            #expect(RetryBudget(json: try JSONParser.parse(wrong)) == nil)
        }
    }
}
