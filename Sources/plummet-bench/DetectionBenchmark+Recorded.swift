internal import Core
internal import Detection
internal import TestSupport

extension DetectionBenchmark {
    /// Where recordings of real models lie, seen from the checkout.
    private static let data = "../shared/data"

    /// Real answers before and after a change that nobody announced; skipped, saying so, where the recordings are not.
    mutating func measureRecordings() {
        measureLLMDrift()
        measureSmallModel()
    }

    /// Ten answers a slot drawn at random: 50 slots of calibration, 50 more, then those of June. Against March going on for
    /// 1,000 slots. Answers are drawn again and again, so streams are not independent of each other.
    private mutating func measureLLMDrift() {
        guard let prime = RecordedScores.prime(Self.data), let sensitive = RecordedScores.sensitive(Self.data) else {
            return print("\nRecorded drift of GPT-4 and GPT-3.5: skipped, there is no \(Self.data)/llmdrift")
        }
        let tasks: [(String, RecordedScores, before: String, after: String, isRise: Bool)] = [
            ("prime gpt-4", prime, "gpt-4 0314", "gpt-4 0613", false),
            ("sensitive gpt-4", sensitive, "gpt-4 0314", "gpt-4 0613", false),
            ("prime gpt-3.5, mirrored", prime, "gpt-3.5-turbo 0301", "gpt-3.5-turbo 0613", true),
            ("sensitive gpt-3.5, mirrored", sensitive, "gpt-3.5-turbo 0301", "gpt-3.5-turbo 0613", true),
        ]
        let streams = quick ? 50 : 200
        var rows = [["task", "score", "delay", "95 %", "found", "dated within 5", "false alarms per 1,000 slots", ""]]
        for (name, scores, before, after, isRise) in tasks {
            guard let march = scores[before], let june = scores[after] else { continue }
            func own(_ state: RecordedScores.State) -> [Double] {
                (state.probes.first?.scores ?? []).map { isRise ? 1 - $0 : $0 }
            }
            let runs = (0..<streams).map { run in
                RecordedRun.drawn(
                    own(march), own(june), seed: random("llmdrift \(name) \(run)"), slots: 600, change: 100)
            }
            let quiet = (0..<streams).map { run in
                RecordedRun.drawn(
                    own(march), own(march), seed: random("llmdrift quiet \(name) \(run)"), slots: 1_050, change: 50)
            }
            let falls = runs.filter { !$0.isEarly }
            let delays = DriftDelay(falls.map { $0.delay ?? 500 }, horizon: 500)
            let dated = falls.count { abs($0.startError ?? 100) <= 5 }
            let alarms = quiet.count { $0.isEarly || $0.delay != nil }
            let met = report.target(
                "recorded \(name): streams with a false alarm in 1,000 slots", shareText(alarms, of: streams), "1 %",
                isMet: 100 * alarms <= streams)
            if name.hasSuffix("gpt-4") {
                report.target(
                    "recorded \(name): slots of 10 calls until the page, all runs",
                    "mean \(fixed(delays.mean, 1)), last \(delays.delays.last ?? 0)", "mean at most 20",
                    isMet: delays.mean <= 20)
            }
            rows.append([
                name, "\(fixed(100 * march.mean, 0)) to \(fixed(100 * june.mean, 0))",
                "\(fixed(delays.mean, 1)) ±\(fixed(delays.error, 1))", "\(delays.late.value)",
                "\(fixed(100 * delays.found, 0)) %", "\(fixed(100 * Double(dated) / Double(max(falls.count, 1)), 0)) %",
                shareText(alarms, of: streams), met,
            ])
            report.keep(
                "llmdrift",
                [
                    "task": .string(name), "delay": delays.json, "streams": .int(streams),
                    "streams_with_false_alarm": .int(alarms), "dated_within_5": .int(dated),
                ])
        }
        DetectionReport.table(
            "GPT-4 and GPT-3.5, March to June 2023 (LLMDrift): slots of 10 calls, page at ln 35,040", rows)
    }

    /// Every recorded answer once: 30 slots of the healthy model, then 30 of a state, in random orders.
    private mutating func measureSmallModel() {
        guard let small = RecordedScores.small(Self.data), let healthy = small["baseline"] else {
            return print("\nRecorded small model: skipped, there is no \(Self.data)/smollm")
        }
        let orders = quick ? 50 : 200
        var rows = [["state", "score", "paged within 30 slots", "delay", "95 %", "said to be in", "paged before"]]
        for state in small.states where state.name != "baseline" {
            let runs = (0..<orders).map { order in
                RecordedRun.shuffled(healthy, state, seed: random("smollm \(state.name) \(order)"))
            }
            let delays = runs.compactMap(\.delay)
            let seen = DriftDelay(delays, horizon: 31)
            let scopes = Dictionary(grouping: runs.compactMap(\.scope)) { $0 }.mapValues(\.count)
            let likeliest = scopes.keys.sorted().max { (scopes[$0] ?? 0) < (scopes[$1] ?? 0) }
            rows.append([
                state.name, "\(fixed(100 * healthy.mean, 0)) to \(fixed(100 * state.mean, 0))",
                shareText(delays.count, of: orders), delays.isEmpty ? "" : fixed(seen.mean, 1),
                delays.isEmpty ? "" : "\(seen.late.value)",
                likeliest.map { "\($0) (\(fixed(100 * Double(scopes[$0] ?? 0) / Double(delays.count), 0)) %)" } ?? "",
                "\(runs.count(where: \.isEarly))",
            ])
            report.keep(
                "smollm",
                [
                    "state": .string(state.name), "orders": .int(orders), "paged": .int(delays.count),
                    "false_alarms_before": .int(runs.count(where: \.isEarly)), "delay_when_paged": seen.json,
                    "attribution": .object(scopes.keys.sorted().map { ($0, .int(scopes[$0] ?? 0)) }),
                ])
            if ["baseline_b", "cache_prefix16"].contains(state.name) {
                report.target(
                    "recorded \(state.name), which is not worse: orders with a page",
                    shareText(delays.count, of: orders),
                    "1 %", isMet: 100 * delays.count <= orders)
            }
        }
        DetectionReport.table("A real small model, degraded (30 slots of 27 calls against 30), page at ln 35,040", rows)
    }

    private func random(_ label: String) -> SeededRandom { SeededRandom(seed: simulation.seed).child(label) }
}

/// What the detector made of a recorded stream.
struct RecordedRun: Sendable {
    /// It had alarmed before the change.
    var isEarly = false
    /// Slots from the change to the page; nil without one.
    var delay: Int?
    /// Slots between the change and the start that the alert gives.
    var startError: Int?
    /// The scope of the alert.
    var scope: String?

    /// One probe, ten answers a slot drawn with replacement; the first 50 slots calibrate, `change` of them are before.
    static func drawn(
        _ before: [Double], _ after: [Double], seed: SeededRandom, slots: Int, change: Int
    ) -> RecordedRun {
        var random = seed
        let probe = WatchedProbe(key: "recorded/probe@0123456789abcdef", category: "recorded")
        var detector = Detector(probes: [probe], settings: DetectorSettings(calibrationSlots: 50))
        for slot in 1...slots {
            let answers = slot <= change ? before : after
            let scores = (0..<10).map { _ in answers[random.int(in: 0...answers.count - 1)] }
            let verdict = detector.step(SlotScores(round: slot, calls: [.init(key: probe.key, scores: scores)]))
            if case .opened(let alert) = verdict.alert { return RecordedRun(alert, slot: slot, change: change) }
        }
        return RecordedRun()
    }

    /// Every answer of both states once, one of each probe a slot; the first state calibrates.
    static func shuffled(
        _ healthy: RecordedScores.State, _ state: RecordedScores.State, seed: SeededRandom
    ) -> RecordedRun {
        var random = seed
        let probes = healthy.probes.map { probe in
            let category = String(probe.key.prefix { $0 != "_" })
            return WatchedProbe(key: probe.key, category: category)
        }
        let before = healthy.probes.map { $0.scores.shuffled(using: &random) }
        let after = state.probes.map { $0.scores.shuffled(using: &random) }
        let (first, second) = (before.map(\.count).min() ?? 0, after.map(\.count).min() ?? 0)
        var detector = Detector(probes: probes, settings: DetectorSettings(calibrationSlots: first))
        for slot in 0..<first + second {
            let calls = probes.indices.map { probe in
                let score = slot < first ? before[probe][slot] : after[probe][slot - first]
                return SlotScores.Calls(key: probes[probe].key, scores: [score])
            }
            let verdict = detector.step(SlotScores(round: slot + 1, calls: calls))
            if case .opened(let alert) = verdict.alert { return RecordedRun(alert, slot: slot + 1, change: first) }
        }
        return RecordedRun()
    }

    private init() {}

    private init(_ alert: Alert, slot: Int, change: Int) {
        isEarly = slot <= change
        delay = isEarly ? nil : slot - change
        startError = alert.startRound - change - 1
        scope = alert.scope.description
    }
}
