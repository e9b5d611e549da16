extension Expression.Operator {
    /// The result for two operands; numbers are exact, and what does not fit or come out even is an error.
    func apply(_ left: Value, _ right: Value, _ byte: Int) throws(Fault) -> Value {
        switch self {
        case .add:
            if case (.text(let a), .text(let b)) = (left, right) { return .text(a + b) }
            if case (.list(let a), .list(let b)) = (left, right) { return .list(a + b) }
            if case (.date(let day), .int(let days)) = (left, right) { return try moved(day, days, byte) }
            return try calculate(left, right, byte)
        case .subtract:
            if case (.date(let a), .date(let b)) = (left, right) { return .int(a.number - b.number) }
            if case (.date(let day), .int(let days)) = (left, right), days != .min {
                return try moved(day, -days, byte)
            }
            return try calculate(left, right, byte)
        case .multiply, .divide, .floorDivide, .modulo: return try calculate(left, right, byte)
        case .equal, .unequal:
            guard left.isComparable(with: right) else { throw mismatch(left, right, byte) }
            return .bool((left == right) == (self == .equal))
        case .less: return .bool(try order(left, right, left, right, byte))
        case .more: return .bool(try order(right, left, left, right, byte))
        case .atMost: return .bool(try !order(right, left, left, right, byte))
        case .atLeast: return .bool(try !order(left, right, left, right, byte))
        }
    }

    private func moved(_ day: Day, _ days: Int64, _ byte: Int) throws(Fault) -> Value {
        let (number, overflow) = day.number.addingReportingOverflow(Int(days))
        guard !overflow, let moved = Day(number: number) else {
            throw Fault(byte: byte, problem: "a date outside the years 1 to 9999")
        }
        return .date(moved)
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
        if case (.int(let a), .int(let b)) = (left, right) {
            let (result, overflow) = try exactly(a, b, byte)
            guard !overflow else { throw Fault(byte: byte, problem: "\(a) \(rawValue) \(b) is beyond 64 bits") }
            return .int(result)
        }
        guard let a = left.number, let b = right.number else { throw mismatch(left, right, byte) }
        guard let result = try fraction(a, b, byte) else {
            throw Fault(byte: byte, problem: "\(a.text) \(rawValue) \(b.text) is beyond 64 bits")
        }
        return result.value
    }

    private func fraction(_ a: Ratio, _ b: Ratio, _ byte: Int) throws(Fault) -> Ratio? {
        switch self {
        case .add: return a.adding(b)
        case .subtract: return b.negated.flatMap(a.adding)
        case .multiply: return a.times(b)
        case .divide, .floorDivide, .modulo:
            guard b.numerator != 0 else { throw Fault(byte: byte, problem: "division of \(a.text) by zero") }
            guard let quotient = b.inverse.flatMap(a.times) else { return nil }
            if self == .divide { return quotient }
            let whole = Ratio(quotient.floor)
            if self == .floorDivide { return whole }
            return b.times(whole)?.negated.flatMap(a.adding)
        case .equal, .unequal, .less, .atMost, .more, .atLeast: preconditionFailure("no arithmetic")
        }
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
                    instead: "draw the quotient and multiply, write \"//\" to round down, or ratio(a, b) for a fraction"
                )
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
