import Core
import FoundationEssentials
import Testing

@testable import Evaluators

@Suite struct `JSON in answers` {
    @Test(
        arguments: [
            ("$", "{\"a\":[1,{\"b c\":2}]}"), ("$.a", "[1,{\"b c\":2}]"), ("$.a[0]", "1"), ("$.a[-1]['b c']", "2"),
            ("$[\"a\"][1]", "{\"b c\":2}"), ("$.x", nil), ("$.a[2]", nil), ("$.a.b", nil),
        ] as [(String, String?)])
    func `has places that a path names`(path: String, found: String?) throws {
        let json = try JSONParser.parse(#"{"a": [1, {"b c": 2}]}"#)
        #expect(try #require(JSONPath(path)).value(in: json)?.text == found)
    }

    @Test(arguments: ["", "a", "$.", "$a", "$[", "$[x]", "$['a]", "$..a", "$[*]"])
    func `has no place for what is no singular path`(path: String) { #expect(JSONPath(path) == nil) }

    @Test func `is found by the longest value, not by a footnote`() throws {
        let found = try #require(JSONInText.find(Array("see [1] {\"a\": [1, 2, 3]} and [2]".utf8)[...]))
        #expect(found.value["a"]?.array?.count == 3)
    }

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: suiteFolder),
            "the JSON Schema Test Suite is not beside the checkout"))
    func `is checked as the JSON Schema Test Suite says: all that is required, and more`() throws {
        let folder = suiteFolder + "/draft2020-12"
        let remotes = try documents(suiteFolder + "/remotes")
        var checked = 0
        let required = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }
        for name in (required + optional).sorted() {
            for group in try json(folder + "/" + name).array ?? [] {
                var reading = Reading(file: SourceFile(path: name, bytes: []))
                let schema = SchemaReader.read(group["schema"] ?? .null, others: remotes, &reading)
                let title = "\(name): \(group["description"]?.string ?? "")"
                #expect(!reading.hasErrors, "\(title): \(reading.diagnostics)")
                for test in group["tests"]?.array ?? [] {
                    checked += 1
                    var effort = Effort()
                    let outcome = schema.outcome(of: test["data"] ?? .null, at: "$", &effort)
                    #expect(
                        (outcome == .holds) == test["valid"]?.bool && effort.exhausted == nil,
                        "\(title): \(test["description"]?.string ?? ""): \(outcome)")
                }
            }
        }
        #expect(checked > 1200)
    }

    private func json(_ path: String) throws -> JSON {
        try JSONParser.parse(Array(try #require(FileManager.default.contents(atPath: path))))
    }

    /// What the suite serves at http://localhost:1234.
    private func documents(_ folder: String) throws -> [String: JSON] {
        var found: [String: JSON] = [:]
        func collect(_ below: String) throws {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder + below) {
                let path = below + "/" + name
                if name.hasSuffix(".json") {
                    found["http://localhost:1234" + path] = try json(folder + path)
                } else {
                    try collect(path)
                }
            }
        }
        try collect("")
        return found
    }
}

/// What the suite leaves to implementations, and is so here.
private let optional = [
    "anchor", "bignum", "dynamicRef", "ecmascript-regex", "float-overflow", "id", "no-schema", "non-bmp-regex",
    "refOfUnknownKeyword", "unknownKeyword",
].map { "optional/\($0).json" }

private let suiteFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("shared/data/oracles/json-schema-test-suite").path
