/// The functions of expressions, by the name they are written with.
enum Function: String, CaseIterable {
    // Numbers.
    case min, max, sum, abs, gcd, lcm, pow, isprime, digitsum, int, decimal, pad
    // Text, and what is asked of texts and lists alike.
    case str, upper, lower, yesno, `repeat`, replace, chars, join, len, reverse, contains, count, index
    // Lists.
    case sort, unique, first, last, nth, take, range

    /// How it is written, with the arguments' names.
    var usage: String {
        switch self {
        case .min, .max, .sum: "\(rawValue)(list) or \(rawValue)(a, b, …)"
        case .abs, .isprime, .digitsum: "\(rawValue)(number)"
        case .gcd, .lcm, .pow: "\(rawValue)(a, b)"
        case .int: "int(text)"
        case .decimal: "decimal(number, digits)"
        case .pad: "pad(number, width)"
        case .str: "str(value)"
        case .upper, .lower, .chars: "\(rawValue)(text)"
        case .yesno: "yesno(condition)"
        case .repeat: "repeat(text, times)"
        case .replace: "replace(text, old, new)"
        case .join: "join(list, separator)"
        case .len, .reverse: "\(rawValue)(text) or \(rawValue)(list)"
        case .contains, .count, .index: "\(rawValue)(text, part) or \(rawValue)(list, element)"
        case .sort, .unique, .first, .last: "\(rawValue)(list)"
        case .nth: "nth(list, number), counted from 1"
        case .take: "take(list, count)"
        case .range: "range(low, high)"
        }
    }

    /// How many arguments it takes.
    var arity: ClosedRange<Int> {
        switch self {
        case .min, .max, .sum: 1...100
        case .abs, .isprime, .digitsum, .int, .str, .upper, .lower, .yesno, .chars, .len, .reverse, .sort, .unique,
            .first, .last:
            1...1
        case .gcd, .lcm, .pow, .decimal, .pad, .repeat, .join, .contains, .count, .index, .nth, .take, .range: 2...2
        case .replace: 3...3
        }
    }

    /// The result for arguments of the right number.
    func apply(_ arguments: Arguments) throws(Fault) -> Value {
        switch self {
        case .min, .max, .sum, .abs, .gcd, .lcm, .pow, .isprime, .digitsum, .int, .decimal, .pad:
            try applyToNumbers(arguments)
        case .str, .upper, .lower, .yesno, .repeat, .replace, .chars, .join: try applyToText(arguments)
        case .len, .reverse, .contains, .count, .index: try applyToTextOrList(arguments)
        case .sort, .unique, .first, .last, .nth, .take, .range: try applyToList(arguments)
        }
    }
}

/// The arguments of a call, asked for by kind.
struct Arguments {
    let function: Function
    let values: [Value]
    /// Where the call stands.
    let byte: Int

    /// A fault of this call.
    func fault(_ problem: String, instead: String = "") -> Fault {
        Fault(byte: byte, problem: "\(function.rawValue)(): \(problem)", instead: instead)
    }

    /// The number at a place.
    func int(_ place: Int) throws(Fault) -> Int64 {
        guard case .int(let value) = values[place] else { throw wrong(place, "a number") }
        return value
    }

    /// The number at a place, when it lies in a range.
    func int(_ place: Int, in range: ClosedRange<Int64>, _ meaning: String) throws(Fault) -> Int {
        let value = try int(place)
        guard range.contains(value) else {
            throw fault("\(meaning) is \(value)", instead: "\(range.lowerBound) to \(range.upperBound) is possible")
        }
        return Int(value)
    }

    /// The text at a place.
    func text(_ place: Int) throws(Fault) -> String {
        guard case .text(let value) = values[place] else { throw wrong(place, "text") }
        return value
    }

    /// The condition at a place.
    func bool(_ place: Int) throws(Fault) -> Bool {
        guard case .bool(let value) = values[place] else { throw wrong(place, "true or false") }
        return value
    }

    /// The list at a place.
    func list(_ place: Int) throws(Fault) -> [Value] {
        guard case .list(let value) = values[place] else { throw wrong(place, "a list") }
        return value
    }

    /// The fault of an argument of another kind than `wanted`.
    func wrong(_ place: Int, _ wanted: String) -> Fault {
        fault(
            "argument \(place + 1) is \(values[place].kindName) and should be \(wanted)",
            instead: "write \(function.usage)")
    }
}
