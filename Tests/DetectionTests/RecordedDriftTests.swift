import Core
import Detection
import FoundationEssentials
import Testing

/// Real answers of March and June 2023, where the data lies beside the checkout.
@Suite struct RecordedDriftTests {
    /// Verdicts of recorded answers by `model snapshot`.
    struct Recording {
        private struct Row: Decodable {
            var model: String
            var snapshot: String
            var reference: String
            var answer: String
        }

        let scores: [String: [Double]]

        static let file = URL(filePath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "shared/data/llmdrift/prime.jsonl")
        static var isThere: Bool { FileManager.default.fileExists(atPath: file.path()) }

        init() throws {
            var scores: [String: [Double]] = [:]
            let decoder = JSONDecoder()
            for line in try Data(contentsOf: Self.file).split(separator: UInt8(ascii: "\n")) {
                let row = try decoder.decode(Row.self, from: line)
                scores["\(row.model) \(row.snapshot)", default: []].append(Self.score(row))
            }
            self.scores = scores
        }

        private static func score(_ row: Row) -> Double {
            let words = row.answer.lowercased().split { !$0.isLetter && $0 != "[" && $0 != "]" }
            return words.last { $0 == "[yes]" || $0 == "[no]" } == "[\(row.reference.lowercased())]" ? 1 : 0
        }
    }

    private let probe = WatchedProbe(key: "prime/number@0123456789abcdef", category: "arithmetic")

    /// Ten answers a slot, drawn at random: 50 slots of calibration, 50 more, then those of `after`.
    private func run(
        _ before: [Double], _ after: [Double], slots: Int, seed: UInt64
    ) -> (opened: Alert?, last: DetectorVerdict) {
        var random = SeededRandom(seed: seed)
        var detector = Detector(probes: [probe], settings: DetectorSettings(calibrationSlots: 50))
        for round in 1...slots {
            let answers = round <= 100 ? before : after
            let scores = (0..<10).map { _ in answers[random.int(in: 0...answers.count - 1)] }
            let verdict = detector.step(
                SlotScores(round: round, calls: [.init(key: probe.key, scores: scores)]))
            if case .opened(let alert) = verdict.alert { return (alert, verdict) }
        }
        return (nil, detector.verdict)
    }

    @Test(.enabled(if: Recording.isThere, "there is no recorded drift beside the checkout"))
    func `the fall of gpt-4 is found within few slots and dated right, and what did not fall stays silent`() throws {
        let recording = try Recording()
        let march = try #require(recording.scores["gpt-4 0314"]), june = try #require(recording.scores["gpt-4 0613"])
        var delays: [Int] = []
        for seed in UInt64(1)...20 {
            let alert = try #require(run(march, june, slots: 140, seed: seed).opened, "seed \(seed)")
            #expect(alert.openedRound > 100, "false alarm, seed \(seed)")
            #expect(abs(alert.startRound - 101) <= 8, "seed \(seed)")
            #expect((0.2...0.6).contains(alert.loss), "seed \(seed)")
            delays.append(alert.openedRound - 100)
        }
        #expect(Double(delays.reduce(0, +)) / 20 < 8, "\(delays)")
        #expect((delays.max() ?? 0) <= 20, "\(delays)")
        for seed in UInt64(1)...10 { #expect(run(march, march, slots: 300, seed: seed).opened == nil, "seed \(seed)") }
        let worse = try #require(recording.scores["gpt-3.5-turbo 0301"])
        let better = try #require(recording.scores["gpt-3.5-turbo 0613"])
        for seed in UInt64(1)...10 {
            let outcome = run(worse, better, slots: 200, seed: seed)
            #expect(outcome.opened == nil && outcome.last.logEvidence < 0, "an improvement, seed \(seed)")
        }
    }
}
