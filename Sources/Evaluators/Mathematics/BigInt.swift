/// A whole number of any size: what exact verdicts are computed with. Callers bound its size.
struct BigInt: Hashable, Sendable {
    /// Base 2^32, the least significant first, without zeros at the end; empty for zero.
    let limbs: [UInt32]
    let isNegative: Bool

    static let zero = BigInt(0)
    static let one = BigInt(1)

    init(_ value: Int) {
        let magnitude = UInt64(value.magnitude)
        self.init(isNegative: value < 0, limbs: [UInt32(truncatingIfNeeded: magnitude), UInt32(magnitude >> 32)])
    }

    /// A number from its magnitude; zeros at the end are dropped, and zero has no sign.
    init(isNegative: Bool, limbs: [UInt32]) {
        var limbs = limbs
        while limbs.last == 0 { limbs.removeLast() }
        self.limbs = limbs
        self.isNegative = isNegative && !limbs.isEmpty
    }

    /// A number that is not negative from decimal digits 0 to 9.
    init(digits: some Sequence<UInt8>) {
        var limbs: [UInt32] = []
        var (chunk, scale) = (UInt64(0), UInt64(1))
        func flush() {
            var carry = chunk
            for index in limbs.indices {
                let value = UInt64(limbs[index]) * scale + carry
                limbs[index] = UInt32(truncatingIfNeeded: value)
                carry = value >> 32
            }
            if carry > 0 { limbs.append(UInt32(carry)) }
            (chunk, scale) = (0, 1)
        }
        for digit in digits {
            chunk = chunk * 10 + UInt64(digit)
            scale *= 10
            if scale == 1_000_000_000 { flush() }
        }
        flush()
        self.init(isNegative: false, limbs: limbs)
    }

    var isZero: Bool { limbs.isEmpty }
    var isOne: Bool { limbs == [1] && !isNegative }
    var isOdd: Bool { (limbs.first ?? 0) & 1 == 1 }
    var magnitude: BigInt { BigInt(isNegative: false, limbs: limbs) }
    /// Bits of the magnitude; 0 for zero.
    var bitWidth: Int { limbs.isEmpty ? 0 : limbs.count * 32 - (limbs.last ?? 0).leadingZeroBitCount }

    /// The value where it fits.
    var int: Int? {
        guard limbs.count <= 2 else { return nil }
        let magnitude = limbs.reversed().reduce(UInt64(0)) { $0 << 32 | UInt64($1) }
        return isNegative ? Int(exactly: -Int128(magnitude)) : Int(exactly: magnitude)
    }

    static prefix func - (a: BigInt) -> BigInt { BigInt(isNegative: !a.isNegative, limbs: a.limbs) }

    static func + (a: BigInt, b: BigInt) -> BigInt {
        if a.isNegative == b.isNegative { return BigInt(isNegative: a.isNegative, limbs: sum(a.limbs, b.limbs)) }
        return isLess(a.limbs, b.limbs)
            ? BigInt(isNegative: b.isNegative, limbs: difference(b.limbs, a.limbs))
            : BigInt(isNegative: a.isNegative, limbs: difference(a.limbs, b.limbs))
    }

    static func - (a: BigInt, b: BigInt) -> BigInt { a + -b }

    static func * (a: BigInt, b: BigInt) -> BigInt {
        guard !a.isZero, !b.isZero else { return .zero }
        var product = [UInt32](repeating: 0, count: a.limbs.count + b.limbs.count)
        for (i, x) in a.limbs.enumerated() {
            var carry: UInt64 = 0
            for (j, y) in b.limbs.enumerated() {
                let value = UInt64(x) * UInt64(y) + UInt64(product[i + j]) + carry
                product[i + j] = UInt32(truncatingIfNeeded: value)
                carry = value >> 32
            }
            product[i + b.limbs.count] = UInt32(carry)
        }
        return BigInt(isNegative: a.isNegative != b.isNegative, limbs: product)
    }

    /// This number to a power that is not negative.
    func power(_ exponent: Int) -> BigInt {
        var (result, base, left) = (BigInt.one, self, exponent)
        while left > 0 {
            if left & 1 == 1 { result = result * base }
            left >>= 1
            if left > 0 { base = base * base }
        }
        return result
    }

    /// The greatest common divisor, not negative.
    static func gcd(_ a: BigInt, _ b: BigInt) -> BigInt {
        var (a, b) = (a.magnitude, b.magnitude)
        while !b.isZero {
            if a.limbs.count <= 1, b.limbs.count <= 1 {
                var (x, y) = (a.limbs.first ?? 0, b.limbs[0])
                while y != 0 { (x, y) = (y, x % y) }
                return BigInt(isNegative: false, limbs: [x])
            }
            (a, b) = (b, a.divided(by: b).remainder)
        }
        return a
    }

    private static func sum(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
        let (long, short) = a.count >= b.count ? (a, b) : (b, a)
        var result = long
        var carry: UInt64 = 0
        for index in long.indices {
            let value = UInt64(long[index]) + (index < short.count ? UInt64(short[index]) : 0) + carry
            result[index] = UInt32(truncatingIfNeeded: value)
            carry = value >> 32
        }
        if carry > 0 { result.append(UInt32(carry)) }
        return result
    }

    /// The difference of magnitudes, the second not the greater.
    private static func difference(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
        var result = a
        var borrow: Int64 = 0
        for index in a.indices {
            var value = Int64(a[index]) - (index < b.count ? Int64(b[index]) : 0) - borrow
            borrow = value < 0 ? 1 : 0
            if value < 0 { value += 1 << 32 }
            result[index] = UInt32(value)
        }
        return result
    }

    private static func isLess(_ a: [UInt32], _ b: [UInt32]) -> Bool {
        if a.count != b.count { return a.count < b.count }
        for index in a.indices.reversed() where a[index] != b[index] { return a[index] < b[index] }
        return false
    }
}

extension BigInt: Comparable {
    static func < (a: BigInt, b: BigInt) -> Bool {
        if a.isNegative != b.isNegative { return a.isNegative }
        return a.isNegative ? isLess(b.limbs, a.limbs) : isLess(a.limbs, b.limbs)
    }
}

extension BigInt: CustomStringConvertible {
    /// Decimal digits.
    var description: String {
        var chunks: [UInt32] = []
        var rest = limbs
        while !rest.isEmpty {
            var remainder: UInt64 = 0
            for index in rest.indices.reversed() {
                let value = remainder << 32 | UInt64(rest[index])
                rest[index] = UInt32(value / 1_000_000_000)
                remainder = value % 1_000_000_000
            }
            while rest.last == 0 { rest.removeLast() }
            chunks.append(UInt32(remainder))
        }
        guard let first = chunks.popLast() else { return "0" }
        var text = (isNegative ? "-" : "") + "\(first)"
        for chunk in chunks.reversed() {
            let digits = "\(chunk)"
            text += String(repeating: "0", count: 9 - digits.utf8.count) + digits
        }
        return text
    }
}
