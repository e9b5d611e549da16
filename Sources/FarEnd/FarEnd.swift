internal import Hummingbird
internal import Logging
internal import NIOCore
internal import Synchronization

/// An embedded provider and webhook receiver on loopback: what a demonstration, a test or a benchmark talks to in
/// place of the world.
///
/// It speaks `openai-chat` and `anthropic-messages`, whole and streamed, and `GET /v1/models`, which answers 200
/// whatever befalls a model. Any key is accepted. A reply depends on the model, the question, the number of times it
/// was asked before and the degradation in force, and on nothing else.
package final class FarEnd: Sendable {
    /// Webhooks as they arrive, for one consumer; the newest 1,000 wait. It ends when `serve` ends.
    package let hooks: AsyncStream<ReceivedHook>

    private let models: [SimulatedModel]
    private let answers: AnswerKey
    private let ledger = Ledger()
    private let arrivals: AsyncStream<ReceivedHook>.Continuation
    private let phase = Mutex(Phase.fresh)

    private enum Phase { case fresh, served }

    /// A far end with models of different names and what is known about the questions that they will be asked.
    package init(models: [SimulatedModel], answers: AnswerKey) {
        self.models = models
        self.answers = answers
        (hooks, arrivals) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Ledger.maximumHooks))
    }

    /// Serves on a free port of 127.0.0.1 while `body` runs, and returns when the port is free again.
    ///
    /// It throws `FarEndFailure` when there is no port or it has served before, else what `body` throws.
    package func serve<Value: Sendable>(_ body: (Address) async throws -> Value) async throws -> Value {
        try phase.withLock { phase in
            guard phase == .fresh else { throw FarEndFailure.alreadyServed }
            phase = .served
        }
        defer { arrivals.finish() }
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            let responder = responder
            group.addTask {
                defer { announce.finish() }
                try await FarEnd.run(responder) { announce.yield($0) }
            }
            var first = ports.makeAsyncIterator()
            guard let port = await first.next() else { throw await failure(of: &group) }
            let value = try await body(Address(port: port))
            group.cancelAll()
            // The server ends with its cancellation, which is no failure.
            _ = await group.nextResult()
            return value
        }
    }

    /// Lets something befall a model, in place of what did before; requests that arrive from now on meet it.
    package func degrade(_ model: String, by degradation: Degradation) { ledger.set(degradation, of: model) }

    /// Makes a model what it was at first.
    package func heal(_ model: String) { ledger.set(nil, of: model) }

    /// What a model was asked so far.
    package func requests(of model: String) -> Requests { ledger.requests(of: model) }

    /// The newest 1,000 webhooks in the order of their arrival.
    package func receivedHooks() -> [ReceivedHook] { ledger.hooks }

    private var responder: FarEndResponder {
        let (ledger, arrivals) = (ledger, arrivals)
        return FarEndResponder(models: models, answers: answers, ledger: ledger) { hook in
            ledger.note(hook)
            arrivals.yield(hook)
        }
    }

    private static func run(_ responder: FarEndResponder, onListening: @escaping @Sendable (Int) -> Void) async throws {
        let application = Application(
            responder: responder,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in if let port = channel.localAddress?.port { onListening(port) } },
            // What is simulated does not speak in the log of what is real.
            logger: Logger(label: "far-end") { _ in SwiftLogNoOpLogHandler() })
        try await application.run()
    }

    private func failure(of group: inout ThrowingTaskGroup<Void, any Error>) async -> any Error {
        switch await group.nextResult() {
        case .failure(let error): Task.isCancelled ? error : FarEndFailure.cannotListen("\(error)")
        case .success, nil: FarEndFailure.cannotListen("the server ended before it listened")
        }
    }
}

extension FarEnd {
    /// Where a far end listens.
    package struct Address: Sendable, Hashable {
        /// A port of 127.0.0.1.
        package var port: Int

        /// The base URL of a provider that speaks `openai-chat`.
        package var openAIBaseURL: String { "http://127.0.0.1:\(port)/v1" }
        /// The base URL of a provider that speaks `anthropic-messages`.
        package var anthropicBaseURL: String { openAIBaseURL }
        /// Where webhooks are sent to; paths below it are taken as well.
        package var hookURL: String { "http://127.0.0.1:\(port)/hook" }
    }
}

/// Why a far end cannot serve.
package enum FarEndFailure: Error, Sendable, Equatable {
    /// No port could be had; with the system's words.
    case cannotListen(String)
    /// A far end serves once.
    case alreadyServed
}
