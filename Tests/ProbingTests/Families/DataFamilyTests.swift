import Core
import Foundation
@testable import Probing
import Testing

@Suite struct DataFamilyTests {
    /// A second interpreter: of the program's lines, by their text.
    private func run(_ lines: [String], _ values: inout [String: Int]) -> String {
        var printed = ""
        var at = 0
        func value(_ text: Substring) -> Int { Int(text) ?? values[String(text)] ?? 0 }
        func result(_ text: some StringProtocol) -> Int {
            let parts = text.split(separator: " ").map { Substring($0) }
            guard parts.count == 3 else { return value(parts[0]) }
            let (a, b) = (value(parts[0]), value(parts[2]))
            let quotient = b == 0 ? 0 : Int((Double(a) / Double(b)).rounded(.down))
            switch parts[1] {
            case "+": return a + b
            case "-": return a - b
            case "*": return a * b
            case "//": return quotient
            case "%": return a - quotient * b
            case "<": return a < b ? 1 : 0
            case ">": return a > b ? 1 : 0
            default: return a == b ? 1 : 0
            }
        }
        func block(after line: Int) -> [String] {
            lines[(line + 1)...].prefix { $0.hasPrefix("    ") }.map { String($0.dropFirst(4)) }
        }
        while at < lines.count {
            let line = lines[at]
            if line.hasPrefix("print(") {
                printed = "\(value(line.dropFirst(6).dropLast()))"
            } else if line.hasPrefix("if ") {
                let body = block(after: at)
                let isTrue = result(line.dropFirst(3).dropLast()) != 0
                if isTrue { _ = run(body, &values) }
                at += body.count
                if at + 1 < lines.count, lines[at + 1] == "else:" {
                    let otherwise = block(after: at + 1)
                    if !isTrue { _ = run(otherwise, &values) }
                    at += 1 + otherwise.count
                }
            } else if line.hasPrefix("for ") {
                let words = line.split(separator: " ")
                let body = block(after: at)
                let end = Int(words[words.count - 1].dropLast(2)) ?? 0
                for turn in 1..<end {
                    values[String(words[1])] = turn
                    _ = run(body, &values)
                }
                at += body.count
            } else {
                let parts = line.components(separatedBy: " = ")
                values[parts[0]] = result(parts[1])
            }
            at += 1
        }
        return printed
    }

    @Test(arguments: [(2, 0), (4, 1), (8, 2), (12, 4)]) func `a program prints what a second interpreter says`(
        statements: Int, loops: Int
    ) throws {
        let made = try questions("\"program\", \"statements\": \(statements), \"loops\": \(loops)")
        for each in made {
            var values: [String: Int] = [:]
            #expect(
                run(each.said("code").components(separatedBy: "\n"), &values) == each.said("answer"),
                "\(each.said("code"))")
        }
        #expect(made.count { $0.said("code").contains("for ") } == (loops == 0 ? 0 : made.count))
        #expect(Set(made.map { $0.said("answer") }).count > 80)
    }

    private func rows(_ table: String) -> [[String: String]] {
        let lines = table.components(separatedBy: "\n").map { line in
            line.hasPrefix("|")
                ? line.dropFirst(2).dropLast(2).components(separatedBy: " | ") : line.components(separatedBy: ",")
        }
        return lines.dropFirst().filter { $0[0] != "---" }.map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
    }

    @Test(arguments: ["cell", "count", "largest", "join"], ["markdown", "csv", "json"])
    func `a table's answer is read out of its text`(ask: String, format: String) throws {
        let made = try questions("\"table\", \"ask\": \"\(ask)\", \"format\": \"\(format)\", \"rows\": 7", 350)
        var places: [String] = []
        for each in made {
            let blocks = each.question.components(separatedBy: "\n\n")
            let tables = try blocks.dropLast().map { block -> [[String: String]] in
                guard format == "json" else { return rows(block) }
                let items = try JSONParser.parse(block).array ?? []
                return items.map { row in
                    Dictionary(
                        uniqueKeysWithValues: (row.members ?? []).map { ($0.key, $0.value.string ?? $0.value.text) })
                }
            }
            let question = blocks[blocks.count - 1]
            let people = tables[0]
            #expect(people.count == 7)
            let asked = people.firstIndex { question.contains($0["name"] ?? "?") }
            let expected: String
            switch ask {
            case "count": expected = "\(people.count { question.contains("\"\($0["job"] ?? "")\"") })"
            case "largest":
                let sorted = people.sorted { (Int($0["age"] ?? "") ?? 0) < (Int($1["age"] ?? "") ?? 0) }
                expected = (question.contains("oldest") ? sorted[6] : sorted[0])["name"] ?? ""
            case "join":
                let city = people[try #require(asked)]["city"]
                expected = tables[1].first { $0["city"] == city }?["code"] ?? ""
            default: expected = people[try #require(asked)][question.hasPrefix("How old") ? "age" : "city"] ?? ""
            }
            #expect(each.said("answer") == expected, "\(each.question)")
            if let asked { places.append("\(asked)") }
        }
        if ask == "cell" || ask == "join" { expectEven(places, 7) }
    }

    @Test func `JSON is what its instructions make of it`() throws {
        for steps in 1...4 {
            for each in try questions("\"transform\", \"steps\": \(steps), \"items\": 5") {
                let parts = each.question.components(separatedBy: "\n\n")
                var items = try JSONParser.parse(parts[0]).array ?? []
                let told = parts[1].components(separatedBy: ". ").dropLast()
                #expect(told.count == steps)
                for instruction in told {
                    if instruction.hasPrefix("Keep") {
                        let least = JSON.numbers(in: instruction)[0]
                        items = items.filter { ($0["stock"]?.int ?? 0) >= least }
                    } else if instruction.hasPrefix("Sort") {
                        let sign = instruction.contains("highest") ? -1 : 1
                        items.sort { sign * ($0["price"]?.int ?? 0) < sign * ($1["price"]?.int ?? 0) }
                    } else {
                        items = items.map { item in
                            var members = (item.members ?? []).map { ($0.key, $0.value) }
                            if instruction.hasPrefix("Rename") {
                                members[0].0 = "title"
                            } else {
                                members.append(("total", .int((item["price"]?.int ?? 0) * (item["stock"]?.int ?? 0))))
                            }
                            return .object(members)
                        }
                    }
                }
                #expect(each["result"] == .array(items), "\(each.question)")
                #expect(each.said("answer") == JSON.array(items).text)
            }
        }
    }

    @Test func `a needle lies anywhere, once, in a text as long as asked`() throws {
        let made = try questions("\"needle\", \"words\": 300, \"distractors\": 4", 1_500)
        for each in made {
            let text = each.question
            let words = text.split { $0 == " " || $0 == "\n" }.count
            #expect((290...330).contains(words), "\(words)")
            let sentences = text.components(separatedBy: "The code of the ").dropFirst().map { $0.prefix { $0 != "." } }
            #expect(sentences.count == 5)
            let fact = "\(each.said("thing")) is \(each.said("answer"))"
            #expect(sentences.count { $0 == fact } == 1)
            #expect(Set(sentences.map { $0.suffix(4) }).count == 5)
            #expect(each.said("question") == "What is the code of the \(each.said("thing"))?")
            #expect(
                Set(each.all("distractors"))
                    == Set(sentences.map { String($0.suffix(4)) }).subtracting([each.said("answer")]))
        }
        // Quarters of the text; the very end belongs to the last.
        expectEven(made.map { "\(min(($0["position"]?.int ?? 0) / 25, 3))" }, 4)
        let first = made.map { each in
            let at = each.question.firstRange(of: each.said("answer"))?.lowerBound ?? each.question.startIndex
            return Double(each.question.distance(from: each.question.startIndex, to: at)) / Double(each.question.count)
        }
        #expect(abs(first.reduce(0, +) / Double(first.count) - 0.5) < 0.04)
    }

    @Test func `a needle is found in texts of any length, up to a hundred thousand words`() throws {
        for words in [50, 2_000, 100_000] {
            let made = try questions("\"needle\", \"words\": \(words)", 2)
            for each in made { #expect(each.question.contains("\(each.said("thing")) is \(each.said("answer")).")) }
            #expect(abs(made[0].question.split { $0 == " " || $0 == "\n" }.count - words) < 30)
        }
    }

    @Test(arguments: [(2, 0, 1), (4, 2, 2), (6, 6, 3), (12, 5, 10)])
    func `what is remembered is what was said last`(facts: Int, changes: Int, turns: Int) throws {
        let made = try questions("\"memory\", \"facts\": \(facts), \"changes\": \(changes), \"turns\": \(turns)")
        for each in made {
            #expect(each.all("says").count == turns && each.all("asks").count == facts)
            var known: [String: String] = [:]
            for said in each.all("says").flatMap({ $0.components(separatedBy: ". ") }) where said.contains("'s ") {
                known[said.components(separatedBy: "'s ")[0]] = "\(JSON.numbers(in: said)[0])"
            }
            #expect(known.count == facts)
            for (question, answer) in zip(each.all("asks"), each.all("answers")) {
                let name = question.dropFirst("What is ".count).description.components(separatedBy: "'s ")[0]
                #expect(known[name] == answer, "\(each.text)")
            }
            #expect(each.said("answer") == each.all("answers")[0] && each.said("wrong") == each.all("wrongs")[0])
            #expect(zip(each.all("answers"), each.all("wrongs")).allSatisfy { $0 != $1 })
        }
        guard changes > 0, changes < facts else { return }
        expectEven(
            made.map { each in
                let name = each.said("question").dropFirst("What is ".count).description.components(separatedBy: "'s ")[
                    0]
                return each.question.contains(
                    "\(name)'s \(each.said("question").components(separatedBy: "'s ")[1].dropLast()) has changed")
                    ? "changed" : "kept"
            }, 2)
    }
}
