internal import Core

/// The samples of one probe that an alert may show: a typical good answer from quiet times, and the latest bad one.
struct Examples: Sendable, Equatable {
    /// One sample as an alert quotes it.
    struct Quote: Sendable, Equatable {
        var sample: RecordID
        var at: Timestamp
        var round: Round
        var score: Double
        /// The answer, at most 300 characters.
        var answer: String
        /// Why it scored so.
        var reason: String
    }

    private(set) var good: Quote?
    private(set) var bad: Quote?

    /// Takes a scored sample; a good one is kept only while nothing is suspected, so that it stems from before a change.
    mutating func note(_ quote: Quote, isQuiet: Bool) {
        if quote.score >= 0.99 {
            if isQuiet || good == nil { good = quote }
        } else if quote.score < 0.5 {
            bad = quote
        }
    }
}

extension Examples {
    var json: JSON { .compact([("good", good?.json), ("bad", bad?.json)]) }

    init(json: JSON) {
        good = json["good"].flatMap(Quote.init)
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
