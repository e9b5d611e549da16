internal import ServiceLifecycle
internal import Synchronization

/// Lets something outside end the services the way a signal does.
final class Stopper: Sendable {
    private let group = Mutex<ServiceGroup?>(nil)

    func use(_ group: ServiceGroup) { self.group.withLock { $0 = group } }

    func stop() async { await group.withLock { $0 }?.triggerGracefulShutdown() }
}
