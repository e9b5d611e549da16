import Alerting
import Core
import Detection
import Statistics
import Testing

@testable import Engine

/// A provider with several backends, addresses and both kinds of connection, whose answers are drawn from known rates.
private struct PoolWorld {
    static let rates = [
        0.995, 0.98, 0.95, 0.97, 0.95, 0.93, 0.99, 0.90, 0.85, 0.92, 0.88, 0.80, 0.95, 0.75, 0.65, 0.85, 0.70, 0.60,
        0.90, 0.55, 0.45, 0.98, 0.40, 0.30,
    ]
    /// One false alarm in four years of quarters of an hour.
    static let threshold = 11.85
    static let interval = Duration.seconds(900)

    var random: SeededRandom
    /// Share of the calls that reach the backend `b`.
    var share: Double
    var isGraded = false
    /// Standard deviation of what a round's answers share, added to every rate.
    var sway = 0.0
    var watch = PoolWatch()
    var baselines: [String: PoolWatch.Baseline] = [:]
    var detector: Detector
    private(set) var round = Round(start: Timestamp(seconds: 1_800_000_000))
    private var calls = 0

    init(seed: UInt64, _ label: String, share: Double, isGraded: Bool = false, sway: Double = 0) {
        random = SeededRandom(seed: seed).child(label)
        (self.share, self.isGraded, self.sway) = (share, isGraded, sway)
        let probes = Self.rates.indices.map { WatchedProbe(key: "s/p\($0)@0", category: "c\($0 / 3)") }
        detector = Detector(probes: probes, settings: DetectorSettings(calibrationSlots: 100))
        for _ in 0..<100 {
            learn(takesPart: false)
            step { _, rate in rate }
        }
        learn(takesPart: true)
    }

    private mutating func learn(takesPart: Bool) {
        for each in detector.baselines() {
            let key = String(each.probe.key.prefix { $0 != "@" })
            baselines[key] = PoolWatch.Baseline(
                key: each.probe.key, mean: each.mean, calls: Double(each.calls), takesPart: takesPart)
        }
    }

    /// A round; `rate` says how good an answer of a backend is. Returns whether the detector's alert is open.
    @discardableResult mutating func step(_ rate: (String, Double) -> Double) -> Bool {
        round = Round(start: round.start + Self.interval)
        let common = sway > 0 ? sway * (random.unit() + random.unit() + random.unit() - 1.5) * 2 : 0
        var slot: [SlotScores.Calls] = []
        for (index, healthy) in Self.rates.enumerated() {
            calls += 1
            let backend = random.chance(share) ? "b" : "a\(random.int(in: 1...2))"
            let pool = Pools.Pool(
                connection: (calls + round.start.hour) % 2 == 0 ? "fresh" : "reused", backend: backend, region: "",
                peer: "10.0.0.\(random.int(in: 1...4)):443")
            let score = score(min(max(rate(backend, healthy) + common, 0), 1))
            watch.note(score, of: "s/p\(index)", in: round, from: pool)
            slot.append(SlotScores.Calls(key: "s/p\(index)@0", scores: [score]))
        }
        let isOpen = detector.openAlert != nil
        _ = detector.step(SlotScores(round: Int(round.start.microseconds), calls: slot))
        let share = share
        watch.close(
            round, baselines: baselines, excess: RoundSway(detector).excess, threshold: Self.threshold,
            mayOpen: !isOpen
        ) { label in
            label.part == 3 ? 0.5 : label.part == 2 ? 0.25 : label.value == "b" ? share : (1 - share) / 2
        }
        return detector.openAlert != nil
    }

    private mutating func score(_ rate: Double) -> Double {
        guard isGraded else { return random.chance(rate) ? 1 : 0 }
        // Worthless, or around the rate.
        return rate == 0 ? 0.1 * random.unit() : min(1, max(0.12, rate + 0.2 * (random.unit() - 0.5)))
    }
}

extension Timestamp {
    fileprivate var hour: Int { Int(microseconds / 3_600_000_000) }
}

@Suite struct `Pools that are watched` {
    private let seed: UInt64 = 20_261_001

    @Test(arguments: [(0.05, false, 0.0), (0.2, true, 0), (0.01, false, 0), (0.2, false, 0.1)])
    func `raise no alarm while every one of them answers as ever`(share: Double, isGraded: Bool, sway: Double) {
        var alarms = 0
        for run in 0..<10 {
            var world = PoolWorld(
                seed: seed, "quiet \(share) \(isGraded) \(run)", share: share, isGraded: isGraded, sway: sway)
            for _ in 0..<600 where world.watch.alarm == nil { world.step { _, rate in rate } }
            if world.watch.alarm != nil { alarms += 1 }
        }
        #expect(alarms == 0, "seed \(seed): one is expected in 23 times as many rounds")
    }

    @Test(arguments: [(0.01, 75.0), (0.05, 14)])
    func `are told by name when worthless answers come from one of them, long before all together tell`(
        share: Double, rounds: Double
    ) throws {
        var (delays, later) = ([Int](), [Int]())
        for run in 0..<12 {
            var world = PoolWorld(seed: seed, "bad \(share) \(run)", share: share)
            for _ in 0..<20 { world.step { _, rate in rate } }
            var (found, all): (Int?, Int?)
            for slot in 1...400 where found == nil || all == nil && slot <= 150 {
                let isOpen = world.step { backend, rate in backend == "b" ? 0 : rate }
                if found == nil, world.watch.alarm != nil { found = slot }
                if all == nil, isOpen { all = slot }
                if all != nil, found == nil { break }
            }
            delays.append(found ?? 400)
            later.append(all ?? 150)
            if found != nil { #expect(world.watch.told?.series.label.words == "backend b", "seed \(seed), run \(run)") }
        }
        let mean = Double(delays.reduce(0, +)) / 12
        #expect(mean <= rounds, "seed \(seed): \(delays), the detector alone \(later)")
        #expect(2 * delays.reduce(0, +) < later.reduce(0, +), "seed \(seed): \(delays), \(later)")
    }

    @Test func `are blamed for nothing that falls everywhere`() {
        for run in 0..<8 {
            var world = PoolWorld(seed: seed, "everywhere \(run)", share: 0.1)
            for _ in 0..<20 { world.step { _, rate in rate } }
            for _ in 0..<60 {
                world.step { _, rate in rate * 0.6 }
                #expect(world.watch.alarm == nil, "seed \(seed), run \(run)")
            }
        }
    }

    @Test func `are found by answers below everything that a graded probe ever gave`() throws {
        var (found, alone) = ([Int](), [Int]())
        for run in 0..<8 {
            var world = PoolWorld(seed: seed, "graded \(run)", share: 0.05, isGraded: true)
            #expect(world.watch.floors.count == 24)
            #expect(world.watch.floors.values.allSatisfy { $0.count == PoolWatch.Floor.scores && $0.lowest > 0.1 })
            var blunt = world
            blunt.watch.floors = blunt.watch.floors.mapValues { _ in PoolWatch.Floor(count: 96, lowest: 0) }
            func delay(_ world: inout PoolWorld) -> Int {
                for slot in 1...100 {
                    world.step { backend, rate in backend == "b" ? 0 : rate }
                    if world.watch.alarm != nil { return slot }
                }
                return 100
            }
            found.append(delay(&world))
            alone.append(delay(&blunt))
        }
        #expect(found.reduce(0, +) < alone.reduce(0, +), "seed \(seed): \(found) with, \(alone) without")
        #expect(found.reduce(0, +) <= 8 * 14, "seed \(seed): \(found)")
    }

    @Test func `end their alarm when they answer as ever, or come no more`() throws {
        for (share, rounds) in [(0.2, 40), (0, PoolWatch.keptRounds + 1)] {
            var world = PoolWorld(seed: seed, "over \(share)", share: 0.2)
            for _ in 0..<30 where world.watch.alarm == nil {
                world.step { backend, rate in backend == "b" ? 0.1 * rate : rate }
            }
            try #require(world.watch.alarm != nil)
            world.share = share
            var over: Int?
            for slot in 1...rounds where over == nil {
                world.step { _, rate in rate }
                if world.watch.ended != nil { over = slot }
            }
            #expect(over != nil && world.watch.alarm == nil, "seed \(seed), share \(share)")
            if share == 0 { #expect(over == PoolWatch.keptRounds) }
        }
    }

    @Test func `go on from what was stored as if nothing had been`() throws {
        var world = PoolWorld(seed: seed, "stored", share: 0.1)
        for slot in 0..<60 {
            world.step { backend, rate in backend == "b" && slot > 40 ? 0 : rate }
            let text = world.watch.json.text
            let again = PoolWatch(json: try JSONParser.parse(text))
            #expect(again.series == world.watch.series && again.floors == world.watch.floors)
            #expect(again.alarm == world.watch.alarm)
            world.watch = again
        }
        #expect(world.watch.alarm != nil)
        #expect(PoolWatch(json: ["labels": [[1]], "floors": 3, "alarm": [:]]) == PoolWatch())
    }

    @Test func `never are more than there is room for, and the one unseen for longest makes room`() {
        var watch = PoolWatch()
        for number in 0..<40 {
            let round = Round(start: Timestamp(seconds: Double(1_800_000_000 + 900 * number)))
            watch.note(
                1, of: "s/p", in: round, from: Pools.Pool(connection: "", backend: "b\(number)", region: "", peer: ""))
            watch.close(
                round, baselines: ["s/p": .init(key: "s/p@0", mean: 0.9, calls: 100, takesPart: true)], excess: 0,
                threshold: 12,
                mayOpen: true
            ) { _ in 0.1 }
        }
        #expect(watch.series.count == PoolWatch.mostLabels)
        #expect(watch.series.map(\.label.value) == (24..<40).map { "b\($0)" })
    }
}

/// The sums of a pool `b` beside a pool `a` whose answers are all good, at a baseline of 0.95.
private struct TwoPools {
    var watch = PoolWatch()
    private var round = Round(start: Timestamp(seconds: 1_800_000_000))

    var b: PoolWatch.Series? { watch.series.first { $0.label.value == "b" } }
    var highest: Double { b?.sums.map(\.level).max() ?? -1 }

    mutating func close(bad: Int, good: Int = 0, elsewhere: Int = 12, share: Double = 0.25, mayOpen: Bool = true) {
        round = Round(start: round.start + .seconds(900))
        for (backend, score, count) in [("b", 0.0, bad), ("b", 1, good), ("a", 1, elsewhere)] {
            for _ in 0..<count {
                watch.note(
                    score, of: "s/p", in: round,
                    from: Pools.Pool(connection: "", backend: backend, region: "", peer: ""))
            }
        }
        let baseline = PoolWatch.Baseline(key: "s/p@0", mean: 0.95, calls: 1_000_000, takesPart: true)
        watch.close(round, baselines: ["s/p": baseline], excess: 0, threshold: 12, mayOpen: mayOpen) { _ in share }
    }
}

@Suite struct `The sums of a pool` {
    @Test func `stand still while it gives more than three quarters of the answers`() {
        var pools = TwoPools()
        for _ in 0..<5 { pools.close(bad: 4, share: 0.76) }
        #expect(pools.b?.answers == 0 && pools.highest == 0 && pools.watch.alarm == nil)
        pools.close(bad: 4, share: 0.75)
        #expect(pools.b?.answers == 4 && pools.highest > 0)
    }

    @Test func `open no alarm while they may not, however much they say, and do once they may`() {
        var pools = TwoPools()
        for _ in 0..<12 { pools.close(bad: 4, mayOpen: false) }
        #expect(pools.watch.logEvidence > 12 && pools.watch.alarm == nil)
        pools.close(bad: 4)
        #expect(pools.watch.told?.series.label.value == "b")
    }

    @Test func `gain four nats in a round at most, and so does their recovery`() {
        var pools = TwoPools()
        pools.close(bad: 100)
        #expect(abs(pools.highest - 4) < 1e-9)
        pools.close(bad: 100)
        #expect(abs(pools.highest - 8) < 1e-9)
        while pools.watch.alarm == nil, pools.highest < 40 { pools.close(bad: 100) }
        pools.close(bad: 0, good: 300)
        #expect(pools.watch.alarm?.recovery ?? 0 > 3.9 && pools.watch.ended == nil)
        pools.close(bad: 0, good: 300)
        #expect(pools.watch.alarm == nil && pools.watch.ended?.value == "b")
    }

    @Test func `are read back for sixteen labels at most`() {
        var pools = TwoPools()
        pools.close(bad: 1)
        let known = pools.watch.series
        for _ in 0..<9 { pools.watch.series += known }
        #expect(PoolWatch(json: pools.watch.json).series.count == PoolWatch.mostLabels)
    }

    @Test(arguments: [false, true])
    func `tell nothing of their own while the alert of all answers is open`(isAlerted: Bool) throws {
        var learnt = try #require(LearntWatch())
        let exact = FixedBaseline(mean: 0.98, variance: 0.98 * 0.02, calls: 1_000_000)
        learnt.watch.detector = Detector(
            fixed: learnt.watch.detector.probes.map { ($0, exact) }, settings: learnt.watch.plan.detector)
        if isAlerted { learnt.alert(.all, since: learnt.round(before: 2)) }
        let probes = learnt.watch.orderedProbes
        for number in 1...20 {
            let round = Round(start: learnt.slot.round.start + .seconds(900) * number)
            for (place, probe) in (probes + probes).enumerated() {
                let isBad = place < 4
                let sample = Sample(
                    id: RecordID(of: ["\(number)", "\(place)"]), provider: "a", probe: probe.key,
                    version: probe.version,
                    category: probe.category, round: round, dueAt: round.start, finishedAt: round.start, outcome: .ok,
                    score: isBad ? 0 : 1, fingerprint: Completion.Fingerprint(backend: isBad ? "b" : "a\(place % 2)"))
                learnt.watch.memory.pools.note(sample)
            }
            learnt.watch.closePools(round, learnt.watch.detector.verdict)
        }
        let alarm = learnt.watch.memory.pools.watch.alarm
        #expect(alarm?.label.value == (isAlerted ? nil : "b"))
    }
}

/// The whole engine: a backend behind a twentieth of the calls goes bad, and nothing else.
@Suite struct `A bad pool behind few calls` {
    @Test(arguments: [71, 72] as [UInt64]) func `warns, says which, and is over when it is mended`(seed: UInt64) throws
    {
        func backend(_ call: Call) -> String {
            StableHash.of(["backend", "\(call.id.number)"]) % 20 == 0 ? "pool-b" : "pool-a"
        }
        var isBad = false
        var world = World(plan: Plans.plan([Plans.provider("a")]), seed: seed) { _, _ in Behaviour() }
        func run(_ world: inout World, hours: Int) {
            let bad = isBad
            world.script = { call in
                Behaviour(skill: bad && backend(call) == "pool-b" ? 0.02 : 0.97, backend: backend(call))
            }
            world.run(for: .seconds(3600 * hours))
        }
        run(&world, hours: 48)
        #expect(world.disk.incidents.values.allSatisfy { $0.firedAt == nil }, "seed \(seed)")
        isBad = true
        for _ in 0..<12 where world.disk.incidents.values.allSatisfy({ $0.firedAt == nil }) {
            run(&world, hours: 2)
            // Stored and read again now and then.
            world.restart()
        }
        let incident = try #require(world.disk.incidents.values.first { $0.firedAt != nil }, "seed \(seed)")
        #expect(incident.kind == .qualityDegraded && incident.severity == .warn, "seed \(seed)")
        #expect(incident.facts["concentration"]?["place"]?.string == "backend pool-b", "seed \(seed)")
        #expect(incident.summary.hasPrefix("answers of a from backend pool-b are about "), "\(incident.summary)")
        #expect(incident.facts["examples"]?["after"] != nil, "seed \(seed)")
        #expect(StoredFall(incident) == nil, "a history does not tell pools")
        isBad = false
        run(&world, hours: 48)
        let after = try #require(world.disk.incidents[incident.id])
        #expect(after.state == .resolved, "seed \(seed)")
    }
}
