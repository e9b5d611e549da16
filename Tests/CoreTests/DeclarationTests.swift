import Core
import Testing

private struct Place: Sendable {
    var name: String
    var size: Int
    var tags: [String]
    var wait: Duration
}

private let place = Shape.object("A place.") { fields in
    Place(
        name: fields.required("name", .name, "What it is called."),
        size: fields.field("size", .int(1...10), default: 3, shown: 3, "How large it is."),
        tags: fields.field("tags", .array(of: .text(1...5)), default: [], shown: [], "Words."),
        wait: fields.field(
            "wait", .duration(.seconds(1)...(.seconds(60))), default: .seconds(5), shown: "5s", "How long."))
}

@Suite struct DeclarationTests {
    private func diagnostics(_ text: String) -> [String] {
        place.read(file: SourceFile(path: "p.json", bytes: Array(text.utf8))).diagnostics.map(\.description)
    }

    @Test func `a right file has a value and no diagnostics`() throws {
        let (value, diagnostics) = place.read(
            file: SourceFile(path: "p.json", bytes: Array("{\"//\": \"why\", \"name\": \"a\", \"wait\": \"10s\"}".utf8))
        )
        #expect(diagnostics.isEmpty)
        #expect(value?.size == 3 && value?.wait == .seconds(10))
    }

    @Test func `every error of a file is told at once with its place and what to write`() {
        let text = """
            { "nam": "x", "size": 11,
              "tags": ["toolong", 5],
              "wait": 5 }
            """
        #expect(
            diagnostics(text) == [
                "p.json:1:1: error: the key \"name\" is missing; add \"name\": what it is called.",
                "p.json:1:3: error: unknown key \"nam\"; write \"name\"",
                "p.json:1:23: error: 11 is out of range; write 1 to 10",
                "p.json:2:12: error: a string of 7 characters; write at most 5",
                "p.json:2:23: error: a string is expected, found a number",
                "p.json:3:11: error: a duration such as \"15m\" is expected, found a number; write \"5s\" for seconds",
            ])
    }

    @Test func `columns count characters and not bytes`() {
        #expect(diagnostics("{\"name\": \"a\", \"//é😀\": 1, \"x\": 1}").first?.hasPrefix("p.json:1:26:") == true)
    }

    @Test func `repeated keys and syntax errors are told`() {
        #expect(
            diagnostics("{\"name\":\"a\",\"name\":\"b\"}") == [
                "p.json:1:13: error: the key \"name\" is there twice; remove one of them"
            ])
        #expect(diagnostics("{\"name\":\"a\",}") == ["p.json:1:12: error: trailing comma"])
    }

    @Test func `a literal secret is refused and not shown`() {
        let shape = Shape.object("x") { $0.required("key", .secret, "A secret.") }
        let diagnostics = shape.read(file: SourceFile(path: "c.json", bytes: Array("{\"key\": \"sk-123456\"}".utf8)))
            .diagnostics
        #expect(diagnostics.count == 1 && diagnostics[0].description.contains("never written"))
        #expect(!diagnostics[0].description.contains("sk-123456"))
    }

    @Test func `the schema says what the reader does`() throws {
        let schema = place.schemaDocument(id: "x", title: "Place")
        #expect(schema["required"] == ["name"])
        #expect(schema["additionalProperties"] == false)
        #expect(schema["properties"]?["size"]?["maximum"] == 10)
        #expect(schema["properties"]?["size"]?["default"] == 3)
    }
}
