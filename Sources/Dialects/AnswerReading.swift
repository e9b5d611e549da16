import Core

extension JSON {
    /// A count of tokens as providers give it: whole, not negative, at most a billion; nil for anything else.
    var tokens: Int? { int.flatMap { (0...1_000_000_000).contains($0) ? $0 : nil } }

    /// A name or identifier in an answer, at most 200 characters; empty for what is no string.
    var label: String { string.map { ErrorText.plain($0, limit: 200) } ?? "" }

    /// An amount of dollars from 0 to 10,000; nil for anything else.
    var dollars: USD? { double.flatMap { (0...10_000).contains($0) ? USD($0) : nil } }

    /// Seconds since 1970 as a moment, cut to whole seconds; nil for 0, which stands for none, and beyond the year 9999.
    var moment: Timestamp? {
        guard let seconds = double, (1...253_402_300_799).contains(seconds) else { return nil }
        return Timestamp(microseconds: Int64(seconds) * 1_000_000)
    }

    /// A time in RFC 3339, with any number of digits after the second, as a moment cut to whole seconds; nil for none.
    var writtenMoment: Timestamp? {
        guard let read = string.flatMap(Timestamp.init(rfc3339:)) else { return nil }
        return JSON.int(Int(read.microseconds / 1_000_000)).moment
    }
}

extension String {
    /// Takes over `label` when nothing is known yet: the first that is not empty counts.
    mutating func fill(_ label: @autoclosure () -> String?) {
        if isEmpty, let label = label() { self = label }
    }
}

extension Optional {
    /// Takes over a value when nothing is known yet: the first counts.
    mutating func fill(_ value: @autoclosure () -> Wrapped?) {
        if self == nil { self = value() }
    }
}

extension Optional<Int> {
    /// Takes over a count when the provider gives one: the last counts, for running totals grow.
    mutating func update(_ value: JSON?) {
        if let count = value?.tokens { self = count }
    }
}

extension AnswerDraft {
    /// Takes in tokens with their log-probabilities in OpenAI's form, which most others copied:
    /// `[{"token": " 4", "logprob": -0.01, "top_logprobs": [{"token": …, "logprob": …}]}]`.
    mutating func readProbabilities(_ tokens: JSON?) {
        for each in tokens?.array ?? [] {
            let others = (each["top_logprobs"]?.array ?? []).map { ($0["token"], $0["logprob"]) }
            addProbability(each["token"], each["logprob"], alternatives: others)
        }
    }

    /// Adds one token with its log-probability; what has none is left out, and so is all beyond the limits.
    mutating func addProbability(_ token: JSON?, _ log: JSON?, alternatives: [(token: JSON?, log: JSON?)] = []) {
        guard completion.probabilities.count < Completion.maximumProbabilities,
            let (token, log) = AnswerDraft.probability(token, log)
        else { return }
        // Stable, so that equals keep the order they came in.
        let likeliest = alternatives.prefix(64).compactMap { AnswerDraft.probability($0.token, $0.log) }
            .enumerated().sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }.prefix(20)
        completion.probabilities.append(
            Completion.TokenProbability(
                token: token, log: log,
                alternatives: likeliest.map { .init(token: $0.element.0, log: $0.element.1) }))
    }

    /// A token of at most 200 scalars, white space and all, and its log-probability; noise above 0 is 0.
    private static func probability(_ token: JSON?, _ log: JSON?) -> (String, Double)? {
        guard let token = token?.string, let log = log?.double, log.isFinite else { return nil }
        return (String(String.UnicodeScalarView(token.unicodeScalars.prefix(200))), min(log, 0))
    }
}
