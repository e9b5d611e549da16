import Alerting
import Core
import Settings
import Testing

@Suite struct LoadTests {
    private let config = SourceFile("/etc/plummet/config.json", minimalConfig)
    private let suite = SourceFile("probes.d/arithmetic.json", arithmeticSuite)

    private func load(
        _ config: SourceFile, _ suites: [SourceFile], _ secrets: [String: String] = minimalSecrets
    ) -> SettingsResult {
        Settings.load(config: config, suites: suites, secrets: vault(secrets), version: "1.2.3")
    }

    private func suite(_ name: String, ids: [String]) -> SourceFile {
        let probes = ids.map { #"{"id": "\#($0)", "prompt": "?", "evaluate": {"type": "number", "equals": 87}}"# }
        return SourceFile(
            "\(name).json",
            #"{"suite": "\#(name)", "category": "logic", "probes": ["# + probes.joined(separator: ",\n") + "]}")
    }

    @Test func `secrets are put where they belong, and are known to be kept out of everything`() throws {
        let (value, diagnostics) = load(config, [suite])
        #expect(diagnostics.text == "")
        let settings = try #require(value)
        #expect(settings.watched.map(\.provider.apiKey?.revealedText) == ["key-of-openai"])
        #expect(settings.watched[0].probes.map(\.key) == ["arithmetic/crates", "arithmetic/product"])
        #expect(settings.sinks.map(\.name) == ["oncall"])
        #expect(settings.secrets.map(\.name).sorted() == ["env HOOK_SECRET", "env OPENAI_API_KEY"])
        #expect(settings.token == nil)
    }

    @Test func `headers and token are resolved, and a secret that is used twice is read once`() throws {
        let text = """
            {"providers": [
               {"name": "a", "api": "openai-chat", "model": "m", "base_url": "https://g.example.net/v1", "api_key": {"env": "K"},
                "headers": {"X-Gateway-Key": {"env": "G"}, "X-Team": "t"}},
               {"name": "b", "api": "openai-chat", "model": "m", "base_url": "https://g.example.net/v1", "api_key": {"env": "K"}}],
             "token": {"file": "/run/token"}}
            """
        let (value, _) = load(
            SourceFile("c.json", text), [suite], ["env K": "kk", "env G": "gg", "file /run/token": "tt"])
        let settings = try #require(value)
        #expect(settings.watched.map(\.provider.apiKey?.revealedText) == ["kk", "kk"])
        #expect(settings.watched[0].provider.secretHeaders.map(\.name) == ["X-Gateway-Key"])
        #expect(settings.watched[0].provider.secretHeaders.map(\.secret.revealedText) == ["gg"])
        #expect(settings.watched[0].provider.headers == [Header("X-Team", "t")])
        #expect(settings.token?.revealedText == "tt")
        #expect(settings.secrets.map(\.revealedText) == ["kk", "gg", "tt"])
    }

    @Test func `credentials are resolved under their names and are secrets like others`() throws {
        let text = """
            {"providers": [
               {"name": "a", "api": "bedrock-converse", "model": "m", "options": {"region": "us-east-1"},
                "credentials": {"access_key_id": {"env": "ID"}, "secret_access_key": {"env": "KEY"}}}]}
            """
        let (value, _) = load(
            SourceFile("c.json", text), [suite], ["env ID": "AKIDEXAMPLE", "env KEY": "wJalrXUtnFEMI"])
        let settings = try #require(value)
        let provider = settings.watched[0].provider
        #expect(provider.credentials.map(\.name) == ["access_key_id", "secret_access_key"])
        #expect(provider.credentials.map(\.secret.revealedText) == ["AKIDEXAMPLE", "wJalrXUtnFEMI"])
        let redactor = Redactor(settings.secrets)
        #expect(redactor.redact("AKIDEXAMPLE: wJalrXUtnFEMI") == "[redacted]: [redacted]")
        let (_, told) = load(SourceFile("c.json", text), [suite], ["env ID": "AKIDEXAMPLE"])
        #expect(told.errors.text == "c.json:3:74: error: secret env KEY: it is not set")
    }

    @Test func `every secret that cannot be had is told with its place`() {
        let (value, diagnostics) = load(config, [suite], [:])
        #expect(value == nil)
        #expect(
            diagnostics.text == """
                /etc/plummet/config.json:2:31: error: secret env OPENAI_API_KEY: it is not set
                /etc/plummet/config.json:4:30: error: secret env HOOK_SECRET: it is not set
                """)
    }

    @Test func `an empty secret is none`() {
        let (value, diagnostics) = load(config, [suite], ["env OPENAI_API_KEY": " \n", "env HOOK_SECRET": "x"])
        #expect(value == nil)
        #expect(diagnostics.text.contains("2:31: error: secret env OPENAI_API_KEY: it is empty"))
    }

    @Test func `a secret that a sink cannot use is told without being shown`() {
        let (value, diagnostics) = load(
            config, [suite], ["env OPENAI_API_KEY": "x", "env HOOK_SECRET": "whsec_*not-base-64*"])
        #expect(value == nil)
        #expect(diagnostics.text.contains("config.json:3:18: error: secret env HOOK_SECRET"))
        #expect(!diagnostics.text.contains("not-base-64"))
    }

    @Test func `what is wrong with all files is told at once, sorted by file and place`() {
        let bad = SourceFile("c.json", #"{"providers": [], "sinks": 1, "vantag": "x"}"#)
        let (value, diagnostics) = load(bad, [SourceFile("z.json", "{"), SourceFile("a.json", "[]")])
        #expect(value == nil)
        #expect(
            diagnostics.text == """
                c.json:1:15: error: an array of 0 elements; give at least 1
                c.json:1:28: error: an array is expected, found a number
                c.json:1:31: error: unknown key "vantag"; write "vantage"
                a.json:1:1: error: an object is expected, found an array
                z.json:1:2: error: the text ends inside an object
                """)
    }

    @Test func `a probe that two files declare is told with the other place`() {
        let first = suite("logic", ids: ["a", "b"])
        let second = SourceFile(path: "more.json", bytes: suite("logic", ids: ["c", "b"]).bytes)
        let (value, diagnostics) = load(config, [second, first])
        #expect(value == nil)
        #expect(
            diagnostics.text == """
                more.json:2:8: error: the probe "logic/b" is there already, at logic.json:2:8; give it another id, or remove one of the files
                """)
    }

    @Test func `a suite that two files declare is told with the other place`() {
        let first = suite("logic", ids: ["a"])
        let second = SourceFile(path: "more.json", bytes: suite("logic", ids: ["c"]).bytes)
        let (value, diagnostics) = load(config, [first, second])
        #expect(value == nil)
        #expect(
            diagnostics.text == """
                more.json:1:11: error: the suite "logic" is there already, at logic.json:1:11; give it another name, or put its probes into that file
                """)
    }

    @Test func `names that are taken are told also of a file that is refused for something else`() {
        let broken = SourceFile("z.json", #"{"suite": "logic", "probes": []}"#)
        let diagnostics = load(config, [suite("logic", ids: ["a"]), broken]).diagnostics
        #expect(
            diagnostics.text.contains("z.json:1:11: error: the suite \"logic\" is there already, at logic.json:1:11"))
        #expect(diagnostics.text.contains("z.json:1:1: error: the key \"category\" is missing"))
    }

    private func asking(_ names: [String]) -> SourceFile {
        let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
        return SourceFile(
            "c.json",
            """
            {"providers": [
              {"name": "a", "api": "openai-chat", "model": "m", "base_url": "http://127.0.0.1:1/v1", "suites": [\(list)]},
              {"name": "b", "api": "openai-chat", "model": "m", "base_url": "http://127.0.0.1:1/v1"}]}
            """)
    }

    @Test func `a provider is asked its suites, and all of them when it names none`() throws {
        let suites = [suite("logic", ids: ["z", "a"]), suite("code", ids: ["m"])]
        let settings = try #require(load(asking(["logic"]), suites).settings)
        #expect(
            settings.watched.map { $0.probes.map(\.key) } == [
                ["logic/a", "logic/z"], ["code/m", "logic/a", "logic/z"],
            ])
        #expect(settings.suites.map(\.name) == ["code", "logic"])
    }

    @Test func `an unknown suite is told with the nearest one`() {
        let (value, diagnostics) = load(asking(["logik"]), [suite("logic", ids: ["a"])])
        #expect(value == nil)
        #expect(diagnostics.errors.text == #"c.json:2:101: error: there is no suite "logik"; write "logic""#)
    }

    @Test func `a suite that is missing because its file is refused is not blamed on the provider`() {
        let diagnostics = load(asking(["logic"]), [SourceFile("logic.json", "{")]).diagnostics
        #expect(!diagnostics.text.contains("there is no suite"))
        #expect(!diagnostics.errors.isEmpty)
    }

    @Test func `without a suite file there is nothing to run`() {
        let (value, diagnostics) = load(config, [])
        #expect(value == nil)
        #expect(diagnostics.text.contains("no suite file in /etc/plummet/probes.d, so nothing can be asked"))
    }

    @Test func `other probes take the place of the old ones as a whole`() throws {
        let before = try #require(load(config, [suite]).settings)
        let (value, diagnostics) = before.replacing(suites: [suite("logic", ids: ["a"])])
        #expect(diagnostics.text == "")
        let after = try #require(value)
        #expect(after.watched.map { $0.probes.map(\.key) } == [["logic/a"]])
        #expect(after.watched[0].provider.apiKey?.revealedText == "key-of-openai")
        #expect(after.contentHash != before.contentHash)
        #expect(after.suites.map(\.name) == ["logic"])
        let same = try #require(after.replacing(suites: [suite]).settings)
        #expect(same.contentHash == before.contentHash)
    }

    @Test func `other probes with one bad file are refused as a whole`() throws {
        let before = try #require(load(config, [suite]).settings)
        let (value, diagnostics) = before.replacing(suites: [suite("logic", ids: ["a"]), SourceFile("bad.json", "[")])
        #expect(value == nil)
        #expect(diagnostics.text == "bad.json:1:2: error: the text ends where a value is expected")
        #expect(before.replacing(suites: []).settings == nil)
    }

    @Test func `nothing that is printed of settings shows a secret`() throws {
        let settings = try #require(load(config, [suite]).settings)
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!dumped.contains("key-of-openai"))
        #expect(!"\(settings)".contains("key-of-openai"))
    }
}
