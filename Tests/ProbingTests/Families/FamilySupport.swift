import Core
@testable import Probing
import Testing

/// What a family makes for so many seeds.
func questions(_ parameters: String, _ count: UInt64 = 1_000) throws -> [JSON] {
    var reading = Reading(file: SourceFile(path: "", bytes: []))
    let draw = Family.shape.read(try JSONParser.parse("{\"family\": \(parameters)}"), &reading)
    #expect(reading.diagnostics == [], "\(parameters)")
    return (0..<count).map { seed in
        var random = SeededRandom(seed: seed)
        return draw.make(&random).json
    }
}

extension JSON {
    /// A field's text: of a number, its digits.
    func said(_ key: String) -> String { self[key].map { $0.string ?? $0.text } ?? "" }
    /// A field that is a list of texts.
    func all(_ key: String) -> [String] { (self[key]?.array ?? []).map { $0.string ?? $0.text } }
    /// The text of the question.
    var question: String { said("text") }
    /// The numbers that stand in a text.
    static func numbers(in text: String) -> [Int] { text.split { !$0.isNumber }.compactMap { Int($0) } }
}

/// Whether each of the answers is given about equally often: within six standard deviations.
func expectEven(
    _ answers: [String], _ kinds: Int, _ note: String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
    let counts = Dictionary(answers.map { ($0, 1) }, uniquingKeysWith: +)
    #expect(counts.count == kinds, "\(note) \(counts.keys.sorted())", sourceLocation: sourceLocation)
    let share = 1 / Double(kinds)
    let deviation = (Double(answers.count) * share * (1 - share)).squareRoot()
    for (answer, count) in counts {
        #expect(
            abs(Double(count) - Double(answers.count) * share) < 6 * deviation + 1, "\(note) \(answer): \(count)",
            sourceLocation: sourceLocation)
    }
}

/// The contract of all families.
@Suite struct FamilyTests {
    static let parameters: [String] = Family.all.map { "\"\($0.name)\"" }

    @Test(arguments: parameters) func `every family asks different questions with an answer and a wrong one`(
        family: String
    ) throws {
        let made = try questions(family, 300)
        for each in made {
            #expect(!each.question.isEmpty && !each.said("answer").isEmpty && !each.said("wrong").isEmpty)
            #expect(each["answer"] != each["wrong"], "\(each.text)")
        }
        #expect(Set(made.map(\.text)).count > 200, "\(family)")
        #expect(try questions(family, 20) == Array(made.prefix(20)))
    }

    @Test func `the questions of every family never change`() throws {
        let hashes = try Family.all.map { family in
            "\(family.name) \(StableHash.hex(try questions("\"\(family.name)\"", 40).map(\.text)))"
        }
        #expect(hashes == Self.golden, "\(hashes.joined(separator: "\n"))")
    }

    /// The name of each family and a hash of its first 40 questions.
    private static let golden = [
        "carrying 97626cea020016c1",
        "word-problem b3a2d6c475e98db7",
        "conversion 726be24d221794c5",
        "dates cec26baff95f6dc6",
        "sorting b66cc8f7b42f5225",
        "letter-count 3881ed18daf5351a",
        "reversal 0d294b3fb7d08b17",
        "sets a5fd6422d06340af",
        "logic-grid ba28deb1760c96e2",
        "syllogism 65925c9ba880c712",
        "roads 2b15f21f74fba529",
        "program 285cf3dac34e5ce6",
        "table a64695f2bd1634ff",
        "transform 9b37a9081e94a4db",
        "needle ecc50bab1c3a47e9",
        "instructions 9b2a7b5aa70f9346",
        "memory dd2d57207eff2c40",
    ]
}
