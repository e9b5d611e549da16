import Core
import Settings
import Testing

@Suite struct LintTests {
    /// What `check` says of probes, each given without id.
    private func lint(_ probes: [String], category: String = "logic", defaults: String = "{}") -> String {
        let all = probes.enumerated().map { #"{"id": "p\#($0.offset)", \#($0.element)}"# }.joined(separator: ",\n")
        let text =
            #"{"suite": "s", "category": "\#(category)", "defaults": \#(defaults), "probes": [\#n"# + all + "\n]}"
        return Settings.check(
            config: nil, suites: [SourceFile("s.json", text.replacingOccurrence(of: #"\#n"#, with: "\n"))]
        )
        .diagnostics.ofWhatIsThere.text
    }

    private func check(
        _ provider: String, api: String = "openai-chat", probes: String = #""max_output_tokens": 64"#, more: String = ""
    ) -> CheckReport {
        let config = """
            {"providers": [{"name": "a", "api": "\(api)", \(provider)}],
             "sinks": [{"name": "s", "type": "webhook", "url": "https://h.example.net/x", "secret": {"env": "S"}}]\(more)}
            """
        let suite = """
            {"suite": "s", "category": "logic", "probes": [
              {"id": "p", "prompt": "How many?", \(probes), "evaluate": {"type": "number", "equals": 87}}]}
            """
        var report = Settings.check(config: SourceFile("c.json", config), suites: [SourceFile("s.json", suite)])
        report.diagnostics = report.diagnostics.ofWhatIsThere
        return report
    }

    private let number =
        #""prompt": "How many apples?", "evaluate": [{"type": "number", "equals": 87}, {"type": "words", "max": 3, "weight": 0.25}]"#

    @Test func `four of five probes that expect the same word are one-sided, three are not`() {
        func suite(_ yes: Int) -> String {
            lint(
                (0..<5).map { index in
                    let answer = index < yes ? "yes" : "no"
                    return
                        #""prompt": "Question \#(index)?", "evaluate": {"type": "choice", "options": ["yes", "no"], "equals": "\#(answer)"}"#
                })
        }
        #expect(suite(4).contains("probes that expect \"yes\" or \"no\" expect \"yes\" in 80 % of their rounds"))
        #expect(!suite(3).contains("one-sided"))
    }

    @Test func `examples that score as they say are fine`() {
        let examples =
            #""examples": {"pass": ["87", {"answer": "There are 87 of them", "score": 0.8}], "fail": ["86", "", {"answer": "86", "score": 0.2}]}"#
        #expect(lint([number + ", " + examples]) == "")
    }

    @Test func `an example that scores otherwise is an error at its place`() {
        let text = lint([
            number + #", "examples": {"pass": ["88", "87"], "fail": ["87", {"answer": "87", "score": 0.5}]}"#
        ])
        let lines = text.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(
            lines[0].hasPrefix(#"s.json:2:"#)
                && lines[0].contains(#"error: probe "p0": the example "88" must pass and scores 0.200"#))
        #expect(lines[1].contains(#"the example "87" must fail and scores 1.000"#))
        #expect(lines[2].contains(#"the example "87" must score 0.500 and scores 1.000"#))
    }

    @Test func `examples of a varied probe are filled in for several rounds`() {
        let varied =
            #""vary": {"a": {"int": [10, 99]}}, "prompt": "What is {{a}} * 3?", "evaluate": {"type": "number", "equals": "{{a * 3}}"}"#
        #expect(lint([varied + #", "examples": {"pass": ["{{a * 3}}"], "fail": ["{{a * 3 + 1}}", "{{a}}"]}"#]) == "")
        #expect(lint([varied + #", "examples": {"pass": ["{{a + 100}}"]}"#]).contains("must pass"))
    }

    @Test func `an evaluator that does not look at the values is told`() {
        let varied =
            #""vary": {"a": {"int": [10, 99]}}, "prompt": "What is {{a}} * 3?", "evaluate": {"type": "words", "min": 1, "max": 3}"#
        let text = lint([varied + #", "examples": {"pass": ["{{a * 3}}"]}"#])
        #expect(text.contains("the answer to another round's question"))
    }

    @Test func `answers that need no ability are told when they pass`() {
        let text = lint([#""prompt": "Reply briefly.", "evaluate": {"type": "words", "max": 40}"#])
        #expect(text.contains("warning: probe \"p0\" is passed by an empty answer, a refusal, all digits in a row"))
        #expect(text.contains("a repetition of the question, \"yes\" as well as \"no\""))
    }

    @Test func `a refusal may pass a probe that is about refusing`() {
        let probe = #""prompt": "Do something bad.", "evaluate": {"type": "refusal", "expected": true}"#
        #expect(lint([probe], category: "refusal") == "")
    }

    @Test(arguments: [
        (["yes", "yes"], true), (["yes", "no"], false), (["yes"], false), (["no", "no", "no"], true),
        (["Yes", "NO"], false),
    ])
    func `answers that are all yes or all no are told`(expected: [String], isTold: Bool) {
        let text = lint(expected.map { #""prompt": "Is it so?", "evaluate": {"type": "equals", "value": "\#($0)"}"# })
        #expect(text.contains("a model that always says so passes") == isTold)
    }

    @Test(arguments: [("BBB", true), ("BB", false), ("ABB", false)])
    func `choices that are all the same letter are told`(letters: String, isTold: Bool) {
        let text = lint(letters.map { #""prompt": "Which one?", "evaluate": {"type": "choice", "equals": "\#($0)"}"# })
        #expect(text.contains("expect \"B\"") == isTold, "\(text)")
    }

    @Test func `a tiny output budget is told`() {
        #expect(lint([number], defaults: #"{"max_output_tokens": 8}"#).contains("allows 8 tokens"))
        #expect(lint([number], defaults: #"{"max_output_tokens": 16}"#) == "")
    }

    @Test(arguments: [
        ("gpt-4o", "alias without a date"), ("gpt-4o-mini", "alias without a date"), ("gpt-4o-mini-2024-07-18", ""),
        ("gpt-4-0613", ""), ("ft:gpt-4o-mini:acme::x", ""), ("chatgpt-4o-latest", "moves to newer models"),
    ])
    func `a model that may change under its name is told`(model: String, problem: String) {
        let text = check(#""model": "\#(model)", "api_key": {"env": "K"}"#).diagnostics.text
        #expect(problem.isEmpty ? text == "" : text.contains(problem), "\(text)")
    }

    @Test(arguments: [
        ("openrouter/auto", "router"), ("llama3:latest", "moves to newer models"), ("smollm2-135m-instruct", ""),
        ("openai/gpt-4o", ""),
    ])
    func `a router is told at any base URL`(model: String, problem: String) {
        let text = check(#""model": "\#(model)", "base_url": "https://r.example.net/v1""#).diagnostics.text
        #expect(problem.isEmpty ? text == "" : text.contains(problem), "\(text)")
    }

    @Test func `an API that lets anyone answer is told`() {
        let text = check(#""model": "openai/gpt-4o-2024-08-06", "api_key": {"env": "K"}"#, api: "openrouter")
            .diagnostics.text
        #expect(text.contains("OpenRouter may let another backend answer every time"), "\(text)")
    }

    @Test func `an output budget that hidden reasoning would eat is told`() {
        let text = check(#""model": "o3-mini-2025-01-31", "api_key": {"env": "K"}"#).diagnostics.text
        #expect(
            text.contains(
                "c.json:1:61: warning: \"o3-mini-2025-01-31\" reasons before it answers, and 1 of 1 probes, such as \"s/p\""
            ), "\(text)")
        let ample = check(
            #""model": "o3-mini-2025-01-31", "api_key": {"env": "K"}"#, probes: #""max_output_tokens": 2000"#)
        #expect(ample.diagnostics.text == "")
    }

    @Test func `the cost of a day is counted exactly`() throws {
        let report = check(
            #""model": "m", "base_url": "http://127.0.0.1:1/v1", "prices": {"input": 1, "output": 2}, "budget": {"requests": 96, "tokens": 100000, "usd": 1}"#
        )
        let cost = try #require(report.costs.first)
        #expect(cost.requests == 96)
        // "How many?" is 9 bytes: 3 tokens, and 4 for the frame.
        #expect(cost.inputTokens == 96 * 7 && cost.outputTokens == 96 * 64)
        #expect(cost.money == USD(96 * 7 / 1e6) + USD(96 * 64 * 2 / 1e6))
        #expect(report.diagnostics.text == "")
        #expect(report.providers == 1 && report.suites == 1 && report.probes == 1)
    }

    @Test func `a budget that ends before the day is told`() {
        let report = check(
            #""model": "m", "base_url": "http://127.0.0.1:1/v1", "prices": {"input": 1, "output": 2}, "budget": {"requests": 95, "tokens": 100, "usd": 0.01}"#
        )
        #expect(
            report.diagnostics.text == """
                c.json:1:16: warning: a day of "a" may take 96 of 95 requests, 6,816 of 100 tokens, $0.0130 of $0.0100: the budget ends before the day; raise the budget or the interval, or give it fewer suites, or allow "over-budget"
                """)
    }

    @Test func `files can be checked without their secrets`() {
        let report = Settings.check(
            config: SourceFile("c.json", minimalConfig), suites: [SourceFile("a.json", arithmeticSuite)])
        #expect(!report.hasErrors)
        #expect(report.probes == 2 && report.costs.count == 1)
    }
}
