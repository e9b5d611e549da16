/// A number as it stands in a text.
struct WrittenNumber: Sendable {
    /// Without loss, where it is a plain decimal; nil for a fraction.
    let decimal: Decimal?
    private let fraction: Double
    /// Its bytes in the text, sign included, unit not.
    var place: Range<Int>

    init(decimal: Decimal, place: Range<Int>) {
        self.decimal = decimal
        fraction = 0
        self.place = place
    }

    /// A fraction; nil when it has no value.
    init?(_ numerator: Decimal, over denominator: Decimal, place: Range<Int>) {
        guard !denominator.digits.isEmpty else { return nil }
        fraction = numerator.double / denominator.double
        guard fraction.isFinite else { return nil }
        decimal = nil
        self.place = place
    }

    /// The nearest double; made when it is asked for, since most numbers of a text are only passed over.
    var value: Double { decimal?.double ?? fraction }

    /// The number for people.
    var text: String { decimal?.text ?? "\(value)" }
}

/// Which sign separates decimals where a number such as `1,234` or `1.234` can be read both ways.
enum DecimalSign: String, CaseIterable, Sendable {
    case point, comma
}
