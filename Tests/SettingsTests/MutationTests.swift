import Core
import Settings
import Testing

/// Files that were damaged in any way: told, never a crash, and never a secret in a message.
@Suite struct MutationTests {
    private static let key = "sk-proj-4eC39HqLyjWDarjtT1zdp7dc"

    private func mutated(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = bytes
        let pieces = [
            "{", "}", "[", "]", "\"", ":", ",", "null", "1e999", "-1", "\"//\"", "{{", "}}", "\\u0000", "\u{FEFF}",
            "999999999999999999999",
        ]
        for _ in 0...random.int(in: 0...3) where !bytes.isEmpty {
            let at = random.int(in: 0...bytes.count - 1)
            switch random.int(in: 0...5) {
            case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.remove(at: at)
            case 2: bytes.insert(contentsOf: Array(pieces[random.int(in: 0...pieces.count - 1)].utf8), at: at)
            case 3: bytes.removeSubrange(at..<min(bytes.count, at + random.int(in: 1...40)))
            case 4: bytes.removeSubrange(at...)
            default: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + random.int(in: 1...60))], at: at)
            }
        }
        return bytes
    }

    @Test func `no damage to a configuration crashes`() throws {
        let full = try Fixtures.source("full.json").bytes
        var random = SeededRandom(seed: 2_026_1123)
        for round in 0..<600 {
            let file = SourceFile(path: "c.json", bytes: mutated(full, &random))
            let (value, diagnostics) = Configuration.read(file)
            #expect((value == nil) == !diagnostics.errors.isEmpty, "seed \(random.seed), round \(round)")
            #expect(diagnostics.allSatisfy { $0.line >= 1 && $0.column >= 1 }, "seed \(random.seed), round \(round)")
        }
    }

    @Test func `no damage to a suite crashes`() throws {
        let whole = try Fixtures.source("probes/mixed.json").bytes
        var random = SeededRandom(seed: 77)
        for round in 0..<400 {
            let file = SourceFile(path: "s.json", bytes: mutated(whole, &random))
            let report = Settings.check(config: nil, suites: [file])
            #expect(Suite.read(file).value != nil || report.hasErrors, "seed \(random.seed), round \(round)")
        }
    }

    @Test func `a key in the place of any string is refused and never repeated`() throws {
        let json = try JSONParser.parse(try Fixtures.source("full.json").bytes)
        var places = 0
        for index in 0..<200 {
            var left = index
            let changed = replacingString(in: json, at: &left)
            guard left < 0 else { break }
            places += 1
            let (value, diagnostics) = Configuration.read(SourceFile(path: "c.json", bytes: Array(changed.pretty.utf8)))
            #expect(value == nil, "string \(index)")
            #expect(!diagnostics.text.contains("4eC39Hq"), "string \(index)")
        }
        #expect(places > 30)
    }

    private func replacingString(in json: JSON, at left: inout Int) -> JSON {
        switch json.kind {
        case .string:
            left -= 1
            return left == -1 ? .string(Self.key) : json
        case .array(let values): return .array(values.map { replacingString(in: $0, at: &left) })
        case .object(let members): return .object(members.map { ($0.key, replacingString(in: $0.value, at: &left)) })
        case .null, .bool, .number: return json
        }
    }
}
