import Core

extension Function {
    /// About records, and tables, which are lists of records.
    static let tables: [Function] = [
        Function("record(name, value, …)", 2...100) { a throws(Fault) in
            guard a.values.count % 2 == 0 else {
                throw a.fault("a name without a value", instead: "write record('city', 'Rome', 'year', 1960)")
            }
            var fields: [Value.Field] = []
            for place in stride(from: 0, to: a.values.count, by: 2) {
                try add(try a.text(place), a.values[place + 1], to: &fields, a)
            }
            return .record(fields)
        },
        Function("table(columns, rows)") { a throws(Fault) in
            let columns = try columnNames(try a.list(0), a)
            var records: [Value] = []
            for row in try a.list(1) {
                guard case .list(let cells) = row, cells.count == columns.count else {
                    throw a.fault(
                        "a row that is no list of \(columns.count) values",
                        instead: "write table(['name', 'age'], [['Ann', 31], ['Bo', 27]])")
                }
                var fields: [Value.Field] = []
                for (column, cell) in zip(columns, cells) { try add(column, cell, to: &fields, a) }
                records.append(.record(fields))
            }
            return .list(records)
        },
        Function("field(record, name)") { a throws(Fault) in
            try field(try a.text(1), of: try a.record(0), a)
        },
        Function("fields(record)") { a throws(Fault) in .list(try a.record(0).map { .text($0.name) }) },
        Function("merge(a, b)") { a throws(Fault) in .record(merged(try a.record(0), try a.record(1))) },
        Function("column(table, name)") { a throws(Fault) in
            let name = try a.text(1)
            var cells: [Value] = []
            for row in try a.table(0) { cells.append(try field(name, of: row, a)) }
            return .list(cells)
        },
        Function("lookup(table, name, value)") { a throws(Fault) in
            let (name, wanted) = (try a.text(1), a.values[2])
            for row in try a.table(0) where try field(name, of: row, a) == wanted { return .record(row) }
            throw a.fault(
                "no row has \(shortened(name, 40)) = \(shortened(wanted.text, 40))",
                instead: "look for a value that is in the column")
        },
        Function("combine(a, b, name)") { a throws(Fault) in
            let (left, right, name) = (try a.table(0), try a.table(1), try a.text(2))
            try a.evaluation.spend(left.count * right.count, a.byte)
            var rows: [Value] = []
            for row in left {
                let key = try field(name, of: row, a)
                for other in right where try field(name, of: other, a) == key {
                    rows.append(.record(merged(other, row)))
                }
            }
            return .list(rows)
        },
        Function("markdown(table)") { a throws(Fault) in
            let (columns, rows) = try cells(a)
            let escaped = rows.map { $0.map { escapedForMarkdown($0.text) } }
            return .text(TableText.markdown(columns.map(escapedForMarkdown), escaped))
        },
        Function("csv(table)") { a throws(Fault) in
            let (columns, rows) = try cells(a)
            return .text(TableText.csv(columns, rows.map { $0.map(\.text) }))
        },
    ]
}

/// Tables as text.
enum TableText {
    /// Rows between bars below a line of hyphens; the cells hold no bar and no line end.
    static func markdown(_ columns: [String], _ rows: [[String]]) -> String {
        let lines = [columns, columns.map { _ in "---" }] + rows
        return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }

    /// Rows with commas between; quoted where that is needed (RFC 4180), lines ended by a line feed.
    static func csv(_ columns: [String], _ rows: [[String]]) -> String {
        ([columns] + rows).map { $0.map(quotedForCSV).joined(separator: ",") }.joined(separator: "\n")
    }

    private static func quotedForCSV(_ cell: String) -> String {
        guard cell.utf8.contains(where: { [44, 34, 10, 13].contains($0) }) else { return cell }
        return "\"" + cell.replacingCharacter("\"", with: "\"\"") + "\""
    }
}

private func escapedForMarkdown(_ cell: String) -> String {
    cell.replacingCharacter("|", with: "\\|").replacingCharacter("\n", with: " ")
}

private func columnNames(_ list: [Value], _ arguments: Arguments) throws(Fault) -> [String] {
    var texts: [String] = []
    for value in list {
        guard case .text(let text) = value else { throw arguments.fault("the name of a column is \(value.kindName)") }
        texts.append(text)
    }
    return texts
}

private func add(
    _ name: String, _ value: Value, to fields: inout [Value.Field], _ arguments: Arguments
) throws(Fault) {
    guard !fields.contains(where: { $0.name == name }) else {
        throw arguments.fault("the name \"\(shortened(name, 40))\" is there twice")
    }
    fields.append(Value.Field(name: name, value: value))
}

private func field(_ name: String, of fields: [Value.Field], _ arguments: Arguments) throws(Fault) -> Value {
    guard let found = fields.first(where: { $0.name == name }) else {
        throw unknownField(name, fields.map(\.name), arguments.byte)
    }
    return found.value
}

/// The fields of both; those of `b` count where a name is in both.
private func merged(_ a: [Value.Field], _ b: [Value.Field]) -> [Value.Field] {
    a.map { field in b.first { $0.name == field.name } ?? field }
        + b.filter { field in !a.contains { $0.name == field.name } }
}

/// The names of the first row's columns, and every row's cells under them.
private func cells(_ arguments: Arguments) throws(Fault) -> (columns: [String], rows: [[Value]]) {
    let table = try arguments.table(0)
    let columns = table.first?.map(\.name) ?? []
    var rows: [[Value]] = []
    for row in table {
        var cells: [Value] = []
        for column in columns { cells.append(try field(column, of: row, arguments)) }
        rows.append(cells)
    }
    return (columns, rows)
}
