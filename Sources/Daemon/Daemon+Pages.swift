internal import Core
internal import Engine
internal import Exposition
internal import Logging
internal import Settings
internal import Store

extension Daemon {
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
                readiness: { .ready }),
            commands: Commands(
                reload: { reloader.reload(reason: "HTTP") }, acknowledge: { mailbox.post(.acknowledge($0)) }),
            token: { reloader.token }, logger: logger, onListening: { isReady($0) })
    }
}
