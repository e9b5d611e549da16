@preconcurrency import Glibc

/// Measured figures of plummet, each beside a reference of the same run.
///
/// `plummet-bench [quick] [pipeline|idle|detection|metrics|store|size|backtest|evaluators …]`: everything when nothing is named.
/// `plummet-bench year backtest` goes through a whole year, after building one; `--json FILE` keeps what `detection` found.
@main
struct Bench {
    static func main() async {
        var arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == "far-end", arguments.count == 2, let delay = Int(arguments[1]) {
            return await BenchFarEnd.serve(delayMilliseconds: delay)
        }
        signal(SIGPIPE, SIG_IGN)
        setvbuf(stdout, nil, _IOLBF, 0)
        var json: String?
        if let place = arguments.firstIndex(of: "--json"), place + 1 < arguments.count {
            json = arguments.remove(at: place + 1)
            arguments.remove(at: place)
        }
        let quick = arguments.contains("quick") || arguments.contains("--quick")
        let named = Set(arguments).subtracting(["quick", "--quick", "year"])
        func wants(_ name: String) -> Bool { named.isEmpty || named.contains(name) }
        if wants("pipeline") { await pipelineBenchmark(quick: quick) }
        if wants("idle") { await idleBenchmark(quick: quick) }
        if wants("metrics") { metricsBenchmark(quick: quick) }
        if wants("store") { await storeBenchmark(quick: quick) }
        if wants("size") { await sizeBenchmark(quick: quick) }
        if wants("backtest") { await backtestBenchmark(quick: quick, year: arguments.contains("year")) }
        if wants("evaluators") { evaluatorsBenchmark(quick: quick) }
        if wants("detection") { await detectionBenchmark(quick: quick, json: json) }
    }
}
