import Core
import Engine
import Testing

private let hour = Trouble.hour
private let others = (1..<10).map { "p\($0)" }
private let seeds: [UInt64] = [101, 202, 303]
private let fewSeeds: [UInt64] = [404, 505]

/// The promises of a good guest, each over an hour of trouble with one of ten providers.
@Suite struct ResilienceTests {
    /// What has to hold whatever one provider does: few attempts, nobody else delayed or accused, recovery noticed by the
    /// first sample after the breaker's pause, all incidents over in the end.
    private func check(_ trouble: Trouble, openUntil: Timestamp?, _ comment: Comment) throws {
        let attempts = trouble.attemptsPerSample("p0")
        #expect(attempts <= 1.1, comment)
        #expect(trouble.longestDelay(others) <= .seconds(1), comment)
        #expect(trouble.world.disk.incidents.values.allSatisfy { $0.provider == "p0" }, comment)
        let half = max(trouble.until, openUntil ?? trouble.until)
        #expect(half - trouble.until <= .seconds(15 * 60 * 1.2), comment)
        let first = try #require(trouble.next("p0", after: half), comment)
        #expect(first.outcome.isScored, "\(comment): \(first.outcome) \(first.note)")
        #expect(!trouble.world.disk.incidents.values.contains { $0.isOpen }, comment)
    }

    @Test(arguments: seeds) func `an hour's total outage`(seed: UInt64) throws {
        var trouble = Trouble(seed: seed) { name, _ in name == "p0" ? Behaviour(call: .disconnects) : nil }
        let openUntil = trouble.run()
        try check(trouble, openUntil: openUntil, "seed \(seed)")
        #expect(trouble.attemptsPerSample("p0") < 0.3, "seed \(seed): the breaker leaves a trickle")
        #expect(trouble.fired(.outage).count == 1 && trouble.fired(.blind).isEmpty, "seed \(seed)")
    }

    @Test(arguments: seeds) func `an hour of hangs of 30 s`(seed: UInt64) throws {
        var trouble = Trouble(seed: seed) { name, _ in name == "p0" ? Behaviour(call: .hangs) : nil }
        let openUntil = trouble.run()
        try check(trouble, openUntil: openUntil, "seed \(seed)")
        #expect(trouble.fired(.outage).count == 1, "seed \(seed)")
    }

    @Test(arguments: seeds) func `a provider that flaps every minute`(seed: UInt64) throws {
        var trouble = Trouble(seed: seed) { name, elapsed in
            name == "p0" && Int(elapsed.inSeconds) / 60 % 2 == 0 ? Behaviour(call: .fails(503)) : nil
        }
        let openUntil = trouble.run()
        try check(trouble, openUntil: openUntil, "seed \(seed)")
        #expect(trouble.fired(.outage).count <= 1, "seed \(seed): one that comes and goes is one incident")
    }

    @Test(arguments: seeds) func `a storm of 429 that tells nothing`(seed: UInt64) throws {
        var trouble = Trouble(seed: seed) { name, _ in name == "p0" ? Behaviour(call: .fails(429)) : nil }
        let openUntil = trouble.run()
        try check(trouble, openUntil: openUntil, "seed \(seed)")
    }

    @Test(arguments: fewSeeds) func `a storm of 429 for two in three calls, with Retry-After`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var trouble = Trouble(seed: seed) { name, _ in
            name == "p0" && random.chance(0.67) ? Behaviour(call: .retryAfter(seconds: random.int(in: 1...40))) : nil
        }
        let openUntil = trouble.run()
        try check(trouble, openUntil: openUntil, "seed \(seed)")
    }

    @Test(arguments: fewSeeds) func `a storm of 429 that tells its limits`(seed: UInt64) throws {
        let headers = [
            Header("x-ratelimit-limit-requests", "60"), Header("x-ratelimit-remaining-requests", "0"),
            Header("x-ratelimit-reset-requests", "1m0s"),
        ]
        var trouble = Trouble(seed: seed) { name, _ in
            name == "p0" ? Behaviour(call: .fails(429), headers: headers) : nil
        }
        let openUntil = trouble.run()
        try check(trouble, openUntil: openUntil, "seed \(seed)")
    }

    @Test(arguments: fewSeeds) func `refused credentials are blindness with its reason, and no outage`(seed: UInt64)
        throws
    {
        var trouble = Trouble(seed: seed) { name, _ in
            name == "p0"
                ? Behaviour(
                    call: .fails(401), error: #"{"error":{"message":"Incorrect API key","code":"invalid_api_key"}}"#)
                : nil
        }
        let openUntil = trouble.run()
        try check(trouble, openUntil: openUntil, "seed \(seed)")
        #expect(trouble.fired(.outage).isEmpty && !trouble.world.disk.incidents.values.contains { $0.kind == .outage })
        let blind = trouble.fired(.blind)
        #expect(blind.count == 1, "seed \(seed)")
        #expect(blind.first?.facts["reason"]?.string == "credentials-refused")
        #expect(blind.first?.summary.contains("look at the key") == true)
    }

    @Test(arguments: fewSeeds) func `exhausted credit behind a 429 is told at once, and hardly asked again`(
        seed: UInt64
    ) throws {
        var trouble = Trouble(seed: seed) { name, _ in
            name == "p0"
                ? Behaviour(
                    call: .fails(429), headers: [Header("retry-after", "1")],
                    error: #"{"error":{"message":"You exceeded your current quota","type":"insufficient_quota"}}"#)
                : nil
        }
        trouble.run(after: hour * 2)
        #expect(trouble.attemptsPerSample("p0") <= 0.1, "seed \(seed)")
        #expect(trouble.longestDelay(others) <= .seconds(1))
        #expect(trouble.fired(.outage).isEmpty)
        let blind = try #require(trouble.fired(.blind).first, "seed \(seed)")
        #expect(trouble.fired(.blind).count == 1)
        #expect(blind.facts["reason"]?.string == "credit-exhausted")
        #expect((blind.firedAt ?? .distantFuture) - trouble.from <= .seconds(60))
        #expect(blind.state == .resolved)
    }

    @Test func `a model that is retired is blindness with its reason`() throws {
        var trouble = Trouble(seed: 404) { name, _ in
            name == "p0" ? Behaviour(call: .fails(404), error: #"{"error":{"code":"model_not_found"}}"#) : nil
        }
        let openUntil = trouble.run()
        try check(trouble, openUntil: openUntil, "seed 404")
        #expect(trouble.fired(.outage).isEmpty)
        #expect(trouble.fired(.blind).map { $0.facts["reason"]?.string } == ["requests-refused"])
    }

    @Test(arguments: fewSeeds) func `crashes in the middle change none of it`(seed: UInt64) throws {
        var trouble = Trouble(seed: seed) { name, elapsed in
            switch name {
            case "p0": Behaviour(call: .disconnects)
            case "p1": Behaviour(call: .fails(401))
            case "p2": Behaviour(call: .hangs)
            default: nil
            }
        }
        trouble.run { $0.chance(0.02) }
        for name in ["p0", "p1", "p2"] { #expect(trouble.attemptsPerSample(name) <= 1.1, "seed \(seed), \(name)") }
        #expect(trouble.fired(.outage).map(\.provider).sorted() == ["p0", "p2"], "seed \(seed)")
        #expect(trouble.fired(.blind).map(\.provider) == ["p1"], "seed \(seed)")
        let firings = trouble.world.disk.transitions.count { $0.event == .firing }
        #expect(firings == 3, "seed \(seed)")
        #expect(!trouble.world.disk.incidents.values.contains { $0.isOpen }, "seed \(seed)")
    }
}
