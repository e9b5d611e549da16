/// Expected rows beside found ones: which belong together, and how many cells or rows agree.
struct TableComparison {
    /// Most found rows that are compared; those behind them count as not expected.
    static let rowsLimit = 1000

    private let expected: ExpectedTable
    /// Cells as numbers that are equal where the cells are.
    private var wanted: [[Int]] = []
    private var found: [[Int]] = []
    private var lines: [Int] = []
    private var names: [[UInt8]: Int] = [:]
    private var matched = 0
    private var expectedUnits = 0
    private var foundUnits = 0
    private(set) var differences: [String] = []

    init(_ expected: ExpectedTable) { self.expected = expected }

    /// F1 over cells or rows, in [0, 1]: 2m / (e + f) where m of e expected ones are among f found ones.
    mutating func score(_ grid: Grid, hasHeader: Bool) -> Double {
        var rows = grid.rows[...]
        let header = hasHeader ? rows.popFirst() : nil
        var places: [Int]?
        if !expected.columns.isEmpty { places = compareHeader(header?.cells ?? []) }
        wanted = expected.rows.map { row in row.map { number(Array($0.utf8)) } }
        for row in rows.prefix(TableComparison.rowsLimit) {
            let cells = row.cells.map { number($0) }
            found.append(places.map { arranged(cells, $0) } ?? cells)
            lines.append(row.line)
        }
        let surplus = rows.dropFirst(TableComparison.rowsLimit)
        foundUnits += expected.unit == .row ? surplus.count : surplus.reduce(0) { $0 + $1.cells.count }
        foundUnits += grid.uncounted
        compareRows()
        return Double(2 * matched) / Double(max(expectedUnits + foundUnits, 1))
    }

    private mutating func number(_ cell: [UInt8]) -> Int {
        let key = expected.form.key(cell)
        if let known = names[key] { return known }
        names[key] = names.count
        return names.count - 1
    }

    /// Counts the header's agreement; gives for each expected column where the answer has it, with columns in any order.
    private mutating func compareHeader(_ cells: [[UInt8]]) -> [Int]? {
        let keys = cells.map { number($0) }
        let wanted = expected.columns.map { number(Array($0.utf8)) }
        var places = Array(wanted.indices)
        if expected.columnOrder == .any {
            var free = Array(keys.indices)
            places = wanted.map { column in
                guard let index = free.firstIndex(where: { keys[$0] == column }) else { return -1 }
                return free.remove(at: index)
            }
        }
        for (index, place) in places.enumerated() where place < 0 || place >= keys.count || keys[place] != wanted[index]
        {
            let there =
                expected.columnOrder == .strict && index < cells.count ? ", found \(quoted(cells[index][...]))" : ""
            note("the column \(quoted(expected.columns[index])) is missing in the header\(there)")
        }
        let agreeing = zip(places, wanted).count { $0 >= 0 && $0 < keys.count && keys[$0] == $1 }
        if keys.count > wanted.count { note("\(keys.count) columns, expected \(wanted.count)") }
        count(agreeing: agreeing, expected: wanted.count, found: keys.count)
        return expected.columnOrder == .any ? places : nil
    }

    /// A row's cells in the expected order of columns, those of other columns behind them.
    private func arranged(_ cells: [Int], _ places: [Int]) -> [Int] {
        let mapped = places.map { $0 >= 0 && $0 < cells.count ? cells[$0] : -1 }
        return mapped + cells.indices.filter { !places.contains($0) }.map { cells[$0] }
    }

    /// Counts one pair of rows, or a row without its other.
    private mutating func count(agreeing: Int, expected wide: Int, found: Int) {
        switch expected.unit {
        case .cell:
            matched += agreeing
            expectedUnits += wide
            foundUnits += found
        case .row:
            matched += wide > 0 && agreeing == wide && found == wide ? 1 : 0
            expectedUnits += wide > 0 ? 1 : 0
            foundUnits += found > 0 ? 1 : 0
        }
    }

    private mutating func compareRows() {
        let pairs = expected.rowOrder == .strict ? aligned() : paired()
        for row in wanted.indices {
            guard let other = pairs[row] else {
                count(agreeing: 0, expected: wanted[row].count, found: 0)
                note("row \(row + 1) is missing: \(shown(row))")
                continue
            }
            count(agreeing: agreeing(row, other), expected: wanted[row].count, found: cellCount(other))
            explain(row, other)
        }
        let taken = Set(pairs.values)
        for other in found.indices where !taken.contains(other) {
            count(agreeing: 0, expected: 0, found: cellCount(other))
            note("the row on line \(lines[other]) is not expected")
        }
    }

    private func cellCount(_ other: Int) -> Int { found[other].count { $0 >= 0 } }

    private func agreeing(_ row: Int, _ other: Int) -> Int { zip(wanted[row], found[other]).count { $0 == $1 } }

    private func shown(_ row: Int) -> String { quoted(expected.rows[row].joined(separator: " | ")) }

    private mutating func explain(_ row: Int, _ other: Int) {
        for (column, cell) in wanted[row].enumerated() {
            guard column >= found[other].count || found[other][column] != cell else { continue }
            let name = expected.columns.isEmpty ? "column \(column + 1)" : "column \(quoted(expected.columns[column]))"
            let there =
                column < found[other].count && found[other][column] >= 0
                ? names.first { $0.value == found[other][column] }.map { quoted(readable($0.key)[...]) } : nil
            note(
                "row \(row + 1), \(name) (line \(lines[other])): expected \(quoted(expected.rows[row][column])), found "
                    + (there ?? "nothing"))
        }
        if found[other].count > wanted[row].count {
            note("row \(row + 1) (line \(lines[other])) has \(cellCount(other)) cells, expected \(wanted[row].count)")
        }
    }

    private func readable(_ key: [UInt8]) -> [UInt8] { key.first == 0 ? Array(key.dropFirst()) : key }

    /// In order, so that as much as possible agrees (Needleman and Wunsch, gaps free of charge).
    private func aligned() -> [Int: Int] {
        var best = [[Int]](repeating: [Int](repeating: 0, count: found.count + 1), count: wanted.count + 1)
        func worth(_ row: Int, _ other: Int) -> Int {
            let cells = agreeing(row, other)
            if expected.unit == .cell { return cells }
            return cells == wanted[row].count && found[other].count == cells ? 1 : 0
        }
        for row in wanted.indices.reversed() {
            for other in found.indices.reversed() {
                best[row][other] = max(
                    best[row + 1][other], best[row][other + 1], best[row + 1][other + 1] + worth(row, other))
            }
        }
        var pairs: [Int: Int] = [:]
        var (row, other) = (0, 0)
        while row < wanted.count, other < found.count {
            // Rows that agree in nothing are paired where that costs nothing, so that they are told together.
            if best[row][other] == best[row + 1][other + 1] + worth(row, other) {
                pairs[row] = other
                (row, other) = (row + 1, other + 1)
            } else if best[row][other] == best[row + 1][other] {
                row += 1
            } else {
                other += 1
            }
        }
        return pairs
    }

    /// In any order: first rows that are equal, then for each expected one, from the first, the free row that agrees
    /// in most cells.
    private func paired() -> [Int: Int] {
        var pairs: [Int: Int] = [:]
        var free: [[Int]: [Int]] = [:]
        for other in found.indices.reversed() { free[found[other], default: []].append(other) }
        for row in wanted.indices { if let other = free[wanted[row]]?.popLast() { pairs[row] = other } }
        var rest = Set(found.indices).subtracting(pairs.values).sorted()
        for row in wanted.indices where pairs[row] == nil {
            var most = (cells: 0, index: 0)
            for (index, other) in rest.enumerated() {
                let cells = agreeing(row, other)
                if cells > most.cells { most = (cells, index) }
            }
            if most.cells > 0 { pairs[row] = rest.remove(at: most.index) }
        }
        return pairs
    }

    private mutating func note(_ difference: String) {
        if differences.count < JSONSchema.failuresLimit { differences.append(difference) }
    }
}
