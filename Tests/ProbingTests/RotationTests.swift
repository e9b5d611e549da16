import Core
import Probing
import Testing

@Suite struct RotationTests {
    private let interval = Duration.seconds(900)
    private var rotation: Rotation { Rotation(interval: interval, rootSeed: 7) }

    private func round(_ number: Int) -> Round { Round(start: Timestamp(seconds: Double(number) * 900)) }

    /// Probes of categories with so many members each.
    private func probes(_ sizes: [Int]) -> [Probe] {
        sizes.indices.flatMap { category in
            (0..<sizes[category]).map { number in
                Probe(
                    suite: "s\(category)", id: "p\(number)", category: "c\(category)",
                    messages: [Message(role: .user, content: "?")],
                    sampling: Sampling(temperature: 0, maxOutputTokens: 8), evaluate: [])
            }
        }
    }

    @Test(arguments: 1...9)
    func `every category is seen in every round, and each of its probes equally often`(size: Int) {
        let probes = probes([size, 4, size + 1])
        var counts: [String: Int] = [:]
        for number in 1_999_998..<2_000_058 {
            let due = rotation.due(round(number), probes: probes)
            #expect(Set(due.map(\.category)).count == 3)
            for category in 0..<3 {
                let members = probes.count { $0.category == "c\(category)" }
                let share = due.count { $0.category == "c\(category)" }
                #expect(share >= members / 3 && share <= members / 3 + 1)
            }
            for probe in due { counts[probe.key, default: 0] += 1 }
        }
        for probe in probes {
            let members = probes.count { $0.category == probe.category }
            #expect(counts[probe.key] == 60 / min(members, 3), "\(probe.key)")
        }
    }

    @Test func `it depends on root seed, round and probes, not on their order`() {
        let probes = probes([3, 5])
        let due = (0..<40).map { rotation.due(round($0), probes: probes).map(\.key).sorted() }
        #expect(due == (0..<40).map { rotation.due(round($0), probes: probes.reversed()).map(\.key).sorted() })
        let other = Rotation(interval: interval, rootSeed: 8)
        #expect(due != (0..<40).map { other.due(round($0), probes: probes).map(\.key).sorted() })
    }

    @Test func `a probe is not asked at the same hours of every day`() {
        let probes = probes([3])
        var hours: Set<Int> = []
        for number in 0..<(96 * 14) where rotation.due(round(number), probes: probes).contains(where: { $0.id == "p0" })
        {
            hours.insert(number % 96)
        }
        #expect(hours.count > 90)
    }

    @Test func `copies come with their probe`() {
        var probes = probes([3, 3])
        probes[1].company = .repeats(3)
        let all = probes.flatMap(\.copies)
        for number in 0..<30 {
            let due = rotation.due(round(number), probes: all).filter { $0.id == "p1" && $0.suite == "s0" }
            #expect(due.isEmpty || due.count == 3)
        }
    }
}

@Suite struct ExtraCallTests {
    private let probe = Probe(
        suite: "s", id: "p", category: "c", messages: [Message(role: .user, content: "{{a}}")],
        sampling: Sampling(temperature: 0, maxOutputTokens: 8), vary: [("a", ["int": [1, 1_000_000]])], evaluate: [])

    @Test func `the key of an extra call tells which it is, and is read back`() throws {
        let call = probe.asked(as: ExtraCall(wave: 2, number: 7))
        #expect(call.key == "s/p#x2.7" && call.questionKey == "s/p" && call.version == probe.version)
        #expect(Probe.isCopy(key: call.key))
        let read = try #require(ExtraCall.read(key: call.key))
        #expect(read.probe == "s/p" && read.call == ExtraCall(wave: 2, number: 7))
        let beside = ExtraCall(.changedModel, wave: 2, number: 7)
        #expect(ExtraCall.read(key: probe.asked(as: beside).key)?.call == beside && "\(beside)" == "c2.7")
        for other in ["s/p", "s/p#2", "s/p#x", "s/p#x1", "s/p#x1.", "s/p#x0.1", "s/p#x1.2.3", "s/p#y1.2", "#", ""] {
            #expect(ExtraCall.read(key: other) == nil, "\(other)")
        }
    }

    @Test func `each has an identity and values of its own, and a fixed question stays as it is`() {
        let round = Round(start: Timestamp(seconds: 900))
        let calls = [probe] + [(1, 1), (1, 2), (2, 1)].map { probe.asked(as: ExtraCall(wave: $0.0, number: $0.1)) }
        #expect(Set(calls.map { Sample.id(provider: "a", probe: $0, round: round) }).count == 4)
        #expect(Set(calls.map { Rendering.seed(probe: $0, round: round, rootSeed: 3) }).count == 4)
        let fixed = Probe(
            suite: "s", id: "f", category: "c", messages: [Message(role: .user, content: "?")],
            sampling: Sampling(temperature: 0, maxOutputTokens: 8), evaluate: [])
        let extra = fixed.asked(as: ExtraCall(wave: 1, number: 1))
        #expect(
            Rendering.seed(probe: extra, round: round, rootSeed: 3)
                == Rendering.seed(probe: fixed, round: round, rootSeed: 3))
    }
}
