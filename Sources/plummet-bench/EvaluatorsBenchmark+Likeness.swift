import Core
import Evaluators
import Glibc

/// Measures `similarity` and `token-f1` beside the Python implementations that define them, over the same seeded pairs in
/// the same run; says so where those are not installed.
func likenessBenchmark(quick: Bool) {
    let python = ".build-oracles/venv/bin/python"
    guard access(python, X_OK) == 0, let pipe = popen("\(python) Tests/Oracles/speed.py \(quick ? 40 : 400)", "r")
    else {
        return print("  beside reference implementations: skipped, Tests/Oracles/run has not installed them")
    }
    let bytes = allBytes(pipe)
    guard pclose(pipe) == 0, let json = try? JSONParser.parse(bytes), let pairs = json["pairs"]?.array,
        let theirs = json["seconds"]?.members
    else { return print("  beside reference implementations: Tests/Oracles/speed.py failed") }
    print("  beside reference implementations, \(pairs.count) pairs of texts, declarations read each time:")
    for member in theirs {
        let name = member.key
        let declarations: [(JSON, String)] = pairs.map { pair in
            let metric: [(String, JSON)] =
                name == "token-f1"
                ? [("type", "token-f1")]
                : [("type", "similarity"), ("metric", .string(name)), ("match", "exact")]
            return (.object(metric + [("value", pair[0] ?? .null)]), pair[1]?.string ?? "")
        }
        let judges = declarations.map { Judge(evaluate: $0.0) }
        let reading = seconds {
            for (evaluate, answer) in declarations { keep(Judge(evaluate: evaluate)?.verdict(text: answer)) }
        }
        let judging = seconds {
            for (judge, each) in zip(judges, declarations) { keep(judge?.verdict(text: each.1)) }
        }
        guard let reference = member.value.double, reading > 0, judging > 0 else { continue }
        print(
            "    \(name): \(grouped(Int(Double(pairs.count) / reading)))/s, reference \(grouped(Int(Double(pairs.count) / reference)))/s: "
                + "\(fixed(reference / reading, 1)) times as fast, \(fixed(reference / judging, 1)) times with declarations read once"
        )
    }
}
