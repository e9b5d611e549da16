import Core

/// Whether the answer holds code of the right shape. Nothing is compiled or run.
struct CodeEvaluator: Evaluator {
    static let type = "code"
    static let ruleVersion = 1
    static let summary = "Code of the right shape: brackets that match, the fence, what it defines; nothing is run."

    let language: CodeLanguage
    let fenced: Bool
    let named: Bool
    let only: Bool
    let balanced: Bool
    let defines: [CodeDefinition]

    init(reading fields: inout Fields) {
        language = fields.required("language", Shape<CodeLanguage>.choice, "The language of the code.")
        fenced = fields.field(
            "fenced", .bool, default: false, shown: false, "Whether the code must stand in a code fence.")
        named = fields.field(
            "named", .bool, default: false, shown: false, "Whether the fence must name the language.")
        only = fields.field(
            "only", .bool, default: false, shown: false, "Whether nothing may stand around the fence.")
        balanced = fields.field(
            "balanced", .bool, default: true, shown: true,
            "Whether brackets must match, and texts and comments end, outside of each other.")
        defines = fields.field(
            "defines", .array(of: CodeDefinition.shape, count: 1...32), default: [], shown: [],
            "Functions and types that the code must define.")
        fields.require(
            fenced || named || only || balanced || !defines.isEmpty, "nothing is expected",
            instead: "add \"defines\", \"fenced\", \"named\" or \"only\"")
    }

    func judge(_ answer: Answer) -> Judgement {
        guard !answer.isEmpty else { return judgement(0, .failed, "there is no code \(answer.lack)") }
        let fences = fencesWithInfo(answer.bytes[...])
        // Of several fences the last that is of the language, else the last one.
        let fence = fences.last { isNamed($0.info) } ?? fences.last
        let code = fence?.content ?? answer.bytes[...]
        let mask = CodeMask(code, language)
        let tokens = CodeTokens(mask, language)
        guard !tokens.tokens.isEmpty else {
            return judgement(0, .failed, "there is nothing but comments \(answer.lack)", evidence: Excerpt(code))
        }
        let parts = parts(fence, answer, mask, tokens)
        let failures = parts.filter { $0.score < 1 }
        let evidence = Excerpt(code)
        guard let first = failures.first else {
            return judgement(1, .found, "the code has the right shape", evidence: evidence)
        }
        let more = failures.count > 1 ? ", and \(failures.count - 1) more" : ""
        return judgement(
            weightedMean(parts), .found, first.reason + more, evidence: evidence, parts: parts.count > 1 ? parts : [])
    }

    /// The judgement of each thing that is asked for.
    private func parts(
        _ fence: (info: ArraySlice<UInt8>, content: ArraySlice<UInt8>)?, _ answer: Answer, _ mask: CodeMask,
        _ tokens: CodeTokens
    ) -> [Judgement] {
        var parts: [Judgement] = []
        func add(_ score: Double, _ reason: String) { parts.append(judgement(score, .found, reason)) }
        for definition in defines {
            let (score, problem) = definition.share(in: tokens, language)
            add(score, problem ?? "\(quoted(definition.name)) is defined")
        }
        if balanced {
            let line = mask.unclosed.map { lineNumber(mask.bytes[...], at: $0.at) }
            let fault = mask.unclosed.map { "\($0.what) on line \(line ?? 1) is never closed" } ?? tokens.fault
            add(fault == nil ? 1 : 0, fault ?? "all brackets match")
        }
        if fenced {
            add(fence == nil ? 0 : 1, fence == nil ? "the code stands in no fence" : "the code stands in a fence")
        }
        if named {
            let info = fence?.info ?? []
            add(
                isNamed(info) ? 1 : 0,
                isNamed(info)
                    ? "the fence names the language"
                    : info.isEmpty
                        ? "no fence names the language"
                        : "the fence says \(quoted(info)), expected \(language.rawValue)")
        }
        if only {
            let isAlone = fence.map { stands($0, aloneIn: trimmed(answer.bytes[...])) } ?? true
            add(isAlone ? 1 : 0, isAlone ? "nothing else is there" : "something else stands around the code")
        }
        return parts
    }

    private func isNamed(_ info: ArraySlice<UInt8>) -> Bool {
        let word = info.map(\.lowered)
        return language.fenceNames.contains { $0.utf8.elementsEqual(word) }
    }

    /// Whether the fence begins with the answer's first line and ends with its last.
    private func stands(
        _ fence: (info: ArraySlice<UInt8>, content: ArraySlice<UInt8>), aloneIn all: ArraySlice<UInt8>
    ) -> Bool {
        guard let mark = all.first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return false }
        let before = all[..<max(fence.content.startIndex, all.startIndex)]
        let behind = all[min(fence.content.endIndex, all.endIndex)...]
        return trimmed(before).allSatisfy { $0 != 10 } && trimmed(behind).allSatisfy { $0 == mark }
    }
}
