import Core
@testable import Probing
import Testing

@Suite struct ArithmeticFamilyTests {
    private func digits(_ number: Int) -> [Int] { String(number).reversed().compactMap(\.wholeNumberValue) }

    @Test(arguments: [(1, 0), (1, 1), (3, 0), (3, 2), (5, 5), (9, 4), (15, 15)])
    func `sums have as many carries as asked`(count: Int, carries: Int) throws {
        for each in try questions("\"carrying\", \"digits\": \(count), \"carries\": \(carries)") {
            let numbers = JSON.numbers(in: each.question)
            let (a, b) = (digits(numbers[0]), digits(numbers[1]))
            #expect(a.count == count && b.count == count)
            var (carry, found) = (0, 0)
            for (x, y) in zip(a, b) {
                carry = x + y + carry > 9 ? 1 : 0
                found += carry
            }
            #expect(found == carries, "\(each.question)")
            #expect(each["answer"]?.int == numbers[0] + numbers[1])
        }
    }

    @Test(arguments: [(2, 0), (3, 2), (6, 3), (15, 14)])
    func `differences have as many borrows as asked`(count: Int, borrows: Int) throws {
        for each in try questions(
            "\"carrying\", \"operation\": \"subtract\", \"digits\": \(count), \"carries\": \(borrows)")
        {
            let numbers = JSON.numbers(in: each.question)
            let (a, b) = (digits(numbers[0]), digits(numbers[1]))
            #expect(a.count == count && b.count == count, "\(each.question)")
            var (borrow, found) = (0, 0)
            for (x, y) in zip(a, b) {
                borrow = x - y - borrow < 0 ? 1 : 0
                found += borrow
            }
            #expect(found == borrows && borrow == 0, "\(each.question)")
            #expect(each["answer"]?.int == numbers[0] - numbers[1])
        }
    }

    @Test func `a story's answer follows from its sentences`() throws {
        for (steps, distractors) in [(1, 0), (3, 0), (5, 2), (8, 4)] {
            for each in try questions("\"word-problem\", \"steps\": \(steps), \"distractors\": \(distractors)") {
                let sentences = each.question.split(separator: ".").map { $0.trimmingPrefix(" ") }
                let (name, things) = (sentences[0].split(separator: " ")[0], sentences[0].split(separator: " ")[3])
                var value = JSON.numbers(in: String(sentences[0]))[0]
                var changes = 0
                for sentence in sentences.dropFirst().dropLast() {
                    let number = JSON.numbers(in: String(sentence)).first ?? 0
                    let isAside = !sentence.contains(name) || sentence.hasSuffix("years old")
                    guard !isAside else { continue }
                    changes += 1
                    if sentence.contains("twice") {
                        value *= 2
                    } else if sentence.contains("three times") {
                        value *= 3
                    } else if sentence.contains("piles") || sentence.contains("shares") {
                        #expect(value % number == 0)
                        value /= number
                    } else if sentence.contains("\(name) gives") || sentence.contains("loses")
                        || sentence.contains("sells")
                    {
                        value -= number
                    } else {
                        value += number
                    }
                    #expect(value > 1)
                }
                #expect(changes == steps, "\(each.question)")
                #expect(each["answer"]?.int == value, "\(each.question)")
                #expect(each.question.hasSuffix("How many \(things) does \(name) have in the end?"))
            }
        }
    }

    @Test func `a conversion is exact, either way and between any two neighbours`() throws {
        let sizes: [String: Int64] = [
            "millimetres": 1, "centimetres": 10, "metres": 1_000, "kilometres": 1_000_000, "milligrams": 1,
            "grams": 1_000,
            "kilograms": 1_000_000, "tonnes": 1_000_000_000, "millilitres": 1, "centilitres": 10, "litres": 1_000,
            "hectolitres": 100_000, "seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400, "weeks": 604_800,
            "square centimetres": 1, "square metres": 10_000, "hectares": 100_000_000,
            "square kilometres": 10_000_000_000,
        ]
        var pairs = Set<String>()
        for each in try questions("\"conversion\"", 3_000) {
            let (from, to) = (each.said("from"), each.said("to"))
            pairs.insert("\(from) \(to)")
            let (amount, answer) = (try #require(each["amount"]?.double), try #require(each["answer"]?.double))
            let expected = amount * Double(sizes[from] ?? 0) / Double(sizes[to] ?? 1)
            #expect(abs(answer - expected) <= 1e-9 * expected && answer > 0, "\(each.text)")
            #expect(each.question == "Convert \(each.said("amount")) \(from) to \(to).")
            #expect(each.said("answer").utf8.count <= 13, "\(each.text)")
        }
        #expect(pairs.count == 32)
    }
}
