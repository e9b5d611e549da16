internal import Core
internal import Dialects
internal import Engine
internal import Probing
internal import Settings
internal import Transport

/// A stored question asked once more, now, the way the daemon asks: the same rendered probe, encoded for the provider as
/// it is configured today, sent, decoded and judged. Counts against no budget, and is stored nowhere.
package struct LiveReplay: Sendable {
    /// More requests than these are sent only when a person says so.
    package static let mostUnasked = 20

    private let settings: Settings
    private let environment: [String: String]

    /// Reads configuration and secrets; throws `DaemonFailure.settings` with all that is wrong.
    package init(configPath: String, environment: [String: String]) throws(DaemonFailure) {
        let (settings, diagnostics) = SettingsFiles(
            configPath: configPath, secrets: Secrets(environment: environment)
        ).load()
        guard let settings else { throw .settings(diagnostics) }
        self.settings = settings
        self.environment = environment
    }

    /// Asks every one of them, one after another, each of the provider that it came from or of `provider`. `body` hears
    /// each as soon as it is answered.
    package func run(
        _ samples: [TracedSample], provider wanted: String?, _ body: (LiveComparison) throws -> Void
    ) async throws {
        let asked = try samples.compactMap { sample in
            try sample.trace.map { trace in (trace, try provider(wanted ?? sample.provider, for: trace)) }
        }
        let transport = Transport(environment: environment)
        do {
            for (trace, provider) in asked {
                let again = await ask(trace, of: provider, transport)
                try body(LiveComparison(provider: provider.name, then: trace, now: again, redactor: redactor))
            }
        } catch {
            await transport.shutDown()
            throw error
        }
        await transport.shutDown()
    }

    private var redactor: Redactor { Redactor(settings.secrets) }

    /// The provider of a name; without one the only provider that the trace's configuration or dialect points at.
    private func provider(_ name: String?, for trace: Trace) throws(LiveFailure) -> Provider {
        let all = settings.watched.map(\.provider)
        let names = all.map(\.name)
        if let name {
            guard let found = all.first(where: { $0.name == name }) else {
                throw .unknownProvider(name, known: names)
            }
            return found
        }
        let alike = all.filter { !trace.configuration.isEmpty && $0.configurationHash == trace.configuration }
        let possible = alike.isEmpty ? all.filter { $0.api == trace.api } : alike
        guard let only = possible.first, possible.count == 1 else { throw .unnamedProvider(known: names) }
        return only
    }

    private func ask(_ trace: Trace, of provider: Provider, _ transport: Transport) async -> Trace {
        var again = Trace(
            sample: trace.sample, api: provider.api, options: provider.options, stream: provider.stream,
            configuration: provider.configurationHash, rendered: trace.rendered, writer: Version.current,
            prices: provider.prices)
        var question = Question(
            api: provider.api, options: provider.options, stream: provider.stream, rendered: trace.rendered,
            redactor: redactor, prices: provider.prices)
        guard let dialect = Dialects.named(provider.api, options: provider.options) else { return again }
        while case .asking = question.conversation.state {
            let startedAt = DaemonClock.wall()
            let request = dialect.encode(question.rendered, for: provider, now: startedAt)
            let exchange = await transport.exchange(request, route: provider.route, limits: provider.limits)
            let reply = question.reply(in: exchange, now: DaemonClock.wall())
            var turn = Trace.Turn(request: request, verdict: reply.verdict)
            var message = ""
            switch reply.decoded {
            case .completion(let answer): turn.completion = answer
            case .failure(let failure): message = question.redactor.redact(failure.message)
            }
            turn.attempts = [
                Trace.Attempt(
                    startedAt: startedAt, exchange: reply.exchange, outcome: reply.outcome, message: message)
            ]
            again.turns.append(turn)
            question.conversation = reply.conversation
            guard reply.outcome.isScored else { break }
        }
        again.verdict = Rejudgement(again)?.verdict
        return again
    }
}

/// Why a question cannot be asked again.
package enum LiveFailure: Error, CustomStringConvertible, Equatable {
    case unknownProvider(String, known: [String])
    case unnamedProvider(known: [String])

    package var description: String {
        switch self {
        case .unknownProvider(let name, let known):
            "the configuration has no provider \(name); "
                + (nearest(to: name, among: known).map { "did you mean \($0)?" } ?? "it has "
                    + known.joined(separator: ", "))
        case .unnamedProvider(let known):
            "the trace does not say which provider it came from; name one with --provider: "
                + known.joined(separator: ", ")
        }
    }
}
