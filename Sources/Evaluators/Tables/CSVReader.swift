/// Reads rows of values between separators, quoted where they hold one. Total, and linear in the text.
///
/// Rows end at `\n`, `\r\n` or `\r`; empty lines are no rows. In a quoted field `""` is a quote; what follows a closing
/// quote belongs to the field, and a quote within a field that does not begin with one is a character as any other.
/// **Source:** RFC 4180, section 2; where it is silent, Python's `csv` with its defaults.
struct CSVReader {
    /// A quote that is never closed.
    struct Unclosed: Error {
        /// The line, from 1, on which it stands.
        let line: Int
    }

    /// The rows of a text, or the place of a quote that is never closed.
    static func read(_ text: ArraySlice<UInt8>, separator: UInt8) throws(Unclosed) -> Grid {
        var reader = CSVReader(text: text, separator: separator)
        return try reader.grid()
    }

    private let text: ArraySlice<UInt8>
    private let separator: UInt8
    private var index: Int
    private var line = 1

    private init(text: ArraySlice<UInt8>, separator: UInt8) {
        self.text = text
        self.separator = separator
        index = text.startIndex
    }

    private mutating func grid() throws(Unclosed) -> Grid {
        var grid = Grid(text)
        while index < text.endIndex {
            let start = line
            if skipLineEnd() { continue }
            var cells: [[UInt8]] = []
            var surplus = 0
            while true {
                let keeps = grid.isOpen && cells.count < Grid.cellsLimit
                let cell = try field(keeps: keeps)
                if keeps { cells.append(cell) } else { surplus += 1 }
                guard index < text.endIndex, text[index] == separator else { break }
                index += 1
            }
            _ = skipLineEnd()
            if !cells.isEmpty { grid.add(cells, line: start) }
            grid.uncounted += surplus
        }
        return grid
    }

    private mutating func skipLineEnd() -> Bool {
        guard index < text.endIndex, text[index] == 10 || text[index] == 13 else { return false }
        index += text[index] == 13 && text.byte(at: index + 1) == 10 ? 2 : 1
        line += 1
        return true
    }

    /// The next field; an empty one where nobody keeps it.
    private mutating func field(keeps: Bool) throws(Unclosed) -> [UInt8] {
        var cell: [UInt8] = []
        if text.byte(at: index) == quote { try quoted(into: &cell, keeps: keeps) }
        let start = index
        while index < text.endIndex, text[index] != separator, text[index] != 10, text[index] != 13 { index += 1 }
        if keeps, index > start { cell += text[start..<index] }
        return cell
    }

    private mutating func quoted(into cell: inout [UInt8], keeps: Bool) throws(Unclosed) {
        let start = line
        index += 1
        while index < text.endIndex {
            let byte = text[index]
            index += 1
            if byte == quote {
                guard text.byte(at: index) == quote else { return }
                index += 1
            } else if byte == 10 {
                line += 1
            }
            if keeps { cell.append(byte) }
        }
        throw Unclosed(line: start)
    }

    private let quote = UInt8(ascii: "\"")
}
