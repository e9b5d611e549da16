import Core
import Evaluators
import Glibc

/// Measures the evaluators: how many answers a core judges in a second, how that compares with the reference
/// implementations of the same run where those are installed, how long hostile answers of a mebibyte take, and how long
/// whole suites need for stored answers.
///
/// Reads the fixtures of the checkout that it is started in.
func evaluatorsBenchmark(quick: Bool) {
    print("evaluators")
    let cases = Dictionary(uniqueKeysWithValues: Evaluators.types.map { ($0, EvaluatorCase.fixtures($0)) })
    guard cases.values.contains(where: { !$0.isEmpty }) else {
        return print("  skipped: there is no Tests/Fixtures/evaluators below the working directory")
    }
    for type in Evaluators.types { printRate(type, cases[type] ?? [], seconds: quick ? 0.02 : 0.2) }
    likenessBenchmark(quick: quick)
    hostileBenchmark(cases, quick: quick)
    suitesBenchmark(answers: quick ? 1_000 : 10_000)
}

/// A reference case: a declaration and an answer.
struct EvaluatorCase {
    let evaluate: JSON
    let judge: Judge
    let answer: Completion

    /// The cases of a type; none where the file is missing.
    static func fixtures(_ type: String) -> [EvaluatorCase] {
        let json = fileJSON("Tests/Fixtures/evaluators/\(type).json")
        return (json?.array ?? []).compactMap { each in
            guard let evaluate = each["evaluate"], let judge = Judge(evaluate: evaluate) else { return nil }
            return EvaluatorCase(
                evaluate: evaluate, judge: judge,
                answer: Completion(
                    text: each["answer"]?.string ?? "",
                    toolCalls: (each["tool_calls"]?.array ?? []).map(ToolCall.init(json:)),
                    finish: each["finish"]?.string.flatMap(Completion.Finish.init) ?? .stop))
        }
    }
}

/// The JSON value of a file, or nil.
func fileJSON(_ path: String) -> JSON? { fileBytes(path).flatMap { bytes in try? JSONParser.parse(bytes) } }

/// The bytes of a file, or nil.
func fileBytes(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    return allBytes(file)
}

/// What is left of an open file.
func allBytes(_ file: UnsafeMutablePointer<FILE>) -> [UInt8] {
    var all: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&piece, 1, piece.count, file), count > 0 { all += piece.prefix(count) }
    return all
}

/// Seconds of a core that the body takes: what else the machine does meanwhile does not count.
func seconds(of body: () -> Void) -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let begin = now()
    body()
    return now() - begin
}

private func printRate(_ type: String, _ cases: [EvaluatorCase], seconds least: Double) {
    guard !cases.isEmpty else { return print("  \(type): no cases") }
    var (judged, taken) = (0, 0.0)
    while taken < least {
        taken += seconds { for each in cases { keep(each.judge.verdict(each.answer)) } }
        judged += cases.count
    }
    var (read, reading) = (0, 0.0)
    while reading < least {
        reading += seconds { for each in cases { keep(Judge(evaluate: each.evaluate)?.verdict(each.answer)) } }
        read += cases.count
    }
    print(
        "  \(type): \(grouped(Int(Double(judged) / taken)))/s, with its declaration read \(grouped(Int(Double(read) / reading)))/s"
    )
}

/// Keeps the compiler from leaving out what nobody looks at.
@inline(never)
func keep(_ verdict: Verdict?) { precondition(verdict?.judgements.isEmpty != true) }
