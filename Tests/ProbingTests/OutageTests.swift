import Core
import Probing
import Testing

/// Schedule, breaker, retries and budget together against a provider that answers as a script says.
@Suite struct OutageTests {
    private struct Result {
        var scheduled = 0
        var requests = 0
        var retries = 0
        var byRound: [Int] = []
    }

    private func run(rounds: Int, probes count: Int, answer: (Int) -> Outcome) -> Result {
        let interval = Duration.seconds(900)
        let schedule = Schedule(interval: interval, rootSeed: 1)
        let policy = RetryPolicy(rootSeed: 1)
        let probes = (0..<count).map { "s/\($0)" }
        var breaker = Breaker(provider: "a", rootSeed: 1)
        var budget = RetryBudget()
        var result = Result()
        for number in 0..<rounds {
            let round = Round(start: Timestamp(seconds: 1_800_000_000) + interval * number)
            let before = result.requests
            for due in schedule.due(round, provider: "a", probes: probes) {
                result.scheduled += 1
                var now = due.at
                var attempt = 1
                while case .send(let permit) = breaker.admit(now: now) {
                    if attempt == 1 { budget.firstAttempt() } else { result.retries += 1 }
                    result.requests += 1
                    let outcome = answer(result.requests)
                    _ = breaker.ended(permit, as: outcome, now: now)
                    let failure = CallFailure(outcome: outcome, retry: .allowed(after: nil))
                    guard outcome != .ok,
                        case .retry(let at) = policy.decide(
                            failure, attempt: attempt, sample: RecordID(of: [due.probe, "\(number)"]), now: now,
                            deadline: now + .seconds(60)), budget.retry() == .granted
                    else { break }
                    now = at
                    attempt += 1
                }
            }
            result.byRound.append(result.requests - before)
        }
        return result
    }

    @Test(arguments: [1, 5, 20, 500])
    func `a total outage falls to a trickle of one trial in a quarter of an hour`(probes: Int) {
        let result = run(rounds: 96, probes: probes) { _ in .timeout }
        #expect(Double(result.requests) <= 1.1 * Double(result.scheduled) + 1, "\(result)")
        #expect(result.byRound.suffix(90).allSatisfy { $0 <= 2 }, "\(result.byRound)")
    }

    @Test func `failures that never open the breaker are met with a tenth more requests at most`() {
        let result = run(rounds: 96, probes: 20) { $0 % 4 == 0 ? .ok : .server }
        #expect(result.scheduled == 1920)
        #expect(result.requests - result.retries == result.scheduled)
        #expect(Double(result.requests) <= 1.1 * Double(result.scheduled) + 1)
        #expect(result.retries > 150)
    }
}
