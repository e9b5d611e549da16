import Core

/// Whether the answer holds a table in Markdown with the expected rows.
struct TableEvaluator: Evaluator {
    static let type = "table"
    static let ruleVersion = 1
    static let summary = "A table in Markdown holds the expected rows: F1 over its cells, or its rows."

    let expected: ExpectedTable
    let extract: Extract

    init(reading fields: inout Fields) {
        expected = ExpectedTable(reading: &fields)
        extract = Extract.read(&fields, default: .whole)
    }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        guard let grid = MarkdownTable.longest(in: part.bytes) else {
            return judgement(0, .failed, "there is no table \(answer.lack)", evidence: answer.excerpt)
        }
        return compared(grid, expected, hasHeader: true)
    }
}

/// Whether the answer holds rows of comma-separated values as expected.
struct CSVEvaluator: Evaluator {
    static let type = "csv"
    static let ruleVersion = 1
    static let summary = "Comma-separated values (RFC 4180) hold the expected rows: F1 over cells, or rows."

    let expected: ExpectedTable
    let separator: UInt8
    let header: Bool
    let extract: Extract

    init(reading fields: inout Fields) {
        expected = ExpectedTable(reading: &fields)
        let word = fields.field(
            "separator", .word([",", ";", "|", "\t"]), default: ",", shown: ",", "What stands between two values.")
        separator = word.utf8.first ?? UInt8(ascii: ",")
        header = fields.field("header", .bool, default: true, shown: true, "Whether the first row is a header.")
        extract = Extract.read(&fields, default: Extract([.fence(language: nil), .whole]))
        fields.require(
            header || expected.columns.isEmpty, at: "columns", "rows without a header have no names of columns",
            instead: "remove \"columns\", or \"header\"")
    }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        do {
            let grid = try CSVReader.read(trimmedLines(part.bytes), separator: separator)
            guard !grid.rows.isEmpty else {
                return judgement(0, .failed, "there are no values \(answer.lack)", evidence: answer.excerpt)
            }
            return compared(grid, expected, hasHeader: header)
        } catch {
            return judgement(
                0, .failed, "the quote on line \(error.line) is never closed", evidence: Excerpt(part.bytes))
        }
    }

    /// Without blank lines at both ends; other white space belongs to the values.
    private func trimmedLines(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let body = trimmed(bytes)
        guard separator == 9 else { return body }
        // A tab at an end is an empty value.
        let end = bytes[body.endIndex...].firstIndex { $0 != 9 } ?? bytes.endIndex
        let start = bytes[..<body.startIndex].lastIndex { $0 != 9 }.map { $0 + 1 } ?? bytes.startIndex
        return bytes[start..<max(end, start)]
    }
}

extension Evaluator {
    /// The judgement of a table that was found.
    fileprivate func compared(_ grid: Grid, _ expected: ExpectedTable, hasHeader: Bool) -> Judgement {
        var comparison = TableComparison(expected)
        let score = comparison.score(grid, hasHeader: hasHeader)
        let evidence = Excerpt(grid.bytes)
        guard let first = comparison.differences.first else {
            // Rows and cells beyond the limits are differences that nobody lists.
            let reason = score == 1 ? "the table is as expected" : "the table is longer than expected"
            return judgement(score, .found, reason, evidence: evidence)
        }
        let more = comparison.differences.count - 1
        return judgement(score, .found, first + (more > 0 ? ", and \(more) more" : ""), evidence: evidence)
    }
}
