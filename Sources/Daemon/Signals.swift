internal import CMalloc
internal import Glibc
internal import Logging
internal import ServiceLifecycle
internal import UnixSignals

/// Reloads on SIGHUP.
struct HangupListener: Service, CustomStringConvertible {
    var description: String { "hang-up listener" }

    let reloader: Reloader

    func run() async throws {
        try await untilShutdown { () async throws in
            for await _ in await UnixSignalsSequence(trapping: .sighup) {
                _ = reloader.reload(reason: "SIGHUP")
            }
        }
    }
}

/// What has to be settled before anything else runs: a broken pipe is an error of a write and not the end of the process,
/// and a SIGHUP that comes before the daemon listens for it does not kill it.
package func settleSignals() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGHUP, SIG_IGN)
}

/// Two heaps are enough for a process whose work is done by one task and a driver thread; more only hold memory back.
package func settleMemory() { mallopt(M_ARENA_MAX, 2) }
