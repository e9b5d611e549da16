/// What an expression yields for given values.
struct Evaluation {
    /// The values by name.
    let values: [String: Value]

    /// The value of an expression; total, and as long as the values it makes.
    func value(_ expression: Expression) throws(Fault) -> Value {
        switch expression {
        case .literal(let value): return value
        case .name(let name, let byte):
            guard let value = values[name] else { throw Fault(byte: byte, problem: "unknown name \"\(name)\"") }
            return value
        case .list(let parts, _): return .list(try all(parts))
        case .call(let function, let parts, let byte):
            let arguments = Arguments(function: function, values: try all(parts), byte: byte)
            return try bounded(function.apply(arguments), byte)
        case .negate(let part, let byte): return try negated(try value(part), byte)
        case .not(let part, let byte): return .bool(try !truth(part, byte))
        case .binary(let operation, let left, let right, let byte):
            return try bounded(operation.apply(try value(left), try value(right), byte), byte)
        case .connect(let word, let left, let right, let byte):
            let first = try truth(left, byte)
            return first == (word == .or) ? .bool(first) : .bool(try truth(right, byte))
        case .choose(let condition, let yes, let no, let byte): return try value(try truth(condition, byte) ? yes : no)
        }
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
        guard case .int(let number) = value else {
            throw Fault(byte: byte, problem: "\"-\" before \(value.kindName)")
        }
        return try Expression.Operator.subtract.apply(.int(0), .int(number), byte)
    }

    private func bounded(_ value: Value, _ byte: Int) throws(Fault) -> Value {
        switch value {
        case .text(let text) where text.utf8.count > Value.longestText:
            throw Fault(byte: byte, problem: "a text of more than \(Value.longestText) bytes")
        case .list(let list) where list.count > Value.longestList:
            throw Fault(byte: byte, problem: "a list of more than \(Value.longestList) elements")
        case .text, .list, .int, .bool: return value
        }
    }
}

extension Expression.Operator {
    /// The result for two operands; numbers are exact, and what does not fit or come out even is an error.
    func apply(_ left: Value, _ right: Value, _ byte: Int) throws(Fault) -> Value {
        switch self {
        case .add:
            if case (.text(let a), .text(let b)) = (left, right) { return .text(a + b) }
            if case (.list(let a), .list(let b)) = (left, right) { return .list(a + b) }
            return try calculate(left, right, byte)
        case .subtract, .multiply, .divide, .floorDivide, .modulo: return try calculate(left, right, byte)
        case .equal, .unequal:
            guard left.isComparable(with: right) else { throw mismatch(left, right, byte) }
            return .bool((left == right) == (self == .equal))
        case .less: return .bool(try order(left, right, left, right, byte))
        case .more: return .bool(try order(right, left, left, right, byte))
        case .atMost: return .bool(try !order(right, left, left, right, byte))
        case .atLeast: return .bool(try !order(left, right, left, right, byte))
        }
    }

    private func order(
        _ first: Value, _ second: Value, _ left: Value, _ right: Value, _ byte: Int
    ) throws(Fault) -> Bool {
        guard let precedes = first.precedes(second) else { throw mismatch(left, right, byte) }
        return precedes
    }

    private func mismatch(_ left: Value, _ right: Value, _ byte: Int) -> Fault {
        let isHalfText =
            !left.isComparable(with: right) && [left, right].contains { if case .text = $0 { true } else { false } }
        return Fault(
            byte: byte, problem: "\"\(rawValue)\" between \(left.kindName) and \(right.kindName)",
            instead: isHalfText ? "make a text of the other with str(), or a number of the text with int()" : "")
    }

    private func calculate(_ left: Value, _ right: Value, _ byte: Int) throws(Fault) -> Value {
        guard case (.int(let a), .int(let b)) = (left, right) else { throw mismatch(left, right, byte) }
        let (result, overflow) = try exactly(a, b, byte)
        guard !overflow else { throw Fault(byte: byte, problem: "\(a) \(rawValue) \(b) is beyond 64 bits") }
        return .int(result)
    }

    private func exactly(_ a: Int64, _ b: Int64, _ byte: Int) throws(Fault) -> (Int64, Bool) {
        if self == .divide || self == .floorDivide || self == .modulo, b == 0 {
            throw Fault(byte: byte, problem: "division of \(a) by zero")
        }
        switch self {
        case .add: return a.addingReportingOverflow(b)
        case .subtract: return a.subtractingReportingOverflow(b)
        case .multiply: return a.multipliedReportingOverflow(by: b)
        case .divide:
            guard a.remainderReportingOverflow(dividingBy: b).partialValue == 0 else {
                throw Fault(
                    byte: byte, problem: "\(a) / \(b) is no whole number",
                    instead: "draw the quotient and multiply, or write \"//\" to round down")
            }
            return a.dividedReportingOverflow(by: b)
        case .floorDivide:
            let (quotient, overflow) = a.dividedReportingOverflow(by: b)
            return overflow ? (0, true) : (quotient - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0), false)
        case .modulo:
            let remainder = a.remainderReportingOverflow(dividingBy: b).partialValue
            return (remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder, false)
        case .equal, .unequal, .less, .atMost, .more, .atLeast: preconditionFailure("no arithmetic")
        }
    }
}
