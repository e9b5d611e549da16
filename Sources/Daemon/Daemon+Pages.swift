internal import Core
internal import Detection
internal import Engine
internal import Exposition
internal import Logging
internal import Settings
internal import Store

extension Daemon {
    /// How far back, and over how many samples of a probe, the pages say what it is worth.
    private static let worthSpan = Duration.seconds(30 * 86_400)
    private static let worthSamples = 1_000

    /// The HTTP service: it reads what the engine says of itself and what the store holds, and hands commands on.
    func pages(
        _ settings: Settings, _ store: Store, _ mailbox: Mailbox, _ reloader: Reloader, _ condition: Condition,
        _ telemetry: TelemetryBoard, _ clock: DaemonClock, isReady: @escaping @Sendable (_ port: Int?) -> Void
    ) -> HTTPService {
        let listen: ListenOn =
            switch settings.configuration.listen {
            case .tcp(let host, let port): .tcp(host: host, port: port)
            case .unix(let path): .unix(path: path)
            }
        return HTTPService(
            listen: listen,
            sources: PageSources(
                version: Version.current, externalURL: settings.configuration.externalURL, store: store.reader,
                status: {
                    var status = await mailbox.ask { engine in
                        engine.status(now: clock.now(), reload: condition.reload, troubles: condition.troubles)
                    }
                    status.telemetry = telemetry.status
                    return status
                },
                worths: { [reader = store.reader] provider in
                    ProbeWorth.of(
                        try await reader.tallies(
                            provider: provider, since: clock.now() - Self.worthSpan, limit: Self.worthSamples))
                },
                readiness: { .ready }),
            commands: Commands(
                reload: { reloader.reload(reason: "HTTP") }, acknowledge: { mailbox.post(.acknowledge($0)) },
                accept: { mailbox.post(.accept($0)) }),
            token: { reloader.token }, logger: logger, onListening: { isReady($0) })
    }
}
