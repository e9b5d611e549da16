import Core
import Daemon
import Glibc
import Store

/// Measures a backtest over a store of this machine: 10 providers of 48 probes, asked every 15 minutes, one of which falls
/// and recovers now and then. `year` makes the store a whole year, 16.8 million samples, and takes many minutes to build.
///
/// The reference is reading the same samples from the same store without looking at them, in the same run.
func backtestBenchmark(quick: Bool, year: Bool) async {
    let directory = "/tmp/plummet-backtest-benchmark-\(getpid())"
    defer { removeTree(directory) }
    let rounds = year ? roundsOfYear : quick ? 100 : 500
    print("backtest")
    do {
        let samples = rounds * providers * probes
        let building = try await seconds { try await build(directory, rounds: rounds) }
        report("building \(grouped(samples)) samples", "\(grouped(Int(Double(samples) / building)))/s")
        let reading = try await seconds { try await read(directory) }
        resetPeak()
        var request = Backtest.Request()
        request.store = directory
        let backtest = try Backtest(request)
        let taken = try await seconds {
            let result = try await backtest.run()
            report("looked at", "\(grouped(result.samples)) samples, \(grouped(result.rounds)) rounds")
        }
        report(
            "backtest",
            "\(fixed(taken, 2)) s, \(grouped(Int(Double(samples) / taken))) samples/s, \(fixed(taken / reading, 2)) times "
                + "as long as reading alone (\(fixed(reading, 2)) s); peak \(bytesForPeople(peak() ?? 0)) resident")
        let whole = taken / Double(samples) * Double(roundsOfYear * providers * probes)
        report(
            "a year of 16.8 million samples",
            "\(fixed(whole, 1)) s, \(year ? "measured" : "projected"); wanted: below 60 s")
    } catch {
        print("  failed: \(error)")
    }
}

private let providers = 10
private let probes = 48
private let roundsOfYear = 35_040
private let begin = Timestamp(microseconds: 1_795_420_800_000_000)
private let interval = Duration.seconds(900)

private func report(_ what: String, _ figure: String) { print("  \(what): \(figure)") }

/// The wall clock's seconds, for a benchmark measures what somebody waits for.
private func seconds(_ body: () async throws -> Void) async rethrows -> Double {
    let clock = ContinuousClock()
    let begin = clock.now
    try await body()
    return (clock.now - begin).inSeconds
}

private func build(_ directory: String, rounds: Int) async throws {
    let store = try Store.open(
        directory: directory, options: StoreOptions(rootSeed: 1, writer: "benchmark"), now: begin)
    var random = SeededRandom(seed: 1)
    for first in stride(from: 0, to: rounds, by: 20) {
        var commit = Commit()
        for round in first..<min(first + 20, rounds) { add(round, to: &commit, &random) }
        try await store.commit(commit)
    }
    await store.close()
}

/// A round of all providers in the order of time, and its close.
private func add(_ number: Int, to commit: inout Commit, _ random: inout SeededRandom) {
    let round = Round(start: begin + interval * number)
    for place in 0..<providers * probes {
        let (provider, probe) = (place % providers, place / providers)
        // One provider is bad for two days of every sixty.
        let isBad = provider == 3 && number % 5_760 > 5_568
        let rate = (isBad ? 0.5 : 0.8) + 0.2 * Double(probe % 8) / 8
        let due = round.start + .milliseconds(place * 1_700)
        let isMissed = random.chance(0.01)
        commit.samples.append(
            (
                Sample(
                    id: RecordID(random.next()), provider: "provider-\(provider)",
                    probe: "suite/probe-\(padded(probe, 2))",
                    version: versions[probe], category: "category-\(probe / 6)", round: round, dueAt: due,
                    finishedAt: due + .microseconds(random.int(in: 400_000...1_400_000)),
                    outcome: isMissed ? .timeout : .ok, score: isMissed ? nil : random.chance(rate) ? 1 : 0,
                    attempts: 1,
                    status: 200, note: "found \(random.int(in: 0...9_999)) as expected", inputTokens: 31,
                    outputTokens: 4,
                    cost: USD(nanodollars: 5_850), latency: .microseconds(random.int(in: 400_000...1_400_000)),
                    firstToken: .milliseconds(320), finish: .stop,
                    fingerprint: Completion.Fingerprint(
                        model: "model-1-2026-06-01", systemFingerprint: "fp_44709d6fcb",
                        responseID: "chatcmpl-\(RecordID(random.next()))", serviceTier: "default")), nil
            ))
    }
    for provider in 0..<providers {
        let name = "provider-\(provider)"
        commit.rounds.append(
            RoundRecord(
                provider: name, round: round, closedAt: round.start + .seconds(820), scheduled: probes, scored: probes,
                meanScore: 0.9, expectedScore: 0.9, logEvidence: number < 24 ? nil : 0.1, level: "healthy"))
        commit.providers.removeAll { $0.provider == name }
        commit.providers.append(ProviderState(provider: name, closedThrough: round, detector: [], machines: .null))
    }
}

private let versions = (0..<probes).map { StableHash.hex(["\($0)"]) }

/// Reads the whole history and looks at nothing.
private func read(_ directory: String) async throws {
    let reader = try StoreReader.open(directory: directory)
    defer { reader.close() }
    var cursor = HistoryCursor(until: .distantFuture)
    while let (_, next) = try await reader.history(after: cursor) { cursor = next }
}

/// Lets the kernel count the peak of memory from here on. **Source:** proc(5), `/proc/PID/clear_refs`.
private func resetPeak() {
    let file = open("/proc/self/clear_refs", O_WRONLY)
    guard file >= 0 else { return }
    _ = write(file, "5", 1)
    close(file)
}

/// Most bytes in memory since `resetPeak`.
private func peak() -> Int? {
    guard let file = fopen("/proc/self/status", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
        let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard text.hasPrefix("VmHWM:") else { continue }
        return Int(text.split { !$0.isNumber }.first ?? "").map { $0 * 1024 }
    }
    return nil
}
