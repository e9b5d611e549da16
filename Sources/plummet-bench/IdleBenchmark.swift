import Core
import Glibc

/// What an idle daemon takes, the release binary as a process: 10 providers with 500 probes among them (500 samples a round of
/// 15 minutes), and 10 providers that are asked 500 probes each (5,000 samples a round).
/// Reference of the same run: the benchmark's own far end, a process that only waits.
func idleBenchmark(quick: Bool) async {
    for each in [50, 500] { await idle(probesEach: each, seconds: quick ? 20 : 60) }
}

private func idle(probesEach: Int, seconds: Int) async {
    print("\nAn idle daemon: 10 providers, \(probesEach) probes each, every 15 minutes, over \(seconds) s")
    let binary =
        (CommandLine.arguments[0].lastIndex(of: "/").map { String(CommandLine.arguments[0][..<$0]) } ?? ".")
        + "/plummet"
    guard access(binary, X_OK) == 0 else { return print("\(binary) is not built; `make bench` builds it") }
    guard let farEnd = Child([CommandLine.arguments[0], "far-end", "5"], waits: true), let port = Int(farEnd.greeting)
    else { return print("the far end did not start") }
    defer { farEnd.end() }
    guard
        let site = BenchSite(
            port: port, providers: 10, probes: probesEach, concurrency: 4, interval: "15m", listen: "127.0.0.1:29464")
    else { return print("no temporary directory") }
    defer { site.remove() }
    guard let daemon = Child([binary, "run", "--config", site.config, "--log-level", "error"], waits: false)
    else { return print("the daemon did not start") }
    defer { daemon.end() }
    // Overdue probes of the current round are sent within the first minute; idle is what follows.
    do { try await Task.sleep(for: .seconds(75)) } catch { return }
    let before = cpuTicks(daemon.process)
    do { try await Task.sleep(for: .seconds(seconds)) } catch { return }
    let cpu = Double(cpuTicks(daemon.process) - before) / Double(sysconf(Int32(_SC_CLK_TCK)))
    let resident = residentBytes(daemon.process)
    guard resident > 0 else { return print("the daemon is gone") }
    let share = cpu / Double(seconds)
    print("  resident \(bytesForPeople(resident)), target 60 MB: \(resident < 60_000_000 ? "met" : "NOT met")")
    print(
        "  \(fixed(share * 100, 2)) % of one core (\(fixed(Double(probesEach) / 90, 1)) samples a second among it), target 0.5 %: \(share < 0.005 ? "met" : "NOT met")"
    )
    print("  reference: the waiting far end, \(bytesForPeople(residentBytes(farEnd.process))) resident")
}

private func cpuTicks(_ process: pid_t) -> Int {
    let fields = contents("/proc/\(process)/stat").split(separator: ")").last?.split(separator: " ") ?? []
    return fields.count > 12 ? (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0) : 0
}

private func residentBytes(_ process: pid_t) -> Int {
    let fields = contents("/proc/\(process)/statm").split(separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
}

private func contents(_ path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes.prefix(count), as: UTF8.self)
}
