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

    @Test func `the budget grants one retry at the start and then one in ten`() {
        var budget = RetryBudget()
        #expect(budget.retry() == .granted)
        #expect(budget.retry() == .refused)
        for _ in 0..<9 { budget.firstAttempt() }
        #expect(budget.retry() == .refused)
        budget.firstAttempt()
        #expect(budget.retry() == .granted)
        #expect(budget.retry() == .refused)
    }

    @Test func `the budget saves ten retries at most`() {
        var budget = RetryBudget()
        for _ in 0..<10_000 { budget.firstAttempt() }
        #expect((0..<20).count { _ in budget.retry() == .granted } == 10)
    }

    @Test func `over any stretch retries stay below a tenth and ten`() {
        for seed in UInt64(0)..<20 {
            var random = SeededRandom(seed: seed)
            var budget = RetryBudget()
            var log: [Int] = []
            for _ in 0..<2_000 {
                if random.chance(0.6) {
                    budget.firstAttempt()
                    log.append(1)
                } else if budget.retry() == .granted {
                    log.append(-10)
                }
            }
            // The greatest excess of price over income on any stretch, by the maximum-subarray recurrence.
            var excess = 0
            for step in log {
                excess = max(excess - step, 0)
                #expect(excess <= 100, "seed \(seed)")
            }
        }
    }

    @Test func `the budget goes on after a restart`() throws {
        var budget = RetryBudget()
        for _ in 0..<37 { budget.firstAttempt() }
        let text = budget.json.text
        #expect(RetryBudget(json: try JSONParser.parse(text)) == budget)
        for wrong in ["{}", "{\"tenths\":101}", "{\"tenths\":-1}", "[]", "{\"tenths\":\"5\"}"] {
            #expect(RetryBudget(json: try JSONParser.parse(wrong)) == nil)
        }
    }
}
