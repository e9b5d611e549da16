/// The number that a JSON text spells, without loss: two are equal when they are the same number, however written.
package struct ExactNumber: Sendable, Hashable {
    /// Exponents beyond this, either way, count as this: no two such numbers need to be told apart.
    package static let exponentLimit = 1_000_000_000_000_000

    package static let zero = ExactNumber()

    private init() { (isNegative, digits, exponent) = (false, [], 0) }

    /// False for zero.
    package let isNegative: Bool
    /// Significant digits 0 to 9 without zeros at either end; empty for zero.
    package let digits: [UInt8]
    /// Power of ten of the last digit; 0 for zero.
    package let exponent: Int

    /// The number of a text such as `-12.50e3`, or nil where it is none; linear in its length, whatever the exponent.
    package init?(_ text: String) {
        var digits: [UInt8] = []
        var (power, written) = (0, 0)
        var (negative, pointSeen, seen) = (false, false, false)
        var bytes = text.utf8[...]
        if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            negative = sign == UInt8(ascii: "-")
            bytes.removeFirst()
        }
        while let byte = bytes.first {
            if byte == UInt8(ascii: "."), !pointSeen {
                pointSeen = true
            } else if (48...57).contains(byte) {
                seen = true
                if byte != 48 || !digits.isEmpty { digits.append(byte - 48) }
                if pointSeen { power -= 1 }
            } else {
                break
            }
            bytes.removeFirst()
        }
        guard seen else { return nil }
        if let mark = bytes.first {
            guard mark | 0x20 == UInt8(ascii: "e"), let value = ExactNumber.exponent(bytes.dropFirst()) else {
                return nil
            }
            written = value
        }
        while digits.last == 0 {
            digits.removeLast()
            power += 1
        }
        self.digits = digits
        exponent = digits.isEmpty ? 0 : power + written
        isNegative = negative && !digits.isEmpty
    }

    private static func exponent(_ text: Substring.UTF8View) -> Int? {
        var rest = text
        var negative = false
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            negative = sign == UInt8(ascii: "-")
            rest.removeFirst()
        }
        guard !rest.isEmpty, rest.allSatisfy({ (48...57).contains($0) }) else { return nil }
        let value = rest.reduce(0) { min($0 * 10 + Int($1 - 48), exponentLimit) }
        return negative ? -value : value
    }

    /// Whether there is nothing behind the point.
    package var isWhole: Bool { exponent >= 0 }

    /// A text that equal numbers share, and only they: `-125e-1`.
    package var identity: String {
        (isNegative ? "-" : "") + String(decoding: digits.map { $0 + 48 }, as: UTF8.self) + "e\(exponent)"
    }

    /// Whether the number is a whole multiple of another with at most 18 significant digits, by modular arithmetic on
    /// the digits: no power of ten is ever written out.
    package func isMultiple(of divisor: ExactNumber) -> Bool {
        guard !digits.isEmpty else { return true }
        // The last digit is no zero: what has digits behind those of the divisor has a remainder.
        guard exponent >= divisor.exponent, let modulus = divisor.significand, modulus > 0 else { return false }
        var rest: UInt64 = 0
        for digit in digits { rest = (multiply(rest, 10, modulo: modulus) + UInt64(digit)) % modulus }
        var (power, base) = (exponent - divisor.exponent, 10 % modulus)
        while power > 0 {
            if power & 1 == 1 { rest = multiply(rest, base, modulo: modulus) }
            base = multiply(base, base, modulo: modulus)
            power >>= 1
        }
        return rest % modulus == 0
    }

    /// The digits as one whole number, or nil where there are more than 18.
    package var significand: UInt64? {
        digits.count <= 18 ? digits.reduce(0) { $0 * 10 + UInt64($1) } : nil
    }

    private func multiply(_ a: UInt64, _ b: UInt64, modulo modulus: UInt64) -> UInt64 {
        let product = (a % modulus).multipliedFullWidth(by: b % modulus)
        return modulus.dividingFullWidth(product).remainder
    }
}

extension ExactNumber: Comparable {
    package static func < (a: ExactNumber, b: ExactNumber) -> Bool {
        if a.isNegative != b.isNegative { return a.isNegative }
        let isSmaller = a.isNegative ? b.magnitudePrecedes(a) : a.magnitudePrecedes(b)
        return isSmaller
    }

    private func magnitudePrecedes(_ other: ExactNumber) -> Bool {
        if digits.isEmpty || other.digits.isEmpty { return digits.isEmpty && !other.digits.isEmpty }
        let (here, there) = (digits.count + exponent, other.digits.count + other.exponent)
        return here == there ? digits.lexicographicallyPrecedes(other.digits) : here < there
    }
}

extension JSON {
    /// The number without loss, or nil for what is no number.
    package var exactNumber: ExactNumber? { if case .number(let text) = kind { ExactNumber(text) } else { nil } }

    /// Whether two number texts spell the same number.
    static func sameNumber(_ a: String, _ b: String) -> Bool {
        if a == b { return true }
        if let x = Int(a), let y = Int(b) { return x == y }
        guard let x = ExactNumber(a), let y = ExactNumber(b) else { return false }
        return x == y
    }
}
