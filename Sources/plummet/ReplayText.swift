import Core
import Daemon

/// What a replay says of one sample.
enum ReplayText {
    static func text(_ sample: TracedSample, _ trace: Trace, _ result: Replay.Result) -> String {
        switch result {
        case .reproduced(let verdict):
            let score = verdict?.score.map { "score \(fixed($0, 3)): \(verdict?.headline ?? "")" } ?? "unscored"
            return Terminal.paint("reproduced", .green) + "  \(trace.sample)  \(Table.Cell(score).text)"
        case .differs(let differences):
            let place = sample.place == "\(trace.sample)" ? "" : "  \(sample.place.withoutControls)"
            let title =
                Terminal.paint("differs", .red) + "  \(trace.sample)\(place), written by plummet "
                + Table.Cell(trace.writer).text
            return
                ([title]
                + differences.map {
                    "  \($0.name)\n    stored \($0.stored.withoutControls)\n    now    \($0.now.withoutControls)"
                }).joined(separator: "\n")
        case .nothingToJudge: return "\(trace.sample) was never sent: there is nothing to judge"
        }
    }

    /// One line for machines: the verdict in the bytes in which it is stored.
    static func json(_ sample: TracedSample, _ result: Replay.Result?) -> JSON {
        let id = sample.trace.map { JSON.string("\($0.sample)") } ?? .null
        let provider = JSON.optional(sample.provider)
        switch result {
        case .reproduced(let verdict):
            return ["sample": id, "provider": provider, "result": "reproduced", "verdict": verdict?.json ?? .null]
        case .differs(let differences):
            return [
                "sample": id, "provider": provider, "result": "differs",
                "differences": .array(
                    differences.map {
                        ["name": .string($0.name), "stored": .string($0.stored), "now": .string($0.now)]
                    }),
            ]
        case .nothingToJudge, nil: return ["sample": id, "provider": provider, "result": "nothing-to-judge"]
        }
    }
}

/// How the replay of several samples went. A single one is told in full, of many only those that differ.
struct ReplayTally {
    /// Samples without a trace.
    var untraced = 0
    private var reproduced = 0
    private var differing = 0
    private var unsent = 0
    private var single = ""
    private var differences: [String] = []

    /// Most samples that are told in full.
    private static let mostTold = 50

    /// There was something to judge, and all of it was reproduced.
    var isWell: Bool { differing == 0 && reproduced > 0 }

    mutating func note(_ result: Replay.Result) {
        switch result {
        case .reproduced: reproduced += 1
        case .differs: differing += 1
        case .nothingToJudge: unsent += 1
        }
    }

    /// Keeps what was said of a sample, as far as it will be told.
    mutating func told(_ text: String, _ result: Replay.Result) {
        single = text
        if case .differs = result, differences.count < Self.mostTold { differences.append(text) }
    }

    /// What is said at the end.
    var text: String {
        let all = reproduced + differing + unsent
        guard all + untraced != 1 else { return all == 1 ? single : "its trace is not kept: there is nothing to judge" }
        let more = differing > differences.count ? ["… and \(grouped(differing - differences.count)) more"] : []
        var parts = ["\(grouped(reproduced)) reproduced", "\(grouped(differing)) differ"]
        if unsent > 0 { parts.append("\(grouped(unsent)) never sent") }
        if untraced > 0 { parts.append("\(grouped(untraced)) without a trace") }
        return (differences + more + ["\(grouped(all + untraced)) samples: " + parts.joined(separator: ", ")])
            .joined(separator: "\n")
    }
}
