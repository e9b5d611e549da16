import Core
import Testing

@Suite struct JSONTests {
    @Test(arguments: [
        ("{\"a\": [1, 2.50, -3e2, true, null, \"x\"]}", "{\"a\":[1,2.50,-3e2,true,null,\"x\"]}"),
        (" [ ] ", "[]"), ("\"\\u00e9\\n\\ud83d\\ude00\"", "\"é\\n😀\""), ("{}", "{}"), ("\"\\/\"", "\"/\""),
    ])
    func `a value is written back as it was read`(text: String, expected: String) throws {
        #expect(try JSONParser.parse(text).text == expected)
    }

    @Test(arguments: [
        ("", 0), ("{\"a\":1,}", 6), ("[1 2]", 3), ("[1,]", 2), ("01", 0), ("1.", 2), ("nul", 0), ("\"a", 0),
        ("{a:1}", 1),
        ("{\"a\" 1}", 5), ("\"\\x\"", 1), ("1 1", 2), ("[", 1), ("\"\u{01}\"", 1), ("'a'", 0), ("// no", 0), ("-", 1),
        ("truex", 0),
        ("12abc", 2), ("\"\\u12\"", 1),
    ])
    func `what is not JSON is refused at its place`(text: String, offset: Int) {
        let failure = #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(text) }
        #expect(failure?.offset == offset)
    }

    @Test func `nesting is bounded and does not exhaust the stack`() {
        let deep = String(repeating: "[", count: 100_000)
        let failure = #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(deep) }
        #expect(failure?.problem.contains("128") == true)
        #expect(throws: Never.self) {
            try JSONParser.parse(String(repeating: "[", count: 128) + String(repeating: "]", count: 128))
        }
    }

    @Test func `a lone surrogate is read as the replacement character`() throws {
        #expect(try JSONParser.parse("\"a\\ud800b\"").string == "a\u{FFFD}b")
        #expect(try JSONParser.parse("\"\\ud800\\u0041\"").string == "\u{FFFD}A")
    }

    @Test func `invalid UTF-8 is refused where it stands`() {
        let failure = #expect(throws: JSONParser.Failure.self) { try JSONParser.parse([34, 97, 0xC3, 0x28, 34]) }
        #expect(failure?.offset == 2)
        #expect(failure?.problem == "not valid UTF-8")
    }

    @Test func `repeated keys are noted and the last one counts`() throws {
        let (value, duplicates) = try JSONParser.parseNotingDuplicates(Array("{\"a\":1,\"b\":{\"a\":2},\"a\":3}".utf8))
        #expect(value["a"]?.int == 3)
        #expect(duplicates == [.init(key: "a", offset: 19)])
    }

    @Test func `numbers keep their text and compare by value`() throws {
        #expect(try JSONParser.parse("12345678901234567890").text == "12345678901234567890")
        #expect(try JSONParser.parse("1.0") == 1)
        #expect(try JSONParser.parse("{\"a\":1,\"b\":2}") == JSONParser.parse("{\"b\":2.0,\"a\":1e0}"))
        #expect(try JSONParser.parse("[1]") != JSONParser.parse("[true]"))
        #expect(JSON.double(0.1).text == "0.1")
        #expect(JSON.double(.nan).text == "null")
        #expect(JSON.double(3).text == "3")
    }

    @Test func `canonical text does not depend on the order of keys`() throws {
        #expect(
            try JSONParser.parse("{\"b\":1,\"a\":{\"d\":2,\"c\":3}}").canonical == "{\"a\":{\"c\":3,\"d\":2},\"b\":1}")
    }

    @Test func `bytes that are not text survive as base 64`() {
        let bytes: [UInt8] = [0xFF, 0, 1, 2]
        #expect(JSON.blob(bytes).blob == bytes)
        #expect(JSON.blob(Array("text\0".utf8)).string == "text\0")
    }

    @Test func `any mutation of a text gives a value or an error`() throws {
        let seed: UInt64 = 20_261_123
        var random = SeededRandom(seed: seed)
        let base = Array("{\"a\":[1,2.5e3,\"x\\u00e9\",null,true],\"b\":{\"c\":\"d\"}}".utf8)
        for _ in 0..<5_000 {
            var bytes = base
            for _ in 0..<random.int(in: 1...4) {
                bytes[random.int(in: 0...bytes.count - 1)] = UInt8(random.int(in: 0...255))
            }
            guard let value = try? JSONParser.parse(bytes) else { continue }
            #expect(try JSONParser.parse(value.text) == value, "seed \(seed): \(bytes)")
        }
    }

    @Test(arguments: [3, 8, 9, 20])
    func `tells keys that repeat, in objects of any size`(count: Int) throws {
        let keys = (0..<count).map { "\"k\($0)\":0" }
        for repeated in [0, count - 1] {
            let text = "{" + (keys + ["\"k\(repeated)\":1"]).joined(separator: ",") + "}"
            let read = try JSONParser.parseNotingDuplicates(Array(text.utf8))
            #expect(read.duplicates.map(\.key) == ["k\(repeated)"])
            #expect(read.value["k\(repeated)"]?.int == 1)
        }
    }

    @Test(arguments: [
        ("1", "1.0", true), ("9007199254740993", "9007199254740992", false), ("\"é\"", "\"e\u{301}\"", false),
    ])
    func `is compared exactly`(a: String, b: String, same: Bool) throws {
        #expect((try JSONParser.parse(a) == JSONParser.parse(b)) == same)
    }
}
