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
    func `is checked as the JSON Schema Test Suite says, for the keywords there are`() throws {
        let folder = suiteFolder
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        var (checked, skipped) = (0, 0)
        // vocabulary.json swaps the meaning of keywords by a metaschema of its own, which no suite file does.
        for name in names.sorted() where name.hasSuffix(".json") && name != "vocabulary.json" {
            let bytes = try #require(FileManager.default.contents(atPath: folder + "/" + name))
            for group in try JSONParser.parse(Array(bytes)).array ?? [] {
                var reading = Reading(file: SourceFile(path: name, bytes: []))
                let schema = JSONSchema.shape.read(group["schema"] ?? .null, &reading)
                let tests = group["tests"]?.array ?? []
                guard !reading.hasErrors else { skipped += tests.count; continue }
                for test in tests {
                    checked += 1
                    let valid = test["valid"]?.bool
                    let accepts = schema.accepts(test["data"] ?? .null)
                    #expect(
                        accepts == valid,
                        "\(name): \(group["description"]?.string ?? ""): \(test["description"]?.string ?? "")")
                }
            }
        }
        // Few would mean that schemas are refused that should be read.
        #expect(checked > 300 && skipped < 2 * checked, "\(checked) checked, \(skipped) skipped")
    }
}

private let suiteFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("shared/data/oracles/json-schema-test-suite/draft2020-12").path
