import Core
import Foundation
@testable import Probing
import Testing

@Suite struct WordFamilyTests {
    @Test(arguments: ["numbers", "words"]) func `what is sorted is sorted`(of: String) throws {
        let made = try questions("\"sorting\", \"of\": \"\(of)\", \"count\": 9")
        expectEven(made.map { "\($0.question.contains("reverse") || $0.question.contains("from the largest"))" }, 2)
        for each in made {
            let items = each.question.components(separatedBy: ": ")[1].components(separatedBy: ", ")
            #expect(items.count == 9 && Set(items).count == 9)
            let isDown = each.question.contains("reverse") || each.question.contains("from the largest")
            let sorted = items.sorted { a, b in
                let isBefore = of == "words" ? a < b : (Int(a) ?? 0) < (Int(b) ?? 0)
                return isDown ? !isBefore : isBefore
            }
            #expect(each.said("answer") == sorted.joined(separator: ", "), "\(each.text)")
            #expect(each.said("answer") != items.joined(separator: ", "))
            #expect(each.said("wrong").components(separatedBy: ", ").sorted() == items.sorted())
        }
    }

    @Test(arguments: [("\"letter-count\"", 3), ("\"letter-count\", \"of\": \"letters\", \"length\": 20", 6)])
    func `letters are counted, each count being the answer equally often`(parameters: String, kinds: Int) throws {
        let made = try questions(parameters, 3_000)
        expectEven(made.map { $0.said("answer") }, kinds)
        for each in made {
            let quoted = each.question.components(separatedBy: "\"")
            #expect(quoted[3].components(separatedBy: quoted[1]).count - 1 == each["answer"]?.int, "\(each.text)")
        }
    }

    @Test(arguments: ["letters", "words"]) func `reversals read backwards, and differ`(of: String) throws {
        for each in try questions("\"reversal\", \"of\": \"\(of)\"") {
            let given = each.said("given")
            let backwards =
                of == "words" ? given.split(separator: " ").reversed().joined(separator: " ") : String(given.reversed())
            #expect(each.said("answer") == backwards && backwards != given && each.said("wrong") != backwards)
            #expect(each.question.contains(given))
        }
    }

    @Test func `sets are what they are called, never empty, each operation equally often`() throws {
        let made = try questions("\"sets\", \"size\": 5", 2_000)
        expectEven(made.map { $0.said("operation") }, 4)
        for each in made {
            let lines = each.question.components(separatedBy: "\n")
            let lists = lines.prefix(2).map { Set($0.dropFirst(8).dropLast().components(separatedBy: ", ")) }
            let expected: Set<String> =
                switch lines[2] {
                case "Which words are in both lists?": lists[0].intersection(lists[1])
                case "Which words are in list A but not in list B?": lists[0].subtracting(lists[1])
                case "Which words are in exactly one of the two lists?": lists[0].symmetricDifference(lists[1])
                default: lists[0].union(lists[1])
                }
            #expect(lists.allSatisfy { $0.count == 5 } && !expected.isEmpty)
            #expect(each.said("answer") == expected.sorted().joined(separator: ", "), "\(each.text)")
            #expect(each.all("members") == expected.sorted())
            #expect(Set(each.all("others")).isDisjoint(with: expected))
        }
    }

    @Test func `a reference text follows all instructions, the wrong one breaks exactly one`() throws {
        for count in [1, 3, 7] {
            for each in try questions("\"instructions\", \"count\": \(count)") {
                let told = each.all("instructions")
                #expect(told.count == count && each["checks"]?.array?.count == count)
                let broken = { (answer: String) in told.filter { !follows(answer, $0) } }
                #expect(broken(each.said("answer")) == [], "\(each.text)")
                #expect(broken(each.said("wrong")) == [each.said("broken")], "\(each.text)")
            }
        }
        let all = try questions("\"instructions\", \"count\": 1", 3_500)
        expectEven(all.map { String($0.all("instructions")[0].prefix(10)) }, 7)
    }

    private func follows(_ answer: String, _ instruction: String) -> Bool {
        let words = answer.split { !$0.isLetter }.map { $0.lowercased() }
        let quoted = instruction.components(separatedBy: "\"").dropFirst().first ?? ""
        switch instruction.prefix(12) {
        case "Use exactly ": return words.count == JSON.numbers(in: instruction)[0]
        case "Use small le": return answer.lowercased() == answer
        case "The first wo": return words.first == quoted
        case "The last wor": return words.last == quoted
        case "The word \"\(quoted)".prefix(12): return words.count { $0 == quoted } == 2
        case "The letter \"": return !answer.lowercased().contains(quoted)
        default: return answer.last == "!"
        }
    }
}
