import Core
import Evaluators

/// What an evaluator of a mebibyte of text must stay below, in seconds of a core.
private let hostileLimit = 0.05

/// Measures every evaluator over a mebibyte of hostile text of several kinds, and prints the worst cell of each, declaration
/// and text, beside the limit of 50 ms.
func hostileBenchmark(_ cases: [String: [EvaluatorCase]], quick: Bool) {
    let texts = hostileTexts(1 << 20)
    let empty = Judge(evaluate: ["type": "finish", "equals": "stop"])
    let alone = texts.map { text in bestSeconds { keep(empty?.verdict(text: text.text)) } }.max() ?? 0
    print(
        "  1 MiB of hostile text, the worst of \(texts.count) kinds, the best of 3 runs, wanted: below 50 ms (of these, "
            + "taking reasoning off: \(fixed(alone * 1000, 1)) ms)")
    var late: [String] = []
    for type in Evaluators.types {
        for (name, judges) in declarations(type, cases[type] ?? [], most: quick ? 3 : 10) {
            guard let worst = worstCell(judges, texts) else { continue }
            let isLate = worst.taken > hostileLimit
            if isLate { late.append(name) }
            print(
                "    \(name): \(fixed(worst.taken * 1000, 1)) ms\(isLate ? ", TOO LONG" : ""), \(worst.kind), by "
                    + worst.evaluate)
        }
    }
    print("  above 50 ms: \(late.isEmpty ? "none" : late.joined(separator: ", "))")
}

/// The declaration and text that take longest: each cell is measured once, and the slowest of them twice more.
private func worstCell(_ judges: [(String, Judge)], _ texts: [(kind: String, text: String)]) -> (
    taken: Double, kind: String, evaluate: String
)? {
    var cells: [(taken: Double, kind: String, evaluate: String, again: () -> Double)] = []
    for (evaluate, judge) in judges {
        for (kind, text) in texts {
            let completion = Completion(text: text)
            let measure = { seconds { keep(judge.verdict(completion)) } }
            cells.append((measure(), kind, evaluate, measure))
        }
    }
    // What disturbed the machine once does not count.
    let worst = cells.sorted { $0.taken > $1.taken }.prefix(4).map { cell in
        (taken: min(cell.taken, cell.again(), cell.again()), kind: cell.kind, evaluate: cell.evaluate)
    }
    return worst.max { $0.taken < $1.taken }
}

/// The seconds of the best of three runs.
private func bestSeconds(of body: () -> Void) -> Double {
    (0..<3).map { _ in seconds(of: body) }.min() ?? 0
}

/// The declarations that are tried: so many of the reference cases, from all over them, and of the measures of likeness
/// the longest ones.
func declarations(_ type: String, _ cases: [EvaluatorCase], most: Int) -> [(String, [(String, Judge)])] {
    var seen = Set<String>()
    let different = cases.filter { seen.insert($0.evaluate.text).inserted }
    let step = max(1, (different.count + most - 1) / most)
    let own = stride(from: 0, to: different.count, by: step).map {
        (shortened(different[$0].evaluate.text, 100), different[$0].judge)
    }
    guard type == "similarity" else { return [(type, own)] }
    let prose = String(repeating: "The quick brown fox, aged 3, and 12 lazy dogs. ", count: 220).prefix(9_900)
    let metrics = Set(cases.compactMap { $0.evaluate["metric"]?.string }).sorted()
    return metrics.map { metric in
        let long: [JSON] = [
            .string(String(prose)), .string(String(repeating: "a ", count: 4_950)),
            .string(String(repeating: "a", count: 9_900)), .array([.string(String(prose)), "a", "中文 中文", "1 2 3"]),
        ]
        return (
            "similarity \(metric)",
            long.compactMap { value in
                let evaluate: JSON = ["type": "similarity", "metric": .string(metric), "value": value]
                return Judge(evaluate: evaluate).map { (shortened(evaluate.text, 100), $0) }
            }
        )
    }
}

/// Texts of so many bytes that are bad for one kind of evaluator or another.
func hostileTexts(_ count: Int) -> [(kind: String, text: String)] {
    var random = SeededRandom(seed: 50)
    // What is no UTF-8 becomes three bytes.
    let noise = String(
        decoding: (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }, as: UTF8.self)
    let repeated = [
        ("one letter", "a"), ("letters and blanks", "a "), ("digits", "1"), ("digits and commas", "1,"),
        ("points", "."),
        ("opening brackets", "["), ("opening braces", "{"), ("brackets", "[]"), ("objects", #"{"a":"#),
        ("quotes", "\""),
        ("newlines", "\n"), ("bullets", "- a\n"), ("boxes", "\\boxed{"), ("fences", "```\n"), ("tildes", "~~~a\n"),
        ("Chinese", "中"), ("Chinese words", "中文 "), ("combining marks", "\u{301}"), ("emoji", "👨‍👩‍👧"),
        ("A or B", "A or B "),
        ("answer lines", "Answer: "), ("prose", "The quick brown fox, aged 3, and 12 lazy dogs. "), ("tags", "<think>"),
        ("closed tags", "<a></a>"), ("tables", "|a|b|\n"), ("Greek", "Σ"), ("signs", "-"), ("marks", "**"),
        ("dates", "2024-05-03 "),
        ("entities", "&amp;"), ("fractions", "\\frac{1}{"), ("roots", "(("), ("commas", ","), ("backslashes", "\\"),
    ]
    return [("random bytes", String(decoding: noise.utf8.prefix(count), as: UTF8.self))]
        + repeated.map { ($0.0, String(repeating: $0.1, count: count / $0.1.utf8.count)) }
}
