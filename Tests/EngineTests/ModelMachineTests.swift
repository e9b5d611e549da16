import Core
import Testing

@testable import Detection
@testable import Engine

@Suite struct ModelMachineTests {
    private static func witness(_ number: Int, _ probe: String = "s/a") -> Witness {
        Witness(
            sample: RecordID(UInt64(number)), probe: probe, at: Timestamp(seconds: 1_800_000_000 + Double(number) * 60))
    }

    @Test func `values over all sequences: suspected by one, changed by three, and read back at any point`() {
        for pattern in 0..<(1 << 9) {
            var shown = ShownValues(.models)
            for number in 0..<13 { #expect(shown.heard("old", in: Self.witness(number)) == .none) }
            var new = 0
            for place in 0..<9 {
                let isNew = pattern >> place & 1 == 1
                new += isNew ? 1 : 0
                let change = shown.heard(isNew ? "new" : "old", in: Self.witness(13 + place))
                let read = ShownValues(.models, json: shown.json)
                #expect(read == shown)
                switch shown.state {
                case .settled: #expect(new == 0 && change == .none)
                case .suspected(let episode):
                    #expect(
                        (1..<3).contains(new) && episode.seen == new
                            && change == (isNew && new == 1 ? .suspected : .none))
                case .changed(let episode):
                    #expect(new >= 3 && episode.seen == new && change == (isNew && new == 3 ? .changed : .none))
                }
                shown = read
            }
            let isReplaced = shown.episode?.newInARow ?? 0 >= ShownValues.learning
            shown.accept()
            #expect(shown.state == .settled)
            if new > 0 { #expect(shown.known.map(\.value) == (isReplaced ? ["new"] : ["new", "old"])) }
        }
    }

    @Test func `a replaced value is news when it comes back, one beside others is not`() {
        var shown = ShownValues(.models)
        for number in 0..<13 { _ = shown.heard("old", in: Self.witness(number)) }
        for number in 13..<30 { _ = shown.heard("new", in: Self.witness(number)) }
        shown.accept()
        #expect(shown.known.map(\.value) == ["new"])
        #expect(shown.heard("old", in: Self.witness(40)) == .suspected)
        for number in 41..<45 { _ = shown.heard("new", in: Self.witness(number)) }
        for number in 45..<48 { _ = shown.heard("old", in: Self.witness(number)) }
        shown.accept()
        #expect(shown.known.map(\.value) == ["old", "new"])
        #expect(shown.heard("new", in: Self.witness(50)) == .none)
        // Where two values are known, a third needs a day of history.
        var later = shown
        #expect(shown.heard("third", in: Self.witness(51)) == .none)
        #expect(later.heard("third", in: Self.witness(60 * 25)) == .suspected)
    }

    @Test func `a suspicion is let go after a hundred answers, a change when the old state is back for long enough`() {
        var shown = ShownValues(.models)
        for number in 0..<13 { _ = shown.heard("old", in: Self.witness(number)) }
        #expect(shown.heard("new", in: Self.witness(13)) == .suspected)
        for number in 14..<112 { #expect(shown.heard("old", in: Self.witness(number)) == .none) }
        #expect(shown.heard("old", in: Self.witness(112)) == .dismissed && shown.state == .settled)
        for number in 113..<116 { _ = shown.heard("new", in: Self.witness(number)) }
        #expect(shown.isChanged)
        var answers = 0
        while shown.isChanged {
            answers += 1
            _ = shown.heard("old", in: Self.witness(200 + answers))
        }
        #expect((12...60).contains(answers))
    }

    @Test func `prompts over all sequences: one odd is suspected, two or three times one is a change, and read back`() {
        for pattern in 0..<(1 << 8) {
            var tokens = PromptTokens(leavesOutCached: false)
            for number in 0..<3 {
                for probe in ["s/a", "s/b"] {
                    #expect(tokens.heard(20, version: "1", in: Self.witness(number, probe)) == .none)
                }
            }
            for place in 0..<8 {
                let (probe, isOdd) = (place % 2 == 0 ? "s/a" : "s/b", pattern >> place & 1 == 1)
                let before = tokens.state
                let change = tokens.heard(isOdd ? 21 : 20, version: "1", in: Self.witness(10 + place, probe))
                let read = PromptTokens(leavesOutCached: false, json: tokens.json)
                #expect(read == tokens)
                let odd = tokens.odd.compactMap { tokens.prompts[$0]?.odd }
                let isSure = odd.count > 1 || odd.contains { $0.seen >= 3 }
                switch tokens.state {
                case .settled: #expect(odd.isEmpty)
                case .suspected: #expect(odd.count == 1 && !isSure)
                case .changed: #expect(!odd.isEmpty && (isSure || before == .changed))
                }
                #expect((change == .none) == (before == tokens.state))
            }
            tokens.accept()
            #expect(tokens.state == .settled && tokens.odd.isEmpty)
        }
    }

    @Test func `restless prompts, cached ones and other versions say nothing`() {
        var tokens = PromptTokens(leavesOutCached: true)
        for number in 0..<3 { _ = tokens.heard(20, version: "1", in: Self.witness(number)) }
        #expect(tokens.heard(4, version: "1", in: Self.witness(4)) == .none && tokens.state == .settled)
        #expect(tokens.heard(21, version: "1", in: Self.witness(5)) == .suspected)
        #expect(tokens.heard(30, version: "2", in: Self.witness(6)) == .dismissed)
        #expect(tokens.heard(30, version: "2", in: Self.witness(7)) == .none && tokens.compared == 0)
    }

    @Test func `the error of a fall is at least what rounds vary by, and the answers it takes do not depend on them`() {
        func confirmed(_ score: (Int, Int) -> Double) -> QualityConfirmation {
            let baselines = (0..<10).map {
                ProbeBaseline(
                    probe: WatchedProbe(key: "p\($0)", category: "c"), mean: 0.9, calls: 1_000, standing: .learning)
            }
            var confirmation = QualityConfirmation(
                since: Timestamp(seconds: 0), at: Timestamp(seconds: 0),
                ground: QualityConfirmation.Ground(baselines: baselines))
            for round in 1...96 {
                let calls = (0..<10).map { SlotScores.Calls(key: "p\($0)", scores: [score(round, $0)]) }
                let at = Timestamp(seconds: Double(round) * 900)
                confirmation.close(SlotScores(round: round, calls: calls), start: at, at: at)
            }
            return confirmation
        }
        var random = SeededRandom(seed: 5)
        let held = confirmed { _, _ in random.chance(0.9) ? 1 : 0 }
        #expect(held.state == .held && held.rounds < 30)
        #expect(QualityConfirmation(json: held.json) == held)
        let followed = confirmed { _, _ in random.chance(0.6) ? 1 : 0 }
        #expect(followed.state == .followed && followed.loss ?? 0 > 0.15)
        // Whole rounds that go up and down together need more of them.
        let swaying = confirmed { round, _ in round % 2 == 0 ? 1 : 0.8 }
        #expect(swaying.state == .held && swaying.fall ?? 1 < 0.05)
    }
}
