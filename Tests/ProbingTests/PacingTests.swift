import Core
import Probing
import Testing

private let start = Timestamp(seconds: 1_800_000_000)

@Suite struct TokenBucketTests {
    private func bucket(_ limit: Int?, _ remaining: Int?, after seconds: Int? = nil) -> TokenBucket {
        var bucket = TokenBucket()
        bucket.learn(
            RateLimits.Limit(limit: limit, remaining: remaining, resetAt: seconds.map { start + .seconds($0) }),
            now: start)
        return bucket
    }

    @Test func `before anything is learnt everything passes`() {
        var bucket = TokenBucket()
        for _ in 0..<1_000 {
            #expect(bucket.ask(1_000_000, now: start) == .send)
            bucket.spend(1_000_000, now: start)
        }
        #expect(bucket.left(start) == nil)
    }

    @Test func `a request takes at most a tenth of what is left`() {
        #expect(bucket(60, 10, after: 60).ask(1, now: start) == .send)
        #expect(bucket(60, 9, after: 60).ask(1, now: start) != .send)
        #expect(bucket(30_000, 5_000).ask(500, now: start) == .send)
        #expect(bucket(30_000, 5_000).ask(501, now: start) != .send)
    }

    @Test func `it waits until so much has come back by the reset`() {
        // 60 come back in 60 s: for one request 10 have to be there.
        let wait = bucket(60, 0, after: 60).ask(1, now: start)
        #expect(wait == .wait(until: start + .seconds(10) + .microseconds(1)))
        #expect(bucket(60, 0, after: 60).ask(1, now: start + .seconds(10)) == .send)
    }

    @Test func `a small limit is reached when all of it is left`() {
        let bucket = bucket(3, 2, after: 20)
        guard case .wait(let until) = bucket.ask(1, now: start) else {
            Issue.record("sent")
            return
        }
        #expect((19.9...20.1).contains((until - start).inSeconds))
        #expect(bucket.ask(1, now: until) == .send)
        #expect(bucket.ask(1_000_000, now: until) == .send)
    }

    @Test func `without a reset a limit comes back in a minute`() {
        #expect(bucket(60, 0).ask(1, now: start + .milliseconds(9_990)) != .send)
        #expect(bucket(60, 0).ask(1, now: start + .seconds(10)) == .send)
        #expect(bucket(nil, 90).left(start) == 90)
    }

    @Test func `what was learnt five minutes ago holds nothing back`() {
        let day = bucket(1_000, 0, after: 86_400)
        #expect(day.ask(1, now: start) == .wait(until: start + .seconds(300)))
        #expect(day.ask(1, now: start + .seconds(299)) == .wait(until: start + .seconds(300)))
        #expect(day.ask(1, now: start + .seconds(300)) == .send)
        #expect(day.ask(1, now: start - .seconds(10)) == .send, "the clock was set back")
    }

    @Test func `what is told later counts, and what is left out stays`() {
        var bucket = bucket(60, 0, after: 60)
        bucket.learn(RateLimits.Limit(remaining: 50), now: start + .seconds(1))
        #expect(bucket.left(start + .seconds(1)) == 50)
        #expect(bucket.left(start + .seconds(6)) == 55)
        #expect(bucket.left(start + .seconds(600)) == 60)
        bucket.learn(RateLimits.Limit(), now: start + .seconds(2))
        #expect(bucket.left(start + .seconds(2)) == 51)
    }

    /// Over all sequences of events: never less than nine tenths are left to the owner where that is possible, a wait
    /// ends in its own promise, and a restart changes nothing.
    @Test func `every sequence of events keeps the promises`() throws {
        enum Event: CaseIterable { case send, dear, tick, minute, told, full, empty, restart }
        var visited = 0
        func explore(_ bucket: TokenBucket, _ now: Timestamp, _ path: [Event]) throws {
            guard path.count < 6 else { return }
            for event in Event.allCases {
                var (next, later) = (bucket, now)
                visited += 1
                let cost = event == .dear ? 30 : 1
                switch event {
                case .send, .dear:
                    switch next.ask(cost, now: now) {
                    case .send:
                        if let left = next.left(now), case .learnt(let known) = next.state,
                            now - known.learntAt < TokenBucket.memory
                        {
                            try #require(left == known.limit || Double(cost) <= left * 0.1 + 1e-6, "\(path)")
                        }
                        next.spend(cost, now: now)
                    case .wait(let until):
                        try #require(until > now && until <= now + TokenBucket.memory, "\(path)")
                        try #require(next.ask(cost, now: until) == .send, "\(path)")
                        try #require(next.left(now) ?? 0 < Double(cost) * 10, "\(path)")
                    }
                case .tick: later += .seconds(3)
                case .minute: later += .seconds(61)
                case .told:
                    next.learn(RateLimits.Limit(limit: 100, remaining: 40, resetAt: now + .seconds(20)), now: now)
                case .full: next.learn(RateLimits.Limit(limit: 50, remaining: 50), now: now)
                case .empty: next.learn(RateLimits.Limit(remaining: 0, resetAt: now + .seconds(90)), now: now)
                case .restart: next = TokenBucket(json: try JSONParser.parse(next.json.text))
                }
                if event == .restart { try #require(next == bucket, "\(path)") }
                if let left = next.left(later), case .learnt(let known) = next.state {
                    try #require((0...known.limit).contains(left), "\(path)")
                }
                try explore(next, later, path + [event])
            }
        }
        try explore(TokenBucket(), start, [])
        #expect(visited == (1...6).reduce(0) { sum, length in sum + (0..<length).reduce(1) { count, _ in count * 8 } })
    }

    @Test(arguments: ["null", "{}", "[]", #"{"limit":5,"level":9,"rate":1,"at":0,"learnt_at":0}"#])
    func `what cannot be read back knows nothing`(_ text: String) throws {
        #expect(TokenBucket(json: try JSONParser.parse(text)) == TokenBucket())
    }
}

@Suite struct SpacingTests {
    @Test func `a refusal spaces requests, more of them space them further, answers end it`() {
        var spacing = Spacing()
        #expect(spacing.next(now: start) == nil)
        spacing.refused(now: start)
        #expect(spacing.next(now: start) == start + .seconds(5))
        #expect(spacing.next(now: start + .seconds(5)) == nil)
        spacing.sent(now: start + .seconds(6))
        #expect(spacing.next(now: start + .seconds(6)) == start + .seconds(11))
        for _ in 0..<9 { spacing.refused(now: start) }
        #expect(spacing.next(now: start) == start + .seconds(60))
        for _ in 0..<5 { spacing.answered() }
        #expect(spacing.state == .spaced(gap: .seconds(60) / 32, since: start))
        spacing.answered()
        #expect(spacing.state == .free)
    }

    @Test func `every sequence of events follows the table`() throws {
        enum Event: CaseIterable { case sent, refused, answered, tick, restart }
        var visited = 0
        func explore(_ spacing: Spacing, _ gap: Double?, _ since: Timestamp, _ now: Timestamp, _ depth: Int) throws {
            guard depth > 0 else { return }
            for event in Event.allCases {
                var (next, nextGap, nextSince, later) = (spacing, gap, since, now)
                visited += 1
                switch event {
                case .sent:
                    next.sent(now: now)
                    nextSince = now
                case .refused:
                    next.refused(now: now)
                    (nextGap, nextSince) = (min(gap.map { $0 * 2 } ?? 5, 60), now)
                case .answered:
                    next.answered()
                    nextGap = gap.flatMap { $0 / 2 < 1 ? nil : $0 / 2 }
                case .tick: later += .seconds(4)
                case .restart: next = Spacing(json: try JSONParser.parse(next.json.text))
                }
                let expected = nextGap.map { nextSince + .microseconds(Int64($0 * 1e6)) }.flatMap {
                    $0 > later ? $0 : nil
                }
                try #require(next.next(now: later) == expected)
                try explore(next, nextGap, nextSince, later, depth - 1)
            }
        }
        try explore(Spacing(), nil, start, start, 7)
        #expect(visited > 90_000)
    }
}

@Suite struct PacingTests {
    private let deadline = start + .seconds(600)

    private func ask(_ pacing: Pacing, _ tokens: Int = 100, deadline: Timestamp? = nil) -> Pacing.Answer {
        pacing.ask(tokens: tokens, deadline: deadline ?? self.deadline, now: start)
    }

    @Test func `both limits have to leave room, the later one decides`() {
        var pacing = Pacing()
        #expect(ask(pacing) == .send)
        pacing.ended(
            .ok,
            limits: RateLimits(
                requests: .init(limit: 60, remaining: 0, resetAt: start + .seconds(60)),
                tokens: .init(limit: 6_000, remaining: 0, resetAt: start + .seconds(60))), now: start)
        #expect(ask(pacing, 10) == .wait(until: start + .seconds(10) + .microseconds(1)))
        #expect(ask(pacing, 300) == .wait(until: start + .seconds(30) + .microseconds(1)))
        #expect(pacing.known(.tokens, now: start + .seconds(6))?.remaining == 600)
    }

    @Test func `what would wait until its deadline is refused, and no wait is longer than a minute`() {
        var pacing = Pacing()
        pacing.ended(
            .rateLimited,
            limits: RateLimits(requests: .init(limit: 10, remaining: 0, resetAt: start + .seconds(100))), now: start)
        #expect(ask(pacing) == .wait(until: start + .seconds(60)))
        let full = start + .seconds(100) + .microseconds(1)
        #expect(ask(pacing, deadline: full) == .refuse(until: full))
        #expect(ask(pacing, deadline: full + .microseconds(1)) == .wait(until: start + .seconds(60)))
    }

    @Test func `a refusal is learnt from even when it tells nothing`() {
        var pacing = Pacing()
        pacing.ended(.rateLimited, limits: RateLimits(), now: start)
        #expect(ask(pacing) == .wait(until: start + .seconds(5)))
        pacing.ended(.ok, limits: RateLimits(), now: start)
        pacing.ended(.refusal, limits: RateLimits(), now: start)
        pacing.ended(.malformed, limits: RateLimits(), now: start)
        #expect(ask(pacing) == .send)
    }

    @Test func `a refusal that an empty limit explains needs no spacing, one with room left does`() {
        var (empty, roomy) = (Pacing(), Pacing())
        empty.ended(.rateLimited, limits: RateLimits(tokens: .init(limit: 9, remaining: 0)), now: start)
        roomy.ended(.rateLimited, limits: RateLimits(tokens: .init(limit: 9, remaining: 9)), now: start)
        #expect(empty.spacing.state == .free)
        #expect(roomy.spacing.state != .free)
    }

    @Test(arguments: Outcome.allCases.filter { !$0.isScored && $0 != .rateLimited && $0 != .stale })
    func `other failures neither widen nor narrow the spacing`(_ outcome: Outcome) {
        var pacing = Pacing()
        pacing.ended(outcome, limits: RateLimits(), now: start)
        #expect(pacing == Pacing())
        pacing.ended(.rateLimited, limits: RateLimits(), now: start)
        let before = pacing
        pacing.ended(outcome, limits: RateLimits(), now: start)
        #expect(pacing == before)
    }

    @Test func `a guest who asks all the time leaves most of a quota to its owner`() {
        // A minute's quota of 60 requests and 60,000 tokens that nobody else uses, told truly in every answer.
        var pacing = Pacing()
        var (requests, tokens, sent, now) = (60.0, 60_000.0, 0, start)
        for _ in 0..<6_000 {
            (requests, tokens) = (min(requests + 0.1, 60), min(tokens + 100, 60_000))
            now += .milliseconds(100)
            guard pacing.ask(tokens: 800, deadline: now + .seconds(60), now: now) == .send else { continue }
            pacing.sent(tokens: 800, now: now)
            (requests, tokens, sent) = (requests - 1, tokens - 800, sent + 1)
            #expect(requests >= 8.9 && tokens >= 7_100)
            pacing.ended(
                .ok,
                limits: RateLimits(
                    requests: .init(
                        limit: 60, remaining: Int(requests), resetAt: now + .seconds(60 - Int(requests))),
                    tokens: .init(
                        limit: 60_000, remaining: Int(tokens), resetAt: now + .seconds((60_000 - Int(tokens)) / 1_000)
                    )), now: now)
        }
        #expect(sent > 500)
    }

    @Test func `it goes on after a restart, and old states know nothing`() throws {
        var pacing = Pacing()
        pacing.ended(.rateLimited, limits: RateLimits(tokens: .init(limit: 9, remaining: 3)), now: start)
        pacing.sent(tokens: 2, now: start + .seconds(1))
        #expect(Pacing(json: try JSONParser.parse(pacing.json.text)) == pacing)
        #expect(Pacing(json: .null) == Pacing())
    }
}
