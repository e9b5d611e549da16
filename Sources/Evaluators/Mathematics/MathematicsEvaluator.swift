import Core

/// Whether the answer is an expression, an equation or a list of solutions that is mathematically the expected one.
struct MathematicsEvaluator: Evaluator {
    static let type = "mathematics"
    static let ruleVersion = 2
    static let summary = "The answer is mathematically equal to the expected expression, equation or list of solutions."

    /// Whether the order of several solutions counts: `auto` lets that of tuples count.
    enum Order: String, CaseIterable, Sendable { case auto, any, strict }

    /// Most statements compared with each other in one judgement.
    static let mostComparisons = 64

    let source: String
    let expected: Statements
    let order: Order
    let form: ExpressionForm
    let extract: Extract

    init(reading fields: inout Fields) {
        let (source, expected) = fields.required(
            "equals", statementsShape,
            "The expected expression, plain or in LaTeX: `2x + 1`, `\\frac{1}{2}`, `x = 3`, `{1, -1}`, `(2, 3)`.")
        self.source = source
        self.expected = expected
        order = fields.field(
            "order", .choice, default: .auto, shown: "auto",
            "Whether the order of several solutions counts: auto lets that of tuples count.")
        form = fields.field(
            "form", .choice, default: .any, shown: "any",
            "expanded: multiplied out; factored: the expected factors; reduced: a whole number or a fraction in lowest terms."
        )
        extract = Extract.read(&fields, default: .auto)
    }

    var expectation: String? { source }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        guard let (found, text) = statements(in: part, of: answer) else {
            return judgement(
                0, .failed, "expected \(quoted(source)), found no expression \(answer.lack)", evidence: answer.excerpt)
        }
        let isStrict = order == .strict || order == .auto && expected.isTuple
        guard expected.all.count > 1 || found.all.count > 1 else {
            return judge(found.all[0], against: expected.all[0], text)
        }
        return isStrict ? judgeInOrder(found, text) : judgeAsSet(found, text)
    }

    private func judge(
        _ statement: Statements.Statement, against wanted: Statements.Statement, _ text: ArraySlice<UInt8>
    ) -> Judgement {
        switch Equivalence.of(wanted, statement) {
        case .equal(let points):
            guard form.holds(statement.right, like: wanted.right) else {
                return judgement(
                    0, .found, "\(quoted(text)) equals \(quoted(source)), but is not \(form.rawValue)",
                    evidence: Excerpt(text))
            }
            let how = points == 0 ? "" : " (at \(points) point\(points == 1 ? "" : "s"))"
            return judgement(
                1, .found, "\(quoted(text)) equals \(quoted(source))\(how), as expected", evidence: Excerpt(text))
        case .different(let point):
            let place = point.isEmpty ? "" : ", which differs at \(point)"
            return judgement(
                0, .found, "expected \(quoted(source)), found \(quoted(text))\(place)", evidence: Excerpt(text))
        case .undefined:
            return judgement(
                0, .found, "expected \(quoted(source)), found \(quoted(text)), which has no value",
                evidence: Excerpt(text))
        case .undecided(let why):
            return judgement(
                0, .error, "whether \(quoted(text)) equals \(quoted(source)) is undecided: \(why)",
                evidence: Excerpt(text))
        }
    }

    private func judgeInOrder(_ found: Statements, _ text: ArraySlice<UInt8>) -> Judgement {
        guard found.all.count == expected.all.count else {
            return judgement(
                0, .found, "expected \(expected.all.count) parts, found \(found.all.count)", evidence: Excerpt(text))
        }
        for (index, (wanted, statement)) in zip(expected.all, found.all).enumerated() {
            let one = judge(statement, against: wanted, text)
            if one.extraction == .error { return one }
            guard one.score < 1 else { continue }
            return judgement(
                0, .found, "expected \(quoted(source)), found \(quoted(text)): part \(index + 1) differs",
                evidence: Excerpt(text))
        }
        return judgement(1, .found, "\(quoted(text)) is \(quoted(source)), as expected", evidence: Excerpt(text))
    }

    /// F1 of the expected and the found solutions; a solution that is there twice counts once.
    private func judgeAsSet(_ found: Statements, _ text: ArraySlice<UInt8>) -> Judgement {
        var comparisons = 0
        var isUndecided = false
        func isSame(_ a: Statements.Statement, _ b: Statements.Statement) -> Bool {
            comparisons += 1
            guard comparisons <= Self.mostComparisons else { isUndecided = true; return false }
            switch Equivalence.of(a, b) {
            case .equal: return form.holds(b.right, like: a.right)
            case .different, .undefined: return false
            case .undecided:
                isUndecided = true
                return false
            }
        }
        var distinct: [Statements.Statement] = []
        for statement in found.all where !distinct.contains(statement) { distinct.append(statement) }
        var left = distinct
        var right = 0
        for wanted in expected.all {
            guard let place = left.firstIndex(where: { isSame(wanted, $0) }) else { continue }
            left.remove(at: place)
            right += 1
        }
        if isUndecided {
            return judgement(
                0, .error, "whether \(quoted(text)) are \(quoted(source)) is undecided", evidence: Excerpt(text))
        }
        let score = Double(2 * right) / Double(expected.all.count + distinct.count)
        let reason =
            score == 1
            ? "found all \(right) solutions"
            : "\(right) of \(expected.all.count) solutions are right, \(distinct.count - right) others are not"
        return judgement(score, .found, reason, evidence: Excerpt(text))
    }
}

extension MathematicsEvaluator {
    /// The first place in the part, else in the whole answer, where an expression stands.
    private func statements(in part: Part, of answer: Answer) -> (Statements, ArraySlice<UInt8>)? {
        var known = expected.variables
        known.formUnion(["e"])
        let wholes = part.kind == .narrow && extract == .auto ? [part.bytes, answer.bytes[...]] : [part.bytes]
        for bytes in wholes {
            for place in mathematicalPlaces(bytes, isNarrow: part.kind == .narrow) {
                if let found = Statements(place, known: known) { return (found, place) }
            }
        }
        return nil
    }
}

/// Where in a text an expression is looked for, in this order: all of it, its first sentence where it is a place set
/// apart, what stands last between signs of mathematics, its last line, what follows the last colon or equals sign there.
func mathematicalPlaces(_ bytes: ArraySlice<UInt8>, isNarrow: Bool) -> [ArraySlice<UInt8>] {
    var places = [bare(bytes)]
    if isNarrow { places.append(bare(firstSentence(bytes))) }
    let tail = bytes.suffix(4 * ExpressionLexer.longest)
    if let span = lastMathematics(tail) { places.append(bare(span)) }
    let text = trimmed(tail)
    let line = text.lastIndex(of: 10).map { text[($0 + 1)...] } ?? text
    places.append(bare(line))
    for mark in [UInt8(ascii: ":"), UInt8(ascii: "=")] {
        if let place = line.lastIndex(of: mark) { places.append(bare(line[(place + 1)...])) }
    }
    return places.filter { !$0.isEmpty && $0.count <= ExpressionLexer.longest }
}

/// Without white space, emphasis, signs of mathematics around it, and the full stop behind it.
private func bare(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = bytes[bytes.inner(leading: { leading[Int($0)] }, trailing: { trailing[Int($0)] })]
    for (open, close) in [("\\(", "\\)"), ("\\[", "\\]")] where rest.starts(with: open.utf8) {
        rest = rest.dropFirst(2)
        if rest.suffix(2).elementsEqual(close.utf8) { rest = rest.dropLast(2) }
    }
    return rest
}

private let leading = byteTable(" \t\r\n*`$\"")
private let trailing = byteTable(" \t\r\n*`$\".;:,!?")

/// What stands between the last two dollar signs, or in the last `\(…\)` or `\[…\]`.
private func lastMathematics(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    for (open, close) in [("\\[", "\\]"), ("\\(", "\\)")] {
        guard let end = Search(Array(close.utf8)).last(in: bytes),
            let start = Search(Array(open.utf8)).last(in: bytes[..<end.lowerBound])
        else { continue }
        return bytes[start.upperBound..<end.lowerBound]
    }
    guard let end = bytes.lastIndex(of: UInt8(ascii: "$")) else { return nil }
    var last = end
    while let before = bytes.byte(at: last - 1), before == UInt8(ascii: "$") { last -= 1 }
    guard let start = bytes[..<last].lastIndex(of: UInt8(ascii: "$")) else { return nil }
    return bytes[(start + 1)..<last]
}

private let statementsShape: Shape<(String, Statements)> = Shape(
    read: { json, reading in
        let text = Shape<String>.scalar.read(json, &reading)
        guard let statements = Statements(bare(Array(text.utf8)[...])) else {
            reading.error(
                at: json.offset, "\(quoted(text)) is no expression",
                instead: "write one such as \"2x + 1\", \"\\\\frac{1}{2}\", \"x = 3\" or \"{1, -1}\"")
            return ("1", one)
        }
        return (text, statements)
    },
    schema: { Shape<String>.scalar.schema(&$0) }, placeholder: { ("1", one) })

private let one = Statements(single: .number(.one))
