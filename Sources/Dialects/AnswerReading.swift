import Core

extension JSON {
    /// A count of tokens as providers give it: whole, not negative, at most a billion; nil for anything else.
    var tokens: Int? { int.flatMap { (0...1_000_000_000).contains($0) ? $0 : nil } }

    /// A name or identifier in an answer, at most 200 characters; empty for what is no string.
    var label: String { string.map { ErrorText.plain($0, limit: 200) } ?? "" }
}

extension String {
    /// Takes over `label` when nothing is known yet: the first that is not empty counts.
    mutating func fill(_ label: @autoclosure () -> String?) {
        if isEmpty, let label = label() { self = label }
    }
}

extension Optional<Int> {
    /// Takes over a count when the provider gives one: the last counts, for running totals grow.
    mutating func update(_ value: JSON?) {
        if let count = value?.tokens { self = count }
    }
}
