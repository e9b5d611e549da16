package import Glibc
import Synchronization

/// A program as a child process in a process group of its own, its output in files. The whole group is killed when the
/// last reference goes, whatever happened before.
package final class ChildProcess: Sendable {
    /// How a process ended.
    package enum Exit: Sendable, Equatable {
        /// By itself, with this code from 0 to 255.
        case code(Int32)
        /// By a signal.
        case signal(Int32)
    }

    package let pid: pid_t
    private let outputFiles: ScratchDirectory
    private let exit = Mutex<Exit?>(nil)

    /// Starts the program with exactly these arguments and this environment. Throws the call that failed.
    package init(_ program: String, _ arguments: [String], environment: [(String, String)] = []) throws {
        outputFiles = try ScratchDirectory()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        let flags = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addopen(&actions, 1, outputFiles("output"), flags, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, outputFiles("errors"), flags, 0o600)
        var attributes = posix_spawnattr_t()
        ChildProcess.prepare(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        let code: Int32
        (code, pid) = ChildProcess.spawn(
            program, [program] + arguments, environment.map { "\($0.0)=\($0.1)" }, &actions, &attributes)
        guard code == 0 else { throw FarEndServer.SetupError(call: "posix_spawn \(program)", number: code) }
    }

    deinit {
        killGroup()
        _ = reap(WNOHANG) ?? reap(0)
    }

    /// What it has written to standard output so far.
    package var output: String { String(decoding: outputFiles.read("output"), as: UTF8.self) }

    /// What it has written to standard error so far.
    package var errors: String { String(decoding: outputFiles.read("errors"), as: UTF8.self) }

    /// Sends a signal to the process, not to its group; nothing once it has ended.
    package func signal(_ number: Int32) {
        exit.withLock { if $0 == nil { Glibc.kill(pid, number) } }
    }

    /// How it ended; nil while it runs.
    package var ended: Exit? { reap(WNOHANG) }

    /// Waits until it has ended; nil when it still runs after so long.
    package func end(within limit: Duration) async throws -> Exit? {
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        while clock.now < deadline {
            if let ended { return ended }
            try await Task.sleep(for: .milliseconds(5))
        }
        return ended
    }

    /// Kills the process and all that it started, and waits for its end.
    package func kill() {
        killGroup()
        _ = reap(0)
    }

    private func killGroup() {
        exit.withLock { if $0 == nil { _ = Glibc.kill(-pid, SIGKILL) } }
    }

    private func reap(_ options: Int32) -> Exit? {
        exit.withLock { exit in
            if exit != nil { return exit }
            var status: Int32 = 0
            guard waitpid(pid, &status, options) == pid else { return nil }
            exit = status & 0x7F == 0 ? .code(status >> 8 & 0xFF) : .signal(status & 0x7F)
            return exit
        }
    }

    /// A process group of its own, no signal blocked, and none ignored because the test's process ignores it.
    private static func prepare(_ attributes: inout posix_spawnattr_t) {
        posix_spawnattr_init(&attributes)
        var none = sigset_t()
        sigemptyset(&none)
        var usual = sigset_t()
        sigemptyset(&usual)
        for number in [SIGHUP, SIGINT, SIGPIPE, SIGTERM, SIGCHLD, SIGUSR1] { sigaddset(&usual, number) }
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &usual)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))
    }

    private static func spawn(
        _ program: String, _ arguments: [String], _ environment: [String],
        _ actions: inout posix_spawn_file_actions_t, _ attributes: inout posix_spawnattr_t
    ) -> (code: Int32, pid: pid_t) {
        let argv = arguments.map { strdup($0) } + [nil]
        let envp = environment.map { strdup($0) } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var pid: pid_t = 0
        let code = posix_spawnp(&pid, program, &actions, &attributes, argv, envp)
        return (code, pid)
    }
}
