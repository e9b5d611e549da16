import Core
import Testing

@testable import Evaluators

@Suite struct `The number scanner` {
    private func numbers(_ text: String, _ sign: DecimalSign = .point) -> [String] {
        var found: [String] = []
        NumberScanner(Array(text.utf8)[...], decimalSign: sign).each {
            found.append($0.text); return true
        }
        return found
    }

    @Test(arguments: [
        ("", []), ("none", []), ("1", ["1"]), ("-1 +2 −3", ["-1", "2", "-3"]), ("1,2,3", ["1", "2", "3"]),
        ("1, 2, 3", ["1", "2", "3"]), ("1.5,2.5", ["1.5", "2.5"]),
        ("1,234 and 5,678.90", ["1234", "5678.9"]), ("12,34", ["12.34"]), ("1,2345", ["1.2345"]),
        ("2024-05-03", ["2024", "5", "3"]), ("3/4/2024", ["3", "4", "2024"]),
        ("03.05.2024", []), ("192.168.1.1", []), ("1 000 000", ["1000000"]), ("1 00", ["1", "0"]), ("5 apples", ["5"]),
        ("87.", ["87"]), ("87, then 88", ["87", "88"]),
        ("H2O and B12", []), ("item_3", []), ("_3_", ["3"]), ("2^10", ["2", "10"]), ("1e5", ["100000"]), ("1e", ["1"]),
        ("1e5x", ["1"]), ("1e999999999999", ["1e100000"]),
        ("3.0", ["3"]), ("0.10", ["0.1"]), ("007", ["7"]), ("1_000_000", ["1000000"]), ("0x1F", []),
        ("1/0", ["1", "0"]), ("1/2", ["0.5"]), ("-1/2", ["-0.5"]), ("10/4.5", ["10", "4.5"]),
        ("(1,234)", ["1234"]), ("(3,45)", ["3", "45"]), ("1.234.567,89", ["1234567.89"]), ("12 345,6", ["12345.6"]),
        ("-0", ["0"]), ("3×10⁸", ["300000000"]), ("$5", ["5"]), ("5%", ["5"]),
        ("x-5", ["5"]), ("= -5", ["-5"]), ("(-5)", ["-5"]), ("10-5", ["10", "5"]),
    ])
    func `reads numbers as people write them`(text: String, expected: [String]) { #expect(numbers(text) == expected) }

    @Test func `reads an ambiguous sign as it is told`() {
        #expect(numbers("1,234 1.234", .comma) == ["1.234", "1234"])
        #expect(numbers("1,234 1.234", .point) == ["1234", "1.234"])
    }

    @Test func `reads back every decimal that it writes`() {
        let seed: UInt64 = 7
        var random = SeededRandom(seed: seed)
        for _ in 0..<2000 {
            let whole = random.int(in: 0...1_000_000_000)
            let text = "\(random.chance(0.5) ? "-" : "")\(whole).\(random.int(in: 1...9))"
            #expect(numbers("x \(text) y") == [text], "seed \(seed)")
            #expect(numbers(grouped(whole)) == ["\(whole)"], "seed \(seed)")
        }
    }

    @Test func `gives doubles that equal the ones of the standard library`() {
        let seed: UInt64 = 8
        var random = SeededRandom(seed: seed)
        for _ in 0..<2000 {
            let value = (random.unit() - 0.5) * 1e6
            let all = NumberScanner(Array("\(value)".utf8)[...], decimalSign: .point).summary()
            #expect(all.last?.value == value, "seed \(seed), \(value)")
        }
    }
}
