import Core
import Probing
import Testing

@Suite struct ExpressionTests {
    private static let values: [(name: String, value: Value)] = [
        ("a", .int(7)), ("b", .int(3)), ("z", .int(0)), ("big", .int(.max)), ("w", .text("level")),
        ("u", .text("Zoë isst Äpfel")),
        ("yes", .bool(true)), ("no", .bool(false)), ("l", .list([.int(3), .int(1), .int(2), .int(1)])),
        ("t", .list([.text("pear"), .text("apple"), .text("fig")])), ("e", .list([])),
    ]

    private func failure(_ template: String) -> ExpressionError? {
        do throws(ExpressionError) {
            _ = try Rendering.render(template, values: Self.values)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("{{a}}", "7"), ("{{ a * b }} and {{a}}", "21 and 7"), ("plain", "plain"), ("", ""),
        ("a } b }} c { d", "a } b }} c { d"),
        ("{{'{{'}}x}}", "{{x}}"), ("{{\"it's\"}}", "it's"), ("{{'}}'}}", "}}"),
        ("{\"a\":{\"b\":{{a}}}}", "{\"a\":{\"b\":7}}"),
        ("{{1 + 2 * 3}}", "7"), ("{{(1 + 2) * 3}}", "9"), ("{{10 - 4 - 3}}", "3"), ("{{-a + 1}}", "-6"),
        ("{{--a}}", "7"),
        ("{{2 * -3}}", "-6"), ("{{12 / 4}}", "3"), ("{{-12 / 4}}", "-3"), ("{{a // b}}", "2"), ("{{-a // b}}", "-3"),
        ("{{a // -b}}", "-3"), ("{{a % b}}", "1"), ("{{-a % b}}", "2"), ("{{a % -b}}", "-2"), ("{{-a % -b}}", "-1"),
        ("{{9223372036854775807}}", "9223372036854775807"), ("{{-9223372036854775807 - 1}}", "-9223372036854775808"),
        ("{{a > b}}", "true"), ("{{a < b or yes}}", "true"), ("{{a >= 7 and a <= 7}}", "true"),
        ("{{not yes}}", "false"),
        ("{{not a == b}}", "true"), ("{{not not yes}}", "true"), ("{{a != 7}}", "false"), ("{{'abc' < 'abd'}}", "true"),
        ("{{yes or no and no}}", "true"), ("{{l == [3, 1, 2, 1]}}", "true"), ("{{'ä' == 'a'}}", "false"),
        ("{{a > b ? 'more' : 'less'}}", "more"), ("{{no ? 1 : yes ? 2 : 3}}", "2"),
        ("{{z != 0 and a / z > 1}}", "false"),
        ("{{z == 0 ? 0 : a / z}}", "0"), ("{{yes or a / z == 1}}", "true"), ("{{'a' + \"b\"}}", "ab"),
        ("{{l + [9]}}", "3, 1, 2, 1, 9"),
    ])
    func `operators`(template: String, expected: String) throws {
        #expect(try Rendering.render(template, values: Self.values) == expected)
    }

    @Test(arguments: [
        ("min(a, b)", "3"), ("max(l)", "3"), ("min('b', 'a')", "a"), ("max(t)", "pear"), ("sum(l)", "7"),
        ("sum(a, b, 1)", "11"),
        ("sum([])", "0"), ("abs(-7)", "7"), ("gcd(12, 18)", "6"), ("gcd(0, 0)", "0"), ("gcd(-12, 18)", "6"),
        ("lcm(4, 6)", "12"),
        ("lcm(0, 5)", "0"), ("pow(2, 10)", "1024"), ("pow(-1, 999999)", "-1"), ("pow(0, 0)", "1"),
        ("pow(-3, 3)", "-27"),
        ("digitsum(-1984)", "22"), ("int('42') + 1", "43"), ("decimal(375, 2)", "3.75"), ("decimal(-5, 2)", "-0.05"),
        ("decimal(5, 0)", "5"), ("pad(7, 3)", "007"), ("pad(-7, 3)", "-007"), ("pad(12345, 3)", "12345"),
        ("str(a) + '!'", "7!"), ("str(yes)", "true"), ("str(l)", "3, 1, 2, 1"), ("upper(u)", "ZOË ISST ÄPFEL"),
        ("lower('ÄB')", "äb"),
        ("yesno(a > b)", "Yes"), ("yesno(isprime(9))", "No"), ("repeat('ab', 3)", "ababab"), ("repeat('ab', 0)", ""),
        ("replace('banana', 'an', 'x')", "bxxa"), ("replace('aaa', 'aa', 'b')", "ba"), ("chars('äb')", "ä, b"),
        ("join(chars('abc'), '-')", "a-b-c"), ("join([], '-')", ""), ("join(l, '+')", "3+1+2+1"), ("len(u)", "14"),
        ("len(l)", "4"),
        ("reverse('Äbc')", "cbÄ"), ("reverse(l)", "1, 2, 1, 3"), ("contains(w, 'eve')", "true"),
        ("contains(t, 'fig')", "true"),
        ("contains(e, 1)", "false"), ("count(w, 'e')", "2"), ("count('aaaa', 'aa')", "2"), ("count(l, 1)", "2"),
        ("index(w, 'v')", "3"), ("index(u, 'Ä')", "10"), ("index(w, 'x')", "0"), ("index(t, 'fig')", "3"),
        ("sort(l)", "1, 1, 2, 3"),
        ("sort(t)", "apple, fig, pear"), ("unique(l)", "3, 1, 2"), ("first(t)", "pear"), ("last(t)", "fig"),
        ("nth(l, 3)", "2"),
        ("take(t, 2)", "pear, apple"), ("take(t, 0)", ""), ("range(3, 6)", "3, 4, 5, 6"), ("range(3, 2)", ""),
        ("w == reverse(w)", "true"), ("index(reverse(sort(l)), 2)", "2"),
    ])
    func `functions`(expression: String, expected: String) throws {
        #expect(try Rendering.render("{{\(expression)}}", values: Self.values) == expected)
    }

    @Test func `primes are told exactly`() throws {
        func isPrime(_ n: Int64) throws -> Bool {
            try Rendering.render("{{isprime(n)}}", values: [("n", .int(n))]) == "true"
        }
        var sieve = [Bool](repeating: true, count: 3_000)
        for n in 2..<3_000 where sieve[n] {
            for multiple in stride(from: n * n, to: 3_000, by: n) { sieve[multiple] = false }
        }
        for n in 2..<3_000 { #expect(try isPrime(Int64(n)) == sieve[n], "\(n)") }
        for n: Int64 in [-7, 0, 1, 341_550_071_728_321, 3_825_123_056_546_413_051, 9_223_372_036_854_775_807] {
            #expect(try !isPrime(n), "\(n)")
        }
        for n: Int64 in [9_223_372_036_854_775_783, 2_305_843_009_213_693_951, 1_000_000_007] {
            #expect(try isPrime(n), "\(n)")
        }
    }

    @Test(arguments: [
        ("{{}}", 3, "an expression is missing"), ("x {{a", 3, "\"{{\" is not closed"),
        ("{{a b}}", 5, "an operator is expected"),
        ("{{a +}}", 6, "a value is expected"), ("{{(a}}", 5, "\")\" is expected"), ("{{[a}}", 5, "\",\" or \"]\""),
        ("{{min(a,}}", 9, "a value is expected"), ("{{a = b}}", 5, "\"=\" means nothing"),
        ("{{a && b}}", 5, "\"&\" means nothing"),
        ("{{'a}}", 3, "not closed"), ("{{1.5}}", 4, "whole numbers only"),
        ("{{2a}}", 4, "an operator is expected between"),
        ("{{99999999999999999999}}", 3, "beyond 9223372036854775807"), ("{{a < b < 3}}", 9, "do not chain"),
        ("{{a ? b}}", 8, "\":\" is expected"), ("{{and}}", 3, "found \"and\""), ("{{{a}}}", 3, "\"{\" means nothing"),
        ("{{foo(a)}}", 3, "unknown function \"foo\""), ("{{min()}}", 3, "min() with 0 arguments"),
        ("{{replace(w, 'a')}}", 3, "replace() with 2 arguments"), ("{{é}}", 3, "no letter, digit or operator"),
        ("äöü {{ q }}", 8, "unknown name \"q\""), ("{{a / z}}", 5, "division of 7 by zero"),
        ("{{a % z}}", 5, "by zero"),
        ("{{a // z}}", 5, "by zero"), ("{{a / b}}", 5, "7 / 3 is no whole number"),
        ("{{big + 1}}", 7, "beyond 64 bits"),
        ("{{big * 2}}", 7, "beyond 64 bits"), ("{{(-big - 1) // -1}}", 14, "beyond 64 bits"),
        ("{{-(-big - 1)}}", 3, "beyond 64 bits"),
        ("{{abs(-big - 1)}}", 3, "beyond 64 bits"), ("{{pow(10, 19)}}", 3, "beyond 64 bits"),
        ("{{lcm(big, big - 1)}}", 3, "beyond 64 bits"),
        ("{{a + w}}", 5, "\"+\" between a number and text"), ("{{a == w}}", 5, "\"==\" between a number and text"),
        ("{{l < l}}", 5, "\"<\" between a list and a list"), ("{{not a}}", 3, "true or false is needed"),
        ("{{a and b}}", 5, "true or false"),
        ("{{a ? 1 : 2}}", 5, "true or false is needed"), ("{{-w}}", 3, "\"-\" before text"),
        ("{{upper(a)}}", 3, "argument 1 is a number"),
        ("{{int('x')}}", 3, "no whole number"), ("{{first(e)}}", 3, "the list is empty"),
        ("{{max(e)}}", 3, "the list is empty"),
        ("{{nth(l, 5)}}", 3, "the place is 5"), ("{{nth(l, 0)}}", 3, "the place is 0"), ("{{nth(e, 1)}}", 3, "empty"),
        ("{{take(l, 5)}}", 3, "the count is 5"), ("{{sort([1, 'a'])}}", 3, "have no order"),
        ("{{count(l, 'x')}}", 3, "looked for in a list"),
        ("{{count(w, '')}}", 3, "is empty"), ("{{replace(w, '', 'x')}}", 3, "is empty"),
        ("{{len(a)}}", 3, "text or a list"),
        ("{{repeat('abc', 400000)}}", 3, "more than 1000000 bytes"),
        ("{{range(1, 20000)}}", 3, "more than 10000 elements"),
        ("{{range(-big, big)}}", 3, "more than 10000 elements"), ("{{pad(1, 101)}}", 3, "the width is 101"),
        ("{{decimal(1, 19)}}", 3, "the number of digits is 19"),
        ("{{repeat('a', -1)}}", 3, "the number of times is -1"),
    ])
    func `errors are told with their column`(template: String, column: Int, problem: String) throws {
        let error = try #require(failure(template))
        #expect(error.column == column, "\(error)")
        #expect(error.line == 1)
        #expect(error.problem.contains(problem), "\(error)")
    }

    @Test func `a place is counted in lines and characters`() throws {
        let error = try #require(failure("Grüße\nä {{a}} 🎈 {{a + q}}"))
        #expect((error.line, error.column, error.byte) == (2, 17, 28))
        #expect(error.description == "line 2, column 17: unknown name \"q\"")
    }

    @Test func `a misspelt function is told the right one`() throws {
        #expect(try #require(failure("{{revers(w)}}")).instead == "write \"reverse\"")
        #expect(try #require(failure("{{nth(l)}}")).instead == "write nth(list, number), counted from 1")
    }

    @Test(arguments: [
        ("{{let x = 1}}", 12, "\",\" or \"in\" is expected"), ("{{let x 1 in x}}", 9, "\"=\" is expected"),
        ("{{let x = 1 in y}}", 16, "unknown name \"y\""), ("{{let and = 1 in 2}}", 7, "meaning of its own"),
        ("{{[x for x]}}", 11, "\"in\" is expected"), ("{{[x for 1 in l]}}", 10, "a name is expected"),
        ("{{[x for x in l, 2]}}", 16, "\"for\", \"if\" or \"]\""),
        ("{{[x for x in a]}}", 6, "goes through a list only"),
        ("{{[x for x, y in l]}}", 6, "no list of 2"), ("{{[x for x in l if x]}}", 17, "true or false is needed"),
        ("{{a.b}}", 4, "which has no fields"), ("{{record('k', 1).kk}}", 17, "no field \"kk\""),
        ("{{a.}}", 5, "name of a field"),
        ("{{ratio(1, 0)}}", 3, "by zero"), ("{{ratio(1, 3) / 0}}", 15, "by zero"),
        ("{{ratio(1, 3) + 'x'}}", 15, "between a fraction"),
        ("{{ratio(1, big) * ratio(1, 2)}}", 17, "beyond 64 bits"), ("{{date(2023, 2, 29)}}", 3, "no such date"),
        ("{{date(9999, 12, 31) + 1}}", 22, "outside the years"), ("{{date('2024-1-1')}}", 3, "no such date"),
        ("{{date(1, 2)}}", 3, "two arguments"), ("{{date(2024, 1, 1) < 3}}", 20, "\"<\" between a date"),
        ("{{zip(l, t)}}", 3, "lists of 4 and 3"), ("{{all([1])}}", 3, "a number in the list"),
        ("{{table(['a'], [[1, 2]])}}", 3, "no list of 1"), ("{{record('a', 1, 'a', 2)}}", 3, "there twice"),
        ("{{record('a', 1, 'b')}}", 3, "without a value"),
        ("{{lookup(table(['a'], [[1]]), 'a', 2)}}", 3, "no row has a = 2"),
        ("{{column(l, 'a')}}", 3, "list of records"), ("{{slice(w, 4, 9)}}", 3, "the last place is 9"),
        ("{{split(w, '')}}", 3, "is empty"),
        ("{{wordlist('verbs')}}", 3, "no words of the kind"), ("{{inwords(big)}}", 3, "too large"),
        ("{{argmin(e)}}", 3, "empty"),
        ("{{base(a, 1)}}", 3, "the base is 1"), ("{{sortby(l, [1])}}", 3, "4 elements and 1 keys"),
    ])
    func `errors of lists, names, records, fractions and dates have their column`(
        template: String, column: Int, problem: String
    ) throws {
        let error = try #require(failure(template))
        #expect(error.column == column, "\(error)")
        #expect(error.problem.contains(problem), "\(error)")
    }

    @Test(arguments: [
        "[1 for a in range(1, 9999) for b in range(1, 9999) if a + b < 0]",
        "[repeat('x', 900000) for i in range(1, 500)]", "let a = range(1, 9000), b = [a for i in a] in [b for i in b]",
        "len([unique(range(1, 1000)) for i in range(1, 10)])",
        "let a = [1, 1], b = [a, a, a, a, a, a, a, a], c = [b, b, b, b, b, b, b, b], d = [c, c, c, c, c, c, c, c], e = [d, d, d, d, d, d, d, d], f = [e, e, e, e, e, e, e, e], g = [f, f, f, f, f, f, f, f] in len(str([g, g, g, g, g, g, g, g]))",
        "[json([json([json(chars(repeat('\"', 9000)))])]) for i in range(1, 300)]",
    ])
    func `what would take for ever, or fill the memory, is refused soon`(expression: String) throws {
        let error = try #require(failure("{{\(expression)}}"))
        #expect(error.problem.contains("more than"), "\(error)")
    }

    @Test func `depth, length and number of operators have limits`() throws {
        func nested(_ count: Int) -> String {
            "{{" + String(repeating: "(", count: count) + "1" + String(repeating: ")", count: count) + "}}"
        }
        #expect(try Rendering.render(nested(31), values: []) == "1")
        #expect(try #require(failure(nested(32))).problem.contains("nested deeper than 32"))
        #expect(
            try #require(failure("{{" + String(repeating: "-", count: 500) + "1}}")).problem.contains("nested deeper"))
        #expect(
            try #require(failure("{{" + String(repeating: "not ", count: 500) + "yes}}")).problem.contains(
                "nested deeper"))
        #expect(try Rendering.render("{{1" + String(repeating: "+1", count: 100) + "}}", values: []) == "101")
        #expect(
            try #require(failure("{{1" + String(repeating: "+1", count: 101) + "}}")).problem.contains(
                "more than 100 operators"))
        #expect(
            try #require(failure("{{'" + String(repeating: "x", count: 3000) + "' + 'y'}}")).problem.contains(
                "more than 2000 bytes"))
        let long = String(repeating: "{{repeat('a', 900000)}}", count: 5)
        #expect(try #require(failure(long)).problem.contains("more than 4000000 bytes"))
    }

    @Test func `any text renders or gives an error within itself`() {
        let pieces = [
            "{{", "}}", "a", "b", "w", "l", "t", "(", ")", "[", "]", ",", ".", "=", " for ", " in ", "let ", " if ",
            "x", "+", "-", "*", "/", "//", "%", "?", ":", "==",
            "<", " and ",
            " or ", " not ", "'", "\"", "é", "\n", " ", "7", "0", "99", "min", "join", "nth", "record", "date", "ratio",
            "zip", "table", "slice", "repeat", "range", "{",
            "}", "😀", "\u{0}",
        ]
        var rendered = 0
        for seed in UInt64(0)..<6_000 {
            var random = SeededRandom(seed: seed)
            let length = random.int(in: 1...14)
            let template = "{{" + (0..<length).map { _ in pieces[random.int(in: 0...pieces.count - 1)] }.joined() + "}}"
            if let error = failure(template) {
                #expect((0...template.utf8.count).contains(error.byte), "seed \(seed): \(template)")
                #expect(!error.problem.isEmpty, "seed \(seed)")
            } else {
                rendered += 1
            }
        }
        #expect(rendered > 50)
    }
}
