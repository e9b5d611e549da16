extension BigInt {
    /// Quotient cut towards zero, and the remainder with the sign of this number; a divisor of zero gives zeros.
    /// **Source:** Knuth, The Art of Computer Programming, volume 2, algorithm 4.3.1 D.
    func divided(by divisor: BigInt) -> (quotient: BigInt, remainder: BigInt) {
        guard !divisor.isZero, limbs.count >= divisor.limbs.count else { return (.zero, divisor.isZero ? .zero : self) }
        let isOpposite = isNegative != divisor.isNegative
        if divisor.limbs.count == 1 {
            var quotient = limbs
            var remainder: UInt64 = 0
            for index in limbs.indices.reversed() {
                let value = remainder << 32 | UInt64(limbs[index])
                quotient[index] = UInt32(value / UInt64(divisor.limbs[0]))
                remainder = value % UInt64(divisor.limbs[0])
            }
            return (
                BigInt(isNegative: isOpposite, limbs: quotient),
                BigInt(isNegative: isNegative, limbs: [UInt32(remainder)])
            )
        }
        let shift = (divisor.limbs.last ?? 1).leadingZeroBitCount
        let v = divisor.shiftedLeft(shift).limbs
        var u = shiftedLeft(shift).limbs
        u += [UInt32](repeating: 0, count: limbs.count + 1 - u.count)
        let quotient = BigInt.longDivision(&u, v)
        let remainder = BigInt(isNegative: isNegative, limbs: Array(u.prefix(v.count))).shiftedRight(shift)
        return (BigInt(isNegative: isOpposite, limbs: quotient), remainder)
    }

    /// The digits of the quotient; leaves the remainder in the lower limbs of `u`.
    private static func longDivision(_ u: inout [UInt32], _ v: [UInt32]) -> [UInt32] {
        let n = v.count
        var quotient = [UInt32](repeating: 0, count: u.count - n)
        let base = UInt64(1) << 32
        for j in stride(from: u.count - n - 1, through: 0, by: -1) {
            let head = UInt64(u[j + n]) << 32 | UInt64(u[j + n - 1])
            var guess = head / UInt64(v[n - 1])
            var rest = head % UInt64(v[n - 1])
            while guess >= base || guess * UInt64(v[n - 2]) > (rest << 32 | UInt64(u[j + n - 2])) {
                guess -= 1
                rest += UInt64(v[n - 1])
                if rest >= base { break }
            }
            var borrow: Int64 = 0
            var carry: UInt64 = 0
            for i in 0..<n {
                let product = guess * UInt64(v[i]) + carry
                carry = product >> 32
                let value = Int64(u[i + j]) - borrow - Int64(product & 0xFFFF_FFFF)
                u[i + j] = UInt32(truncatingIfNeeded: value)
                borrow = value < 0 ? 1 : 0
            }
            let value = Int64(u[j + n]) - borrow - Int64(carry)
            u[j + n] = UInt32(truncatingIfNeeded: value)
            if value < 0 {
                guess -= 1
                var carry: UInt64 = 0
                for i in 0..<n {
                    let sum = UInt64(u[i + j]) + UInt64(v[i]) + carry
                    u[i + j] = UInt32(truncatingIfNeeded: sum)
                    carry = sum >> 32
                }
                u[j + n] = UInt32(truncatingIfNeeded: UInt64(u[j + n]) + carry)
            }
            quotient[j] = UInt32(truncatingIfNeeded: guess)
        }
        return quotient
    }

    /// Times 2 to the power of `bits`, at least 0.
    func shiftedLeft(_ bits: Int) -> BigInt {
        guard bits > 0, !isZero else { return self }
        let (whole, part) = (bits / 32, UInt32(bits % 32))
        var result = [UInt32](repeating: 0, count: whole)
        var carry: UInt32 = 0
        for limb in limbs {
            result.append(part == 0 ? limb : limb << part | carry)
            carry = part == 0 ? 0 : limb >> (32 - part)
        }
        result.append(carry)
        return BigInt(isNegative: isNegative, limbs: result)
    }

    /// Divided by 2 to the power of `bits`, at least 0, the magnitude cut.
    func shiftedRight(_ bits: Int) -> BigInt {
        guard bits > 0 else { return self }
        let (whole, part) = (bits / 32, UInt32(bits % 32))
        guard whole < limbs.count else { return .zero }
        var result = Array(limbs[whole...])
        if part > 0 {
            for index in result.indices {
                let above = index + 1 < result.count ? result[index + 1] << (32 - part) : 0
                result[index] = result[index] >> part | above
            }
        }
        return BigInt(isNegative: isNegative, limbs: result)
    }

    /// The greatest whole number whose square is not greater; zero for what is negative.
    var squareRoot: BigInt {
        guard !isNegative, !isZero else { return .zero }
        var guess = BigInt.one.shiftedLeft((bitWidth + 1) / 2)
        while true {
            let next = (guess + divided(by: guess).quotient).shiftedRight(1)
            if next >= guess { return guess }
            guess = next
        }
    }
}
