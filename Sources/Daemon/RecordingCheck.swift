package import Core
internal import Engine
internal import FarEnd
internal import Transport

/// A recording asked again over real HTTP: whether this build makes of every exchange what it made of it when it happened.
package struct RecordingCheck: Sendable {
    /// An exchange that came out differently.
    package struct Difference: Sendable, Equatable {
        package var sample: RecordID
        /// The attempt in the trace, counted from 1 over all turns.
        package var attempt: Int
        package var recorded: String
        package var now: String
    }

    package struct Result: Sendable, Equatable {
        package var exchanges = 0
        package var differences: [Difference] = []
    }

    /// Longest time that one exchange may take here: recorded silence is not waited for to its end.
    package static let patience = Duration.seconds(3)

    /// Serves the recording on loopback and sends each recorded request to it, one after the other.
    package static func run(_ traces: [Trace]) async throws -> Result {
        let farEnd = RecordedFarEnd(Recording(traces), options: RecordedFarEnd.Options(strict: true, pace: 0))
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { announce.finish() }
                try await farEnd.run(onListening: { announce.yield($0) })
            }
            var first = ports.makeAsyncIterator()
            guard let port = await first.next() else {
                try await group.next()
                return Result()
            }
            let transport = Transport(environment: [:])
            let result = await ask(traces, at: port, over: transport)
            await transport.shutDown()
            group.cancelAll()
            return result
        }
    }

    private static func ask(_ traces: [Trace], at port: Int, over transport: Transport) async -> Result {
        var result = Result()
        for trace in traces {
            let question = Question(
                api: trace.api, options: trace.options, stream: trace.stream, rendered: trace.rendered,
                redactor: Redactor([]), prices: trace.prices)
            var number = 0
            for turn in trace.turns {
                for attempt in turn.attempts {
                    number += 1
                    var request = turn.request
                    request.url = "http://127.0.0.1:\(port)" + Recording.path(of: request.url)
                    let exchange = await transport.exchange(
                        request, route: Route(proxy: .none), limits: limits(of: attempt.exchange))
                    let end = attempt.startedAt + attempt.exchange.phases.total
                    let recorded = question.reply(in: attempt.exchange, now: end).meaning
                    let now = question.reply(in: exchange, now: end).meaning
                    result.exchanges += 1
                    if recorded != now {
                        result.differences.append(
                            Difference(sample: trace.sample, attempt: number, recorded: recorded, now: now))
                    }
                }
            }
        }
        return result
    }

    /// What was too large is too large again; else the usual size, and a short time.
    private static func limits(of exchange: Exchange) -> ExchangeLimits {
        var limits = ExchangeLimits(
            total: patience, connect: patience, firstByte: patience, lowSpeedBytesPerSecond: 0)
        if case .bodyTooLarge(let limit) = exchange.failure { limits.bodyBytes = limit }
        return limits
    }
}

extension Reply {
    /// Outcome and, for an answer, what it says.
    fileprivate var meaning: String {
        if case .completion(let completion) = decoded { return outcome.rawValue + " " + completion.json.text }
        return outcome.rawValue
    }
}
