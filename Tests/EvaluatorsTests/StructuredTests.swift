import Core
import Testing

@testable import Evaluators

@Suite struct `A structured answer that is wrong is told with the place` {
    @Test(arguments: [
        (
            #"{"type": "table", "columns": ["Name", "Age"], "rows": [["Ada", 36], ["Alan", 41]]}"#,
            "| Name | Age |\n|---|---|\n| Ada | 36 |\n| Alan | 42 |",
            #"row 2, column "Age" (line 4): expected "41", found "42""#
        ),
        (
            #"{"type": "table", "rows": [["Ada", 36], ["Alan", 41]]}"#, "| Name | Age |\n|---|---|\n| Alan | 41 |",
            #"row 1 is missing: "Ada | 36""#
        ),
        (
            #"{"type": "csv", "columns": ["a", "b"], "rows": [[1, 2]]}"#, "a,b\n1,2\n3,4\n5,6",
            "the row on line 3 is not expected, and 1 more"
        ),
        (
            #"{"type": "csv", "columns": ["a"], "rows": [["x"]]}"#, "a\n\"x", "the quote on line 2 is never closed"
        ),
        (
            #"{"type": "xml"}"#, "<a>\n <b></c>\n</a>",
            "there is no well-formed XML in the answer: </c> closes <b> (line 2, column 5)"
        ),
        (
            #"{"type": "xml", "checks": [{"path": "//b", "equals": "1"}]}"#, "<a><b>1</b><b>2</b></a>",
            #"expected "1", found "2" at //b (number 2 of 2)"#
        ),
        (
            #"{"type": "json", "equals": {"a": [1, 2]}}"#, #"{"a": [1, 3], "b": 0}"#,
            #"expected 2 at $.a[1], found 3, and 1 more"#
        ),
        (
            #"{"type": "json", "contains": {"a": {"b": [true]}}}"#, #"{"a": {}}"#,
            #"the key "b" is missing at $.a"#
        ),
    ])
    func `for each kind`(evaluate: String, answer: String, reason: String) throws {
        #expect(try verdict(evaluate, answer).headline == reason)
    }

    @Test(arguments: [
        (
            #"{"type": "table", "columns": ["a", "b"], "rows": [[1]]}"#,
            #"a.json:1:50: error: the rows are not equally long; give each 2 cells, "" for an empty one"#
        ),
        (
            #"{"type": "table", "rows": [[1]], "column_order": "any"}"#,
            #"a.json:1:50: error: columns in any order are found by their names; add "columns""#
        ),
        (
            #"{"type": "xml", "checks": [{"path": "a/b"}]}"#,
            #"a.json:1:37: error: "a/b" is no path; write one such as "/order/item[2]/@id" or "//price""#
        ),
        (
            #"{"type": "json", "unordered": true}"#,
            #"a.json:1:31: error: there is nothing to compare in any order; add "equals" or "contains""#
        ),
    ])
    func `and so is a declaration`(evaluate: String, expected: String) {
        #expect(diagnostics(evaluate) == [expected])
    }

    @Test(arguments: [
        "", "/", "a", "/a/", "/a[0]", "/a[", "/a[b]", "/a/@b/c", "/a/text()/b", "//", "/a[@b=c]", "/@", "/1a",
    ])
    func `a path that is none is refused`(path: String) { #expect(XMLPath(path) == nil) }

    @Test(arguments: [
        ("a,b", [["a", "b"]]), ("a,\"b\"\"c\"\r\n\"d\n\",", [["a", "b\"c"], ["d\n", ""]]), ("\n\na\n\n", [["a"]]),
        ("\"a\"b,c\"d\"", [["ab", "c\"d\""]]), (",", [["", ""]]), ("a\rb", [["a"], ["b"]]),
    ])
    func `values between separators are read as RFC 4180 has it`(text: String, rows: [[String]]) throws {
        let grid = try CSVReader.read(Array(text.utf8)[...], separator: UInt8(ascii: ","))
        #expect(grid.rows.map { $0.cells.map { String(decoding: $0, as: UTF8.self) } } == rows)
    }

    @Test func `cells of Markdown may hold a pipe that is escaped`() {
        func cells(_ line: String) -> [String] {
            MarkdownTable.cells(of: Array(line.utf8)[...]).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(cells("| a | b \\| c |") == ["a", "b | c"])
        #expect(cells("a|b|") == ["a", "b"])
        #expect(cells("|| x |") == ["", "x"])
        #expect(cells("| a \\\\| b") == ["a \\\\", "b"])
        #expect(cells("|") == [""])
    }
}

@Suite struct `Code is read without being run` {
    private func mask(_ text: String, _ language: CodeLanguage) -> (left: String, unclosed: String?) {
        let mask = CodeMask(Array(text.utf8)[...], language)
        return (String(decoding: mask.bytes, as: UTF8.self), mask.unclosed?.what)
    }

    @Test(arguments: [
        (CodeLanguage.python, "a = 'x(' # (\nb", "a = \"  \"    \nb"),
        (.python, "r'\\\\' + \"\"\"a\n(\"\"\"", "r\"  \" + \"   \n   \""),
        (.javascript, "a = b / c / d; e = /[/(]/g", "a = b / c / d; e = \"    \"g"),
        (.javascript, "`a${ f({}) }b(` + x", "     f({})      + x"),
        (.swift, "let a = #\"\\(\"# /* ( /* */ ) */ b", "let a = \"    \"                 b"),
        (.rust, "fn f<'a>(c: char) { '(' ; r##\"\"#\"## }", "fn f<'a>(c: char) { \" \" ; \"       \" }"),
        (.go, "s := `(\n` + '\\''", "s :=   \n  + \"  \""),
        (.c, "x = '\\n'; // it's\ny", "x = \"  \";        \ny"),
        (.sql, "select 'it''s (' -- (\n from $x$ ( $x$", "select \"  \"\"   \"     \n from \"       \""),
    ])
    func `comments and texts are blanked, byte for byte`(language: CodeLanguage, text: String, left: String) {
        let found = mask(text, language)
        #expect(found.left == left)
        #expect(found.left.utf8.count == text.utf8.count && found.unclosed == nil)
    }

    @Test(arguments: [
        (#"{"type": "code", "language": "swift"}"#, "func f() {\n  a(1]\n}", #""]" on line 2 closes nothing"#),
        (#"{"type": "code", "language": "go"}"#, "func f() {\n", #""{" on line 1 is never closed"#),
        (#"{"type": "code", "language": "python"}"#, "a\n'''b", "a text on line 2 is never closed"),
        (
            #"{"type": "code", "language": "python", "defines": [{"name": "f", "parameters": 1}]}"#,
            "def f(a, b): pass",
            #""f" has 2 parameters, expected 1"#
        ),
        (
            #"{"type": "expression", "equals": 24, "numbers": [1, 2, 3, 4]}"#, "4 * 3 * 2",
            "1 is not used"
        ),
        (#"{"type": "expression", "equals": 24}"#, "(4 * 3", #"that is no expression: ")" is expected (byte 7)"#),
        (
            #"{"type": "sql", "columns": ["a", "b"]}"#, "select b, c from t",
            #""a" is missing among the columns"#
        ),
        (#"{"type": "sql", "statement": "select"}"#, "select (a from t", #""(" is never closed"#),
        (
            #"{"type": "sql", "order_by": ["a", "b"]}"#, "select 1 from t order by b, a",
            #""a" is out of order among the orderings"#
        ),
    ])
    func `and what is wrong is told with its place`(evaluate: String, answer: String, reason: String) throws {
        #expect(try verdict(evaluate, answer).headline == reason)
    }
}

@Suite struct `Sources that are not cited` {
    @Test(arguments: [(["1"], "\"1\" is not cited"), (["1", "2"], "\"1\" is not cited and 1 more")])
    func `are counted`(lost: [String], reason: String) throws {
        let required = (lost + ["3"]).map { "\"\($0)\"" }.joined(separator: ", ")
        let evaluate = """
            {"type": "citation", "sources": [{"id": "1"}, {"id": "2"}, {"id": "3"}], "required": [\(required)]}
            """
        #expect(try verdict(evaluate, "It is so [3].").headline == reason)
    }
}

@Suite struct `An exact fraction` {
    @Test func `is in lowest terms, and none over zero`() throws {
        let third = try #require(Fraction(BigInt(2), over: BigInt(-6)))
        #expect(third.text == "-1/3" && third.floor == BigInt(-1) && (-third).text == "1/3" && (-third).floor.isZero)
        #expect(Fraction(-2).floor == BigInt(-2) && Fraction(2).floor == BigInt(2) && Fraction.zero.floor.isZero)
        #expect(Fraction(BigInt(1), over: .zero) == nil && third.inverse?.text == "-3")
    }

    @Test(arguments: [
        ("2**126 - 1 + 2**126 > 0", 1.0), ("2**126 + 2**126 > 0", nil), ("-(2**126) - 2**126 < 0", nil),
        ("2**126 * 2 > 0", nil), ("2**126 * (1 / 2**126) == 1", 1), ("(1 / 2**100) / 2**30 > 0", nil),
        ("0.125 == 1 / 8", 1), ("1.50 == 3/2 and 007 == 7 and 10.0 == 10", 1),
        (String(repeating: "9", count: 60) + " > 0", nil), (String(repeating: "0", count: 60) + "1 == 1", 1),
        ("1e3 == 1000", 0), ("7 % -4 == -1 and -7 // 2 == -4 and ceil(-1.5) == -1 and floor(-1.5) == -2", 1),
    ])
    func `of an expression is exact within 128 bits, and none beyond them`(answer: String, score: Double?) throws {
        let judged = try verdict(#"{"type": "expression", "equals": true, "extract": "whole"}"#, answer)
        #expect(judged.score == score, "\(judged.headline)")
    }
}

@Suite struct `A long answer that is nothing but a piece over and over` {
    private static let evaluators = [
        ##"{"type": "json", "schema": {"$defs": {"n": {"items": {"$ref": "#/$defs/n"}}}, "$ref": "#/$defs/n"}}"##,
        #"{"type": "json", "equals": [1, [2]], "unordered": true}"#,
        #"{"type": "table", "columns": ["a"], "rows": [[1]], "row_order": "any", "column_order": "any"}"#,
        #"{"type": "csv", "rows": [[1]], "numbers": true}"#,
        #"{"type": "xml", "checks": [{"path": "//a[last()]/text()", "count": 1}]}"#,
        #"{"type": "code", "language": "javascript", "defines": [{"name": "f", "parameters": 1}]}"#,
        #"{"type": "code", "language": "rust", "defines": [{"name": "f"}, {"kind": "type", "name": "a"}]}"#,
        #"{"type": "expression", "equals": 1, "extract": "whole"}"#,
        #"{"type": "sql", "tables": ["a"], "columns": ["a"], "where": ["a"], "order_by": ["a"]}"#,
    ]

    @Test(arguments: evaluators)
    func `is judged, and never as right`(evaluate: String) throws {
        let pieces = [
            "[", "{\"a\":", "(", "<a>", "<a ", "<!--", "</a>", "|", "|-|\n", ",", "\"", "\"a\",", "'", "`${", "/*",
            "r#\"", "$a$", "f<",
            "f(", "f = ", "2^", "1+", "not ", "-", "select ", "(select a from ", "where a and ", "order by a,", ";",
            "```\n",
        ]
        for piece in pieces {
            let answer = String(repeating: piece, count: 4096 / piece.utf8.count)
            let verdict = try verdict(evaluate, answer)
            #expect(verdict.score ?? 0 < 1, "\(piece): \(verdict.headline)")
        }
    }
}
