import Core
import Settings
import Testing

@Suite struct SuiteTests {
    @Test func `the suite of the documentation is read`() throws {
        let (value, diagnostics) = Suite.read(SourceFile("probes/arithmetic.json", arithmeticSuite))
        #expect(diagnostics.text == "")
        let suite = try #require(value)
        #expect(suite.name == "arithmetic" && suite.category == "arithmetic")
        #expect(suite.probes.map(\.probe.key) == ["arithmetic/crates", "arithmetic/product"])
        #expect(suite.probes.map(\.probe.isVaried) == [false, true])
        #expect(suite.probes[0].probe.sampling == Sampling(temperature: 0, maxOutputTokens: 64))
        #expect(suite.probes[1].probe.messages.map(\.content) == ["What is {{a}} * {{b}}? Reply with the number only."])
    }

    private func probes(_ text: String) throws -> [DeclaredProbe] {
        let (value, diagnostics) = Suite.read(
            SourceFile("s.json", #"{"suite": "s", "category": "logic", "# + text + "}"))
        #expect(diagnostics.text == "")
        return try #require(value).probes
    }

    private let evaluate = #""evaluate": {"type": "number", "equals": 87}"#

    @Test func `a probe has what it says itself, then what its suite says, then the defaults`() throws {
        let all = try probes(
            """
            "defaults": {"temperature": 0, "max_output_tokens": 32, "stop": ["\\n\\n"], "system": "Be brief."},
            "probes": [
              {"id": "a", "prompt": "?", \(evaluate)},
              {"id": "b", "prompt": "?", "temperature": 1, "top_p": 0.5, "max_output_tokens": 99, "stop": [], "category": "code", \(evaluate)}
            ]
            """)
        #expect(all[0].probe.sampling == Sampling(temperature: 0, maxOutputTokens: 32, stop: ["\n\n"]))
        #expect(all[1].probe.sampling == Sampling(temperature: 1, topP: 0.5, maxOutputTokens: 99))
        #expect(all.map(\.probe.category) == ["logic", "code"])
        let bare = try probes(#""probes": [{"id": "a", "prompt": "?", \#(evaluate)}]"#)
        #expect(bare[0].probe.sampling == Sampling())
    }

    @Test func `a system message comes from the probe, else from the defaults, and stands first`() throws {
        let all = try probes(
            """
            "defaults": {"system": "suite"},
            "probes": [
              {"id": "a", "prompt": "?", \(evaluate)},
              {"id": "b", "prompt": "?", "system": "probe", \(evaluate)},
              {"id": "c", "messages": [{"role": "system", "content": "turn"}, {"role": "user", "content": "?"}], \(evaluate)}
            ]
            """)
        #expect(all.map { $0.probe.messages[0].content } == ["suite", "probe", "turn"])
        #expect(all.allSatisfy { $0.probe.messages[0].role == .system && $0.probe.messages.count == 2 })
    }

    @Test func `a prompt is short for one message of the user`() throws {
        let all = try probes(
            """
            "probes": [
              {"id": "a", "prompt": "How many?", \(evaluate)}, {"id": "b", "messages": [{"role": "user", "content": "How many?"}], \(evaluate)}
            ]
            """)
        #expect(all[0].probe.messages == all[1].probe.messages)
    }

    @Test func `examples, note and difficulty do not change the version of a probe`() throws {
        let plain = try probes(#""probes": [{"id": "a", "prompt": "?", \#(evaluate)}]"#)
        let told = try probes(
            """
            "probes": [{"id": "a", "prompt": "?", \(evaluate), "note": "a note", "difficulty": "hard", "//": "comment",
              "examples": {"pass": ["87", {"answer": "87 apples", "score": 0.8}], "fail": ["86"]}}]
            """)
        #expect(told[0].probe.version == plain[0].probe.version)
        #expect(told[0].note == "a note" && told[0].difficulty == .hard)
        #expect(told[0].examples.map(\.expectation) == [.pass, .score(0.8), .fail])
        #expect(told[0].examples.map(\.turns[0].text.value) == ["87", "87 apples", "86"])
    }

    @Test(arguments: [
        ("a.json", true), (".a.json", false), ("a.json~", false), ("a.txt", false), (".json", false),
        ("#a.json", false),
        ("a.json.bak", false), ("README.md", false),
    ])
    func `only suites of a directory are read`(name: String, isSuite: Bool) {
        #expect(Suite.isSuiteFile(name) == isSuite)
    }

    @Test func `a file beyond the limit is refused without being read`() {
        let file = SourceFile(path: "big.json", bytes: [UInt8](repeating: 32, count: (8 << 20) + 1))
        #expect(Suite.read(file).diagnostics.text == "big.json: error: a file of 8.0 MiB; write at most 8.0 MiB")
        #expect(Configuration.read(file).value == nil)
    }
}
