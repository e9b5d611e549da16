import Core
import Testing

@testable import Evaluators

@Suite struct `Mathematics` {
    private func digits(_ value: FixedPoint, _ count: Int) -> String {
        (value.raw * BigInt(10).power(count)).shiftedRight(FixedPoint.places).description
    }

    private func compare(_ a: String, _ b: String) throws -> Equivalence {
        let left = try #require(Statements(Array(a.utf8)[...]), "\(a)")
        let right = try #require(Statements(Array(b.utf8)[...]), "\(b)")
        return Equivalence.of(left.all[0], right.all[0])
    }

    @Test func `has constants and functions to fifty digits`() throws {
        #expect(digits(.pi, 50) == "314159265358979323846264338327950288419716939937510")
        #expect(digits(.e, 50) == "271828182845904523536028747135266249775724709369995")
        #expect(digits(.logarithmOfTwo, 50) == "69314718055994530941723212145817656807550013436025")
        let one = try #require(FixedPoint(1).sineAndCosine)
        #expect(digits(one.sine, 40) == "8414709848078965066525023216302989996225")
        #expect(digits(one.cosine, 40) == "5403023058681397174009366074429766037323")
        let ten = try #require(FixedPoint(10).logarithm)
        #expect(digits(ten, 40) == "23025850929940456840179914546843642076011")
        #expect(FixedPoint(0).logarithm == nil && FixedPoint(-1).logarithm == nil && FixedPoint(500).exponential == nil)
    }

    @Test func `keeps the laws of its functions over their range`() throws {
        var random = SeededRandom(seed: 21)
        let near = BigInt.one.shiftedLeft(FixedPoint.places - 150)
        for round in 0..<100 {
            let value = try #require(Fraction(BigInt(random.int(in: -3000...3000)), over: BigInt(97)))
            let x = FixedPoint(value)
            let (sine, cosine) = try #require(x.sineAndCosine)
            #expect((sine * sine + cosine * cosine - FixedPoint(1)).raw.magnitude < near, "seed 21, round \(round)")
            let back = try #require(x.exponential?.logarithm ?? x)
            #expect((back - x).raw.magnitude < near || value < Fraction(-30), "seed 21, round \(round)")
            let root = x.magnitude.squareRoot
            #expect((root * root - x.magnitude).raw.magnitude < near)
        }
    }

    @Test(arguments: [
        ("a(b+c)", "ab+ac"), ("(a+b)^3 - (a-b)^3", "6a^2 b + 2b^3"), ("1/(1+sqrt 2)", "sqrt 2 - 1"),
        ("sqrt 12", "2 sqrt 3"),
        ("e^x e^(-x)", "1"), ("2^(n+2)", "4*2^n"), ("ln 6", "ln 2 + ln 3"), ("sin(-x)", "-sin x"),
        ("\\sqrt[3]{16}", "2\\sqrt[3]{2}"),
        ("1/x + 1/y", "(x+y)/(xy)"), ("(x^3-y^3)/(x-y)", "x^2+xy+y^2"),
        ("cos(2x) + 2 sin(x) sin(x) - 1", "cos 2x - cos(x)^2 + sin^2 x"),
    ])
    func `shows by the normal form what it can`(a: String, b: String) throws {
        #expect(try compare(a, b) == .equal(points: 0))
    }

    @Test(arguments: [
        ("x^2", "x^2 + 1"), ("(x+1)^2", "x^2+1"), ("1/2x", "1/(2x)"), ("-2^2", "4"), ("x/y", "y/x"), ("0.1", "1/9"),
    ])
    func `tells what differs by the normal form`(a: String, b: String) throws {
        #expect(try compare(a, b) == .different(at: ""))
    }

    @Test func `leaves open what values at the edge of precision cannot tell`() throws {
        // They differ by 10^-24 of their value: more than agreement allows, less than a difference needs.
        let found = try compare("sin(1) + x - x", "sin(1) * (1 + 10^(-20))")
        guard case .undecided = found else { Issue.record("\(found)"); return }
        #expect(try compare("sin 1", "sin(1) + 10^(-9)") == .different(at: ""))
        #expect(try compare("sin(x)/0", "sin x") != .equal(points: 8))
    }

    @Test(arguments: [
        String(repeating: "(", count: 900), String(repeating: "-", count: 900),
        String(repeating: "x^", count: 400) + "2",
        "9^9^9^9", "(x+y+z+w)^99", "((x+1)^50)^50", "x^(10^30)", "sqrt(" + String(repeating: "9", count: 390) + ")",
        String(repeating: "sin(", count: 50) + "x" + String(repeating: ")", count: 50), "e^(e^(e^(e^x)))",
        "1/(1/(1/0))",
        "\\frac{\\frac{\\frac", "|||||x|||||", "{{{{", "x=", "=", ",,,", "±±±1", "\\sqrt[99]{x}", "ln ln ln x", "0^0",
        "0^(-1)",
        "(a+b+c+d+f+g)^9 (h+j+k+l+m)^9", "log_0 5", "log_1 5", "sin^-1 x", String(repeating: "a_{bcdefgh}", count: 150),
    ])
    func `ends on what is hostile`(text: String) throws {
        let judge = try #require(Judge(evaluate: ["type": "mathematics", "equals": "(x+y+z+w)^2 sin(x)"]))
        #expect(judge.verdict(text: text) == judge.verdict(text: text))
    }
}
