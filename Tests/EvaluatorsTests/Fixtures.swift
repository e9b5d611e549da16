import Testing
import Core
import FoundationEssentials

@testable import Evaluators

/// A reference answer with what it scores.
struct ReferenceCase: Sendable, CustomTestStringConvertible {
    var type: String
    var evaluate: JSON
    var answer: Completion
    var facts: CallFacts
    /// Nil where the sample is not scored.
    var score: Double?
    var extraction: String?
    /// The step of the extraction that found the part, where the case says it.
    var step: String?

    var testDescription: String { "\(evaluate.text) judges \(shortened(answer.json.text, 80))" }
}

/// The bytes of a file below `Tests/Fixtures/evaluators`, or nil.
func fixture(_ name: String) -> [UInt8]? {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return FileManager.default.contents(atPath: folder.appendingPathComponent("Fixtures/evaluators/\(name)").path).map(
        Array.init)
}

/// The reference cases of a type; empty where its file is missing or no JSON.
func referenceCases(_ type: String) -> [ReferenceCase] {
    guard let bytes = fixture("\(type).json"),
        case .success(let json) = Result(catching: { try JSONParser.parse(bytes) })
    else { return [] }
    return (json.array ?? []).map { each in
        ReferenceCase(
            type: type, evaluate: each["evaluate"] ?? .null, answer: answer(each), facts: facts(each),
            score: each["unscored"]?.bool == true ? nil : each["score"]?.double, extraction: each["extraction"]?.string,
            step: each["step"]?.string)
    }
}

/// Its `answer`, with `tool_calls` (name and arguments as text) and the reason of its end, `finish` (stop).
private func answer(_ json: JSON) -> Completion {
    Completion(
        text: json["answer"]?.string ?? "", toolCalls: (json["tool_calls"]?.array ?? []).map(ToolCall.init(json:)),
        finish: json["finish"]?.string.flatMap(Completion.Finish.init) ?? .stop,
        usage: Completion.Usage(
            inputTokens: json["input_tokens"]?.int, outputTokens: json["output_tokens"]?.int,
            reasoningTokens: json["reasoning_tokens"]?.int, cost: json["usd"]?.double.map { USD($0) }),
        probabilities: (json["logs"]?.array ?? []).compactMap(\.double).map { .init(token: "x", log: $0) })
}

/// Its `total` and `first_token` as durations, and `prices` of input and output for a million tokens.
private func facts(_ json: JSON) -> CallFacts {
    CallFacts(
        total: json["total"]?.string.flatMap(Duration.init(text:)),
        firstToken: json["first_token"]?.string.flatMap(Duration.init(text:)),
        prices: Prices(input: USD(json["prices"]?[0]?.double ?? 0), output: USD(json["prices"]?[1]?.double ?? 0)))
}

/// Every reference case of every registered type.
let allReferenceCases: [ReferenceCase] = Evaluators.types.flatMap(referenceCases)

/// The verdict of one evaluator declared as JSON text.
func verdict(_ evaluate: String, _ answer: String) throws -> Verdict {
    let json = try JSONParser.parse(evaluate)
    let read = Judge.read(json)
    guard let judge = read.judge else { throw Unreadable(diagnostics: read.diagnostics) }
    return judge.verdict(text: answer)
}

/// A declaration that a test expected to be right.
struct Unreadable: Error { var diagnostics: [Diagnostic] }

/// What is wrong with a declaration, as people read it.
func diagnostics(_ evaluate: String) -> [String] {
    Judge.shape.read(file: SourceFile(path: "a.json", bytes: Array(evaluate.utf8))).diagnostics.map(\.description)
}
