import Core
import Testing

@testable import Evaluators

@Suite struct `The number scanner` {
    private func numbers(_ text: String, _ sign: DecimalSign = .point, words: Bool = false) -> [String] {
        var found: [String] = []
        let scanner = NumberScanner(plainDigits(Array(text.utf8)[...], sign), decimalSign: sign, words: words)
        scanner.each {
            found.append($0.value(in: scanner.text).text); return true
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
        ("12,34,567", ["1234567"]), ("1,23,456.5", ["1", "23", "456.5"]), ("(12,34,567)", ["12", "34", "567"]),
        ("1 1/2", ["1.5"]), ("1 3/2", ["1", "1.5"]), ("2¾", ["2.75"]), ("-½", ["-0.5"]), ("3⁄4", ["0.75"]),
        ("2\\frac{1}{4}", ["2.25"]), ("\\frac{-1}{4}", ["-0.25"]), ("\\frac{1}{0} 7", ["7"]), ("1/3", ["1/3"]),
        ("6.02·10²³", ["602e21"]), ("10^6", ["1000000"]), ("10⁻²", ["0.01"]), ("10^{3} km", ["1000"]),
        ("１２３", ["123"]), ("٣٫٥", ["3.5"]), ("١٬٢٣٤", ["1234"]), ("۱۲", ["12"]), ("−５", ["-5"]), ("१२", ["12"]),
        ("1'234.5", ["1234.5"]), ("1 234,5", ["1234.5"]), ("1 234,5", ["1234.5"]), ("₹12,34,567", ["1234567"]),
        ("x-5", ["5"]), ("= -5", ["-5"]), ("(-5)", ["-5"]), ("10-5", ["10", "5"]),
    ])
    func `reads numbers as people write them`(text: String, expected: [String]) { #expect(numbers(text) == expected) }

    @Test func `reads an ambiguous sign as it is told`() {
        #expect(numbers("1,234 1.234", .comma) == ["1.234", "1234"])
        #expect(numbers("1,234 1.234", .point) == ["1234", "1.234"])
    }

    @Test(arguments: [
        ("eighty-seven", ["87"]), ("one hundred and twenty-three", ["123"]), ("minus five", ["-5"]),
        ("two million three hundred thousand and one", ["2300001"]), ("three point one four", ["3.14"]),
        ("one two three", ["1", "2", "3"]), ("a dozen", ["12"]), ("a dog", []), ("someone", []), ("zero", ["0"]),
        ("twenty hundred", ["2000"]), ("between three and 5", ["3", "5"]), ("twenty twenty", ["20", "20"]),
        ("hundred", []), ("a hundred and", ["100"]), ("One_x", []), ("ten thousand million", ["10000"]),
    ])
    func `reads number words where they count`(text: String, expected: [String]) {
        #expect(numbers(text, words: true) == expected)
        #expect(numbers(text) == (text.hasSuffix("5") ? ["5"] : []))
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

    @Test func `has no trouble with numbers beyond every limit`() {
        for text in [
            "1e99999", "1e-99999", String(repeating: "9", count: 5000), "1/" + String(repeating: "3", count: 900),
        ] {
            let bytes = Array(text.utf8)[...]
            let scanner = NumberScanner(bytes, decimalSign: .point)
            #expect(scanner.summary().last.map { $0.value(in: bytes).text.utf8.count < 1000 } == true)
        }
    }
}
