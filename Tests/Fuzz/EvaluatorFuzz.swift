import Core
import Evaluators
import Glibc

// What libFuzzer drives: the evaluators as the reference cases declare them, fed with hostile answers. For every input
// they must not crash, judge the same twice, and give nothing that `EvaluatorInput.fault` objects to.

private let judges: [Judge] = {
    var judges: [Judge] = []
    guard let path = getenv("PLUMMET_FUZZ_OPTIONS"), let file = fopen(path, "r") else { fatalError("no declarations") }
    var line = [CChar](repeating: 0, count: 1 << 20)
    while fgets(&line, Int32(line.count), file) != nil {
        let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard let json = try? JSONParser.parse(text), let judge = Judge(evaluate: json) else {
            fatalError("no declaration: \(text)")
        }
        judges.append(judge)
    }
    return judges
}()

/// Judges one input; ends the process where something does not hold.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let input = EvaluatorInput(Array(UnsafeBufferPointer(start: start, count: count))) else { return 0 }
    let judge = judges[input.declaration % judges.count]
    let verdict = judge.verdict(input.answer, facts: input.facts)
    precondition(verdict == judge.verdict(input.answer, facts: input.facts), "two verdicts")
    if let fault = EvaluatorInput.fault(in: verdict) { fatalError(fault) }
    return 0
}
