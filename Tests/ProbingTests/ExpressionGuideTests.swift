import Core
import Foundation
@testable import Probing
import Testing

/// What `probes/EXPRESSIONS.md` says is what expressions do.
@Suite struct ExpressionGuideTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "probes/EXPRESSIONS.md")
    private static let guide = Result { String(decoding: try Data(contentsOf: file), as: UTF8.self) }

    /// The cells of the table rows that begin with code, without the bars; those of the families left out.
    private static func rows() throws -> [[String]] {
        try guide.get().components(separatedBy: "## Families")[0].split(separator: "\n").filter { $0.hasPrefix("| `") }
            .map { line in
                line.dropFirst(2).dropLast(2).components(separatedBy: " | ")
            }
    }

    /// The texts between backquotes.
    private static func code(_ text: String) -> [String] {
        text.components(separatedBy: "`").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
    }

    @Test func `every example of the guide yields what it says`() throws {
        let examples = try Self.rows().compactMap { cells -> (String, String)? in
            let shown = cells.suffix(2).map(Self.code)
            guard cells.count == 4 || cells[0].contains(" ") && cells.count == 2 && shown.allSatisfy({ $0.count == 1 })
            else { return nil }
            return (shown[0][0], shown[1][0].replacingOccurrences(of: "⏎", with: "\n"))
        }
        #expect(examples.count > 70)
        for (expression, expected) in examples {
            #expect(try Rendering.render("{{\(expression)}}", values: []) == expected, "\(expression)")
        }
    }

    @Test func `the guide lists all functions, with their arguments, and no others`() throws {
        let listed = try Self.rows().filter { $0.count == 4 || $0.count == 2 && Self.code($0[1]).isEmpty }
            .flatMap { Self.code($0[0]) }
        var usages: Set<String> = []
        for usage in Function.all.flatMap({ $0.usage.components(separatedBy: " or ") }) {
            usages.insert(String(usage.prefix { $0 != ")" }) + ")")
        }
        #expect(Set(listed).subtracting(usages).sorted() == [])
        #expect(usages.subtracting(listed).sorted() == [])
    }

    @Test func `the grammar names every sign and word of the language`() throws {
        let grammar = try #require(
            try Self.guide.get().components(separatedBy: "```ebnf\n").dropFirst().first?.components(separatedBy: "```")
                .first)
        let quoted = Set(
            grammar.components(separatedBy: "\"").enumerated().filter { $0.offset % 2 == 1 }.map(\.element))
        for sign in Lexer.Symbol.allCases.map(\.rawValue) { #expect(quoted.contains(sign), "\(sign)") }
        for word in ["let", "in", "for", "if", "and", "or", "not", "true", "false"] { #expect(quoted.contains(word)) }
    }

    @Test func `the example at the beginning works`() throws {
        let block = try #require(
            try Self.guide.get().components(separatedBy: "```json\n").dropFirst().first?.components(separatedBy: "```")
                .first)
        let json = try JSONParser.parse("{\(block)}")
        let text = JSON.object([
            ("vary", json["vary"] ?? .null), ("messages", .array([json["prompt"] ?? .null])),
            ("evaluate", json["evaluate"] ?? .null),
        ]).text
        let (probe, places, file) = try probe(text)
        #expect(Rendering.check(probe, places: places, in: file) == [])
        for seed in UInt64(0)..<200 {
            let values = try Rendering.values(probe, seed: seed)
            let (low, high) = (values[1].value.json.int ?? 0, values[2].value.json.int ?? 0)
            #expect((low + 1...low + 20).contains(high))
            #expect((values[3].value.json.array ?? []).allSatisfy { (low...high).contains($0.int ?? 0) })
        }
    }

    @Test func `the limits that the guide names are those of the code`() throws {
        let limits = try #require(try Self.guide.get().components(separatedBy: "## Limits").last)
            .replacingOccurrences(of: "\n", with: " ")
        func spaced(_ number: Int) -> String { grouped(number).replacingOccurrences(of: ",", with: " ") }
        for limit in [
            "\(Lexer.longestExpression) bytes", "\(ExpressionParser.mostOperators) operators",
            "\(ExpressionParser.deepest) levels", "text \(spaced(Value.longestText)) bytes",
            "list \(spaced(Value.longestList)) elements", "\(spaced(Value.mostValues)) values",
            "\(spaced(Evaluation.mostSteps)) steps",
        ] { #expect(limits.contains(limit), "\(limit)") }
    }
}
