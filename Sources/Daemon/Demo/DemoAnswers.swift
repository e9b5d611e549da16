internal import Core
internal import FarEnd
internal import Probing
internal import Settings

/// Tells the simulated model what is right: it gets the questions of each round with the answers from the suites' examples.
struct DemoAnswers: Sendable {
    private let probes: [DeclaredProbe]
    private let key: AnswerKey
    private let rootSeed: UInt64

    init(_ files: DemoFiles, key: AnswerKey, rootSeed: UInt64) throws {
        let (suites, unreadable) = SettingsFiles.suites([files.probesPath])
        let read = suites.map(Suite.read)
        let diagnostics = unreadable + read.flatMap(\.diagnostics)
        guard !diagnostics.contains(where: { $0.severity == .error }) else { throw DaemonFailure.settings(diagnostics) }
        probes = read.compactMap(\.value).flatMap(\.probes)
        self.key = key
        self.rootSeed = rootSeed
    }

    /// Hands over the questions of so many rounds.
    func fill(from start: Timestamp, rounds: Int) throws {
        for index in 0..<rounds {
            let round = Round(start: start + DemoFiles.interval * index)
            for declared in probes { try add(declared, round) }
        }
    }

    private func add(_ declared: DeclaredProbe, _ round: Round) throws {
        let seed = Rendering.seed(probe: declared.probe, round: round, rootSeed: rootSeed)
        let values = try Rendering.values(declared.probe, seed: seed)
        var (right, wrong): ([String], [String]) = ([], [])
        for example in declared.examples {
            // The demo's own suites ask single questions without tools.
            guard let answer = try example.answers(values).last?.last?.text else { continue }
            switch example.expectation {
            case .pass: right.append(answer)
            case .fail: wrong.append(answer)
            case .score: continue
            }
        }
        let difficulty =
            switch declared.difficulty {
            case .easy: 0.02
            case .hard: 0.25
            case .medium, nil: 0.1
            }
        key.add(
            KnownAnswer(
                probe: declared.probe.key, category: declared.probe.category, difficulty: difficulty, right: right,
                wrong: wrong),
            to: try Rendering.render(declared.probe, seed: seed).messages)
    }
}
