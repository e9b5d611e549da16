import Core

/// What an expression yields for given values. Total: there are no loops but over lists that exist, and every
/// expression may take so many steps and make so much text.
final class Evaluation {
    /// The most steps of one expression: each of its parts and each element of a list that a function gets is one.
    static let mostSteps = 200_000
    /// The most bytes of text and 64ths of lists that one expression makes on its way.
    static let mostBytesMade = 32_000_000

    /// The values by name, local ones last.
    private var values: [String: Value]
    /// Where draws come from; nil where nothing may be drawn.
    var random: SeededRandom?
    private var steps = 0
    private var bytesMade = 0

    /// An evaluation for these values; with `random`, of expressions that draw.
    init(_ values: [(name: String, value: Value)], random: SeededRandom? = nil) {
        self.values = Dictionary(values.map { ($0.name, $0.value) }) { $1 }
        self.random = random
    }

    /// The value of a whole expression.
    func result(_ expression: Expression) throws(Fault) -> Value {
        (steps, bytesMade) = (0, 0)
        return try value(expression)
    }

    /// Counts work against the limit.
    func spend(_ count: Int, _ byte: Int) throws(Fault) {
        steps += count
        guard steps <= Self.mostSteps else {
            throw Fault(
                byte: byte, problem: "an expression that takes more than \(Self.mostSteps) steps",
                instead: "go through shorter lists")
        }
    }

    private func value(_ expression: Expression) throws(Fault) -> Value {
        steps += 1
        switch expression {
        case .literal(let value): return value
        case .name(let name, let byte):
            guard let value = values[name] else { throw Fault(byte: byte, problem: "unknown name \"\(name)\"") }
            return value
        case .list(let parts, let byte): return try bounded(.list(try all(parts)), byte)
        case .call(let function, let parts, let byte):
            let arguments = Arguments(function: function, values: try all(parts), byte: byte, evaluation: self)
            try spend(arguments.work, byte)
            return try bounded(function.apply(arguments), byte)
        case .negate(let part, let byte): return try negated(try value(part), byte)
        case .not(let part, let byte): return .bool(try !truth(part, byte))
        case .binary(let operation, let left, let right, let byte):
            return try bounded(operation.apply(try value(left), try value(right), byte), byte)
        case .connect(let word, let left, let right, let byte):
            let first = try truth(left, byte)
            return first == (word == .or) ? .bool(first) : .bool(try truth(right, byte))
        case .choose(let condition, let yes, let no, let byte): return try value(try truth(condition, byte) ? yes : no)
        case .field(let part, let name, let byte): return try field(name, of: try value(part), byte)
        case .local(let name, let part, let body):
            let outer = values[name]
            values[name] = try value(part)
            defer { values[name] = outer }
            return try value(body)
        case .made(let element, let clauses, let byte):
            var made: [Value] = []
            try make(element, clauses[...], into: &made, byte)
            return try bounded(.list(made), byte)
        }
    }

    private func make(
        _ element: Expression, _ clauses: ArraySlice<Expression.Clause>, into made: inout [Value], _ byte: Int
    ) throws(Fault) {
        switch clauses.first {
        case nil:
            guard made.count < Value.longestList else { throw Self.tooLong(byte) }
            made.append(try value(element))
        case .only(let condition, let at):
            if try truth(condition, at) { try make(element, clauses.dropFirst(), into: &made, byte) }
        case .each(let names, let list, let at):
            guard case .list(let elements) = try value(list) else {
                throw Fault(byte: at, problem: "\"for\" goes through a list only", instead: "write for x in [1, 2, 3]")
            }
            let outer = names.map { values[$0] }
            defer { for (name, value) in zip(names, outer) { values[name] = value } }
            for each in elements {
                try spend(1, at)
                try bind(names, to: each, at)
                try make(element, clauses.dropFirst(), into: &made, byte)
            }
        }
    }

    private func bind(_ names: [String], to value: Value, _ byte: Int) throws(Fault) {
        guard names.count > 1 else {
            values[names[0]] = value
            return
        }
        guard case .list(let parts) = value, parts.count == names.count else {
            throw Fault(
                byte: byte, problem: "an element is taken apart that is no list of \(names.count)",
                instead: "write for x, y in zip(a, b), or one name only")
        }
        for (name, part) in zip(names, parts) { values[name] = part }
    }

    private func field(_ name: String, of value: Value, _ byte: Int) throws(Fault) -> Value {
        guard case .record(let fields) = value else {
            throw Fault(
                byte: byte, problem: "\".\(name)\" of \(value.kindName), which has no fields",
                instead: "only records have fields")
        }
        guard let found = value.field(name) else { throw unknownField(name, fields.map(\.name), byte) }
        return found
    }

    private func all(_ parts: [Expression]) throws(Fault) -> [Value] {
        var values: [Value] = []
        for part in parts { values.append(try value(part)) }
        return values
    }

    private func truth(_ expression: Expression, _ byte: Int) throws(Fault) -> Bool {
        let result = try value(expression)
        guard case .bool(let truth) = result else {
            throw Fault(
                byte: byte, problem: "true or false is needed here, found \(result.kindName)",
                instead: "compare it with something")
        }
        return truth
    }

    private func negated(_ value: Value, _ byte: Int) throws(Fault) -> Value {
        guard value.number != nil else { throw Fault(byte: byte, problem: "\"-\" before \(value.kindName)") }
        return try Expression.Operator.subtract.apply(.int(Int64(0)), value, byte)
    }

    private static func tooLong(_ byte: Int) -> Fault {
        Fault(byte: byte, problem: "a list of more than \(Value.longestList) elements")
    }

    private func bounded(_ value: Value, _ byte: Int) throws(Fault) -> Value {
        switch value {
        case .int, .bool, .ratio, .date: return value
        case .text(let text):
            guard text.utf8.count <= Value.longestText else {
                throw Fault(byte: byte, problem: "a text of more than \(Value.longestText) bytes")
            }
            bytesMade += text.utf8.count
        case .list(let list):
            guard list.count <= Value.longestList else { throw Self.tooLong(byte) }
            try measure(value, byte)
        case .record: try measure(value, byte)
        }
        guard bytesMade <= Self.mostBytesMade else {
            throw Fault(
                byte: byte, problem: "an expression that makes more than \(Self.mostBytesMade) bytes",
                instead: "use shorter texts and lists")
        }
        return value
    }

    private func measure(_ value: Value, _ byte: Int) throws(Fault) {
        let (count, bytes) = value.extent
        guard count <= Value.mostValues, bytes <= Value.mostBytes else {
            throw Fault(
                byte: byte,
                problem: "lists in lists of more than \(Value.mostValues) values or \(Value.mostBytes) bytes",
                instead: "use shorter lists")
        }
        try spend(count / 4, byte)
        bytesMade += count * 32
    }
}

/// The fault of a record that has no such field.
func unknownField(_ name: String, _ known: [String], _ byte: Int) -> Fault {
    let hint =
        nearest(to: name, among: known).map { "write \"\($0)\"" }
        ?? (known.isEmpty ? "" : "there are: \(shortened(known.joined(separator: ", "), 200))")
    return Fault(byte: byte, problem: "there is no field \"\(shortened(name, 40))\"", instead: hint)
}
