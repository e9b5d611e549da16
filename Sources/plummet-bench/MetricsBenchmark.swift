import Core
import Exposition

/// Measures how long a page of metrics takes to render, and prints it beside the reference: the same page's lines made
/// by plain string interpolation and joined, in the same run.
func metricsBenchmark(quick: Bool) {
    let rounds = quick ? 5 : 30
    print("metrics")
    for probes in quick ? [5_000] : [500, 5_000] {
        let status = manyProbes(probes)
        let surroundings = MetricsSurroundings(version: "bench")
        let page = MetricsText.render(status, surroundings)
        let series = page.split(separator: 10).count { $0.first != UInt8(ascii: "#") }
        let ours = fastest(rounds) { MetricsText.render(status, surroundings).count }
        let open = fastest(rounds) { MetricsText.render(status, surroundings, format: .openMetrics).count }
        let reference = fastest(rounds) { interpolated(status, lines: series) }
        print(
            "  \(grouped(series)) series, \(bytesForPeople(page.count)): \(fixed(ours * 1000, 2)) ms, OpenMetrics \(fixed(open * 1000, 2)) ms"
        )
        print(
            "  reference, interpolated strings joined: \(fixed(reference * 1000, 2)) ms, \(fixed(reference / max(ours, 1e-9), 1)) times as long"
        )
    }
}

/// Two providers that share so many probes; each probe is two series.
private func manyProbes(_ count: Int) -> Status {
    let now = Timestamp(seconds: 1_795_425_343)
    var status = Status(
        now: now, startedAt: now, vantage: "bench", interval: .seconds(900),
        reload: ReloadStatus(succeeded: true, succeededAt: now, attemptedAt: now))
    for name in ["one", "two"] {
        let probes = (0..<count / 2).map { index in
            ProbeStatus(
                key: "suite-\(index / 50)/probe-\(index)", version: "00", category: "arithmetic", lastOutcome: .ok,
                lastScore: Double(index % 101) / 101, baseline: 0.75 + Double(index % 7) / 41)
        }
        status.providers.append(
            ProviderStatus(
                name: name, api: "openai-chat", model: "model", labels: [],
                health: HealthStatus(state: .up, since: now, successRatio: 1, lastFailure: ""),
                quality: QualityStatus(
                    level: .healthy, learnedRounds: 1, neededRounds: 1, score: 0.9, baseline: 0.9, logEvidence: 0.1,
                    threshold: 11, falseAlarmYears: 0.01),
                breaker: .closed, inFlight: 0, queued: 0, spentToday: Spend(provider: name, day: now.day),
                budget: DailyBudget(), counters: SampleCounters(), lastScoredAt: now, probes: probes))
    }
    return status
}

/// The probes' lines as one would write them first; it even leaves out the escaping.
private func interpolated(_ status: Status, lines: Int) -> Int {
    var all: [String] = []
    for provider in status.providers {
        for probe in provider.probes {
            let labels = "provider=\"\(provider.name)\",probe=\"\(probe.key)\",category=\"\(probe.category)\""
            all.append("plummet_probe_score{\(labels)} \(probe.lastScore ?? 0)")
            all.append("plummet_probe_baseline{\(labels)} \(probe.baseline ?? 0)")
        }
    }
    // The other series are few; they are made up so that both pages have as many lines.
    for index in 0..<max(lines - all.count, 0) { all.append("plummet_other{provider=\"one\"} \(index)") }
    return all.joined(separator: "\n").utf8.count
}

/// Seconds of the fastest of several runs.
private func fastest(_ count: Int, _ body: () -> Int) -> Double {
    let clock = ContinuousClock()
    var best = Double.infinity
    for _ in 0..<count {
        let begin = clock.now
        let size = body()
        let taken = (clock.now - begin).inSeconds
        precondition(size > 0, "nothing was rendered")
        best = min(best, taken)
    }
    return best
}
