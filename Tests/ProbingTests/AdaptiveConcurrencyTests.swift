import Core
import Probing
import Testing

@Suite struct AdaptiveConcurrencyTests {
    private let start = Timestamp(seconds: 1_800_000_000)

    /// One request that began at `second` and took `took` seconds.
    private func end(
        _ machine: inout AdaptiveConcurrency, _ outcome: Outcome, at second: Double, took: Double = 1, status: Int = 0,
        inFlight: Int = 99, probe: String = "p"
    ) {
        let sentAt = start + .microseconds(Int64(second * 1e6))
        let latency = Duration.microseconds(Int64(took * 1e6))
        _ = machine.ended(
            outcome, status: status, probe: probe, sentAt: sentAt, latency: latency, inFlight: inFlight,
            now: sentAt + latency)
    }

    @Test func `it begins with what was configured and never leaves 1 to that`() {
        var machine = AdaptiveConcurrency(ceiling: 4)
        #expect(machine.places == 4)
        for second in 0..<50 { end(&machine, .ok, at: Double(second)) }
        #expect(machine.places == 4)
        for second in 50..<100 { end(&machine, .rateLimited, at: Double(second) * 2) }
        #expect(machine.places == 1 && machine.limit == 1)
        #expect(AdaptiveConcurrency(ceiling: 0).places == 1)
    }

    @Test(arguments: [(Outcome.rateLimited, 429), (.timeout, 0), (.server, 503), (.server, 504)])
    func `a provider that cannot keep up gets half as many at once`(_ outcome: Outcome, _ status: Int) {
        var machine = AdaptiveConcurrency(ceiling: 8)
        end(&machine, outcome, at: 0, status: status)
        #expect(machine.places == 4)
        end(&machine, outcome, at: 1, status: status)
        #expect(machine.places == 2)
    }

    @Test(arguments: [(Outcome.server, 500), (.network, 0), (.auth, 401), (.money, 429), (.badRequest, 400)])
    func `other failures change nothing`(_ outcome: Outcome, _ status: Int) {
        var machine = AdaptiveConcurrency(ceiling: 8)
        end(&machine, outcome, at: 0, status: status)
        #expect(machine == AdaptiveConcurrency(ceiling: 8))
    }

    @Test func `an answer at three times its floor is not slow yet`() {
        for (took, places) in [(3.0, 8), (3.001, 7)] {
            var machine = AdaptiveConcurrency(ceiling: 8)
            for second in 0..<AdaptiveConcurrency.known { end(&machine, .ok, at: Double(second) * 10) }
            end(&machine, .ok, at: 100, took: took)
            #expect(machine.places == places, "\(took) s")
        }
    }

    @Test func `a burst of refusals of requests sent together is one cut`() {
        var machine = AdaptiveConcurrency(ceiling: 16)
        for _ in 0..<16 { end(&machine, .rateLimited, at: 0, status: 429) }
        #expect(machine.places == 8)
    }

    @Test func `quick answers bring it back one by one, and only as far as it is used`() {
        var machine = AdaptiveConcurrency(ceiling: 8)
        for second in 0..<5 { end(&machine, .timeout, at: Double(second) * 2) }
        #expect(machine.places == 1)
        var seen: [Int] = []
        for second in 0..<60 {
            end(&machine, .ok, at: 100 + Double(second), inFlight: 2)
            seen.append(machine.places)
        }
        #expect(zip(seen, seen.dropFirst()).allSatisfy { $1 - $0 <= 1 && $1 >= $0 })
        #expect(machine.places == 5, "two in flight are half of four: five is the first that nobody needs")
        for second in 60..<120 { end(&machine, .ok, at: 100 + Double(second), inFlight: 8) }
        #expect(machine.places == 8)
    }

    @Test func `answers slower than the probe's own pace make it smaller, to half at most`() {
        var machine = AdaptiveConcurrency(ceiling: 8)
        for second in 0..<4 { end(&machine, .ok, at: Double(second), took: 1, probe: "short") }
        for second in 0..<4 { end(&machine, .ok, at: Double(second), took: 20, probe: "long") }
        #expect(machine.places == 8, "a long answer is no slow one")
        for second in 0..<20 { end(&machine, .ok, at: 100 + Double(second) * 10, took: 5, probe: "short") }
        #expect(machine.limit >= 4)
        #expect(machine.places < 8)
    }

    @Test func `a pace that lasts becomes the floor`() {
        var machine = AdaptiveConcurrency(ceiling: 8)
        for second in 0..<8 { end(&machine, .ok, at: Double(second)) }
        for second in 0..<7 { end(&machine, .ok, at: 100 + Double(second) * 10, took: 9) }
        let cut = machine.places
        #expect(cut < 8)
        for second in 0..<40 { end(&machine, .ok, at: 300 + Double(second) * 10, took: 9) }
        #expect(machine.places == 8)
    }

    @Test func `it follows the configuration`() {
        var machine = AdaptiveConcurrency(ceiling: 4)
        #expect(machine.resize(ceiling: 6) == .became(6, from: 4))
        end(&machine, .timeout, at: 0)
        #expect(machine.resize(ceiling: 9) == .unchanged)
        #expect(machine.places == 3)
        #expect(machine.resize(ceiling: 2) == .became(2, from: 3))
        #expect(machine.resize(ceiling: 5) == .became(5, from: 2))
    }

    @Test func `every sequence of events keeps it in its bounds and moves it as the table says`() throws {
        enum Event: CaseIterable { case quick, slow, refused, stale, failed, idle, shrink, grow, restart }
        var visited = 0
        func explore(_ machine: AdaptiveConcurrency, _ second: Double, _ depth: Int) throws {
            guard depth > 0 else { return }
            for event in Event.allCases {
                var next = machine
                visited += 1
                switch event {
                case .quick: end(&next, .ok, at: second)
                case .slow: end(&next, .ok, at: second, took: 10)
                case .refused: end(&next, .rateLimited, at: second, status: 429)
                case .stale: end(&next, .timeout, at: second - 5_000, took: 5_000)
                case .failed: end(&next, .network, at: second)
                case .idle: end(&next, .ok, at: second, inFlight: 0)
                case .shrink: _ = next.resize(ceiling: 2)
                case .grow: _ = next.resize(ceiling: 6)
                case .restart:
                    next = AdaptiveConcurrency(
                        json: try JSONParser.parse(next.json.text), ceiling: machine.ceiling)
                }
                try #require(next.limit >= 1 && next.limit <= Double(next.ceiling))
                try #require(next.places == Int(next.limit))
                let delta = next.limit - machine.limit
                switch event {
                case .quick: try #require(delta >= 0 && delta <= 1)
                case .slow: try #require(delta <= 1 && next.limit >= min(machine.limit, Double(machine.ceiling) / 2))
                case .refused: try #require(next.limit == max(machine.limit / 2, 1))
                case .stale: try #require(machine.cutAt == .distantPast || delta == 0)
                case .failed, .idle, .restart: try #require(delta == 0)
                case .shrink, .grow: break
                }
                try explore(next, second + 20, depth - 1)
            }
        }
        var known = AdaptiveConcurrency(ceiling: 6)
        for second in 0..<3 { end(&known, .ok, at: Double(second)) }
        try explore(known, 100, 5)
        #expect(visited == 66_429)
    }

    @Test func `old or damaged states begin with all places`() throws {
        for text in ["null", "{}", #"{"limit":0.5,"ceiling":4}"#, #"{"limit":"x","ceiling":4}"#] {
            #expect(AdaptiveConcurrency(json: try JSONParser.parse(text), ceiling: 4).places == 4, "\(text)")
        }
        let small: JSON = ["limit": 1.5, "ceiling": 4]
        #expect(AdaptiveConcurrency(json: small, ceiling: 8).places == 1)
    }
}
