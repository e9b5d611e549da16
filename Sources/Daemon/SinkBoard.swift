internal import Alerting
internal import Core
internal import Synchronization
internal import Transport

/// The configured sinks by name; replaced as a whole by a reload.
final class SinkBoard: Sendable {
    private let sinks: Mutex<[String: any Sink]>

    init(_ sinks: [String: any Sink]) { self.sinks = Mutex(sinks) }

    func replace(by new: [String: any Sink]) { sinks.withLock { $0 = new } }

    /// One attempt to deliver; the time in its signature is the wall clock's.
    func deliver(_ notification: Notification, over transport: Transport) async -> DeliveryResult {
        guard let sink = sinks.withLock({ $0[notification.sink] }) else {
            return .rejected("no sink is called \(notification.sink)")
        }
        let exchange = await transport.exchange(
            sink.request(for: notification, at: DaemonClock.wall()), limits: sink.limits)
        return sink.classify(exchange, at: DaemonClock.wall())
    }
}
