import Core

/// Whether the answer is, or holds, well-formed XML of the expected content.
struct XMLEvaluator: Evaluator {
    static let type = "xml"
    static let ruleVersion = 1
    static let summary = "The answer holds well-formed XML: the share of its checks that hold."

    /// Most places at which a document is looked for.
    static let triesLimit = 8

    let checks: [XMLCheck]
    let exact: Bool

    init(reading fields: inout Fields) {
        checks = fields.field(
            "checks", .array(of: XMLCheck.shape, count: 0...64), default: [], shown: [],
            "What must hold at places within the document.")
        exact = fields.field(
            "exact", .bool, default: false, shown: false,
            "Whether nothing but XML may stand in the answer: no fence, no word.")
    }

    func judge(_ answer: Answer) -> Judgement {
        let all = trimmed(answer.bytes[...])
        let whole = read(all, whole: true)
        if case .success(let found) = whole { return judge(found.tree, Excerpt(all)) }
        let fences = lastFences(answer.bytes[...], most: XMLEvaluator.triesLimit).contents
        guard let found = within(fences, all) else {
            let fenced = fences.last.map { trimmed($0) }
            let why = fenced.map { fault(read($0, whole: true), in: $0) } ?? fault(whole, in: all)
            return judgement(
                0, .failed, "there is no well-formed XML \(answer.lack)\(why)", evidence: answer.excerpt)
        }
        if exact {
            return judgement(0, .found, "there is something else around the XML", evidence: answer.excerpt)
        }
        return judge(found.tree, Excerpt(found.bytes))
    }

    private func judge(_ tree: XMLTree, _ evidence: Excerpt) -> Judgement {
        var effort = Effort()
        var failures: [String] = []
        for check in checks { if let failure = check.failure(of: tree, &effort) { failures.append(failure) } }
        if let why = effort.exhausted {
            return judgement(0, .error, "it could not be decided: \(why)", evidence: evidence)
        }
        guard let first = failures.first else {
            let reason = checks.isEmpty ? "well-formed XML" : "all \(checks.count) checks hold"
            return judgement(1, .found, reason, evidence: evidence)
        }
        let more = failures.count > 1 ? ", and \(failures.count - 1) more" : ""
        let share = Double(checks.count - failures.count) / Double(checks.count)
        return judgement(share, .found, first + more, evidence: evidence)
    }

    /// The last fence that is a document, else the longest document in the text. Where an element is opened that does not
    /// come to its end, what lies behind is a part of it and no document.
    private func within(_ fences: ArraySlice<ArraySlice<UInt8>>, _ all: ArraySlice<UInt8>) -> (
        tree: XMLTree, bytes: ArraySlice<UInt8>
    )? {
        for content in fences.reversed() {
            let body = trimmed(content)
            if case .success(let found) = read(body, whole: true) { return found }
        }
        var best: (tree: XMLTree, bytes: ArraySlice<UInt8>)?
        var tries = 0
        var index = all.startIndex
        while tries < XMLEvaluator.triesLimit, let start = all[index...].firstIndex(of: UInt8(ascii: "<")) {
            index = start + 1
            guard let next = all.byte(at: index), next.isLetter || next == 95 || next == UInt8(ascii: "?") else {
                continue
            }
            switch read(all[start...], whole: false) {
            case .success(let found):
                if found.bytes.count >= best?.bytes.count ?? 0 { best = found }
                index = found.bytes.endIndex
            case .failure(let failure):
                tries += 1
                let tag = all[start...].firstIndex(of: UInt8(ascii: ">"))
                if let tag, tag < start + failure.offset { return best }
            }
        }
        return best
    }

    private func read(_ bytes: ArraySlice<UInt8>, whole: Bool) -> Result<
        (tree: XMLTree, bytes: ArraySlice<UInt8>), XMLReader.Failure
    > {
        do {
            let (tree, end) = try XMLReader.read(bytes, whole: whole)
            return .success((tree, bytes[..<end]))
        } catch {
            return .failure(error)
        }
    }

    /// What is wrong with a text that is meant to be XML, with line and column; empty for another.
    private func fault(
        _ read: Result<(tree: XMLTree, bytes: ArraySlice<UInt8>), XMLReader.Failure>, in text: ArraySlice<UInt8>
    ) -> String {
        guard case .failure(let failure) = read, text.first == UInt8(ascii: "<") else { return "" }
        let before = text.prefix(failure.offset)
        let line = before.count { $0 == 10 } + 1
        let start = before.lastIndex(of: 10).map { $0 + 1 } ?? before.startIndex
        let column = before[start...].count { $0 & 0xC0 != 0x80 } + 1
        return ": \(failure.problem) (line \(line), column \(column))"
    }
}
