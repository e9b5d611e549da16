internal import Core

/// The samples of one probe that an alert may show: typical good answers from before a change, and the latest bad one.
struct Examples: Sendable, Equatable {
    /// One sample as an alert quotes it.
    struct Quote: Sendable, Equatable {
        var sample: RecordID
        var at: Timestamp
        var round: Round
        var score: Double
        /// The answer, at most 160 characters.
        var answer: String
        /// Why it scored so.
        var reason: String
    }

    /// How many good answers are kept.
    private static let kept = 7

    /// Good answers of increasing age: place k is renewed every 2^k good answers, so that one of them is older than any
    /// change that was noticed within some 64 rounds.
    private var good: [Quote?] = Array(repeating: nil, count: kept)
    private var noted = 0
    private(set) var bad: Quote?

    /// Takes a scored sample; a good one only while nothing is suspected.
    mutating func note(_ quote: Quote, isQuiet: Bool) {
        if quote.score >= 0.99 {
            guard isQuiet || noted == 0 else { return }
            noted += 1
            good[min(noted.trailingZeroBitCount, Self.kept - 1)] = quote
        } else if quote.score < 0.5 {
            bad = quote
        }
    }

    /// The latest good answer to a question asked before `moment`; nil where none is kept.
    func good(before moment: Timestamp) -> Quote? {
        good.compactMap { $0 }.filter { $0.at < moment }.max { $0.at < $1.at }
    }
}

extension Examples {
    var json: JSON {
        .compact([
            ("good", .array(good.map { $0?.json ?? .null })), ("noted", .int(noted)), ("bad", bad?.json),
        ])
    }

    init(json: JSON) {
        for (index, quote) in (json["good"]?.array ?? []).enumerated() where index < Self.kept {
            good[index] = Quote(json: quote)
        }
        noted = json["noted"]?.int ?? 0
        bad = json["bad"].flatMap(Quote.init)
    }
}

extension Examples.Quote {
    var json: JSON {
        [
            "sample": .string(sample.description), "at": .int(Int(at.microseconds)),
            "round": .int(Int(round.start.microseconds)), "score": .double(score), "answer": .string(answer),
            "reason": .string(reason),
        ]
    }

    init?(json: JSON) {
        guard let sample = json["sample"]?.string.flatMap(RecordID.init), let at = json["at"]?.int,
            let round = json["round"]?.int, let score = json["score"]?.double, let answer = json["answer"]?.string,
            let reason = json["reason"]?.string
        else { return nil }
        self.init(
            sample: sample, at: Timestamp(microseconds: Int64(at)),
            round: Round(start: Timestamp(microseconds: Int64(round))), score: score, answer: answer, reason: reason)
    }
}
