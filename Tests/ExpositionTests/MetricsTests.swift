import Core
import Store
import Testing

@testable import Exposition

private func text(_ status: Status, _ format: MetricsFormat = .prometheus) -> String {
    let sizes = StoreFigures(
        seriesBytes: 8192, tracesBytes: 4096, logBytes: 0, samples: 12, traces: 3)
    return String(
        decoding: MetricsText.render(
            status, MetricsSurroundings(version: "1.2.3", store: sizes, process: .read()), format: format),
        as: UTF8.self)
}

@Suite struct MetricsTests {
    @Test func `both planes, evidence and retry amplification of a provider are there`() {
        let text = text(Given.status())
        for line in [
            #"plummet_provider_up{provider="gpt"} 1"#, #"plummet_provider_health{provider="gpt",state="up"} 1"#,
            #"plummet_provider_health{provider="gpt",state="down"} 0"#, #"plummet_quality_score{provider="gpt"} 0.61"#,
            #"plummet_quality_level{provider="gpt",level="degraded"} 1"#,
            #"plummet_quality_log_evidence{provider="gpt"} 36.4"#,
            #"plummet_samples_total{provider="gpt",outcome="rate-limited"} 2"#,
            #"plummet_attempts_per_sample_ratio{provider="gpt"} 1.5"#,
            #"plummet_budget_limit{provider="gpt",kind="requests"} 100"#,
            #"plummet_spend_usd_total{provider="gpt"} 0.0125"#, #"plummet_last_scored_age_seconds{provider="gpt"} 30"#,
            #"plummet_probe_baseline{provider="gpt",probe="primes/p1",category="logic"} 0.75"#,
            #"plummet_store_bytes{file="series"} 8192"#,
            #"plummet_provider_info{provider="gpt",api="openai-chat",model="gpt-4",label_team="search"} 1"#,
        ] {
            #expect(text.contains(line + "\n"), "missing: \(line)")
        }
    }

    @Test func `what is not known is left out and not shown as nought`() {
        var provider = Given.provider()
        provider.quality.score = nil
        provider.quality.logEvidence = nil
        provider.health.state = .unknown
        provider.lastScoredAt = nil
        provider.budget = DailyBudget()
        let text = text(Given.status([provider]))
        for name in [
            "plummet_quality_score", "plummet_quality_log_evidence", "plummet_provider_up",
            "plummet_last_scored_age_seconds", "plummet_budget_limit",
        ] {
            #expect(!text.contains("\n\(name){"), "\(name) is shown")
        }
    }

    @Test func `histogram buckets add up and the last one is the count`() {
        let text = text(Given.status())
        let start = #"plummet_request_phase_seconds_bucket{provider="gpt",phase="total",le="#
        let counts = text.split(separator: "\n").filter { $0.hasPrefix(start) }.compactMap {
            Int($0.split(separator: " ")[1])
        }
        #expect(counts == [1, 1, 2, 2, 2, 4, 4, 4, 4, 4, 4, 5])
        #expect(text.contains(#"plummet_request_phase_seconds_count{provider="gpt",phase="total"} 5"#))
        #expect(text.contains(#"plummet_request_phase_seconds_sum{provider="gpt",phase="total"} 91.483"#))
    }

    @Test func `an open incident is counted once by kind, severity and state, and fires at its provider`() {
        var status = Given.status()
        status.incidents = [Given.incident()]
        var resolved = Given.incident(2)
        resolved.state = .resolved
        status.incidents.append(resolved)
        let text = text(status)
        #expect(text.contains(#"plummet_incidents{kind="quality-degraded",severity="page",state="firing"} 1"# + "\n"))
        #expect(text.contains(#"plummet_incidents{kind="outage",severity="page",state="firing"} 0"# + "\n"))
        #expect(text.contains(#"plummet_incident_firing{provider="gpt",kind="quality-degraded"} 1"# + "\n"))
    }

    @Test func `label values are escaped`() {
        let odd = "a\\b\"c\nd"
        let text = text(Given.status([Given.provider(odd)]))
        #expect(text.contains(#"plummet_provider_up{provider="a\\b\"c\nd"} 1"#))
    }

    @Test func `labels of the operator that differ only in odd characters do not collide`() {
        var provider = Given.provider()
        provider.labels = [("a-b", "1"), ("a.b", "2")]
        let text = text(Given.status([provider]))
        #expect(text.contains(#"label_a_b="1"} 1"#))
        #expect(!text.contains(#"label_a_b="2""#))
    }

    @Test func `probes beyond the limit are counted instead of shown`() {
        let probes = (0..<MetricsText.maximumProbes + 7).map { Given.probe("s/p\($0)") }
        let text = text(Given.status([Given.provider(probes: probes)]))
        #expect(text.contains("plummet_probe_series_hidden 7\n"))
        #expect(text.split(separator: "\n").count { $0.hasPrefix("plummet_probe_score{") } == MetricsText.maximumProbes)
    }

    @Test func `every line ends with a line feed and every family stands in one group`() {
        for format in [MetricsFormat.prometheus, .openMetrics] {
            let text = text(Given.status([Given.provider("a"), Given.provider("b")]), format)
            #expect(text.hasSuffix("\n"))
            let types = text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }
            #expect(Set(types).count == types.count)
        }
    }

    @Test func `OpenMetrics ends with EOF, declares units and counters without total`() {
        let text = text(Given.status(), .openMetrics)
        #expect(text.hasSuffix("# EOF\n"))
        #expect(text.contains("# TYPE plummet_samples counter\n"))
        #expect(text.contains("# UNIT plummet_spend_usd usd\n"))
        #expect(text.contains(#"le="1.0""#))
        #expect(!self.text0.contains("# EOF"))
    }

    private var text0: String { text(Given.status()) }

    @Test(arguments: [
        ("", false), ("*/*", false), ("text/plain;version=0.0.4", false),
        ("application/openmetrics-text; version=1.0.0", true),
        ("application/openmetrics-text;version=1.0.0;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", true),
        ("application/openmetrics-text;version=1.0.0;q=0.2,text/plain;version=0.0.4;q=0.5", false),
        ("application/openmetrics-text;version=0.0.1", false), ("application/openmetrics-text;q=0", false),
    ])
    func `OpenMetrics is sent only to who asks for it`(accept: String, isOpen: Bool) {
        #expect(MetricsFormat(accept: accept) == (isOpen ? .openMetrics : .prometheus))
    }

    @Test func `the kernel tells of this process`() throws {
        let figures = try #require(ProcessFigures.read())
        #expect(figures.residentBytes > 1 << 20)
        #expect(figures.openFiles >= 3)
        #expect(figures.cpuSeconds > 0)
        #expect(figures.startSeconds > 1_600_000_000)
    }
}
