internal import Core

/// An answer of a round as others are compared with it.
struct RoundAnswer: Sendable, Equatable {
    /// Longer answers are not compared word by word, in bytes.
    static let longest = 512

    /// `suite/id`, with the number of a copy.
    var probe: String
    var version: String
    var seed: UInt64
    /// The answer; nil where it is too long.
    var text: String?
    var score: Double
    var sample: RecordID
    var at: Timestamp
    /// A fixed question at temperature 0: its answers should be the same.
    var isDeterministic: Bool
    /// Counts of the provider's repeats: the key without the number.
    var base: String { String(probe.prefix { $0 != "#" }) }
    var completion: Completion? { text.map { Completion(text: $0) } }
}

extension RoundAnswer {
    var json: JSON {
        .compact([
            ("probe", .string(probe)), ("version", .string(version)), ("seed", .string("\(RecordID(seed))")),
            ("text", text.map(JSON.string)), ("score", .double(score)), ("sample", .string("\(sample)")),
            ("at", .int(Int(at.microseconds))), ("same", isDeterministic ? true : nil),
        ])
    }

    init?(json: JSON) {
        guard let probe = json["probe"]?.string, let version = json["version"]?.string,
            let seed = json["seed"]?.string.flatMap(RecordID.init), let score = json["score"]?.double,
            let sample = json["sample"]?.string.flatMap(RecordID.init), let at = json["at"]?.int
        else { return nil }
        self.init(
            probe: probe, version: version, seed: seed.value, text: json["text"]?.string, score: score, sample: sample,
            at: Timestamp(microseconds: Int64(at)), isDeterministic: json["same"]?.bool ?? false)
    }
}
