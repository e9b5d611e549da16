import Core
import Testing

@testable import Evaluators

@Suite struct `Whole numbers of any size` {
    private func random(_ random: inout SeededRandom, limbs: Int) -> BigInt {
        let all = (0..<random.int(in: 0...limbs)).map { _ in
            // Limbs of zeros and ones are where carries go wrong.
            random.chance(0.3) ? (random.chance(0.5) ? 0 : UInt32.max) : UInt32(truncatingIfNeeded: random.next())
        }
        return BigInt(isNegative: random.chance(0.5), limbs: all)
    }

    @Test func `divide so that quotient times divisor and remainder give them back`() {
        var source = SeededRandom(seed: 11)
        for round in 0..<3000 {
            let a = random(&source, limbs: 9)
            let b = random(&source, limbs: 5)
            if b.isZero { continue }
            let (quotient, remainder) = a.divided(by: b)
            #expect(quotient * b + remainder == a, "seed 11, round \(round)")
            #expect(remainder.magnitude < b.magnitude && (remainder.isZero || remainder.isNegative == a.isNegative))
        }
    }

    @Test func `obey the laws of arithmetic`() {
        var source = SeededRandom(seed: 12)
        for round in 0..<1000 {
            let (a, b, c) = (random(&source, limbs: 5), random(&source, limbs: 5), random(&source, limbs: 5))
            #expect((a + b) * c == a * c + b * c, "seed 12, round \(round)")
            #expect((a - b) + b == a && a - a == .zero && (a < b) == (b > a))
            let bits = source.int(in: 0...100)
            #expect(a.shiftedLeft(bits).shiftedRight(bits) == a && a.shiftedLeft(bits) == a * BigInt(2).power(bits))
            let root = (a * a + b * b).squareRoot
            #expect(root * root <= a * a + b * b && (root + .one) * (root + .one) > a * a + b * b)
            let divisor = BigInt.gcd(a, b)
            #expect(
                a.isZero && b.isZero
                    || a.divided(by: divisor).remainder.isZero && b.divided(by: divisor).remainder.isZero)
            #expect(BigInt(digits: a.magnitude.description.utf8.map { $0 - 48 }) == a.magnitude)
        }
    }

    @Test func `agree with machine words where they fit`() {
        var source = SeededRandom(seed: 13)
        for _ in 0..<1000 {
            let (a, b) = (source.int(in: -1_000_000_000...1_000_000_000), source.int(in: -50_000...50_000))
            #expect((BigInt(a) * BigInt(b)).int == a * b && BigInt(a).description == "\(a)")
            if b != 0 { #expect(BigInt(a).divided(by: BigInt(b)).quotient.int == a / b) }
        }
        #expect(BigInt(.min).int == .min && BigInt(.max).int == .max && (BigInt(.max) + .one).int == nil)
    }

    @Test func `round half away from zero`() throws {
        func number(_ a: Int, _ b: Int) throws -> Fraction { try #require(Fraction(BigInt(a), over: BigInt(b))) }
        #expect(try number(5, 2).rounded(decimals: 0) == Fraction(3))
        #expect(try number(-5, 2).rounded(decimals: 0) == Fraction(-3))
        #expect(try number(314_159, 100_000).rounded(significant: 3).text == "3.14")
        #expect(Fraction(98_765).rounded(significant: 2).text == "99000")
        #expect(Fraction(999).rounded(significant: 1).text == "1000")
        #expect(try number(1, 300).rounded(significant: 2).text == "0.0033")
        #expect(Fraction(10).rounded(significant: 1) == Fraction(10) && Fraction.zero.rounded(significant: 3) == .zero)
        #expect(
            try number(1, 3).text == "1/3" && number(-1, 8).text == "-0.125" && Fraction(BigInt(1), over: .zero) == nil)
    }
}
