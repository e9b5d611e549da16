import Alerting
import Core
import Detection
import Engine
import Testing

private let day = Duration.seconds(86_400)
private let hour = Duration.seconds(3_600)

/// A provider that goes wrong for six hours after a while.
private struct Case {
    var world: World
    let model: CachedModel
    let begins: Duration
    var ends: Duration { begins + hour * 6 }

    init(
        seed: UInt64, _ fault: CachedModel.Fault, interval: Duration = .seconds(900),
        probes: [Probe] = Plans.canaries(),
        skill: Double = 1, begins: Duration = hour * 12
    ) {
        self.begins = begins
        world = World(plan: Plans.plan([Plans.provider("a")], probes: probes, interval: interval), seed: seed) { _, _ in
            Behaviour()
        }
        let ends = begins + hour * 6
        model = CachedModel(seed: seed, start: world.start, skill: skill) { $0 >= begins && $0 < ends ? fault : .none }
        let model = model
        world.model = { model.answer($0, $1) }
    }

    mutating func run() { world.run(for: begins + hour * 18) }
    mutating func run(_ duration: Duration) { world.run(for: duration) }

    func fired(_ kind: Incident.Kind = .staleResponse) -> [Incident] {
        world.disk.incidents.values.filter { $0.kind == kind && $0.firedAt != nil }
    }

    var stale: [Sample] { world.disk.samples.values.filter { $0.outcome == .stale } }
    var tellTales: [TellTale] {
        let found = world.disk.traces.values.flatMap { $0.findings + ($0.withdrawn?.findings ?? []) }.map(\.tellTale)
        return TellTale.allCases.filter(found.contains)
    }
}

@Suite struct StalenessTests {
    @Test(arguments: [
        (CachedModel.Fault.ignoresNonce, TellTale.foreignNonce), (.prefixCache, .foreignNonce),
        (.mixesUp, .foreignNonce), (.repeatsResponses, .repeatedID), (.repeatsText, .repeatedAnswer),
        (.saysHit, .cacheHeader), (.isOld, .age), (.oldSnapshot, .oldSnapshot),
    ])
    func `a stale answer is told with both traces, is not scored, and is over after the repair`(
        fault: CachedModel.Fault, tellTale: TellTale
    ) throws {
        var case_ = Case(seed: 61, fault)
        case_.run()
        let incident = try #require(case_.fired().first)
        #expect(case_.fired().count == 1 && incident.severity == .warn)
        #expect(incident.state == .resolved)
        let fired = try #require(incident.firedAt)
        let resolved = try #require(incident.resolvedAt)
        #expect(fired >= case_.world.start + case_.begins && fired < case_.world.start + case_.begins + .seconds(1_800))
        #expect(resolved < case_.world.start + case_.ends + hour * 3)
        #expect(case_.tellTales.contains(tellTale))
        let facts = try #require(StaleFacts(json: incident.facts))
        #expect(facts.stale > 0 && facts.counts.contains { $0.tellTale == tellTale })
        let after = try #require(facts.after)
        #expect(case_.world.disk.traces[after.trace] != nil)
        if tellTale != .cacheHeader, tellTale != .age, tellTale != .oldSnapshot {
            let before = try #require(facts.before)
            #expect(case_.world.disk.traces[before.trace] != nil && before.trace != after.trace || fault.isWithinSample)
        }
        #expect(!case_.stale.isEmpty && case_.stale.allSatisfy { $0.score == nil })
        // Wrong answers all, and none of them counted.
        #expect(case_.fired(.qualityDegraded).isEmpty)
        #expect(
            case_.stale.prefix(20).compactMap { case_.world.disk.traces[$0.id] }.allSatisfy {
                Trace(json: $0.json)?.json == $0.json
            })
    }

    @Test func `right answers of earlier rounds are found out by chance alone, and do not count from then on`() throws {
        var case_ = Case(seed: 67, .prefixCache, probes: Plans.lettered(12))
        case_.run()
        let incident = try #require(case_.fired().first)
        #expect(case_.fired().count == 1 && incident.state == .resolved)
        #expect(StaleFacts(json: incident.facts)?.counts.first?.tellTale == .earlierAnswer)
        let fired = try #require(incident.firedAt)
        #expect(fired < case_.world.start + case_.begins + hour)
    }

    @Test(arguments: [CachedModel.Fault.createdEarlier, .countsNothing, .tooFast, .sameText])
    func `hints alone are told once they show more often than at baseline`(fault: CachedModel.Fault) throws {
        // A floor of time has to be learnt before answers below it can have a baseline.
        let learning = if case .tooFast = fault { hour * 60 } else { hour * 12 }
        var case_ = Case(seed: 71, fault, begins: learning)
        case_.run()
        let incident = try #require(case_.fired().first)
        #expect(case_.fired().count == 1 && incident.state == .resolved)
        #expect(StaleFacts(json: incident.facts)?.hint != nil)
        let fired = try #require(incident.firedAt)
        #expect(fired > case_.world.start + case_.begins && fired < case_.world.start + case_.ends)
        #expect(case_.stale.isEmpty)
    }

    @Test func `a stale sample is asked anew once, with fresh values, within the retry budget`() {
        var case_ = Case(seed: 73, .sometimes(0.3, .mixesUp))
        case_.run()
        let anew = case_.world.disk.traces.values.filter { $0.withdrawn != nil }
        #expect(!anew.isEmpty)
        for trace in anew {
            #expect(trace.withdrawn?.rendered.messages != trace.rendered.messages)
            #expect(trace.attempts.count == 2)
        }
        #expect(
            anew.contains { trace in
                case_.world.disk.samples[trace.sample].map { $0.outcome == .ok && $0.score == 1 && $0.attempts == 2 }
                    ?? false
            })
        #expect(Double(case_.world.sent.count) <= 1.1 * Double(case_.world.disk.samples.count))
    }

    @Test(arguments: [79] as [UInt64])
    func `a healthy, noisy provider raises nothing in a year`(seed: UInt64) {
        var case_ = Case(seed: seed, .none, interval: day, skill: 0.9)
        case_.run(day * 365)
        #expect(case_.world.disk.incidents.values.filter { $0.firedAt != nil }.isEmpty, "seed \(seed)")
        #expect(case_.stale.isEmpty, "seed \(seed)")
    }

    @Test func `a restart between rounds changes nothing`() {
        func run(restarting: Bool) -> (incidents: [Incident], machines: JSON) {
            var case_ = Case(seed: 89, .ignoresNonce)
            for _ in 0..<(4 * 20) {
                case_.run(.seconds(900))
                if restarting { case_.world.restart() }
            }
            return (
                case_.world.disk.incidents.values.sorted { $0.id < $1.id },
                case_.world.disk.providers["a"]?.machines["staleness"] ?? .null
            )
        }
        let (plain, restarted) = (run(restarting: false), run(restarting: true))
        #expect(plain.incidents == restarted.incidents && plain.machines == restarted.machines)
        #expect(plain.incidents.contains { $0.kind == .staleResponse && $0.firedAt != nil })
        #expect(plain.machines.bytes.count < 24_000)
    }
}

extension CachedModel.Fault {
    /// The answer that comes again may be that of the same sample's first question.
    fileprivate var isWithinSample: Bool {
        switch self {
        case .mixesUp, .prefixCache, .ignoresNonce: true
        default: false
        }
    }
}
