import Core
import Daemon
import Glibc
import Logging
import Synchronization
import Transport

/// A sample's whole way, from due to committed and detected: 1,000 samples at once against a far end of 50 ms, 64 at a time.
/// References of the same run: the ideal of that far end, and the bare transport sending the same requests.
func pipelineBenchmark(quick: Bool) async {
    print("\nA sample's whole way: 1,000 samples, far end of 50 ms, concurrency 64; ideal 1,000 / 64 x 50 ms = 782 ms")
    guard let farEnd = Child([CommandLine.arguments[0], "far-end", "50"], waits: true), let port = Int(farEnd.greeting)
    else { return print("the far end did not start") }
    defer { farEnd.end() }
    print("  run         wall s  / ideal   CPU us a sample  / bare transport")
    for run in 1...(quick ? 1 : 3) {
        let bare = await bareTransport(port: port)
        guard let whole = await wholeWay(port: port) else { return print("the daemon did not come to an end") }
        func row(_ name: String, _ figures: Figures) {
            let cpu = figures.cpu / 1000 * 1e6
            print(
                "  \(run) \(name) \(fixed(figures.wall, 3))   \(fixed(figures.wall / 0.78125, 2))      \(fixed(cpu, 0))              \(fixed(figures.cpu / bare.cpu, 2))"
            )
        }
        row("transport", bare)
        row("whole way", whole)
        let met = whole.wall <= 1.3 * 0.78125 && whole.cpu <= 1.0
        print(
            "    scored and committed \(whole.scored) of 1000; target 1.3 x ideal and 1,000 us: \(met ? "met" : "NOT met")"
        )
    }
}

private struct Figures {
    var wall: Double
    var cpu: Double
    var scored = 0
}

private func bareTransport(port: Int) async -> Figures {
    let transport = Transport(environment: [:])
    let body = Array(
        "{\"model\":\"bench-1\",\"messages\":[{\"role\":\"user\",\"content\":\"What is 2 + 2? Reply with the number only.\"}]}"
            .utf8)
    let request = OutboundRequest(
        url: "http://127.0.0.1:\(port)/v1/chat/completions", headers: [Header("content-type", "application/json")],
        body: body)
    let (start, cpu) = (ContinuousClock.now, cpuSeconds())
    await withTaskGroup(of: Void.self) { group in
        for index in 0..<1000 {
            if index >= 64 { await group.next() }
            group.addTask { _ = await transport.exchange(request) }
        }
    }
    let figures = Figures(wall: (ContinuousClock.now - start).inSeconds, cpu: cpuSeconds() - cpu)
    await transport.shutDown()
    return figures
}

/// Notes when the first sample was sent for and when the round was closed, from the daemon's own log.
private final class Watcher: LogHandler {
    struct Seen {
        var first: ContinuousClock.Instant?
        var closed: ContinuousClock.Instant?
        var scored = ""
        var cpuAtStart = 0.0
        var cpuAtEnd = 0.0
        var running: Running?
    }

    let seen = Mutex(Seen())
    var metadata: Logger.Metadata {
        get { [:] }
        set { _ = newValue }
    }
    var metadataProvider: Logger.MetadataProvider? {
        get { nil }
        set { _ = newValue }
    }
    var logLevel: Logger.Level {
        get { .info }
        set { _ = newValue }
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set { _ = newValue }
    }

    func log(event: LogEvent) {
        if "\(event.message)".hasPrefix("plummet ") {
            // Files are read and the store stands: from here on samples are due.
            seen.withLock { ($0.first, $0.cpuAtStart) = (.now, cpuSeconds()) }
        }
        guard event.message == "round closed" else { return }
        seen.withLock { seen in
            guard seen.closed == nil else { return }
            seen.closed = .now
            seen.cpuAtEnd = cpuSeconds()
            seen.scored = event.metadata?["scored"].map { "\($0)" } ?? ""
        }
    }
}

private func wholeWay(port: Int) async -> Figures? {
    guard let site = BenchSite(port: port, providers: 1, probes: 1000, concurrency: 64, interval: "6s") else {
        return nil
    }
    defer { site.remove() }
    // Late in a round everything is overdue and is sent within a tenth of the interval, faster than the far end takes it.
    let interval = Duration.seconds(6)
    while (DaemonClock.wall() - Round(at: DaemonClock.wall(), interval: interval).start) / interval < 0.62
        || (DaemonClock.wall() - Round(at: DaemonClock.wall(), interval: interval).start) / interval > 0.66
    {
        do { try await Task.sleep(for: .milliseconds(20)) } catch { return nil }
    }
    let watcher = Watcher()
    let daemon = Daemon(
        configPath: site.config, environment: [:], logger: Logger(label: "bench") { _ in watcher })
    await withTaskGroup(of: Void.self) { group in
        group.addTask {
            do {
                try await daemon.run { running in watcher.seen.withLock { $0.running = running } }
            } catch {
                print("the daemon failed: \(error)")
            }
        }
        group.addTask {
            for _ in 0..<300 {
                if watcher.seen.withLock({ $0.closed != nil && $0.running != nil }) { break }
                do { try await Task.sleep(for: .milliseconds(50)) } catch { break }
            }
            await watcher.seen.withLock { $0.running }?.stop()
        }
    }
    return watcher.seen.withLock { seen in
        guard let first = seen.first, let closed = seen.closed else { return nil }
        return Figures(
            wall: (closed - first).inSeconds, cpu: seen.cpuAtEnd - seen.cpuAtStart,
            scored: Int(seen.scored.prefix { $0 != "/" }) ?? 0)
    }
}
