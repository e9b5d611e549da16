import CCurl
import Glibc

/// Starts a detached thread named `name` (at most 15 bytes) that runs `body` and ends; false when the system has no
/// thread left. Signals to the process are never delivered to it: a broken TLS connection raises SIGPIPE in the
/// thread that writes, and signals for the daemon belong to the daemon's own threads.
func startThread(named name: String, _ body: @escaping @Sendable () -> Void) -> Bool {
    var everything = sigset_t()
    var before = sigset_t()
    sigfillset(&everything)
    // These are raised by faults of the program itself; blocked, they would end it without a trace.
    for fault in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT] { sigdelset(&everything, fault) }
    pthread_sigmask(SIG_BLOCK, &everything, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }

    let box = Unmanaged.passRetained(ThreadBody(body))
    var thread = pthread_t()
    let code = pthread_create(
        &thread, nil,
        { context in
            if let context { Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run() }
            return nil
        }, box.toOpaque())
    guard code == 0 else {
        box.release()
        return false
    }
    plummet_name_thread(thread, name)
    pthread_detach(thread)
    return true
}

/// The closure of a thread as an object, so that it can pass through C.
private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
