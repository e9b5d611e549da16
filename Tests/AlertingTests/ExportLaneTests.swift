import Alerting
import Core
import Testing

@Suite struct ExportLaneTests {
    private let start = Timestamp(seconds: 1_800_000_000)
    private let interval = Duration.seconds(10)

    private func lane() -> ExportLane { ExportLane(place: 5, interval: interval, at: start) }

    @Test func `it looks, rests an interval when nothing was found, and looks at once after a batch was taken`() {
        var random = SeededRandom(seed: 1)
        var lane = lane()
        #expect(lane.next(at: start) == .look(after: 5))
        lane.foundNothing(through: 5, unreadable: 0, at: start)
        #expect(lane.next(at: start + .seconds(9)) == .rest(until: start + interval))
        #expect(lane.next(at: start + interval) == .look(after: 5))
        lane.begin(through: 9, traces: 4, unreadable: 0)
        #expect(lane.next(at: start + .seconds(99)) == .rest(until: .distantFuture))
        let moved = lane.ended(.taken(rejectedSpans: 2, message: "too old"), at: start, using: &random)
        #expect(moved)
        #expect(lane.next(at: start) == .look(after: 9))
        #expect(lane.status == TelemetryStatus(exported: 4, rejectedSpans: 2, lastError: "too old"))
    }

    @Test func `a collector that is away is asked again as alerts are, and what it asks for is obeyed`() {
        var random = SeededRandom(seed: 2)
        var lane = lane()
        var now = start
        for (attempt, most) in [5.0, 30, 120, 600, 1800, 3600, 3600].enumerated() {
            lane.begin(through: 9, traces: 4, unreadable: 0)
            let moved = lane.ended(.later("HTTP 503", after: nil), at: now, using: &random)
            #expect(!moved)
            guard case .rest(let until) = lane.next(at: now) else { return }
            #expect((until - now).inSeconds <= most && (until - now).inSeconds >= most * 0.75, "attempt \(attempt)")
            #expect(lane.next(at: until) == .look(after: 5))
            now = until
        }
        #expect(lane.status.failedAttempts == 7 && lane.status.lastError == "HTTP 503")
        lane.begin(through: 9, traces: 4, unreadable: 0)
        _ = lane.ended(.later("HTTP 429", after: .seconds(3_000_000)), at: now, using: &random)
        #expect(lane.next(at: now) == .rest(until: now + .seconds(3600)))
        // One success, and the next failure is the first again.
        lane.begin(through: 9, traces: 4, unreadable: 0)
        _ = lane.ended(.taken(rejectedSpans: 0, message: ""), at: now, using: &random)
        #expect(lane.status.lastError.isEmpty)
        lane.begin(through: 12, traces: 3, unreadable: 0)
        _ = lane.ended(.later("timeout-connect", after: .seconds(2)), at: now, using: &random)
        guard case .rest(let until) = lane.next(at: now) else { return }
        #expect(until - now <= .seconds(5))
    }

    @Test func `a refused batch is dropped and counted, an interrupted one is not`() {
        var random = SeededRandom(seed: 3)
        var lane = lane()
        lane.begin(through: 9, traces: 4, unreadable: 1)
        let moved = lane.ended(.refused("HTTP 400"), at: start, using: &random)
        #expect(moved)
        #expect(lane.place == 9)
        lane.begin(through: 12, traces: 3, unreadable: 0)
        let stayed = lane.ended(.interrupted, at: start, using: &random)
        #expect(!stayed && lane.place == 9 && lane.next(at: start) == .look(after: 9))
        #expect(lane.status.dropped == 5 && lane.status.failedAttempts == 1)
    }

    @Test func `a clock that was set back does not silence it`() {
        var random = SeededRandom(seed: 4)
        var lane = lane()
        lane.begin(through: 9, traces: 4, unreadable: 0)
        _ = lane.ended(.later("HTTP 503", after: nil), at: start + .seconds(86_400), using: &random)
        #expect(lane.next(at: start) == .look(after: 5))
    }

    /// Everything that can happen to it, in every order.
    @Test func `whatever happens in whatever order, the place only moves over what was dealt with`() {
        enum Step: CaseIterable { case nothing, begin, taken, refused, later, rejected, interrupted }
        var sequences: [[Step]] = [[]]
        for _ in 0..<5 { sequences = sequences.flatMap { sequence in Step.allCases.map { sequence + [$0] } } }
        for sequence in sequences {
            var random = SeededRandom(seed: 5)
            var lane = lane()
            var (open, expected): (Int?, Int) = (nil, 5)
            for (index, step) in sequence.enumerated() {
                let now = start + .seconds(7200 * index)
                let end = 10 * (index + 1)
                switch step {
                case .nothing:
                    lane.foundNothing(through: expected, unreadable: 0, at: now)
                case .begin:
                    lane.begin(through: end, traces: 1, unreadable: 0)
                    open = open ?? end
                case .taken, .refused, .later, .rejected, .interrupted:
                    let results: [Step: ExportResult] = [
                        .taken: .taken(rejectedSpans: 0, message: ""), .refused: .refused("x"),
                        .later: .later("x", after: nil), .rejected: .rejected("x"), .interrupted: .interrupted,
                    ]
                    let moved = lane.ended(results[step] ?? .interrupted, at: now, using: &random)
                    let should = open != nil && (step == .taken || step == .refused)
                    #expect(moved == should, "\(sequence)")
                    if should, let end = open { expected = end }
                    open = nil
                }
                #expect(lane.place == expected, "\(sequence)")
                if open == nil {
                    #expect(lane.next(at: now + .seconds(7200)) == .look(after: expected), "\(sequence)")
                }
            }
        }
    }

    @Test func `a collector's answer drops a batch only when it would be refused for ever`() {
        func result(_ status: Int, _ headers: [Header] = [], _ failure: TransportFailure? = nil) -> ExportResult {
            ExportResult(Exchange(status: status, headers: headers, failure: failure), at: start) { _ in (0, "") }
        }
        #expect(result(200) == .taken(rejectedSpans: 0, message: ""))
        for status in [400, 401, 403, 404, 410, 413, 415] { #expect(result(status) == .refused("HTTP \(status)")) }
        for status in [408, 429, 500, 502, 503, 504] { #expect(result(status) == .later("HTTP \(status)", after: nil)) }
        #expect(result(429, [Header("Retry-After", "7")]) == .later("HTTP 429", after: .seconds(7)))
        guard case .rejected = result(302), case .later = result(0, [], .connectionFailed("refused")),
            case .interrupted = result(0, [], .cancelled)
        else {
            Issue.record("a redirect is not for ever, and neither is silence")
            return
        }
    }
}
