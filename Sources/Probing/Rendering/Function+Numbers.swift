extension Function {
    /// About whole numbers, and about the least and greatest of anything.
    static let numbers: [Function] = [
        Function("min(list) or min(a, b, …)", 1...100) { a throws(Fault) in try extreme(a, least: true) },
        Function("max(list) or max(a, b, …)", 1...100) { a throws(Fault) in try extreme(a, least: false) },
        Function("sum(list) or sum(a, b, …)", 1...100) { a throws(Fault) in
            var total = Value.int(0)
            for value in try a.spreadOut() { total = try Expression.Operator.add.apply(total, value, a.byte) }
            return total
        },
        Function("product(list) or product(a, b, …)", 1...100) { a throws(Fault) in
            var total = Value.int(1)
            for value in try a.spreadOut() { total = try Expression.Operator.multiply.apply(total, value, a.byte) }
            return total
        },
        Function("abs(number)") { a throws(Fault) in
            let value = try a.number(0)
            guard value.numerator < 0 else { return value.value }
            guard let positive = value.negated else { throw a.beyond }
            return positive.value
        },
        Function("gcd(a, b)") { a throws(Fault) in .int(try commonDivisor(try a.int(0), try a.int(1), a)) },
        Function("lcm(a, b)") { a throws(Fault) in try commonMultiple(try a.int(0), try a.int(1), a) },
        Function("pow(a, b)") { a throws(Fault) in
            try power(try a.int(0), try a.int(1, in: 0...1_000_000, "the exponent"), a)
        },
        Function("isprime(number)") { a throws(Fault) in .bool(isPrime(try a.int(0))) },
        Function("digitsum(number)") { a throws(Fault) in
            .int("\(try a.int(0).magnitude)".utf8.reduce(0) { $0 + Int64($1 - 48) })
        },
        Function("int(text)") { a throws(Fault) in
            guard let value = Int64(try a.text(0)) else { throw a.fault("the text is no whole number") }
            return .int(value)
        },
        Function("decimal(number, digits)") { a throws(Fault) in
            .text(decimalText(try a.int(0), try a.int(1, in: 0...18, "the number of digits")))
        },
        Function("pad(number, width)") { a throws(Fault) in
            let value = try a.int(0)
            let width = try a.int(1, in: 1...100, "the width")
            let digits = "\(value.magnitude)"
            let zeros = String(repeating: "0", count: Swift.max(width - digits.utf8.count, 0))
            return .text((value < 0 ? "-" : "") + zeros + digits)
        },
        Function("grouped(number)") { a throws(Fault) in
            let value = try a.int(0)
            var digits = Array("\(value.magnitude)")
            var at = digits.count - 3
            while at > 0 {
                digits.insert(",", at: at)
                at -= 3
            }
            return .text((value < 0 ? "-" : "") + String(digits))
        },
        Function("base(number, base)") { a throws(Fault) in
            .text(String(try a.int(0), radix: try a.int(1, in: 2...36, "the base")))
        },
    ]

    /// About fractions, which are exact.
    static let fractions: [Function] = [
        Function("ratio(a, b)") { a throws(Fault) in
            let (above, below) = (try a.number(0), try a.number(1))
            guard below.numerator != 0 else { throw a.fault("division of \(above.text) by zero") }
            guard let result = below.inverse.flatMap(above.times) else { throw a.beyond }
            return result.value
        },
        Function("numerator(number)") { a throws(Fault) in .int(try a.number(0).numerator) },
        Function("denominator(number)") { a throws(Fault) in .int(try a.number(0).denominator) },
        Function("floor(number)") { a throws(Fault) in .int(try a.number(0).floor) },
        Function("ceil(number)") { a throws(Fault) in
            let value = try a.number(0)
            return .int(value.denominator == 1 ? value.numerator : value.floor + 1)
        },
        Function("round(number)") { a throws(Fault) in
            guard let value = try a.number(0).rounded else { throw a.beyond }
            return .int(value)
        },
        Function("fixed(number, digits)") { a throws(Fault) in
            let digits = try a.int(1, in: 0...15, "the number of digits")
            guard let text = try a.number(0).decimal(digits) else { throw a.beyond }
            return .text(text)
        },
        Function("fraction(number)") { a throws(Fault) in .text(try a.number(0).text) },
        Function("mixed(number)") { a throws(Fault) in
            let value = try a.number(0)
            let whole = value.numerator / value.denominator
            guard whole != 0, value.denominator > 1 else { return .text(value.text) }
            return .text("\(whole) \((value.numerator % value.denominator).magnitude)/\(value.denominator)")
        },
    ]
}

private func extreme(_ arguments: Arguments, least: Bool) throws(Fault) -> Value {
    let values = try arguments.spreadOut()
    guard var best = values.first else { throw arguments.fault("the list is empty") }
    for value in values.dropFirst() {
        let (first, second) = least ? (value, best) : (best, value)
        guard let precedes = first.precedes(second) else {
            throw arguments.fault("\(best.kindName) and \(value.kindName) have no order")
        }
        if precedes { best = value }
    }
    return best
}

private func commonDivisor(_ a: Int64, _ b: Int64, _ arguments: Arguments) throws(Fault) -> Int64 {
    var (x, y) = (a.magnitude, b.magnitude)
    while y != 0 { (x, y) = (y, x % y) }
    guard let result = Int64(exactly: x) else { throw arguments.beyond }
    return result
}

private func commonMultiple(_ a: Int64, _ b: Int64, _ arguments: Arguments) throws(Fault) -> Value {
    guard a != 0, b != 0 else { return .int(0) }
    let part = a.magnitude / (try commonDivisor(a, b, arguments)).magnitude
    let (product, overflow) = part.multipliedReportingOverflow(by: b.magnitude)
    guard !overflow, let result = Int64(exactly: product) else { throw arguments.beyond }
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
