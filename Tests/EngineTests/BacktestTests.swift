import Alerting
import Core
import Detection
import Engine
import Testing

private let day = Duration.seconds(86_400)
private let hour = Duration.seconds(3_600)

/// What a disk holds, as a history.
struct History {
    var series: [HistorySeries?] = [nil]
    var samples: [HistorySample] = []
    var rounds: [HistoryRound] = []
    var acceptances: [HistoryAcceptance] = []

    init(_ disk: Disk, provider: String) {
        var numbers: [HistorySeries: Int] = [:]
        let stored = disk.samples.values.filter { $0.provider == provider }
        for sample in stored.sorted(by: { ($0.finishedAt, $0.id) < ($1.finishedAt, $1.id) }) {
            let asked = HistorySeries(
                provider: provider, probe: sample.probe, version: sample.version, category: sample.category)
            let number = numbers[asked] ?? series.count
            if numbers.updateValue(number, forKey: asked) == nil { series.append(asked) }
            samples.append(
                HistorySample(
                    series: number, round: sample.round, finishedAt: sample.finishedAt, score: sample.score))
        }
        acceptances = HistoryAcceptance.all(of: disk.baselines)[provider] ?? []
        rounds = disk.rounds.filter { $0.provider == provider }.map {
            HistoryRound(
                round: $0.round, closedAt: $0.closedAt, scheduled: $0.scheduled, isWatching: $0.logEvidence != nil,
                probes: $0.probes)
        }
    }

    /// The same goes through detection again: in pages, with or without the records of rounds.
    func backtest(
        _ settings: DetectorSettings, knowsRounds: Bool = true, page: Int = 500, sampling: SamplingPolicy = .full
    ) -> ProviderBacktest {
        var backtest = ProviderBacktest(
            provider: series.last??.provider ?? "", settings: settings,
            limits: ExchangeLimits(total: .seconds(30)), knowsRounds: knowsRounds, sampling: sampling,
            acceptances: acceptances)
        var left = rounds[...]
        for start in stride(from: 0, to: samples.count, by: page) {
            let some = Array(samples[start..<min(start + page, samples.count)])
            let records = left.prefix { $0.round.start <= some[some.count - 1].finishedAt }
            left = left.dropFirst(records.count)
            backtest.take(some, knowsRounds ? Array(records) : [], series: series)
        }
        backtest.finish(series: series)
        return backtest
    }
}

extension World {
    /// The falls that were told of, in order.
    fileprivate func stored(_ provider: String) -> [StoredFall] {
        disk.incidents.values.filter { $0.provider == provider }.compactMap(StoredFall.init)
            .sorted { $0.detectedAt < $1.detectedAt }
    }

    /// A backtest with the settings that the world ran with finds what the world found.
    func expectSame(_ provider: String, incidents: Int, knowsRounds: Bool = true, page: Int = 500) {
        let history = History(disk, provider: provider)
        let backtest = history.backtest(
            plan.detector, knowsRounds: knowsRounds, page: page, sampling: plan.sampling)
        let falls = BacktestFall.compare(backtest.incidents, stored(provider))
        #expect(falls.count == incidents, "seed \(seed): \(falls)")
        for fall in falls {
            #expect(fall.isSame, "seed \(seed): \(fall)")
            #expect(fall.found?.detectedAt == fall.stored?.detectedAt && fall.found?.since == fall.stored?.since)
            #expect(fall.found?.resolvedAt == fall.stored?.resolvedAt)
            #expect(fall.found?.logEvidence == fall.stored?.logEvidence && fall.found?.loss == fall.stored?.loss)
        }
        if knowsRounds { #expect(backtest.rounds == history.rounds.count) }
    }

    fileprivate static func falling(
        seed: UInt64, probes: [Probe] = Plans.probes(12), to skill: Double = 0.5
    ) -> World {
        World(plan: Plans.plan([Plans.provider("a")], probes: probes), seed: seed) { _, elapsed in
            Behaviour(skill: elapsed > day && elapsed < day * 2 ? skill : 0.95)
        }
    }
}

@Suite struct BacktestTests {
    @Test(arguments: SamplingPolicy.allCases, [51, 52] as [UInt64])
    func `what a person accepted is the new normal from then on, and a further fall is found against it`(
        sampling: SamplingPolicy, seed: UInt64
    ) throws {
        var world = World(plan: Plans.plan([Plans.provider("a")], sampling: sampling), seed: seed) { _, elapsed in
            Behaviour(skill: elapsed > day * 4 ? 0.2 : elapsed > day ? 0.6 : 0.97)
        }
        world.run(for: day + hour * 14 + .seconds(500))
        let fallen = world.disk.incidents.values.first { $0.kind == .qualityDegraded && $0.state == .firing }
        let incident = try #require(fallen, "seed \(seed)")
        world.happen(.accept(try #require(Acceptance(incident: incident.id, author: "ada", reason: "v2"))))
        world.run(for: day * 3.5)
        world.expectSame("a", incidents: 2)
        world.expectSame("a", incidents: 2, page: 1)
    }

    @Test func `baselines that a configuration ended are no acceptance`() {
        func retired(_ probe: String, at seconds: Double, of incident: RecordID?) -> RetiredBaseline {
            RetiredBaseline(
                provider: "a", probe: probe, version: "1", category: "c", mean: 0.9, calls: 24,
                retiredAt: Timestamp(seconds: seconds), author: "ada", reason: "", incident: incident)
        }
        let found = HistoryAcceptance.all(of: [
            retired("s/b", at: 20, of: RecordID(2)), retired("s/a", at: 10, of: RecordID(1)),
            retired("s/c", at: 10, of: nil), retired("s/b", at: 10, of: RecordID(1)),
        ])
        #expect(found["a"]?.map(\.at) == [Timestamp(seconds: 10), Timestamp(seconds: 20)])
        #expect(found["a"]?.map(\.probes) == [["s/a", "s/b"], ["s/b"]])
    }

    @Test(arguments: [11, 12, 13] as [UInt64], [true, false])
    func `with the daemon's settings it finds the daemon's incidents, to the byte`(seed: UInt64, knowsRounds: Bool) {
        var world = World.falling(seed: seed)
        world.run(for: day * 3)
        world.expectSame("a", incidents: 1, knowsRounds: knowsRounds)
    }

    @Test(arguments: [23, 29] as [UInt64])
    func `crashes and restarts in the middle of a round change nothing`(seed: UInt64) {
        var world = World.falling(seed: seed, to: 0.4)
        world.run(for: day * 3) { $0.chance(0.02) }
        world.expectSame("a", incidents: 1)
        world.expectSame("a", incidents: 1, knowsRounds: false)
    }

    @Test func `providers that are told as one are each found as they were, to the byte`() {
        var world = World(
            plan: Plans.plan(["a", "b", "c"].map { Plans.provider($0) }, probes: Plans.probes(6)), seed: 33
        ) { name, elapsed in
            Behaviour(skill: name != "c" && elapsed > hour * 12 && elapsed < hour * 24 ? 0.3 : 0.95)
        }
        world.run(for: hour * 40)
        #expect(world.disk.incidents.values.count { CommonFacts(json: $0.facts)?.members.count == 2 } == 2)
        world.expectSame("a", incidents: 1)
        world.expectSame("b", incidents: 1)
        world.expectSame("c", incidents: 0)
    }

    @Test func `a daemon that was down for hours, also when the fall was noticed, is followed`() {
        var world = World.falling(seed: 31, to: 0.4)
        for hours in [5, 20, 1, 3, 8, 2, 30] {
            world.run(for: hour * hours + .seconds(317))
            world.now += hour * (hours % 4) + .seconds(211)
            world.restart()
        }
        world.run(for: day)
        #expect(world.stored("a").count == 1)
        world.expectSame("a", incidents: 1)
    }

    @Test func `calls that fail are missing, never bad, and late rounds are closed at their deadline`() {
        var world = World(plan: Plans.plan([Plans.provider("a")]), seed: 37) { _, elapsed in
            let isOut = elapsed > hour * 10 && elapsed < hour * 13 || elapsed > hour * 30 && elapsed < hour * 31
            return Behaviour(call: isOut ? .hangs : .answers, skill: elapsed > day ? 0.5 : 0.95)
        }
        world.run(for: day * 2)
        world.expectSame("a", incidents: 1)
        world.expectSame("a", incidents: 1, knowsRounds: false)
    }

    @Test func `an answer that comes after its round was closed belongs to no slot`() {
        var world = World(plan: Plans.plan([Plans.provider("a")]), seed: 39) { _, elapsed in
            Behaviour(skill: elapsed > day ? 0.6 : 0.95, latency: .seconds(28))
        }
        for _ in 0..<12 {
            world.run(for: hour * 5 + .seconds(140))
            // The machine sleeps with answers on their way.
            world.now += .seconds(2_200)
            world.happen(.tick)
            world.now += .milliseconds(5)
        }
        let late = world.disk.samples.values.filter { sample in
            world.disk.rounds.contains { $0.round == sample.round && $0.closedAt < sample.finishedAt }
        }
        #expect(late.count >= 2, "seed 39")
        world.expectSame("a", incidents: 1)
    }

    @Test func `probes that are edited, added and removed are followed`() {
        var world = World.falling(seed: 41)
        world.run(for: hour * 10 + .seconds(400))
        var plan = world.plan
        plan.watched[0].probes = Array(Plans.probes(14).dropFirst(2))
        plan.watched[0].probes[3].messages[0].content += " Be quick."
        let edited = plan.watched[0].probes[3]
        plan.watched[0].probes[3] = Probe(
            suite: edited.suite, id: edited.id, category: edited.category, messages: edited.messages,
            sampling: edited.sampling, vary: edited.vary, evaluate: edited.evaluate)
        world.happen(.configured(plan))
        world.plan = plan
        world.run(for: day * 2)
        let history = History(world.disk, provider: "a")
        let falls = BacktestFall.compare(history.backtest(world.plan.detector).incidents, world.stored("a"))
        #expect(falls.count == 1 && falls.allSatisfy { $0.isSame }, "seed 41: \(falls)")
        let guess = history.backtest(world.plan.detector, knowsRounds: false)
        let guessed = BacktestFall.compare(guess.incidents, world.stored("a"))
        #expect(guessed.count == 1 && guessed.allSatisfy { $0.isSame }, "seed 41: \(guessed)")
    }

    @Test func `another model under the same name is learnt anew`() {
        var world = World.falling(seed: 43)
        world.run(for: hour * 12 + .seconds(100))
        var plan = world.plan
        plan.watched[0].provider.model = "sim-2"
        world.happen(.configured(plan))
        world.plan = plan
        world.run(for: day * 2)
        world.expectSame("a", incidents: 1)
    }

    @Test func `other budgets notice the same fall earlier or later`() throws {
        var world = World.falling(seed: 47, to: 0.75)
        world.run(for: day * 3)
        let history = History(world.disk, provider: "a")
        func detected(_ perYear: Double) throws -> Timestamp {
            let settings = DetectorSettings(falseAlarmsPerYear: perYear)
            return try #require(history.backtest(settings).incidents.first { $0.since >= world.start + hour * 20 })
                .detectedAt
        }
        let (lax, usual, strict) = (try detected(100), try detected(1), try detected(0.01))
        #expect(lax < usual && usual < strict)
        let stored = world.stored("a")
        let falls = BacktestFall.compare(
            history.backtest(DetectorSettings(falseAlarmsPerYear: 0.01)).incidents, stored)
        #expect(falls.count == 1 && falls[0].change == .later(by: strict - usual) && !falls[0].isSame)
    }

    @Test func `the interval is read off the history, and pages of any size give the same`() {
        var world = World(plan: Plans.plan([Plans.provider("a")], interval: .seconds(300)), seed: 53) { _, elapsed in
            Behaviour(skill: elapsed > hour * 12 ? 0.5 : 0.95)
        }
        world.run(for: day)
        let history = History(world.disk, provider: "a")
        let backtest = history.backtest(DetectorSettings(), knowsRounds: false)
        #expect(backtest.settings.roundSeconds == 300)
        #expect(backtest.samples == history.samples.count && backtest.rounds >= history.rounds.count)
        world.expectSame("a", incidents: 1)
        for page in [1, 7, 100_000] { world.expectSame("a", incidents: 1, page: page) }
    }

    @Test func `what the backtest does not find is gone, what the store does not have is new`() throws {
        let found = BacktestIncident(
            provider: "a", since: Timestamp(seconds: 1_000), detectedAt: Timestamp(seconds: 2_000), delayRounds: 2,
            resolvedAt: Timestamp(seconds: 3_000))
        func stored(_ since: Double, _ detected: Double, _ resolved: Double?) throws -> StoredFall {
            try #require(
                StoredFall(
                    Incident(
                        id: RecordID(1), kind: .qualityDegraded, provider: "a", severity: .page, state: .resolved,
                        suspectedAt: Timestamp(seconds: since), firedAt: Timestamp(seconds: detected),
                        resolvedAt: resolved.map { Timestamp(seconds: $0) },
                        updatedAt: Timestamp(seconds: resolved ?? detected), summary: "", facts: .null)))
        }
        func changes(_ stored: [StoredFall]) -> [BacktestFall.Change] {
            BacktestFall.compare([found], stored).map(\.change)
        }
        let (before, late) = (try stored(100, 200, 900), try stored(1_000, 2_900, nil))
        let (early, after) = (try stored(1_000, 1_400, nil), try stored(4_000, 5_000, 6_000))
        #expect(changes([]) == [.new])
        #expect(changes([after]) == [.new, .gone])
        #expect(changes([before, late]) == [.gone, .earlier(by: .seconds(900))])
        #expect(changes([early]) == [.later(by: .seconds(600))])
        let same = try stored(1_000, 2_000, 3_000)
        let alike = BacktestFall.compare([found], [same])
        #expect(alike.count == 1 && alike[0].isSame)
        let open = try stored(1_000, 2_000, nil)
        let lasting = BacktestFall.compare([found], [open])
        #expect(lasting[0].change == .same && !lasting[0].isResolvedAlike && !lasting[0].isSame)
        // What was only suspected, and other kinds, are no falls that anybody was told of.
        let suspicion = Incident(
            id: RecordID(2), kind: .qualityDegraded, provider: "a", severity: .page, state: .resolved,
            suspectedAt: Timestamp(seconds: 1), updatedAt: Timestamp(seconds: 2), summary: "", facts: .null)
        #expect(StoredFall(suspicion) == nil)
    }
}
