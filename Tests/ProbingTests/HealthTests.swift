import Core
import Probing
import Testing

@Suite struct HealthTests {
    private let start = Timestamp(seconds: 1_800_000_000)

    private func states(_ outcomes: [Outcome]) -> [HealthStatus.State] {
        var health = Health(since: start)
        return outcomes.enumerated().map { index, outcome in
            _ = health.record(outcome, status: 0, at: start + .seconds(index))
            return health.state
        }
    }

    @Test func `the first answer is up, the first failure is not`() {
        #expect(
            Health(since: start).status
                == HealthStatus(state: .unknown, since: start, successRatio: nil, lastFailure: ""))
        #expect(states([.ok]) == [.up])
        #expect(states([.server]) == [.degraded])
    }

    @Test func `three hard failures in a row are down, three answers bring it back`() {
        #expect(
            states([.ok, .ok, .ok, .server, .timeout, .network, .ok, .ok, .ok])
                == [.up, .up, .up, .up, .degraded, .down, .degraded, .degraded, .up])
    }

    @Test func `rate limits among answers are degraded, nothing but rate limits is down`() {
        let mixed = states(Array(repeating: [Outcome.ok, .ok, .rateLimited], count: 10).flatMap { $0 })
        #expect(mixed.last == .degraded)
        #expect(!mixed.contains(.down))
        #expect(states(Array(repeating: .rateLimited, count: 6)).suffix(2) == [.degraded, .down])
    }

    @Test func `one bad call in ten leaves it up`() {
        let outcomes = (0..<100).map { $0 % 10 == 9 ? Outcome.server : .ok }
        #expect(states(outcomes).allSatisfy { $0 == .up })
    }

    @Test func `bad credentials and exhausted credit are down at once`() {
        #expect(states([.ok, .auth]) == [.up, .down])
        #expect(states([.ok, .money]) == [.up, .down])
    }

    private func causes(_ outcomes: [Outcome]) -> [HealthStatus.Cause?] {
        var health = Health(since: start)
        return outcomes.map { outcome in
            _ = health.record(outcome, status: 0, at: start)
            return health.status.cause
        }
    }

    @Test func `a provider that is down says why`() {
        #expect(causes([.ok, .auth, .ok]) == [nil, .credentials, nil])
        #expect(causes([.ok, .money, .auth]) == [nil, .credit, .credentials])
        #expect(causes([.server, .timeout, .network]) == [nil, nil, .calls])
        #expect(causes(Array(repeating: .badRequest, count: 6)).suffix(2) == [nil, .requests])
        #expect(causes(Array(repeating: .rateLimited, count: 6)).last == .calls)
    }

    @Test func `one call that fails otherwise does not make an outage of refused credentials`() {
        #expect(causes([.auth, .server, .server]).last == .credentials)
        #expect(causes([.auth, .server, .server, .server]).last == .calls)
        #expect(causes([.server, .server, .auth, .server]).last == .credentials)
        var health = Health(since: start)
        _ = health.record(.auth, status: 401, at: start)
        #expect(health.refusals == 1)
        for second in 1..<3 { _ = health.record(.server, status: 500, at: start + .seconds(second)) }
        #expect(health.refusals == 0)
        #expect(
            health.record(.server, status: 500, at: start + .seconds(3)) == .blames(.calls, before: .credentials))
        #expect(health.since == start + .seconds(3))
    }

    @Test func `a state from before causes were told goes on`() throws {
        var old = try #require(Health(json: Health(since: start).json))
        for second in 0..<3 { _ = old.record(.server, status: 500, at: start + .seconds(second)) }
        let members = (old.json.members ?? []).filter { !["cause", "refused", "blocked"].contains($0.key) }
        #expect(Health(json: .object(members.map { ($0.key, $0.value) })) == old)
    }

    @Test func `calls that were not made say nothing`() {
        var health = Health(since: start)
        for outcome in [Outcome.breakerOpen, .budgetExhausted, .skipped, .cancelled] {
            #expect(health.record(outcome, status: 0, at: start + .seconds(1)) == .unchanged)
        }
        #expect(health == Health(since: start))
    }

    @Test func `bad answers are green: health is not quality`() {
        #expect(states([.malformed, .refusal, .truncated]) == [.up, .up, .up])
    }

    @Test func `people see the last failure, the share and since when`() {
        var health = Health(since: start)
        _ = health.record(.ok, status: 200, at: start)
        #expect(health.record(.rateLimited, status: 429, at: start + .seconds(1)) == .unchanged)
        #expect(health.record(.network, status: 0, at: start + .seconds(2)) == .became(.degraded, from: .up))
        let status = health.status
        #expect(status.lastFailure == "network")
        #expect(status.since == start + .seconds(2))
        #expect(status.successRatio == 1.0 / 3)
        _ = health.record(.rateLimited, status: 429, at: start + .seconds(3))
        #expect(health.status.lastFailure == "rate-limited (429)")
    }

    @Test func `it knows whether it was green throughout`() {
        var health = Health(since: start)
        _ = health.record(.ok, status: 200, at: start + .seconds(10))
        #expect(!health.wasUp(since: start))
        #expect(!health.wasUp(since: start + .seconds(10)))
        #expect(health.wasUp(since: start + .seconds(11)))
        for second in 20..<23 { _ = health.record(.server, status: 500, at: start + .seconds(second)) }
        #expect(!health.wasUp(since: start + .seconds(22)))
        for second in 30..<33 { _ = health.record(.ok, status: 200, at: start + .seconds(second)) }
        #expect(!health.wasUp(since: start + .seconds(31)))
        #expect(health.wasUp(since: start + .seconds(33)))
    }

    @Test func `it goes on after a restart`() throws {
        for seed in UInt64(0)..<20 {
            var random = SeededRandom(seed: seed)
            var health = Health(since: start)
            for second in 0..<30 {
                let outcome =
                    random.chance(0.6) ? Outcome.ok : Outcome.allCases[random.int(in: 0...Outcome.allCases.count - 1)]
                _ = health.record(outcome, status: 500, at: start + .seconds(second))
                #expect(Health(json: try JSONParser.parse(health.json.text)) == health, "seed \(seed)")
            }
        }
        #expect(Health(json: ["state": "up"]) == nil)
        #expect(Health(json: .null) == nil)
    }

    @Test func `every sequence of outcomes follows the table`() {
        let outcomes: [Outcome] = [.ok, .server, .rateLimited, .money, .badRequest, .auth]
        var sequences = 0
        func explore(_ health: Health, _ reference: Reference, _ path: [Outcome]) {
            guard path.count < 6 else { return }
            for outcome in outcomes {
                var (nextHealth, nextReference) = (health, reference)
                _ = nextHealth.record(outcome, status: 0, at: start)
                nextReference.record(outcome)
                sequences += 1
                guard nextReference.agrees(with: nextHealth) else {
                    Issue.record("\(path + [outcome]): \(nextHealth.status), expected \(nextReference)")
                    return
                }
                explore(nextHealth, nextReference, path + [outcome])
            }
        }
        explore(Health(since: start), Reference(), [])
        #expect(
            sequences == (1...6).reduce(0) { sum, length in sum + (0..<length).reduce(1) { count, _ in count * 6 } })
    }

    @Test func `long sequences follow the table too`() {
        let outcomes: [Outcome] = [.ok, .server, .rateLimited, .badRequest, .auth]
        for seed in UInt64(0)..<300 {
            var random = SeededRandom(seed: seed)
            var (health, reference) = (Health(since: start), Reference())
            var last = Outcome.ok
            for _ in 0..<60 {
                // Runs, for most of the table is about runs.
                if random.chance(0.3) { last = outcomes[random.int(in: 0...outcomes.count - 1)] }
                _ = health.record(last, status: 0, at: start)
                reference.record(last)
                #expect(reference.agrees(with: health), "seed \(seed)")
            }
        }
    }
}

/// The tables of `Health`, written down a second time over the plain list of outcomes.
private struct Reference {
    var state = HealthStatus.State.unknown
    var cause: HealthStatus.Cause?
    var calls: [Outcome] = []

    func agrees(with health: Health) -> Bool { health.state == state && health.status.cause == cause }

    mutating func record(_ outcome: Outcome) {
        let answered = outcome == .ok
        if state == .down, answered { calls = [] }
        calls.append(outcome)
        let sinceAnswer = calls.reversed().prefix { ![.ok, .auth, .money].contains($0) }
        let failures = calls.suffix(20).count { $0 != .ok }
        let isBad = failures >= 2 && failures * 5 >= min(calls.count, 20)
        let answers = calls.reversed().prefix { $0 == .ok }.count
        if let reason = reason(outcome, sinceAnswer.map { $0 }) {
            (state, cause) = (.down, reason)
        } else if state == .down {
            if answered { (state, cause) = (.degraded, nil) }
        } else if state == .unknown {
            state = answered ? .up : .degraded
        } else if state == .up {
            state = isBad ? .degraded : .up
        } else {
            state = answered && answers >= 3 && !isBad ? .up : .degraded
        }
    }

    private func reason(_ outcome: Outcome, _ run: [Outcome]) -> HealthStatus.Cause? {
        if outcome == .auth { return .credentials }
        if outcome == .money { return .credit }
        if run.count(where: { $0 == .server }) >= 3 { return .calls }
        if run.prefix(while: { $0 == .badRequest }).count >= 6 { return .requests }
        return run.count >= 6 ? cause == .requests ? .requests : .calls : nil
    }
}
