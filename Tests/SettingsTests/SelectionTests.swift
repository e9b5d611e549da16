import Core
import Settings
import Testing

/// Suites that select probes of others.
@Suite struct SelectionTests {
    private func suite(_ name: String, ids: [String]) -> SourceFile {
        let probes = ids.map { #"{"id": "\#($0)", "prompt": "?", "evaluate": {"type": "number", "equals": 87}}"# }
        return SourceFile(
            "\(name).json",
            #"{"suite": "\#(name)", "category": "logic", "probes": ["# + probes.joined(separator: ",\n") + "]}")
    }

    private func selection(_ name: String, _ select: String) -> SourceFile {
        SourceFile("\(name).json", #"{"suite": "\#(name)", "select": \#(select)}"#)
    }

    private func load(_ suites: [SourceFile], asking names: [String]?) -> SettingsResult {
        let list = names.map { ", \"suites\": [\($0.map { "\"\($0)\"" }.joined(separator: ", "))]" } ?? ""
        let config = """
            {"providers": [
              {"name": "a", "api": "openai-chat", "model": "m", "base_url": "http://127.0.0.1:1/v1"\(list)}]}
            """
        let (settings, diagnostics) = Settings.load(
            config: SourceFile("c.json", config), suites: suites, secrets: vault([:]), version: "1.2.3")
        return (settings, diagnostics.filter { !$0.problem.hasPrefix("no sink") })
    }

    private func keys(_ suites: [SourceFile], asking names: [String]?) throws -> [String] {
        let (settings, diagnostics) = load(suites, asking: names)
        #expect(diagnostics.text == "")
        return try #require(settings).watched[0].probes.map(\.key)
    }

    private var files: [SourceFile] {
        [
            suite("logic", ids: ["z", "a"]), suite("code", ids: ["m", "n"]),
            selection("smoke", #"["code/m", "logic/z"]"#), selection("full", #""all""#),
        ]
    }

    @Test func `a provider is asked what its selections name, each probe once`() throws {
        #expect(try keys(files, asking: ["smoke"]) == ["code/m", "logic/z"])
        #expect(try keys(files, asking: ["smoke", "code"]) == ["code/m", "code/n", "logic/z"])
        #expect(try keys(files, asking: ["full", "smoke"]) == ["code/m", "code/n", "logic/a", "logic/z"])
        #expect(try keys(files, asking: nil) == ["code/m", "code/n", "logic/a", "logic/z"])
    }

    @Test func `a probe is the same whichever selection asks it`() throws {
        let chosen = try #require(load(files, asking: ["smoke"]).settings).watched[0].probes
        let all = try #require(load(files, asking: nil).settings).watched[0].probes
        for probe in chosen { #expect(all.first { $0.key == probe.key }?.version == probe.version) }
    }

    @Test func `one round of a selection asks what it selects`() throws {
        let settings = try #require(load(files, asking: nil).settings)
        let probes = settings.watched[0].probes
        func asked(_ name: String) -> [String] { probes.filter { settings.suite(name, asks: $0) }.map(\.key) }
        #expect(asked("smoke") == ["code/m", "logic/z"])
        #expect(asked("full") == probes.map(\.key))
        #expect(asked("logic") == ["logic/a", "logic/z"])
        #expect(asked("none").isEmpty)
    }

    @Test func `a selection that changes takes effect with the others`() throws {
        let before = try #require(load(files, asking: ["smoke"]).settings)
        let changed = Array(files.dropLast(2)) + [selection("smoke", #"["code/n"]"#)]
        let after = try #require(before.replacing(suites: changed).settings)
        #expect(after.watched[0].probes.map(\.key) == ["code/n"])
        #expect(after.selections.map(\.name.value) == ["smoke"] && after.contentHash != before.contentHash)
    }

    @Test func `what a selection names and there is not is told with the nearest`() {
        let wrong = selection("smoke", #"["logik/z", "logic/zz", "logic/m", "logic/qqqq", "full/m", "code/m"]"#)
        let (settings, diagnostics) = load([files[0], files[1], files[3], wrong], asking: nil)
        #expect(settings == nil)
        #expect(
            diagnostics.text == """
                smoke.json:1:31: error: there is no suite "logik"; write "logic/z"
                smoke.json:1:42: error: there is no probe "zz" in the suite "logic"; write "logic/z"
                smoke.json:1:54: error: there is no probe "m" in the suite "logic"; write "code/m"
                smoke.json:1:65: error: there is no probe "qqqq" in the suite "logic"; leave it out
                smoke.json:1:79: error: "full" is a selection itself and has no probes; name the probe's own suite
                """)
    }

    @Test func `a directory from which a suite was taken away goes on without it`() throws {
        let smoke = selection("smoke", #"["code/m", "weather/a", "weather/b"]"#)
        let (settings, diagnostics) = load([files[1], smoke], asking: ["smoke"])
        #expect(
            diagnostics.text == """
                smoke.json:1:41: warning: there is no suite "weather", so its 2 probes are not asked; check the whole directory, or leave them out
                """)
        #expect(try #require(settings).watched[0].probes.map(\.key) == ["code/m"])
    }

    @Test func `a provider whose selections have nothing left is told`() {
        let smoke = selection("smoke", #"["weather/a"]"#)
        let (settings, diagnostics) = load([files[1], smoke], asking: ["smoke"])
        #expect(settings == nil)
        #expect(diagnostics.errors.text.contains("c.json:2:"), "\(diagnostics.text)")
        #expect(diagnostics.errors.text.contains("nothing is left of the suites of \"a\""))
        #expect(load([selection("full", #""all""#)], asking: nil).settings == nil, "no probes at all")
    }

    @Test func `a name is taken whether its suite has probes or selects them`() {
        let (settings, diagnostics) = load([files[1], selection("code", #""all""#)], asking: nil)
        #expect(settings == nil)
        #expect(diagnostics.text.contains("the suite \"code\" is there already, at code.json:1:11"))
    }

    @Test func `an unknown suite of a provider is told with the nearest selection, too`() {
        let diagnostics = load(files, asking: ["smok"]).diagnostics
        #expect(diagnostics.text.contains("there is no suite \"smok\"; write \"smoke\""), "\(diagnostics.text)")
    }
}
