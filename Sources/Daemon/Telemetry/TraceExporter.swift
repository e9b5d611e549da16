internal import Alerting
internal import Core
internal import Exposition
internal import Logging
internal import ServiceLifecycle
internal import Settings
internal import Store
internal import Transport

/// Sends every stored trace to a collector as spans: in the order in which they were stored, at least once, for as long as
/// it takes. What is sent next follows from one number in the store, so nothing is lost by a crash.
struct TraceExporter: Service, CustomStringConvertible {
    var description: String { "telemetry" }

    let store: Store
    let transport: Transport
    let board: TelemetryBoard
    let clock: DaemonClock
    let condition: Condition
    let resource: OTLPResource
    /// Root of the randomness that spreads repeated attempts.
    let seed: UInt64
    let logger: Logger

    /// What the store calls this export.
    private static let name = "otlp"
    /// Most bytes of stored traces that one request is made of.
    private static let batchBytes = 4 << 20
    /// How long the oldest trace may wait before that is a trouble, at least.
    private static let patience = Duration.seconds(300)

    /// How the export stands in this process.
    private enum Phase {
        /// Nothing is known yet.
        case begun
        /// Nothing is exported, and the store knows.
        case off
        /// `lost` is what has been told.
        case on(ExportLane, lost: Int)
    }

    func run() async throws {
        try await untilShutdown {
            var phase = Phase.begun
            while !Task.isCancelled {
                do {
                    let rest = try await turn(&phase)
                    try await Task.sleep(for: clock.real(rest), tolerance: .milliseconds(20))
                } catch let failure as StoreFailure {
                    if condition.raise(.telemetry, "traces cannot be exported: \(failure)") {
                        logger.warning("the store cannot be read for the export", metadata: ["error": "\(failure)"])
                    }
                    try await Task.sleep(for: .seconds(5), tolerance: .seconds(1))
                }
            }
        }
    }

    /// One look at the queue; how long to rest after it.
    private func turn(_ phase: inout Phase) async throws -> Duration {
        guard let target = board.target else {
            // What is not exported any more must not count as lost.
            if case .off = phase { return .seconds(2) }
            try await store.endExport(Self.name)
            phase = .off
            _ = condition.clear(.telemetry)
            return .seconds(2)
        }
        guard case .on(var lane, var lost) = phase else {
            let place = try await store.beginExport(Self.name)
            phase = .on(ExportLane(place: place.seq, interval: target.interval, at: clock.now()), lost: place.lost)
            return .zero
        }
        lane.interval = target.interval
        defer { phase = .on(lane, lost: lost) }
        switch lane.next(at: clock.now()) {
        case .rest(let until):
            try await show(lane, &lost)
            // Not longer than a reload may take to be noticed.
            return min(max(until - clock.now(), .milliseconds(10)), .seconds(2))
        case .look(let place):
            try await look(after: place, target, &lane)
            try await show(lane, &lost)
            return .zero
        }
    }

    private func look(after place: Int, _ target: TelemetryExport, _ lane: inout ExportLane) async throws {
        let batch = try await store.reader.traces(
            after: place, limit: target.maxBatch, bytes: Self.batchBytes, now: clock.now())
        guard !batch.traces.isEmpty else {
            lane.foundNothing(through: batch.through, unreadable: batch.unreadable, at: clock.now())
            if batch.through > place { try await store.advanceExport(Self.name, to: batch.through) }
            return
        }
        lane.begin(through: batch.through, traces: batch.traces.count, unreadable: batch.unreadable)
        let result = await send(batch.traces, to: target)
        var random = SeededRandom(seed: seed).child("otlp \(place) \(clock.now().microseconds)")
        let moved = lane.ended(result, at: clock.now(), using: &random)
        if case .refused(let why) = result {
            logger.warning(
                "the collector refuses traces for good: they are dropped from the export",
                metadata: ["traces": "\(batch.traces.count)", "reason": "\(why)"])
        }
        if moved { try await store.advanceExport(Self.name, to: lane.place) }
    }

    private func send(_ traces: [StoredTrace], to target: TelemetryExport) async -> ExportResult {
        let body = OTLPRequest.json(
            of: traces.map { ($0.sample, $0.trace) }, from: resource, content: target.content)
        let exchange = await transport.exchange(
            OutboundRequest(
                url: target.url,
                headers: target.headers + [
                    Header("content-type", "application/json"), Header("user-agent", "plummet/\(resource.version)"),
                ], secretHeaders: target.secretHeaders, body: body.bytes),
            limits: ExchangeLimits(
                total: .seconds(30), connect: .seconds(10), firstByte: .seconds(30), bodyBytes: 64 << 10))
        return ExportResult(exchange, at: DaemonClock.wall()) { body in
            let answer = OTLPAnswer(body: body)
            return (answer.rejectedSpans, Redactor(target.secretHeaders.map(\.secret)).redact(answer.message))
        }
    }

    /// Tells status and troubles how it stands.
    private func show(_ lane: ExportLane, _ lost: inout Int) async throws {
        guard let backlog = try await store.reader.backlog(of: Self.name) else { return }
        var status = lane.status
        (status.waiting, status.oldestWaiting, status.lost) = (backlog.waiting, backlog.oldest, backlog.lost)
        board.note(status)
        if backlog.lost > lost {
            logger.warning(
                "traces were removed by retention before the collector had taken them",
                metadata: ["traces": "\(backlog.lost - lost)", "last.error": "\(status.lastError)"])
            lost = backlog.lost
        }
        let age = backlog.oldest.map { clock.now() - $0 } ?? .zero
        guard age > max(Self.patience, lane.interval * 6) else {
            if condition.clear(.telemetry) { logger.notice("the collector takes traces again") }
            return
        }
        let text =
            "\(grouped(backlog.waiting)) traces wait for the collector, the oldest for \(age.forPeople)"
            + (status.lastError.isEmpty ? "" : ": \(status.lastError)")
            + (backlog.lost > 0 ? "; \(grouped(backlog.lost)) were lost to retention" : "")
        if condition.raise(.telemetry, text) { logger.warning("\(text)") }
    }
}
