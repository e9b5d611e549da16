import Core
import Probing
import Testing

@Suite struct BreakerTests {
    private let start = Timestamp(seconds: 1_800_000_000)
    private func breaker() -> Breaker { Breaker(provider: "a", rootSeed: 5) }

    private func fail(_ breaker: inout Breaker, _ count: Int, _ outcome: Outcome = .server) {
        for _ in 0..<count { _ = breaker.ended(.ordinary, as: outcome, now: start) }
    }

    private func openedFor(_ breaker: Breaker, since: Timestamp) -> Double? {
        breaker.openUntil.map { ($0 - since).inSeconds }
    }

    @Test(arguments: [Outcome.rateLimited, .server, .timeout, .network, .errorIn200, .truncatedStream])
    func `five failures in a row open it for about 30 seconds`(outcome: Outcome) throws {
        var breaker = breaker()
        fail(&breaker, 4, outcome)
        #expect(breaker.admit(now: start) == .send(.ordinary))
        fail(&breaker, 1, outcome)
        let length = try #require(openedFor(breaker, since: start))
        #expect((24...36).contains(length))
        #expect(breaker.admit(now: start + .seconds(20)) == .refuse(until: breaker.openUntil))
        #expect(breaker.status == .open)
    }

    @Test(arguments: [Outcome.ok, .refusal, .truncated, .malformed])
    func `an answer resets the count`(outcome: Outcome) {
        var breaker = breaker()
        fail(&breaker, 4)
        #expect(breaker.ended(.ordinary, as: outcome, now: start) == .unchanged)
        fail(&breaker, 4)
        #expect(breaker.status == .closed)
    }

    @Test(arguments: [Outcome.badRequest, .breakerOpen, .budgetExhausted, .skipped, .cancelled])
    func `a refused request or one that was not made neither opens nor resets`(outcome: Outcome) {
        var breaker = breaker()
        fail(&breaker, 100, outcome)
        fail(&breaker, 4)
        fail(&breaker, 1, outcome)
        #expect(breaker.state == .closed(failures: 4))
    }

    @Test func `bad credentials open it at once for about a quarter of an hour`() throws {
        var breaker = breaker()
        fail(&breaker, 1, .auth)
        #expect((720...1080).contains(try #require(openedFor(breaker, since: start))))
    }

    @Test func `exhausted credit opens it for an hour, or until the day ends`() throws {
        var breaker = breaker()
        fail(&breaker, 1, .money)
        #expect((3600...3630).contains(try #require(openedFor(breaker, since: start))))
        var late = Breaker(provider: "a", rootSeed: 5)
        let evening = try #require(Timestamp(rfc3339: "2026-11-23T23:50:00Z"))
        _ = late.ended(.ordinary, as: .money, now: evening)
        #expect((600...630).contains(try #require(openedFor(late, since: evening))))
    }

    @Test func `one trial at a time, and its answer closes it`() throws {
        var breaker = breaker()
        fail(&breaker, 5)
        let later = try #require(breaker.openUntil)
        #expect(breaker.admit(now: later) == .send(.trial(1)))
        #expect(breaker.admit(now: later) == .refuse(until: nil))
        #expect(breaker.status == .halfOpen)
        #expect(breaker.ended(.ordinary, as: .ok, now: later) == .unchanged)
        #expect(breaker.admit(now: later) == .refuse(until: nil))
        #expect(breaker.ended(.trial(1), as: .ok, now: later) == .closed)
        #expect(breaker.admit(now: later) == .send(.ordinary))
    }

    @Test func `every failed trial doubles the cool-down up to a quarter of an hour`() throws {
        var breaker = breaker()
        fail(&breaker, 5)
        var now = start
        var lengths: [Double] = []
        for trial in 1...8 {
            let until = try #require(breaker.openUntil)
            lengths.append((until - now).inSeconds)
            now = until
            #expect(breaker.admit(now: now) == .send(.trial(trial)))
            _ = breaker.ended(.trial(trial), as: .timeout, now: now)
        }
        for (length, plain) in zip(lengths, [30, 60, 120, 240, 480, 900, 900, 900]) {
            #expect((0.8 * Double(plain)...1.2 * Double(plain)).contains(length), "\(lengths)")
        }
        _ = breaker.admit(now: now + .seconds(2000))
        _ = breaker.ended(.trial(9), as: .ok, now: now)
        fail(&breaker, 5)
        #expect((24...36).contains(try #require(openedFor(breaker, since: start))))
    }

    @Test func `a trial that came to no end is given again at once`() throws {
        var breaker = breaker()
        fail(&breaker, 5)
        let later = try #require(breaker.openUntil)
        _ = breaker.admit(now: later)
        _ = breaker.ended(.trial(1), as: .cancelled, now: later)
        #expect(breaker.admit(now: later) == .send(.trial(2)))
    }

    @Test func `Retry-After holds the provider from the first failure, an hour at most`() {
        var breaker = breaker()
        let change = breaker.ended(.ordinary, as: .rateLimited, retryAfter: .seconds(20), now: start)
        #expect(change == .opened(until: start + .seconds(20)))
        #expect(breaker.ended(.ordinary, as: .ok, now: start) == .unchanged)
        #expect(breaker.admit(now: start + .seconds(19)) == .refuse(until: start + .seconds(20)))
        #expect(breaker.hold(until: start + .seconds(10), now: start) == .unchanged)
        #expect(breaker.hold(until: start + .seconds(90_000), now: start) == .opened(until: start + .seconds(3600)))
    }

    @Test func `a clock set back does not keep it open for days`() {
        var breaker = breaker()
        _ = breaker.hold(until: start + .seconds(60), now: start)
        let earlier = start - .seconds(10 * 86_400)
        #expect(breaker.admit(now: earlier) == .refuse(until: earlier + .seconds(7200)))
        #expect(breaker.admit(now: earlier + .seconds(7200)) == .send(.trial(1)))
    }

    @Test func `it goes on after a restart, with a new trial for one in flight`() throws {
        var breaker = breaker()
        func restarted() throws -> Breaker? {
            Breaker(json: try JSONParser.parse(breaker.json.text), provider: "a", rootSeed: 5)
        }
        fail(&breaker, 3)
        #expect(try restarted() == breaker)
        fail(&breaker, 2)
        #expect(try restarted() == breaker)
        let later = try #require(breaker.openUntil)
        _ = breaker.admit(now: later)
        var copy = try #require(try restarted())
        #expect(copy.admit(now: later) == .send(.trial(1)))
        _ = copy.ended(.trial(1), as: .server, now: later)
        _ = breaker.ended(.trial(1), as: .server, now: later)
        #expect(copy.openUntil == breaker.openUntil)
        for wrong in [
            "{}", "{\"state\":\"closed\",\"failures\":5}", "{\"state\":\"ajar\"}", "7", "{\"state\":\"open\"}",
        ] {
            #expect(Breaker(json: try JSONParser.parse(wrong), provider: "a", rootSeed: 5) == nil)
        }
    }

    @Test(arguments: Beginning.allCases) private func `every sequence of events keeps the promises`(
        beginning: Beginning
    ) {
        var explorer = Explorer(now: start)
        let failures = beginning == .closed ? 0 : beginning == .nearlyOpen ? 4 : 5
        for _ in 0..<failures {
            explorer.apply(.admit)
            explorer.apply(.end(.server, retryAfter: false))
        }
        if beginning == .halfOpen {
            explorer.apply(.longTick)
            explorer.apply(.admit)
        }
        explorer.explore(depth: 5)
        #expect(explorer.broken == [])
        #expect(explorer.visited > 30_000)
    }
}

private enum Beginning: CaseIterable { case closed, nearlyOpen, open, halfOpen }

/// Walks all sequences of events and notes every broken promise.
private struct Explorer {
    enum Event: Hashable {
        case admit, tick, longTick, hold
        case end(Outcome, retryAfter: Bool)
    }

    static let events: [Event] = [
        .admit, .tick, .longTick, .hold, .end(.ok, retryAfter: false), .end(.server, retryAfter: false),
        .end(.rateLimited, retryAfter: true), .end(.auth, retryAfter: false), .end(.cancelled, retryAfter: false),
    ]

    var breaker = Breaker(provider: "a", rootSeed: 1)
    var now: Timestamp
    var flying: [Breaker.Permit] = []
    var heldUntil = Timestamp.distantPast
    var failuresInARow = 0
    var broken: [String] = []
    var visited = 0
    var path: [Event] = []

    init(now: Timestamp) { self.now = now }

    mutating func explore(depth: Int) {
        guard depth > 0, broken.count < 5 else { return }
        for event in Self.events {
            var next = self
            next.apply(event)
            next.visited = visited + 1
            next.explore(depth: depth - 1)
            visited = next.visited
            broken = next.broken
        }
    }

    mutating func apply(_ event: Event) {
        path.append(event)
        switch event {
        case .tick: now += .seconds(31)
        case .longTick: now += .seconds(1200)
        case .hold:
            _ = breaker.hold(until: now + .seconds(100), now: now)
            heldUntil = max(heldUntil, now + .seconds(100))
        case .admit: admit()
        case .end(let outcome, let retryAfter): end(outcome, retryAfter)
        }
        if failuresInARow >= 5 { check(breaker.status != .closed, "closed after five failures") }
    }

    private mutating func admit() {
        let before = breaker.state
        switch breaker.admit(now: now) {
        case .send(let permit):
            check(now >= heldUntil, "sent before Retry-After was over")
            check(
                !flying.contains { $0 != .ordinary } || permit == .ordinary || before != breaker.state, "second trial")
            switch before {
            case .closed: check(permit == .ordinary, "a trial while closed")
            case .open(let until, _): check(permit != .ordinary && now >= until, "sent while open")
            case .halfOpen: check(false, "sent while a trial is in flight")
            }
            flying.append(permit)
        case .refuse: check(breaker.status != .closed, "refused while closed")
        }
    }

    private mutating func end(_ outcome: Outcome, _ retryAfter: Bool) {
        guard !flying.isEmpty else { return }
        let wasClosed = breaker.status == .closed
        let permit = flying.removeFirst()
        let change = breaker.ended(permit, as: outcome, retryAfter: retryAfter ? .seconds(100) : nil, now: now)
        if retryAfter { heldUntil = max(heldUntil, now + .seconds(100)) }
        if change == .closed { check(permit != .ordinary && outcome == .ok, "closed by what was no trial") }
        if outcome == .auth { check(breaker.status == .open, "sending with bad credentials") }
        if outcome == .ok { failuresInARow = 0 }
        if wasClosed, outcome == .server { failuresInARow += 1 }
        if change == .closed { failuresInARow = 0 }
    }

    private mutating func check(_ holds: Bool, _ promise: String) {
        if !holds { broken.append("\(promise): \(path)") }
    }
}
