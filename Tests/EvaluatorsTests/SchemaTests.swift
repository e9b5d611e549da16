import Core
import FoundationEssentials
import Testing

@testable import Evaluators

@Suite struct `A JSON Schema` {
    private func read(_ text: String) -> (schema: JSONSchema, diagnostics: [String]) {
        var reading = Reading(file: SourceFile(path: "a.json", bytes: Array(text.utf8)))
        do {
            let schema = SchemaReader.read(try JSONParser.parse(text), &reading)
            return (schema, reading.diagnostics.map(\.description))
        } catch {
            return (.anything, ["\(error)"])
        }
    }

    private func outcome(_ schema: String, _ value: String) throws -> JSONSchema.Outcome {
        let read = read(schema)
        try #require(read.diagnostics.isEmpty, "\(read.diagnostics)")
        var effort = Effort()
        return read.schema.outcome(of: try JSONParser.parse(value), at: "$", &effort)
    }

    @Test func `accepts and refuses what the frozen cases say`() throws {
        let cases = try JSONParser.parse(try #require(fixture("../schemas/cases.json"))).array ?? []
        #expect(cases.count > 30)
        for each in cases {
            var reading = Reading(file: SourceFile(path: "cases.json", bytes: []))
            let schema = SchemaReader.read(each["schema"] ?? .null, &reading)
            #expect(reading.diagnostics.isEmpty, "\(reading.diagnostics)")
            for (key, expected) in [("valid", true), ("invalid", false)] {
                for value in each[key]?.array ?? [] {
                    var effort = Effort()
                    let outcome = schema.outcome(of: value, at: "$", &effort)
                    #expect(
                        (outcome == .holds) == expected && effort.exhausted == nil,
                        "\(each["description"]?.string ?? ""): \(value.text): \(outcome)")
                }
            }
        }
    }

    @Test(arguments: [
        (
            #"{"type": "object", "requird": ["a"]}"#,
            #"a.json:1:20: error: unknown schema keyword "requird"; write "required""#
        ),
        (
            "{\"properties\": {\n  \"a\": {\"minimum\": \"x\"}}}",
            "a.json:2:20: error: a number is expected, found a string"
        ),
        (
            ##"{"items": {"$ref": "#/$defs/n"}, "$defs": {"m": true}}"##,
            ##"a.json:1:20: error: there is no schema under "#/$defs/n"; refer to one of the same file, such as "#/$defs/name", or to the metaschema"##
        ),
        (
            #"{"$ref": "https://example.net/other.json"}"#,
            ##"a.json:1:10: error: there is no schema under "https://example.net/other.json"; refer to one of the same file, such as "#/$defs/name", or to the metaschema"##
        ),
        (
            ##"{"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"allOf": [{"$ref": "#/$defs/a"}]}}}"##,
            #"a.json:1:56: error: the schema leads back to itself on the same value; refer to it from within "properties" or "items""#
        ),
        (
            #"{"pattern": "a("}"#,
            "a.json:1:13: error: the pattern is wrong: missing closing parenthesis; write a pattern of JavaScript; a backslash is written twice in JSON"
        ),
        (
            #"{"multipleOf": 0}"#,
            "a.json:1:16: error: nothing is a multiple of 0; write a number above 0 of at most 18 digits"
        ),
        (
            ##"{"$schema": "http://json-schema.org/draft-07/schema#"}"##,
            ##"a.json:1:13: error: "http://json-schema.org/draft-07/schema#" is no dialect that is known here; write "https://json-schema.org/draft/2020-12/schema", and the schema by its rules"##
        ),
        (#"{"not": 3}"#, "a.json:1:9: error: a schema (an object, true or false) is expected, found a number"),
        (#"{"anyOf": []}"#, "a.json:1:11: error: an array of no schemas; give at least one"),
        (
            #"{"nullable": true}"#,
            #"a.json:1:2: warning: the schema keyword "nullable" says nothing in draft 2020-12; leave it out, or write "$comment""#
        ),
    ])
    func `that is wrong is told with line and column`(schema: String, expected: String) {
        #expect(read(schema).diagnostics == [expected])
    }

    @Test func `says where the value is wrong, for several places at once`() throws {
        let schema = #"{"properties": {"a": {"items": {"type": "integer"}}, "b c": {"minimum": 2}}, "required": ["d"]}"#
        #expect(
            try outcome(schema, #"{"a": [1, "x", 2.5], "b c": 1}"#)
                == .fails([
                    #"expected integer at $.a[1], found "x""#, "expected integer at $.a[2], found 2.5",
                    "1 at $['b c'] is less than 2", #"the key "d" is missing at $"#,
                ]))
        guard
            case .fails(let reasons) = try outcome(
                #"{"items": false}"#, "[" + Array(repeating: "0", count: 50).joined(separator: ",") + "]")
        else { throw Unreadable(diagnostics: []) }
        #expect(reasons.count == JSONSchema.failuresLimit)
    }

    @Test func `that cannot be decided within limits says nothing of the value`() throws {
        let endless =
            ##"{"$id": "https://example.net/a", "$dynamicAnchor": "x", "$ref": "b", "$defs": {"b": {"$id": "b", "$dynamicRef": "#x", "$defs": {"y": {"$dynamicAnchor": "x"}}}}}"##
        #expect(try outcome(endless, "1") == .gaveUp("the schema goes deeper than 400 levels on this answer"))
        let many = JSON.array(Array(repeating: [0, 0, 0, 0], count: 30_000))
        var effort = Effort()
        #expect(
            read(#"{"items": {"items": {"type": "integer"}}}"#).schema.outcome(of: many, at: "$", &effort)
                == .gaveUp("it needs too much work on this answer"))
        let slow = try outcome(#"{"not": {"pattern": "^(a+)+$"}}"#, "\"" + String(repeating: "a", count: 60) + "!\"")
        guard case .gaveUp(let why) = slow else { throw Unreadable(diagnostics: []) }
        #expect(why.hasPrefix(#"the pattern "^(a+)+$" could not be decided"#))
    }

    @Test(arguments: [
        #"{"type": "json", "schema": {"pattern": "^(a+)+$"}}"#,
        #"{"type": "json", "checks": [{"path": "$", "pattern": "^(a+)+$"}]}"#,
    ])
    func `whose pattern reaches its limit leaves the answer unscored`(evaluate: String) throws {
        let verdict = try verdict(evaluate, "\"" + String(repeating: "a", count: 60) + "!\"")
        #expect(verdict.score == nil && verdict.judgements[0].extraction == .error, "\(verdict)")
    }

    @Test func `has all its metaschemas, and they are schemas by themselves`() throws {
        let names = ["schema"] + SchemaKeywords.vocabularies.map { "meta/" + $0.name }
        for name in names {
            let json = try #require(Metaschemas.document(Metaschemas.folder + name), "\(name)")
            #expect(try outcome(#"{"$ref": "https://json-schema.org/draft/2020-12/schema"}"#, json.text) == .holds)
        }
    }
}

@Suite struct `A reference to a URI` {
    // The examples of RFC 3986, section 5.4, in part.
    @Test(arguments: [
        ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"), ("/g", "http://a/g"),
        ("//g", "http://g"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"), ("", "http://a/b/c/d;p?q"),
        (".", "http://a/b/c/"), ("..", "http://a/b/"), ("../g", "http://a/b/g"), ("../../../g", "http://a/g"),
        ("urn:x:y", "urn:x:y"), ("g;x=1/../y", "http://a/b/c/y"),
    ])
    func `is resolved as the RFC says`(reference: String, expected: String) {
        let base = URIReference("http://a/b/c/d;p?q")
        #expect(base.resolving(URIReference(reference)).withoutFragment == expected)
    }
}

@Suite struct `An exact number` {
    @Test(arguments: [
        ("1", "1.0", 0), ("1e3", "1000", 0), ("0.1", "0.10000000000000000000000001", -1), ("-0", "0", 0),
        ("-5", "3", -1),
        ("-5", "-3", -1), ("1e400", "1e399", 1), ("9007199254740993", "9007199254740992", 1), ("0", "1e-400", -1),
        ("-1e5", "0", -1), ("12e-1", "1.2", 0),
    ])
    func `is compared without loss`(a: String, b: String, order: Int) throws {
        let (x, y) = (try #require(ExactNumber(a)), try #require(ExactNumber(b)))
        #expect((x < y) == (order < 0) && (y < x) == (order > 0) && (x == y) == (order == 0))
    }

    @Test(arguments: [
        ("10", "3", false), ("9", "3", true), ("0", "7", true), ("1e308", "0.123456789", false), ("4.5", "1.5", true),
        ("1e1000000000", "7", false), ("1e1000000000", "8", true), ("123456789012345678901234567890", "10", true),
        ("-0.3", "0.1", true), ("1", "2", false), ("12391239123", "1e-8", true),
    ])
    func `is a multiple or is none`(a: String, b: String, expected: Bool) throws {
        #expect(try #require(ExactNumber(a)).isMultiple(of: try #require(ExactNumber(b))) == expected)
    }
}
