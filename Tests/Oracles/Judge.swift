import Core
import Evaluators
import Glibc

// What the oracles ask: an evaluator and an answer on each line of the input, a verdict on each line of the output.

/// Judges line by line; a line that is no case ends the process, so that no oracle mistakes a broken one for a verdict.
@main struct JudgeLines {
    static func main() {
        var judges: [String: Judge] = [:]
        while let line = readLine() {
            guard let json = try? JSONParser.parse(line), let evaluate = json["evaluate"] else {
                fatalError("no case: \(line.prefix(200))")
            }
            let key = evaluate.text
            if judges[key] == nil {
                let read = Judge.read(evaluate)
                guard let judge = read.judge else {
                    print(JSON.object([("errors", .array(read.diagnostics.map { .string($0.description) }))]).text)
                    continue
                }
                if judges.count > 1000 { judges.removeAll() }
                judges[key] = judge
            }
            guard let judge = judges[key] else { fatalError("no judge") }
            print(judge.verdict(answer(json)).json.text)
        }
    }

    /// The answer as the reference cases write it: `answer`, `tool_calls`, `finish` (stop).
    private static func answer(_ json: JSON) -> Completion {
        Completion(
            text: json["answer"]?.string ?? "", toolCalls: (json["tool_calls"]?.array ?? []).map(ToolCall.init(json:)),
            finish: json["finish"]?.string.flatMap(Completion.Finish.init) ?? .stop)
    }
}
