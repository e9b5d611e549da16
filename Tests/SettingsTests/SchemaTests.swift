import Core
import Foundation
import Settings
import Testing

@Suite struct SchemaTests {
    private static let deploy = Fixtures.checkout.appending(path: "deploy")

    @Test func `the schemas that are shipped are the ones that the program declares`() throws {
        try Fixtures.expect(
            Settings.configSchema.pretty, equals: Self.deploy.appending(path: "schema/config.schema.json"))
        try Fixtures.expect(
            Settings.suiteSchema.pretty, equals: Self.deploy.appending(path: "schema/suite.schema.json"))
    }

    @Test func `the example configuration is read without a word`() throws {
        let bytes = [UInt8](try Data(contentsOf: Self.deploy.appending(path: "config.example.json")))
        let (value, diagnostics) = Configuration.read(SourceFile(path: "config.example.json", bytes: bytes))
        #expect(diagnostics.text == "")
        #expect(value?.providers.count == 5)
    }

    @Test func `the schemas describe every key at every level, and comments`() throws {
        for schema in [Settings.configSchema, Settings.suiteSchema] {
            #expect(schema["additionalProperties"] == false)
            #expect(schema["patternProperties"] == ["^//": true])
            #expect(schema["properties"]?["$schema"] != nil)
        }
        let provider = try #require(Settings.configSchema["properties"]?["providers"]?["items"]?["properties"])
        #expect(provider["api_key"]?["$ref"] == "#/$defs/secret")
        #expect((provider.members ?? []).count == 27)
        let options = Settings.configSchema["$defs"]?["options-http-json"]
        #expect(options?["required"] == ["body", "answer"] && options?["additionalProperties"] == false)
        #expect(provider["options"]?["anyOf"]?.array?.contains(["$ref": "#/$defs/options-http-json"]) == true)
        #expect(provider["credentials"]?["properties"]?["secret_access_key"]?["$ref"] == "#/$defs/secret")
        #expect((provider.members ?? []).allSatisfy { $0.value["description"]?.string?.isEmpty == false })
        #expect(Settings.suiteSchema["$defs"]?["evaluator"]?["oneOf"]?.array?.isEmpty == false)
    }

    /// An independent judge: accepts what is right and refuses what is wrong in kind.
    @Test func `an independent validator agrees with the schemas`() throws {
        guard let verdict = try jsonschema() else {
            print("skipped: python3 with jsonschema is not there")
            return
        }
        #expect(verdict == "", "\(verdict)")
    }

    private func jsonschema() throws -> String? {
        let accepted = [
            ["config", "deploy/config.example.json"], ["config", "Tests/Fixtures/settings/full.json"],
            ["suite", "Tests/Fixtures/settings/probes/arithmetic.json"],
            ["suite", "Tests/Fixtures/settings/probes/mixed.json"],
        ].map { [$0[0], Fixtures.checkout.appending(path: $0[1]).path] }
        let shipped = try FileManager.default.contentsOfDirectory(
            atPath: Fixtures.checkout.appending(path: "probes").path
        )
        .filter(Suite.isSuiteFile).sorted().map { ["suite", Fixtures.checkout.appending(path: "probes/\($0)").path] }
        let refused =
            [
                "unknown-keys", "wrong-types", "provider-types", "missing-keys", "out-of-range", "literal-secrets",
                "credentials", "dialect-options",
            ]
            .map { ["config", Fixtures.folder.appending(path: "config/\($0).json").path] }
            + ["unknown-keys", "wrong-types", "missing-keys", "out-of-range"]
            .map { ["suite", Fixtures.folder.appending(path: "suites/\($0).json").path] }
        let input = JSON.object([
            ("accept", .array((accepted + shipped).map { .array($0.map(JSON.string)) })),
            ("refuse", .array(refused.map { .array($0.map(JSON.string)) })),
            ("inline", [["config", .string(minimalConfig)], ["suite", .string(arithmeticSuite)]]),
            ("config", Settings.configSchema), ("suite", Settings.suiteSchema),
        ])
        let file = FileManager.default.temporaryDirectory.appending(path: "plummet-schema-\(UUID().uuidString).json")
        try Data(input.bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try run("/usr/bin/env", ["python3", "-W", "ignore", "-c", Self.script, file.path])
    }

    private static let script = """
        import json, sys
        try:
            import jsonschema
        except ImportError:
            sys.exit(77)
        given = json.load(open(sys.argv[1]))
        judge = {}
        for kind in ("config", "suite"):
            jsonschema.Draft202012Validator.check_schema(given[kind])
            judge[kind] = jsonschema.Draft202012Validator(given[kind])
        def problems(kind, text):
            return [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in judge[kind].iter_errors(json.loads(text))]
        for kind, path in given["accept"]:
            for p in problems(kind, open(path).read()): print(path, p)
        for kind, text in given["inline"]:
            for p in problems(kind, text): print("inline", p)
        for kind, path in given["refuse"]:
            if not problems(kind, open(path).read()): print(path, "was not refused")
        """

    private func run(_ program: String, _ arguments: [String]) throws -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        do { try process.run() } catch { return nil }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        if process.terminationStatus == 77 || process.terminationStatus == 127 { return nil }
        return String(decoding: data, as: UTF8.self)
    }
}
