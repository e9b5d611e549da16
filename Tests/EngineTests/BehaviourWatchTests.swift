import Alerting
import Core
import Detection
import Testing

@testable import Engine

private let day = Duration.seconds(86_400)
private let quarter = Duration.seconds(900)

/// Twelve probes of which every round brings a reading; amounts, paces and habits each with a noise of their own.
private struct Readings {
    var watch: BehaviourWatch
    let asked: [String: Probe]
    private var random: SeededRandom
    private var now = Timestamp(seconds: 1_800_000_000)
    private let settings = DetectorSettings()
    /// Alarms that were open in the last call of `run`, by name.
    private(set) var alarms: Set<String> = []
    /// The round of that call in which the first opened.
    private(set) var delay: Int?

    init(seed: UInt64) {
        random = SeededRandom(seed: seed).child("readings")
        asked = Dictionary(uniqueKeysWithValues: Plans.explained(12).map { ($0.key, $0) })
        watch = BehaviourWatch(settings: settings)
    }

    /// Runs for a while; `move` changes what a signal shows.
    mutating func run(_ span: Duration, _ move: (BehaviourSignal, Double) -> Double = { $1 }) {
        alarms = []
        delay = nil
        for round in 0..<Int(span.microseconds / quarter.microseconds) {
            for key in asked.keys.sorted() {
                guard let probe = asked[key] else { continue }
                watch.note(reading(of: probe, move), in: Round(start: now))
            }
            watch.close(Round(start: now), interval: quarter, settings: settings)
            watch.weigh(asked: asked, interval: quarter)
            let open = watch.series.filter { $0.detector.openAlert != nil }.map(\.name)
            if delay == nil, !open.isEmpty { delay = round + 1 }
            alarms.formUnion(open)
            now += quarter
        }
    }

    private mutating func reading(
        of probe: Probe, _ move: (BehaviourSignal, Double) -> Double
    ) -> BehaviourReading {
        var reading = BehaviourReading(probe: probe.key, version: probe.version, category: probe.category)
        // Working days have busy afternoons, and a call in thirty has a tail.
        let hour = Double(now.microseconds % 86_400_000_000) / 3.6e9
        let isWorkday = (now.day + 4) % 7 < 5
        let load = isWorkday ? 1 + 2 * max(0, 1 - abs(hour - 15) / 6) : 1
        func noise() -> Double {
            (0.7 + 0.6 * random.unit()) * (random.chance(0.03) ? 1 + 20 * random.unit() : 1)
        }
        reading.note(.length, move(.length, Double(random.int(in: 150...420))).rounded())
        reading.note(.outputTokens, move(.outputTokens, Double(random.int(in: 40...110))).rounded())
        reading.note(.reasoningTokens, move(.reasoningTokens, Double(random.int(in: 0...300))).rounded())
        reading.note(.firstToken, move(.firstToken, 300 * load * noise()))
        reading.note(.tokenRate, move(.tokenRate, 90 / load / noise()))
        reading.note(.latency, move(.latency, 1_200 * load * noise()))
        reading.note(.refusal, word: random.unit() < move(.refusal, 0.01) ? "refused" : "answered")
        reading.note(.finish, word: random.unit() < move(.finish, 0.02) ? "length" : "stop")
        reading.note(.format, word: random.unit() < move(.format, 0.05) ? "last-line" : "boxed")
        reading.note(.script, word: random.unit() < move(.script, 0.001) ? "latin+cyrillic" : "latin")
        return reading
    }

    func shift(_ signal: BehaviourSignal) -> (size: Double, isLarge: Bool)? {
        watch.shifts(asked: asked, interval: quarter).first { $0.signal == signal }.map { ($0.size, $0.isLarge) }
    }
}

@Suite struct BehaviourWatchTests {
    @Test(arguments: [401] as [UInt64])
    func `a healthy provider with busy afternoons, quiet weekends and heavy tails raises nothing in a quarter`(
        seed: UInt64
    ) {
        var readings = Readings(seed: seed)
        readings.run(day * 92)
        #expect(readings.alarms.isEmpty, "seed \(seed): \(readings.alarms.sorted())")
    }

    @Test func `each signal that moves alone is found, named with its direction and sized`() throws {
        var learnt = Readings(seed: 409)
        learnt.run(day * 9)
        #expect(learnt.alarms.isEmpty, "\(learnt.alarms)")
        for (signal, direction) in BehaviourSeries.all {
            var readings = learnt
            readings.run(day * 2) { each, value in
                guard each == signal else { return value }
                switch direction {
                case .up: return value * 1.8
                case .down: return value * 0.5
                case .otherwise: return 0.25
                }
            }
            #expect(readings.alarms == ["\(signal.rawValue)-\(direction.rawValue)"])
            let delay = try #require(readings.delay, "\(signal) \(direction)")
            #expect(delay <= (signal.form == .pace ? 96 : 24), "\(signal) \(direction): \(delay) rounds")
            let shift = try #require(readings.shift(signal), "\(signal) \(direction)")
            #expect(shift.isLarge, "\(signal) \(direction): \(shift.size)")
            let sizes: ClosedRange<Double> =
                switch direction {
                case .up: 1.4...2.3
                case .down: 0.35...0.65
                case .otherwise: 0.1...0.45
                }
            #expect(sizes.contains(shift.size), "\(signal) \(direction): \(shift.size)")
        }
    }

    @Test func `times that are ten times as long for a few rounds are no move`() {
        var readings = Readings(seed: 419)
        readings.run(day * 8)
        for _ in 0..<6 {
            readings.run(quarter * 6) { signal, value in signal.form == .pace ? value * 10 : value }
            #expect(readings.alarms.isEmpty, "\(readings.alarms)")
            readings.run(day / 2)
            #expect(readings.alarms.isEmpty, "\(readings.alarms)")
        }
    }

    @Test func `values that are always the same are no evidence, and one that changes is`() {
        var readings = Readings(seed: 421)
        readings.run(day * 4) { signal, value in signal == .length ? 17 : value }
        #expect(readings.alarms.isEmpty, "\(readings.alarms)")
        readings.run(day) { signal, value in signal == .length ? 12 : value }
        #expect(readings.alarms == ["length-down"])
    }

    @Test func `what is stored reads back as it was, and is small`() throws {
        var readings = Readings(seed: 431)
        readings.run(day * 8)
        let json = try JSONParser.parse(readings.watch.json.bytes)
        let restored = BehaviourWatch(json: json, settings: DetectorSettings())
        #expect(restored.json == readings.watch.json)
        #expect(readings.watch.json.bytes.count < 48_000, "\(readings.watch.json.bytes.count)")
        // What cannot be read begins anew.
        let other = BehaviourWatch(json: ["words": ["x"], "probes": ["a/b": "!"]], settings: DetectorSettings())
        #expect(other.probes.isEmpty)
    }

    /// Rounds in which one probe brings a length each.
    private func learn(_ version: String, rounds: Int, from first: Int, _ watch: inout BehaviourWatch) {
        for number in first..<(first + rounds) {
            let round = Round(start: Timestamp(seconds: 1_800_000_000) + quarter * number)
            var reading = BehaviourReading(probe: "explained/sum-0", version: version, category: "category-0")
            reading.note(.length, 10)
            watch.note(reading, in: round)
            watch.close(round, interval: quarter, settings: DetectorSettings())
        }
    }

    @Test func `another version of a probe is learnt anew`() throws {
        let present = Plans.explained(1)[0]
        let old = RecordID(1).description
        var watch = BehaviourWatch(settings: DetectorSettings())
        learn(old, rounds: ProbeBehaviour.amounts, from: 0, &watch)
        #expect(watch.probes[present.key]?.isLearnt(.length) == true)
        // What is no longer asked in that version is forgotten at once.
        var kept = watch
        kept.keep([present.key: present])
        #expect(kept.probes.isEmpty)
        // An answer to the new version that comes all the same begins anew.
        learn(present.version, rounds: 1, from: 40, &watch)
        let probe = try #require(watch.probes[present.key])
        #expect(probe.version == RecordID(present.version)?.value && probe.first(.length).count == 1)
        watch.keep([present.key: present])
        #expect(watch.probes[present.key] == probe)
    }

    @Test func `two hundred words are told apart, what comes later is another, and all of it reads back`() {
        var watch = BehaviourWatch(settings: DetectorSettings())
        let round = Round(start: Timestamp(seconds: 1_800_000_000))
        for number in 0..<250 {
            var reading = BehaviourReading(
                probe: "s/p\(number)", version: RecordID(1).description, category: "category-0")
            reading.note(.format, word: "word-\(number)")
            watch.note(reading, in: round)
        }
        watch.close(round, interval: quarter, settings: DetectorSettings())
        #expect(watch.words.count == 200 && watch.words[0] == "other")
        let codes = watch.probes.values.map { $0.usual(.format) }
        #expect(codes.count { $0 == 1 } == 51 && codes.allSatisfy { $0 <= 200 })
        #expect(BehaviourWatch(json: watch.json, settings: DetectorSettings()).words == watch.words)
    }
}
