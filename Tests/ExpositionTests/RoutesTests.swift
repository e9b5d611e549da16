import Core
import Exposition
import Store
import Testing

private func stored() -> Commit {
    var commit = Commit()
    commit.samples = [
        (Given.sample(1), Given.trace(1, question: "Is 7 prime?", answer: "Yes", header: Header("x-kind", "test"))),
        (Given.sample(2), nil), (Given.sample(3, provider: "other"), nil),
    ]
    commit.incidents = [
        Given.incident(
            9,
            facts: [
                "observed": 0.6, "expected": 0.9, "silent": true,
                "evidence": ["log": 30, "threshold": 11, "false_alarm_every_years": 120],
                "carried_by": [["scope": "category:logic", "share": 0.8]],
                "examples": [
                    "after": [
                        "trace": "0000000000000001", "probe": "primes/p1", "score": 0, "answer": "Yes",
                        "reason": "No is expected",
                    ]
                ],
            ])
    ]
    commit.transitions = [Transition(incident: RecordID(9), at: Given.now, event: .firing, reason: "12.3 nats")]
    commit.notifications = [
        Notification(
            id: RecordID(5), incident: RecordID(9), sink: "oncall", event: .firing, createdAt: Given.now, body: [1],
            state: .waiting, attempts: 3, nextAttemptAt: Given.now, lastError: "HTTP 502")
    ]
    commit.rounds = (0..<5).map { index in
        RoundRecord(
            provider: "gpt", round: Round(start: Given.now - .seconds(900 * (5 - index))), closedAt: Given.now,
            scheduled: 1,
            scored: 1, meanScore: index == 2 ? nil : 0.5, expectedScore: 0.9, logEvidence: Double(index), level: "watch"
        )
    }
    return commit
}

@Suite struct RoutesTests {
    @Test func `every page and document answers, with its type and the headers of every answer`() async throws {
        var status = Given.status()
        status.incidents = stored().incidents
        try await SiteUnderTest.run(status: status, commit: stored()) { site in
            let types = [
                ("/", "text/html"), ("/providers/gpt", "text/html"), ("/incidents", "text/html"),
                ("/incidents/0000000000000009", "text/html"), ("/traces", "text/html"),
                ("/traces?provider=gpt&outcome=ok", "text/html"), ("/traces/0000000000000001", "text/html"),
                ("/traces/0000000000000002", "text/html"), ("/style.css", "text/css"), ("/app.js", "text/javascript"),
                ("/favicon.svg", "image/svg+xml"), ("/metrics", "text/plain; version=0.0.4"),
                ("/-/healthy", "text/plain"),
                ("/-/ready", "text/plain"), ("/api/v1/status", "application/json"),
                ("/api/v1/incidents", "application/json"),
                ("/api/v1/incidents/0000000000000009", "application/json"), ("/api/v1/samples", "application/json"),
                ("/api/v1/traces/0000000000000001", "application/json"), ("/api/v1/traces", "application/json"),
                ("/probes/gpt", "text/html"), ("/api/v1/probes/gpt", "application/json"),
                ("/equivalents/gpt", "text/html"), ("/api/v1/equivalents/gpt", "application/json"),
                ("/baselines/gpt", "text/html"), ("/api/v1/baselines/gpt", "application/json"),
                ("/api/v1/openapi.json", "application/json"),
            ]
            for (path, type) in types {
                let answer = await site.get(path)
                #expect(answer.status == 200, "\(path)")
                #expect(answer.headers["content-type"]?.hasPrefix(type) == true, "\(path)")
                let policy = answer.headers["content-security-policy"] ?? ""
                #expect(policy.hasPrefix("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "\(path)")
                #expect(!policy.contains("unsafe"))
                #expect(answer.headers["x-content-type-options"] == "nosniff")
                #expect(answer.headers["cache-control"] == "no-store")
                #expect(answer.headers["referrer-policy"] == "no-referrer")
            }
        }
    }

    @Test func `pages carry no inline script, style or foreign address`() async throws {
        try await SiteUnderTest.run(commit: stored()) { site in
            for path in ["/", "/providers/gpt", "/incidents/0000000000000009", "/traces", "/traces/0000000000000001"] {
                let page = await site.get(path).text
                #expect(!page.contains(" style=") && !page.contains(" onclick") && !page.contains("<style"), "\(path)")
                #expect(page.components(of: "<script").count == page.components(of: "<script src=").count, "\(path)")
                #expect(
                    page.components(of: "src=\"http").count == 1 && page.components(of: "href=\"http").count == 1,
                    "\(path)")
                #expect(page.contains("<html lang=\"en\">") && page.components(of: "<h1").count == 2, "\(path)")
            }
        }
    }

    @Test func `green health with bad quality is said in words`() async throws {
        try await SiteUnderTest.run { site in
            let page = await site.get("/").text
            #expect(page.contains("Every call succeeds, the answers got worse."))
            #expect(page.contains("> Up</p>") && page.contains("> Degraded</p>"))
        }
    }

    @Test func `what is not there is 404, as a page and as JSON`() async throws {
        try await SiteUnderTest.run { site in
            for path in [
                "/nothing", "/providers/none", "/probes/none", "/baselines/none", "/equivalents/none", "/incidents/zz",
                "/incidents/0000000000000077",
                "/traces/0000000000000077",
                "/a/b/c", "/-/x",
            ] {
                let answer = await site.get(path)
                #expect(answer.status == 404 && answer.text.contains("There is nothing at this address."), "\(path)")
                let style = path.split(separator: "/").count == 2 ? "../style.css" : "./style.css"
                #expect(answer.text.contains("href=\"\(style)\""), "\(path)")
            }
            let json = await site.get("/api/v1/traces/0000000000000077")
            #expect(json.status == 404)
            let error = try JSONParser.parse(json.body)["error"]
            #expect(error?["status"]?.int == 404)
        }
    }

    @Test func `HEAD gives the headers of GET and no body`() async throws {
        try await SiteUnderTest.run { site in
            let get = await site.get("/-/healthy")
            let head = await site.send("HEAD", "/-/healthy")
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(head.headers["content-length"] == "\(get.body.count)")
        }
    }

    @Test func `readiness is 503 with the reason until the daemon works, liveness is not`() async throws {
        try await SiteUnderTest.run(readiness: .starting("the store is being checked")) { site in
            let answer = await site.get("/-/ready")
            #expect(answer.status == 503 && answer.text.contains("the store is being checked"))
            #expect(await site.get("/-/healthy").status == 200)
        }
    }

    @Test func `a sample comes whole: with its trace, the rounds around it and the steps of its incident`() async throws
    {
        var commit = stored()
        commit.rounds.append(
            RoundRecord(
                provider: "gpt", round: Given.sample(1).round, closedAt: Given.now, scheduled: 1, scored: 1,
                meanScore: 1, expectedScore: 0.9, logEvidence: 2, level: "watch"))
        try await SiteUnderTest.run(commit: commit) { site in
            let json = try JSONParser.parse(await site.get("/api/v1/traces/0000000000000001").body)
            let whole = try #require(Reconstruction(json: json))
            #expect(json["format"]?.int == Reconstruction.format)
            #expect(whole.sample == Given.sample(1) && whole.trace?.completion?.text == "Yes")
            #expect(whole.after?.logEvidence == 2)
            #expect(whole.before?.round == Round(start: Given.now - .seconds(900)))
            #expect(whole.transitions.map(\.event) == [.firing])
            #expect(whole.transitions.map(\.incident) == [RecordID(9)])
            let none = try JSONParser.parse(await site.get("/api/v1/traces/0000000000000002").body)
            #expect(none["trace"]?.isNull == true && Reconstruction(json: none) != nil)
        }
    }

    @Test func `traces are listed with every filter, and pages lead to the next`() async throws {
        var commit = stored()
        commit.samples[1].sample.score = 0.25
        try await SiteUnderTest.run(commit: commit) { site in
            func ids(_ query: String) async throws -> [String] {
                let json = try JSONParser.parse(await site.get("/api/v1/traces?\(query)").body)
                return (json["traces"]?.array ?? []).compactMap { $0["id"]?.string.map { String($0.suffix(1)) } }
            }
            #expect(try await ids("") == ["1", "2", "3"])
            #expect(try await ids("provider=gpt") == ["1", "2"])
            #expect(try await ids("probe=primes/p1&provider=other") == ["3"])
            #expect(try await ids("score_below=0.5") == ["2"])
            #expect(try await ids("outcome=timeout").isEmpty)
            #expect(try await ids("incident=0000000000000009") == ["1", "2"])
            #expect(try await ids("incident=0000000000000077").isEmpty)
            let second = Given.sample(2).finishedAt.rfc3339(fractionDigits: 6)
            #expect(try await ids("since=\(second)") == ["1", "2"])
            #expect(try await ids("until=\(second)") == ["3"])
            let first = try JSONParser.parse(await site.get("/api/v1/traces?limit=1").body)
            #expect(first["traces"]?[0]?["kept"]?.bool == true)
            #expect(try await ids("limit=2&before=\(first["next"]?.string ?? "")") == ["2", "3"])
            let all = try JSONParser.parse(await site.get("/api/v1/traces").body)
            #expect(all["next"]?.isNull == true && all["traces"]?[1]?["kept"]?.bool == false)
            for wrong in ["score_below=x", "incident=12", "since=yesterday", "until=1", "limit=0", "outcome=fine"] {
                let answer = await site.get("/api/v1/traces?\(wrong)")
                #expect(answer.status == 400, "\(wrong)")
            }
        }
    }

    @Test func `every address of the API is described, and every description has an address`() async throws {
        try await SiteUnderTest.run(commit: stored()) { site in
            let document = try JSONParser.parse(await site.get("/api/v1/openapi.json").body)
            for path in (document["paths"]?.members ?? []) where path.value["get"] != nil {
                let id = path.key.contains("incidents") ? "0000000000000009" : "0000000000000001"
                let address = path.key.components(of: "{id}").joined(separator: id)
                    .components(of: "{provider}").joined(separator: "gpt")
                #expect(await site.get(address).status == 200, "\(path.key)")
            }
            #expect(document["paths"]?["/api/v1/traces"] != nil)
        }
    }

    @Test func `what probes are worth is told of those that count now: no earlier versions, no repeats`() async throws {
        let provider = Given.provider(probes: [Given.probe(), Given.probe("primes/p1#2")])
        try await SiteUnderTest.run(status: Given.status([provider])) { site in
            let json = try JSONParser.parse(await site.get("/api/v1/probes/gpt").body)
            #expect(json["probes"]?.array?.count == 1 && json["probes"]?[0]?["version"] == "00aa")
            #expect(json["probes"]?[0]?["information_nats"]?.double == 0.0151)
            #expect(json["probes"]?[0]?["dead_weight"] == true)
            let page = await site.get("/probes/gpt").text
            #expect(page.contains("Always passes") && page.contains("0.0151") && page.contains("$0.0002"))
            #expect(page.contains("1 probe: every answer was right"), "\(page)")
            #expect(await site.get("/probes/none").status == 404)
            #expect(await site.get("/providers/gpt").text.contains("href=\"../probes/gpt\""))
        }
    }

    @Test(arguments: [
        (Incident.Kind.qualityDegraded, "</svg> Before</h3>", "</svg> After</h3>"),
        (.staleResponse, "</svg> Its own question</h3>", "</svg> Another question</h3>"),
        (.inconsistentAnswers, "</svg> One answer</h3>", "</svg> The other</h3>"),
    ])
    func `two answers are headed by what the kind of incident compares`(
        kind: Incident.Kind, first: String, second: String
    ) async throws {
        let example: JSON = ["trace": "0000000000000001", "probe": "primes/p1", "answer": "Yes"]
        var commit = stored()
        commit.incidents[0].kind = kind
        commit.incidents[0].facts = ["examples": ["before": example, "after": example]]
        try await SiteUnderTest.run(commit: commit) { site in
            let page = await site.get("/incidents/0000000000000009").text
            #expect(page.contains(first) && page.contains(second), "\(page)")
        }
    }

    @Test func `an incident about behaviour shows each signal before and since, and who carries it`() async throws {
        var commit = stored()
        commit.incidents[0].kind = .behaviourShifted
        commit.incidents[0].facts = [
            "since": "2026-11-23T03:15:00Z",
            "shifts": [
                [
                    "signal": "length", "direction": "down", "words": "answers are 38 % shorter", "unit": "characters",
                    "large": true, "size": 0.62, "since": "2026-11-23T03:15:00Z", "false_alarm_every_years": 40,
                    "before": ["median": 420, "tenth": 300, "nine_tenths": 610],
                    "after": ["median": 260, "tenth": 180, "nine_tenths": 380],
                    "probes": [["probe": "primes/p1<b>", "before": "420", "after": "260"]],
                ],
                [
                    "signal": "refusal", "direction": "otherwise", "words": "more refusals", "size": 0.34,
                    "usual_size": 0.02,
                ],
            ],
        ]
        try await SiteUnderTest.run(commit: commit) { site in
            let page = await site.get("/incidents/0000000000000009").text
            #expect(page.contains("<b>420</b> characters") && page.contains("180 to 380"), "\(page)")
            #expect(page.contains("<b>34 %</b> unusual") && page.contains("<b>2 %</b> unusual"))
            #expect(page.contains("primes/p1&lt;b&gt;") && page.contains("too little to matter"))
        }
    }

    @Test func `an incident with others shows them, with links, and what they share`() async throws {
        var commit = stored()
        commit.incidents[0].facts = [
            "common_incident": "0000000000000009", "watched_providers": 10,
            "members": [
                ["provider": "gpt", "incident": "0000000000000009", "since": "2026-11-23T03:15:00Z", "open": true],
                ["provider": "o<b>", "incident": "000000000000000a", "since": "2026-11-23T03:30:00Z", "open": false],
            ],
            "common_traits": [["name": "host", "value": "api.example", "others": 0]],
        ]
        try await SiteUnderTest.run(commit: commit) { site in
            let page = await site.get("/incidents/0000000000000009").text
            #expect(page.contains("Providers that moved together") && page.contains("told first, for all"), "\(page)")
            #expect(page.contains("<a href=\"000000000000000a\">o&lt;b&gt;</a>"))
            #expect(page.contains("host <b>api.example</b> (no other provider)"))
        }
    }

    @Test func `behaviour is told by the status, the provider's page and a metric`() async throws {
        var provider = Given.provider()
        provider.behaviour = BehaviourStatus(
            signals: [
                BehaviourStatus.Signal(signal: .length, phase: .shifted),
                BehaviourStatus.Signal(signal: .refusal, phase: .watching),
                BehaviourStatus.Signal(signal: .latency, phase: .learning),
            ], shifts: ["answers are 38 % shorter"],
            accepted: [BehaviourStatus.Accepted(signal: .outputTokens, at: Given.now, words: "40 % fewer tokens")])
        try await SiteUnderTest.run(status: Given.status([provider])) { site in
            let behaviour = try JSONParser.parse(await site.get("/api/v1/status").body)["providers"]?[0]?["behaviour"]
            #expect(behaviour?["signals"]?["length"]?.string == "shifted")
            #expect(behaviour?["shifts"]?[0]?.string == "answers are 38 % shorter")
            #expect(behaviour?["accepted"]?[0]?["signal"]?.string == "output-tokens")
            let page = await site.get("/providers/gpt").text
            #expect(page.contains("answers are 38 % shorter") && page.contains("40 % fewer tokens"))
            let metrics = await site.get("/metrics").text
            #expect(metrics.contains("plummet_behaviour_shifted{provider=\"gpt\",signal=\"length\"} 1"))
            #expect(metrics.contains("plummet_behaviour_shifted{provider=\"gpt\",signal=\"refusal\"} 0"))
            #expect(!metrics.contains("signal=\"latency\""))
        }
    }

    @Test func `samples are filtered and paged`() async throws {
        try await SiteUnderTest.run(commit: stored()) { site in
            let first = try JSONParser.parse(await site.get("/api/v1/samples?provider=gpt&limit=1").body)
            #expect(first["samples"]?.array?.count == 1)
            #expect(first["samples"]?[0]?["id"]?.string == "0000000000000001")
            let next = try #require(first["next"]?.string)
            let second = try JSONParser.parse(
                await site.get("/api/v1/samples?provider=gpt&limit=1&before=\(next)").body)
            #expect(second["samples"]?[0]?["id"]?.string == "0000000000000002")
            let none = try JSONParser.parse(await site.get("/api/v1/samples?outcome=timeout").body)
            #expect(none["samples"]?.array?.isEmpty == true)
        }
    }

    @Test func `filters that make no sense are 400 with a sentence`() async throws {
        try await SiteUnderTest.run { site in
            for (query, words) in [
                ("outcome=timeuot", "Did you mean timeout?"), ("limit=0", "from 1 to"), ("limit=100000", "from 1 to"),
                ("before=x", "next"),
            ] {
                let answer = await site.get("/api/v1/samples?\(query)")
                #expect(answer.status == 400 && answer.text.contains(words), "\(query): \(answer.text)")
            }
            #expect(await site.get("/api/v1/incidents?state=odd").status == 400)
            #expect(await site.get("/traces?outcome=odd").status == 400)
        }
    }

    @Test func `an incident tells its evidence, where the loss lies, its life and its alerts`() async throws {
        try await SiteUnderTest.run(commit: stored()) { site in
            let page = await site.get("/incidents/0000000000000009").text
            for words in [
                "once in 120 years", "silent: health was green throughout", "logic", "80 %", "12.3 nats", "oncall",
                "HTTP 502",
                "Is 7 prime?", "No is expected",
            ] {
                #expect(page.contains(words), "missing: \(words)")
            }
            let json = try JSONParser.parse(await site.get("/api/v1/incidents/0000000000000009").body)
            #expect(json["transitions"]?[0]?["event"]?.string == "firing")
            #expect(json["notifications"]?[0]?["attempts"]?.int == 3)
        }
    }

    @Test func `facts of another shape leave a page and no error`() async throws {
        var commit = Commit()
        commit.incidents = [
            Given.incident(
                1,
                facts: [
                    "evidence": 3, "carried_by": "x", "probes": [1, ["probe": 2]], "examples": ["before": []],
                    "since": 7,
                ]),
            Given.incident(2, facts: .null),
            Given.incident(3, facts: ["share": [[]], "loss": -1e300, "observed": 1e300, "expected": 0]),
        ]
        try await SiteUnderTest.run(commit: commit) { site in
            for id in 1...3 { #expect(await site.get("/incidents/000000000000000\(id)").status == 200) }
        }
    }

    @Test func `troubles and a refused configuration are on the overview`() async throws {
        var status = Given.status()
        status.troubles = ["no space left"]
        status.reload = ReloadStatus(
            succeeded: false, succeededAt: Given.now, attemptedAt: Given.now,
            diagnostics: [Diagnostic(path: "a.json", line: 3, column: 4, problem: "a number is expected")])
        try await SiteUnderTest.run(status: status) { site in
            let page = await site.get("/").text
            #expect(page.contains("no space left") && page.contains("a.json:3:4: error: a number is expected"))
        }
    }

    @Test func `a closed store leaves the planes, the metrics and a 503 where only the store knows`() async throws {
        try await SiteUnderTest.run { site in
            await site.store.close()
            let page = await site.get("/")
            #expect(
                page.status == 200 && page.text.contains("The store cannot be read") && page.text.contains("Degraded"))
            #expect(await site.get("/metrics").text.contains("plummet_store_readable 0\n"))
            #expect(await site.get("/incidents").status == 503)
            #expect(await site.get("/api/v1/samples").status == 503)
        }
    }

    @Test func `metrics follow the Accept header`() async throws {
        try await SiteUnderTest.run { site in
            let answer = await site.get(
                "/metrics", headers: [Header("Accept", "application/openmetrics-text;version=1.0.0")])
            #expect(answer.headers["content-type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8")
            #expect(answer.text.hasSuffix("# EOF\n"))
            #expect(answer.text.contains("plummet_store_readable 1\n"))
        }
    }
}

extension String {
    /// The parts between the occurrences of `separator`.
    func components(of separator: String) -> [Substring] {
        split(separator: separator, omittingEmptySubsequences: false)
    }

    @Test func `the baselines of a provider are shown, and those that others took the place of`() async throws {
        var commit = Commit()
        commit.baselines = [
            RetiredBaseline(
                provider: "gpt", probe: "primes/p1", version: "00aa", category: "logic", mean: 0.91, calls: 123,
                retiredAt: Given.now, author: "ada <b>", reason: "v2 & all", incident: RecordID(7))
        ]
        var provider = Given.provider()
        provider.calibration = .ready(
            CalibrationReport(
                slots: 24, hours: 6, readyProbes: 12, waitingProbes: 1, fewestCalls: 23, mean: 0.9, flakiness: 0.3,
                dispersion: 0.2, persistence: 0.8, slotsToSee: 4.4, refusals: 3, doubts: [.drifting]))
        try await SiteUnderTest.run(status: Given.status([provider]), commit: commit) { site in
            let json = try JSONParser.parse(await site.get("/api/v1/baselines/gpt").body)
            #expect(json["baselines"]?[0]?["probe"] == "primes/p1")
            let retired = json["retired"]?[0]
            #expect(
                retired?["mean"]?.double == 0.91 && retired?["author"] == "ada <b>" && retired?["scores"]?.int == 123)
            #expect(retired?["incident"] == "0000000000000007")
            #expect(json["calibration"]?["report"]?["persistence"]?.double == 0.8)
            let page = await site.get("/baselines/gpt").text
            #expect(
                page.contains("Learnt from 24 rounds, but scores moved") && page.contains("3 earlier attempts refused"))
            #expect(page.contains("correlation 0.80") && page.contains("after some 4 rounds"))
            #expect(page.contains("ada &lt;b&gt;") && page.contains("v2 &amp; all") && page.contains(">91<"))
            #expect(await site.get("/providers/gpt").text.contains("href=\"../baselines/gpt\""))
        }
    }

    @Test func `equivalent providers are laid side by side on the same questions, whoever the pair stands with`()
        async throws
    {
        var commit = Commit()
        func sample(_ id: UInt64, _ provider: String, _ score: Double) -> (Sample, Trace?) {
            var sample = Given.sample(id, provider: provider)
            sample.round = Round(start: Given.now - .seconds(900 * Int64(id % 10)))
            sample.score = score
            return (sample, nil)
        }
        commit.samples = [
            sample(11, "gpt", 1), sample(12, "gpt", 1), sample(13, "gpt", 0), sample(14, "gpt", 1),
            sample(21, "eu", 1), sample(22, "eu", 0), sample(23, "eu", 1), sample(29, "eu", 0),
        ]
        let pair = PairStatus(
            other: "eu", through: Given.now, logEvidence: 2.5, threshold: 11.25, direction: -1,
            differenceLogEvidence: nil, isDifferent: true)
        var gpt = Given.provider()
        gpt.pairs = [pair]
        try await SiteUnderTest.run(status: Given.status([gpt, Given.provider("eu")]), commit: commit) { site in
            let own = try JSONParser.parse(await site.get("/api/v1/equivalents/gpt").body)["equivalents"]?[0]
            #expect(own?["other"] == "eu" && own?["better"]?.int == -1)
            #expect(own?["total"]?["questions"]?.int == 3)
            #expect(own?["total"]?["better"]?.int == 1 && own?["total"]?["worse"]?.int == 1)
            #expect(
                own?["probes"]?[0]?["latest"] == "000000000000000c"
                    || own?["probes"]?[0]?["latest"] == "000000000000000d")
            let theirs = try JSONParser.parse(await site.get("/api/v1/equivalents/eu").body)["equivalents"]?[0]
            #expect(theirs?["other"] == "gpt" && theirs?["better"]?.int == 1)
            let page = await site.get("/equivalents/eu").text
            #expect(page.contains("eu is better") && page.contains("2.5 of 11.3 nats") && page.contains("3 questions"))
            #expect(page.contains("Fixed questions are answered otherwise"))
            for name in ["gpt", "eu"] {
                #expect(await site.get("/providers/\(name)").text.contains("href=\"../equivalents/\(name)\""))
            }
        }
    }
}
