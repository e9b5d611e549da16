import Glibc

/// A thread that can be waited for. The far end uses threads, not tasks, so that a script may block as long as it
/// likes without taking a thread from the code under test.
struct FarEndThread {
    private let thread: pthread_t

    /// Starts a thread that runs `body`; nil when the system has none left.
    init?(_ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(Body(body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, box.toOpaque())
        guard code == 0 else {
            box.release()
            return nil
        }
        self.thread = thread
    }

    /// Returns when the thread has ended; a thread that waits for itself is let go instead.
    func join() {
        if pthread_equal(pthread_self(), thread) != 0 { pthread_detach(thread) } else { pthread_join(thread, nil) }
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}
