import Core
import Exposition
import TestSupport

/// Values that the tests render.
enum Given {
    static let now = Timestamp(seconds: 1_795_425_343)

    /// A status with these providers, loaded without a problem.
    static func status(_ providers: [ProviderStatus] = [provider()]) -> Status {
        var status = Status(
            now: now, startedAt: now - .seconds(3600), vantage: "fra1", interval: .seconds(900),
            reload: ReloadStatus(succeeded: true, succeededAt: now, attemptedAt: now))
        status.providers = providers
        return status
    }

    /// Green health and bad quality.
    static func provider(_ name: String = "gpt", probes: [ProbeStatus] = [probe()]) -> ProviderStatus {
        var counters = SampleCounters()
        counters.samples[0] = 40
        counters.samples[5] = 2
        for _ in 0..<3 { counters.note(extraction: "boxed", category: "arithmetic") }
        counters.note(extraction: "whole", category: "arithmetic")
        counters.note(extraction: Verdict.noPart, category: "format")
        counters.requests = 63
        counters.retries = 21
        counters.money = USD(0.0125)
        for milliseconds in [3, 80, 700, 700, 90_000] { counters.total.observe(.milliseconds(milliseconds)) }
        return ProviderStatus(
            name: name, api: "openai-chat", model: "gpt-4", labels: [("team", "search")],
            health: HealthStatus(state: .up, since: now - .seconds(600), successRatio: 0.998, lastFailure: ""),
            quality: QualityStatus(
                level: .degraded, learnedRounds: 96, neededRounds: 96, score: 0.61, baseline: 0.92, logEvidence: 36.4,
                threshold: 11.8, falseAlarmYears: 1_200_000),
            breaker: .closed, inFlight: 1, queued: 2, spentToday: Spend(provider: name, day: now.day, requests: 9),
            budget: DailyBudget(requests: 100), counters: counters, lastScoredAt: now - .seconds(30), probes: probes)
    }

    static func probe(_ key: String = "primes/p1") -> ProbeStatus {
        ProbeStatus(
            key: key, version: "00aa", category: "logic", lastOutcome: .ok, lastScore: 1, lastAt: now, baseline: 0.75)
    }

    /// What two versions of the probe are worth: the one that is asked, and an earlier one; and what is asked beside it.
    static let worths = [("primes/p1", "00aa"), ("primes/p1", "00bb"), ("primes/p1#2", "00aa")].map { probe, version in
        ProbeWorth(
            probe: probe, version: version, category: "logic", scored: 400, unscored: 3, baseline: 0.75,
            information: 0.0151, flakiness: 0.37, tokens: 40, cost: USD(0.0002), standing: .alwaysPasses)
    }

    static func incident(
        _ id: UInt64 = 1, provider: String = "gpt", summary: String = "quality of gpt fell", facts: JSON = .null
    ) -> Incident {
        Incident(
            id: RecordID(id), kind: .qualityDegraded, provider: provider, severity: .page, state: .firing,
            suspectedAt: now - .seconds(7200), firedAt: now - .seconds(3600), updatedAt: now, summary: summary,
            facts: facts)
    }

    /// A sample of the round in which `now` lies.
    static func sample(_ id: UInt64, provider: String = "gpt", probe: String = "primes/p1", note: String = "") -> Sample
    {
        Sample(
            id: RecordID(id), provider: provider, probe: probe, version: "00aa", category: "logic",
            round: Round(at: now, interval: .seconds(900)), dueAt: now, finishedAt: now - .seconds(Int(id)),
            outcome: .ok,
            score: 1, attempts: 1, status: 200, note: note)
    }

    static func trace(_ sample: UInt64, question: String, answer: String, header: Header) -> Trace {
        var exchange = Exchange(status: 200, httpVersion: "1.1", headers: [header], body: Array(answer.utf8))
        exchange.phases.total = .milliseconds(900)
        exchange.phases.firstByte = .milliseconds(400)
        return Trace(
            sample: RecordID(sample), api: "openai-chat", stream: false,
            rendered: RenderedProbe(
                messages: [Message(role: .user, content: question)], sampling: Sampling(), evaluate: .null, seed: 1),
            request: OutboundRequest(url: "https://far.example/v1", headers: [header], body: Array(question.utf8)),
            attempts: [Trace.Attempt(startedAt: now, exchange: exchange, outcome: .ok, message: answer)],
            completion: Completion(text: answer, reasoning: answer, refusal: answer),
            verdict: Verdict(
                score: 1,
                judgements: [Judgement(type: "number", ruleVersion: 1, score: 1, reason: answer, evidence: answer)]),
            detector: ["note": .string(answer)], writer: "test")
    }
}
