import Core
@preconcurrency import Glibc
import TestSupport

/// A far end of constant latency in a process of its own, so that its CPU is not counted as ours.
enum BenchFarEnd {
    /// Answers every request with `4` in the form of openai-chat after a delay, until the parent closes its pipe.
    static func serve(delayMilliseconds: Int) async {
        let answer = JSON.object([
            ("id", "chatcmpl-bench"), ("object", "chat.completion"), ("model", "bench-1"),
            (
                "choices",
                [["index": 0, "finish_reason": "stop", "message": ["role": "assistant", "content": "The sum is 4."]]]
            ),
            ("usage", ["prompt_tokens": 24, "completion_tokens": 5, "total_tokens": 29]),
        ]).text
        do {
            let server = try FarEndServer { connection in
                while connection.readRequest() != nil {
                    connection.wait(.milliseconds(delayMilliseconds))
                    connection.respond(headers: [Header("Content-Type", "application/json")], body: answer)
                }
            }
            print(server.port)
            fflush(stdout)
            while readLine() != nil {}
            server.stop()
        } catch {
            print("the far end cannot be set up: \(error)")
        }
    }
}

/// A child process of the benchmark, ended with it.
struct Child {
    let process: pid_t
    /// What it said first.
    let greeting: String
    private let input: Int32

    /// Starts a program and reads one line of it when `waits`.
    init?(_ arguments: [String], waits: Bool) {
        var (toChild, fromChild): ([Int32], [Int32]) = ([0, 0], [0, 0])
        guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else { return nil }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
        for descriptor in toChild + fromChild { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var process: pid_t = 0
        var argv = arguments.map { strdup($0) } + [nil]
        defer { argv.forEach { free($0) } }
        guard posix_spawn(&process, arguments[0], &actions, nil, &argv, environ) == 0 else { return nil }
        close(toChild[0])
        close(fromChild[1])
        self.process = process
        input = toChild[1]
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while waits, read(fromChild[0], &byte, 1) == 1, byte != 10 { line.append(byte) }
        close(fromChild[0])
        greeting = String(decoding: line, as: UTF8.self)
    }

    /// Ends it and waits until it is gone.
    func end() {
        close(input)
        kill(process, SIGTERM)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }
}

/// CPU seconds that this process has used, user and system.
func cpuSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
}
