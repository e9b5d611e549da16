import Core
import Store
import Testing

@testable import Exposition

/// A provider whose calls are held back in every way, behind a daemon that is late.
private func troubled() -> Status {
    var provider = Given.provider()
    provider.health.state = .down
    provider.health.cause = .credentials
    provider.breaker = .open
    provider.calling.places = 2
    provider.calling.configuredPlaces = 4
    provider.calling.limits = [.init(kind: .requests, limit: 5000, remaining: 40)]
    provider.calling.wait = .seconds(3)
    provider.calling.paced = 2
    provider.calling.retryLeft = 0.25
    provider.calling.breakerOpenUntil = Given.now + .seconds(90)
    provider.pools = [
        PoolStatus(
            connection: .fresh, backend: "pool-a", region: "eu", peer: "203.0.113.7:443", answers: 40, score: 0.9),
        PoolStatus(
            connection: .reused, backend: "<b>", region: "", peer: "203.0.113.8:443", answers: 38, score: 0.1),
    ]
    var status = Given.status([provider])
    status.pace = PaceStatus(isShedding: true, lateness: .seconds(12), limit: .seconds(5))
    status.unreachable = [
        UnreachableStatus(gateway: "llm.example.net", since: Given.now, providers: ["gpt", "claude"])
    ]
    return status
}

@Suite struct CallingTests {
    @Test func `what holds calls back is in the metrics`() {
        let text = String(
            decoding: MetricsText.render(troubled(), MetricsSurroundings(version: "1")), as: UTF8.self)
        for line in [
            #"plummet_provider_down_cause{provider="gpt",cause="credentials"} 1"#,
            #"plummet_provider_down_cause{provider="gpt",cause="calls"} 0"#,
            #"plummet_breaker_open_until_timestamp_seconds{provider="gpt"} 1795425433"#,
            #"plummet_retry_budget_ratio{provider="gpt"} 0.25"#, #"plummet_concurrency_limit{provider="gpt"} 2"#,
            #"plummet_rate_limit{provider="gpt",kind="requests"} 5000"#,
            #"plummet_rate_limit_remaining{provider="gpt",kind="requests"} 40"#,
            #"plummet_pacing_wait_seconds{provider="gpt"} 3"#, #"plummet_samples_paced{provider="gpt"} 2"#,
            "plummet_shedding 1", "plummet_scheduler_lateness_seconds 12", "plummet_own_network_suspected 0",
            "plummet_gateways_suspected 1",
        ] {
            #expect(text.contains(line + "\n"), "missing: \(line)")
        }
        let well = String(
            decoding: MetricsText.render(Given.status(), MetricsSurroundings(version: "1")), as: UTF8.self)
        for name in ["plummet_provider_down_cause", "plummet_breaker_open_until", "plummet_rate_limit"] {
            #expect(!well.contains("\n\(name)"), "\(name) is shown where there is none")
        }
    }

    @Test func `what holds calls back is in the status, pools and all`() {
        let json = troubled().json
        let provider = json["providers"]?[0]
        #expect(provider?["health"]?["cause"] == "credentials")
        #expect(provider?["calling"]?["places"] == 2 && provider?["calling"]?["configured_places"] == 4)
        #expect(provider?["calling"]?["limits"]?[0] == ["kind": "requests", "limit": 5000, "remaining": 40])
        #expect(provider?["pools"]?[1]?["connection"] == "reused" && provider?["pools"]?[1]?["score"] == 0.1)
        #expect(json["pace"]?["shedding"] == true && json["pace"]?["lateness_seconds"] == 12)
        #expect(json["unreachable"]?[0]?["name"] == "gateway llm.example.net")
    }

    @Test func `the provider's page shows pools, limits and why it is down`() async throws {
        try await SiteUnderTest.run(status: troubled()) { site in
            let page = String(decoding: await site.get("/providers/gpt").body, as: UTF8.self)
            for words in [
                "pool-a", "&lt;b&gt;", "203.0.113.8:443", "40 of 5,000 requests", "in flight of 2 (4 configured)",
                "not an outage, renew the credentials",
            ] {
                #expect(page.contains(words), "missing: \(words)")
            }
            #expect(!page.contains("<b></td>"))
        }
    }
}
