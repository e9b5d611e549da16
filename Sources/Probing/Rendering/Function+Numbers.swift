extension Function {
    /// The functions that are about numbers.
    func applyToNumbers(_ arguments: Arguments) throws(Fault) -> Value {
        switch self {
        case .min, .max: return try extreme(arguments)
        case .sum:
            var total: Value = .int(0)
            for value in try spreadOut(arguments) {
                total = try Expression.Operator.add.apply(total, value, arguments.byte)
            }
            return total
        case .abs:
            let value = try arguments.int(0)
            guard value != .min else { throw arguments.fault("beyond 64 bits") }
            return .int(Swift.abs(value))
        case .gcd: return .int(try commonDivisor(try arguments.int(0), try arguments.int(1), arguments))
        case .lcm: return try commonMultiple(try arguments.int(0), try arguments.int(1), arguments)
        case .pow:
            return try power(try arguments.int(0), try arguments.int(1, in: 0...1_000_000, "the exponent"), arguments)
        case .isprime: return .bool(isPrime(try arguments.int(0)))
        case .digitsum:
            let digits = "\(try arguments.int(0).magnitude)".utf8
            return .int(digits.reduce(0) { $0 + Int64($1 - 48) })
        case .int:
            guard let value = Int64(try arguments.text(0)) else { throw arguments.fault("the text is no whole number") }
            return .int(value)
        case .decimal:
            return .text(decimalText(try arguments.int(0), try arguments.int(1, in: 0...18, "the number of digits")))
        case .pad:
            let value = try arguments.int(0)
            let width = try arguments.int(1, in: 1...100, "the width")
            let digits = "\(value.magnitude)"
            let zeros = String(repeating: "0", count: Swift.max(width - digits.utf8.count, 0))
            return .text((value < 0 ? "-" : "") + zeros + digits)
        case .str, .upper, .lower, .yesno, .repeat, .replace, .chars, .join, .len, .reverse, .contains, .count, .index,
            .sort,
            .unique, .first, .last, .nth, .take, .range:
            preconditionFailure("not about numbers")
        }
    }

    /// The elements of the only argument when it is a list, else the arguments themselves.
    private func spreadOut(_ arguments: Arguments) throws(Fault) -> [Value] {
        guard arguments.values.count == 1 else { return arguments.values }
        return try arguments.list(0)
    }

    private func extreme(_ arguments: Arguments) throws(Fault) -> Value {
        let values = try spreadOut(arguments)
        guard var best = values.first else { throw arguments.fault("the list is empty") }
        for value in values.dropFirst() {
            let (first, second) = self == .min ? (value, best) : (best, value)
            guard let precedes = first.precedes(second) else {
                throw arguments.fault("\(best.kindName) and \(value.kindName) have no order")
            }
            if precedes { best = value }
        }
        return best
    }
}

private func commonDivisor(_ a: Int64, _ b: Int64, _ arguments: Arguments) throws(Fault) -> Int64 {
    var (x, y) = (a.magnitude, b.magnitude)
    while y != 0 { (x, y) = (y, x % y) }
    guard let result = Int64(exactly: x) else { throw arguments.fault("beyond 64 bits") }
    return result
}

private func commonMultiple(_ a: Int64, _ b: Int64, _ arguments: Arguments) throws(Fault) -> Value {
    guard a != 0, b != 0 else { return .int(0) }
    let part = a.magnitude / (try commonDivisor(a, b, arguments)).magnitude
    let (product, overflow) = part.multipliedReportingOverflow(by: b.magnitude)
    guard !overflow, let result = Int64(exactly: product) else { throw arguments.fault("beyond 64 bits") }
    return .int(result)
}

private func power(_ base: Int64, _ exponent: Int, _ arguments: Arguments) throws(Fault) -> Value {
    if base == 0 || base == 1 { return .int(exponent == 0 ? 1 : base) }
    if base == -1 { return .int(exponent % 2 == 0 ? 1 : -1) }
    var result: Int64 = 1
    for _ in 0..<exponent {
        let (product, overflow) = result.multipliedReportingOverflow(by: base)
        guard !overflow else { throw arguments.fault("\(base) to the power of \(exponent) is beyond 64 bits") }
        result = product
    }
    return .int(result)
}

private func decimalText(_ value: Int64, _ digits: Int) -> String {
    let text = "\(value.magnitude)"
    let sign = value < 0 ? "-" : ""
    guard digits > 0 else { return sign + text }
    let full = String(repeating: "0", count: max(digits + 1 - text.utf8.count, 0)) + text
    return sign + full.dropLast(digits) + "." + full.suffix(digits)
}

/// Whether a number is prime; exact for every 64-bit number.
/// **Source:** Miller-Rabin with the first 12 primes as bases, sufficient below 3.3·10²⁴ (Sorenson and Webster, 2015).
func isPrime(_ number: Int64) -> Bool {
    let bases: [UInt64] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37]
    guard number > 1 else { return false }
    let n = number.magnitude
    for base in bases where n % base == 0 { return n == base }
    let twos = (n - 1).trailingZeroBitCount
    let odd = (n - 1) >> UInt64(twos)
    return bases.allSatisfy { base in
        var x = powerModulo(base, odd, n)
        if x == 1 || x == n - 1 { return true }
        for _ in 1..<max(twos, 1) {
            x = productModulo(x, x, n)
            if x == n - 1 { return true }
        }
        return false
    }
}

private func productModulo(_ a: UInt64, _ b: UInt64, _ n: UInt64) -> UInt64 {
    n.dividingFullWidth(a.multipliedFullWidth(by: b)).remainder
}

private func powerModulo(_ base: UInt64, _ exponent: UInt64, _ n: UInt64) -> UInt64 {
    var (result, square, left) = (UInt64(1), base % n, exponent)
    while left > 0 {
        if left & 1 == 1 { result = productModulo(result, square, n) }
        square = productModulo(square, square, n)
        left >>= 1
    }
    return result
}
