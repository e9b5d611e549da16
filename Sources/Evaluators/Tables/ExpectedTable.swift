import Core

/// The rows that are expected, and how found ones are compared with them.
struct ExpectedTable: Sendable {
    /// What counts as one.
    enum Unit: String, Sendable, CaseIterable { case cell, row }
    /// Whether columns or rows must stand in the expected order.
    enum Order: String, Sendable, CaseIterable { case strict, any }

    /// Most rows that are expected.
    static let rowsLimit = 200

    let columns: [String]
    let rows: [[String]]
    let columnOrder: Order
    let rowOrder: Order
    let unit: Unit
    let form: CellForm

    init(reading fields: inout Fields) {
        columns = fields.field(
            "columns", .array(of: ExpectedTable.cell, count: 1...64), default: [], shown: [],
            "The header; without it that of the answer is not compared.")
        rows = fields.required(
            "rows", .array(of: .array(of: ExpectedTable.cell, count: 1...64), count: 0...ExpectedTable.rowsLimit),
            "The rows below the header, each a list of cells.")
        columnOrder = fields.field(
            "column_order", .choice, default: .strict, shown: "strict",
            "any: columns are found by their names in \"columns\".")
        rowOrder = fields.field(
            "row_order", .choice, default: .strict, shown: "strict", "any: rows may stand in any order.")
        unit = fields.field(
            "by", .choice, default: .cell, shown: "cell", "What counts as one: each cell, or each whole row.")
        let numbers = fields.field(
            "numbers", .bool, default: false, shown: false, "Whether cells that are numbers are compared by value.")
        form = CellForm(match: TextMatch.read(&fields), numbers: numbers)
        let width = columns.isEmpty ? rows.first?.count ?? 0 : columns.count
        fields.require(
            rows.allSatisfy { $0.count == width }, at: "rows", "the rows are not equally long",
            instead: "give each \(width) cells, \"\" for an empty one")
        fields.require(
            columnOrder == .strict || !columns.isEmpty, at: "column_order",
            "columns in any order are found by their names",
            instead: "add \"columns\"")
        fields.require(
            !columns.isEmpty || !rows.isEmpty, "nothing is expected", instead: "add \"columns\" or a row")
    }

    /// A cell in a file: a text, also a number or boolean; null is an empty one.
    private static let cell: Shape<String> = Shape(
        read: { json, reading in
            switch json.kind {
            case .number(let text): text
            case .bool(let value): value ? "true" : "false"
            case .null: ""
            default: Shape<String>.text(0...1000).read(json, &reading)
            }
        },
        schema: { _ in ["type": ["string", "number", "boolean", "null"], "maxLength": 1000] }, placeholder: { "" })
}

/// How a cell is written for comparing.
struct CellForm: Sendable {
    /// Bytes beyond which a cell is compared by its beginning and its length: no expected cell is that long.
    static let longest = 4096

    let match: TextMatch
    let numbers: Bool

    /// Bytes that equal cells share, and only they.
    func key(_ cell: [UInt8]) -> [UInt8] {
        guard cell.count <= CellForm.longest else {
            return Array(cell.prefix(CellForm.longest)) + Array("\(cell.count)".utf8)
        }
        if numbers, let number = CellForm.number(cell) { return [0] + Array(number.identity.utf8) }
        if match == .exact { return cell }
        // Most cells are as they would be written anyway.
        if match == .normal, cell.allSatisfy({ $0 > 32 && $0 < 127 }) { return cell }
        return Array(match.form(String(decoding: cell, as: UTF8.self)).utf8)
    }

    /// The number that a cell is and nothing beside: `1,250.0`, `-3`, `−3`, `1e6`; or nil.
    static func number(_ cell: [UInt8]) -> ExactNumber? {
        var text = trimmed(cell[...])
        var digits: [UInt8] = []
        if text.has([0xE2, 0x88, 0x92], at: text.startIndex) {
            digits.append(UInt8(ascii: "-"))
            text.removeFirst(3)
        }
        guard text.contains(UInt8(ascii: ",")) else {
            digits += text
            return ExactNumber(String(decoding: digits, as: UTF8.self))
        }
        // Groups of three behind one to three digits.
        let whole = text.prefix { $0 != UInt8(ascii: ".") && $0.lowered != UInt8(ascii: "e") }
        let groups = whole.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        let first = groups[0].drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        guard (1...3).contains(first.count),
            groups.dropFirst().allSatisfy({ $0.count == 3 && $0.allSatisfy(\.isDigit) })
        else { return nil }
        digits += groups.joined() + text[whole.endIndex...]
        return ExactNumber(String(decoding: digits, as: UTF8.self))
    }
}
