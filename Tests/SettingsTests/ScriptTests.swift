import Core
import Settings
import Testing

/// Scripted conversations and tools in suite files.
@Suite struct ScriptTests {
    private func suite(_ probe: String, defaults: String = "{}") -> SourceFile {
        SourceFile(
            "s.json",
            #"{"suite": "s", "category": "memory", "defaults": \#(defaults), "probes": [{"id": "p", \#(probe)}]}"#)
    }

    private func read(_ probe: String, defaults: String = "{}") throws -> Probe {
        let (value, diagnostics) = Suite.read(suite(probe, defaults: defaults))
        #expect(diagnostics.text == "")
        return try #require(value?.probes.first).probe
    }

    /// What is wrong or unwise, without the place.
    private func told(_ probe: String) -> String {
        Settings.check(config: nil, suites: [suite(probe)]).diagnostics.ofWhatIsThere.map {
            "\($0.severity): \($0.problem)"
        }
        .joined(separator: "\n")
    }

    private let script = #"""
        "vary": {"a": {"int": [10, 99]}, "b": {"int": [10, 99]}}, "system": "Be brief.",
        "turns": [
          {"prompt": "Keep {{a}} in mind."},
          {"messages": [{"role": "user", "content": "Hm."}, {"role": "assistant", "content": "Yes?"}, {"role": "user", "content": "Add {{b}}."}],
           "evaluate": {"type": "number", "equals": "{{a + b}}"}},
          {"prompt": "What was the first?", "evaluate": {"type": "number", "equals": "{{a}}"}}
        ]
        """#

    private let tools = #"""
        "vary": {"w": {"word": "city", "count": 2}, "t": {"int": [10, 30]}}, "prompt": "Is it warm in {{nth(w, 1)}}?",
        "tools": [{"name": "weather", "description": "Degrees in a city.",
          "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
          "results": [{"arguments": {"city": "{{nth(w, 1)}}"}, "result": "{\"degrees\": {{t}}}"}, {"result": "{\"error\": \"unknown\"}"}]}],
        "evaluate": [{"type": "tool-calls", "calls": [{"name": "weather", "arguments": {"city": "{{nth(w, 1)}}"}}]},
                     {"type": "number", "equals": "{{t}}"}]
        """#

    @Test func `a script becomes a question and its follow-ups`() throws {
        let probe = try read(script)
        #expect(probe.messages.map(\.role) == [.system, .user] && probe.evaluate == [])
        #expect(probe.followUps.map { $0.messages.map(\.role) } == [[.user, .assistant, .user], [.user]])
        #expect(probe.followUps[1].evaluate["equals"] == "{{a}}")
        #expect(probe.toolResults.isEmpty)
    }

    @Test func `tools become part of the question, and their results part of the probe`() throws {
        let probe = try read(tools)
        #expect(probe.sampling.tools.map(\.name) == ["weather"] && probe.sampling.toolChoice == .automatic)
        #expect(probe.toolResults.map(\.tool) == ["weather", "weather"])
        #expect(probe.toolResults[0].arguments == ["city": "{{nth(w, 1)}}"] && probe.toolResults[1].arguments == nil)
    }

    @Test func `the form of a request comes from the probe, else from the defaults`() throws {
        let defaults = #"""
            {"tools": [{"name": "clock", "results": [{"result": "noon"}]}], "tool_choice": "required", "format": "json",
             "reasoning": "low", "logprobs": 3}
            """#
        let evaluate = #""prompt": "?", "evaluate": {"type": "number", "equals": 87}"#
        let plain = try read(evaluate, defaults: defaults)
        #expect(plain.sampling.tools.map(\.name) == ["clock"] && plain.toolResults.map(\.result) == ["noon"])
        #expect(plain.sampling.toolChoice == .required && plain.sampling.format == .json)
        #expect(plain.sampling.reasoning == .effort("low") && plain.sampling.logProbabilities == 3)
        let own = try read(
            evaluate
                + #", "tools": [{"name": "x"}], "tool_choice": {"name": "x"}, "format": {"schema": {"type": "object"}}, "reasoning": {"tokens": 64}, "logprobs": 0"#,
            defaults: defaults)
        #expect(own.sampling.tools.map(\.name) == ["x"] && own.toolResults.isEmpty)
        #expect(own.sampling.toolChoice == .named("x") && own.sampling.format == .schema(["type": "object"]))
        #expect(own.sampling.reasoning == .tokens(64) && own.sampling.logProbabilities == 0)
        let none = try read(evaluate + #", "tools": [], "format": "text", "reasoning": "off""#, defaults: defaults)
        #expect(none.sampling.tools.isEmpty && none.sampling.toolChoice == .automatic)
        #expect(none.sampling.format == .text && none.sampling.reasoning == .off)
    }

    @Test func `every part of a script and of tools makes another version`() throws {
        let versions = try [
            script, script.replacing("Add {{b}}", with: "And {{b}}"), script.replacing("{{a}}\"}}", with: "{{b}}\"}}"),
            tools, tools.replacing("unknown", with: "known"), tools.replacing("Degrees in", with: "Degrees of"),
            tools + #", "tool_choice": "required""#,
        ].map { try read($0).version }
        #expect(Set(versions).count == versions.count)
    }

    @Test func `values are used where a follow-up or a result shows them`() {
        #expect(told(script) == "")
        let late = #"""
            "vary": {"a": {"int": [10, 99]}}, "turns": [{"prompt": "Wait."}, {"prompt": "{{a}}?", "evaluate": {"type": "number", "equals": "{{a + 1}}"}}]
            """#
        #expect(told(late) == "")
        let result = #"""
            "vary": {"a": {"int": [10, 99]}}, "prompt": "How many?", "evaluate": {"type": "number", "equals": "{{a}}"},
            "tools": [{"name": "count", "results": [{"result": "{{a}}"}]}]
            """#
        #expect(told(result) == "")
        let unused = late.replacing("{{a}}?", with: "?").replacing("{{a + 1}}", with: "3")
        #expect(told(unused).contains("warning: the value \"a\" is used nowhere"))
    }

    @Test func `one answer is that of the last turn, and turns are judged as a whole`() {
        func examples(_ pass: String, _ fail: String) -> String {
            told(script + #", "examples": {"pass": [\#(pass)], "fail": [\#(fail)]}"#)
        }
        #expect(
            examples(
                #""{{a}}", {"turns": ["Yes.", "{{a + b}}", "{{a}}"]}"#, #""{{b + 100}}", {"turns": ["Yes.", "7", "7"]}"#
            ) == "")
        #expect(examples(#"{"turns": ["Yes.", "{{a + b}}", "0"], "score": 0.5}"#, "") == "")
        #expect(
            examples(#"{"turns": ["Yes.", "{{a + b}}", "0"]}"#, "").contains(
                "must pass and scores 0.500, turn 3: expected "))
        #expect(
            examples("", #"{"turns": ["", "1", "2"]}"#).contains(
                "has an answer for turn 2, which is not reached: the answer before it is empty"))
        #expect(examples("", #"{"turns": [""]}"#) == "")
        #expect(examples("", #"{"turns": ["Yes.", "1"]}"#).contains("has no answer for turn 3"))
        #expect(examples("", #"{"turns": ["Yes.", "1", "2", "3"]}"#).contains("turn 4, which the probe does not have"))
    }

    @Test func `calls of an example are answered like those of a model`() {
        func examples(_ pass: String, _ fail: String) -> String {
            told(tools + #", "examples": {"pass": [\#(pass)], "fail": [\#(fail)]}"#)
        }
        let called = #""tool_calls": [{"name": "weather", "arguments": {"city": "{{nth(w, 1)}}"}}]"#
        #expect(
            examples(#"{\#(called), "answer": "{{t}} degrees"}"#, #""{{t + 1}}", {"tool_calls": [{"name": "wether"}]}"#)
                == "")
        #expect(examples("", #""{{t}}""#).contains("must fail and scores 0.500"))
        #expect(
            examples(
                #"{\#(called), "score": 0.5}"#, #"{"tool_calls": [{"name": "weather", "arguments": "{\"city\": "}]}"#)
                == "")
        #expect(
            examples(#"{"tool_calls": [{"name": "wether"}], "answer": "{{t}}"}"#, "")
                .contains("has an answer that is never given: the probe has no result for the calls before it"))
        #expect(
            examples(#"{"tool_calls": [{"name": "weather", "arguments": {"city": "{{x}}"}}]}"#, "")
                .contains("in the example: unknown name \"x\""))
    }

    @Test func `a conversation that needs no ability is told`() {
        let lazy =
            #""turns": [{"prompt": "One.", "evaluate": {"type": "words", "max": 90}}, {"prompt": "Two.", "evaluate": {"type": "words", "max": 90}}]"#
        #expect(told(lazy).contains("is passed by an empty answer, a refusal, all digits in a row"))
        #expect(!told(script).contains("passed by"))
    }

    @Test func `the cost of a day counts every request of a conversation with what was said before`() throws {
        let config = SourceFile(
            "c.json",
            #"""
            {"providers": [{"name": "a", "api": "openai-chat", "model": "m", "base_url": "http://127.0.0.1:1/v1"}],
             "sinks": [{"name": "s", "type": "webhook", "url": "https://h.example.net/x", "secret": {"env": "S"}}]}
            """#)
        func cost(_ probe: String) throws -> (requests: Int, input: Int, output: Int) {
            let report = Settings.check(config: config, suites: [suite(probe + #", "max_output_tokens": 20"#)])
            let cost = try #require(report.costs.first)
            return (cost.requests / 96, cost.inputTokens / 96, cost.outputTokens / 96)
        }
        let judged = #""evaluate": {"type": "number", "equals": 87}"#
        // Eight bytes: two tokens, and four for the frame.
        let two = try cost(#""turns": [{"prompt": "12345678"}, {"prompt": "12345678", \#(judged)}]"#)
        #expect(two == (2, 6 + (6 + 20 + 6), 40))
        let tool = try cost(
            #""prompt": "12345678", \#(judged), "tools": [{"name": "a", "results": [{"result": "1234"}]}]"#)
        #expect(tool.requests == 2 && tool.output == 40 && tool.input > 2 * 6 + 20 + 5)
    }
}
