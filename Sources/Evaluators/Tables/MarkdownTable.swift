/// Tables in Markdown: a header, a row of dashes with as many cells, and rows up to the first line without a pipe.
/// **Source:** GitHub Flavored Markdown 0.29, section 4.10; a row's cells beyond the header are kept, so that they count.
enum MarkdownTable {
    /// The table with the most rows; of equally long ones the last.
    static func longest(in text: ArraySlice<UInt8>) -> Grid? {
        var best: Grid?
        var open: Grid?
        var before: (line: ArraySlice<UInt8>, number: Int)?
        var number = 0
        func close() {
            if let open, open.rows.count + open.uncounted >= (best.map { $0.rows.count + $0.uncounted } ?? 0) {
                best = open
            }
            open = nil
        }
        eachLine(text) { line in
            number += 1
            let body = trimmed(line)
            // A blank line ends a table, and is nothing else.
            if body.isEmpty, open == nil { return before = nil }
            if open != nil {
                if endsTable(body) {
                    close()
                } else if open?.isOpen == true {
                    open?.add(cells(of: body), line: number)
                } else {
                    open?.uncounted += 1
                }
                open.map { open?.bytes = text[$0.bytes.startIndex..<line.endIndex] }
                if open != nil { return }
            }
            if let head = before, head.number == number - 1, let header = header(head.line, dashes: body) {
                var grid = Grid(text[head.line.startIndex..<line.endIndex])
                grid.add(header, line: head.number)
                open = grid
            }
            before = (body, number)
        }
        close()
        return best
    }

    /// The cells of a header line, if the line below it makes it one.
    private static func header(_ line: ArraySlice<UInt8>, dashes: ArraySlice<UInt8>) -> [[UInt8]]? {
        // Most lines are neither; a line of dashes alone underlines a heading.
        guard let first = dashes.first, first == pipe || first == dash || first == colon,
            dashes.allSatisfy({ $0 == pipe || $0 == dash || $0 == colon || $0.isSpace }),
            dashes.contains(pipe) || line.contains(pipe), !line.isEmpty, line.count <= 65_536
        else { return nil }
        let marks = cells(of: dashes)
        let isDelimiter = marks.allSatisfy { mark in
            let body = mark.drop { $0 == colon }.reversed().drop { $0 == colon }
            return !body.isEmpty && body.allSatisfy { $0 == dash } && mark.count - body.count <= 2
        }
        guard isDelimiter else { return nil }
        let header = cells(of: line)
        return header.count == marks.count ? header : nil
    }

    private static func endsTable(_ line: ArraySlice<UInt8>) -> Bool {
        guard let first = line.first else { return true }
        if first == UInt8(ascii: "`") || first == UInt8(ascii: "~"), line.prefix(3).allSatisfy({ $0 == first }) {
            return true
        }
        return !line.contains(pipe)
    }

    /// The cells of a line: pipes at its ends are optional, `\|` is a pipe within a cell.
    static func cells(of line: ArraySlice<UInt8>) -> [[UInt8]] {
        var rest = trimmed(line)
        if rest.first == pipe { rest.removeFirst() }
        var found: [[UInt8]] = []
        var cell: [UInt8] = []
        var endsWithPipe = false
        var index = rest.startIndex
        while index < rest.endIndex {
            let byte = rest[index]
            endsWithPipe = byte == pipe
            if byte == backslash, let next = rest.byte(at: index + 1), next == pipe || next == backslash {
                // Of two backslashes both stay, but the second escapes nothing.
                if next == backslash { cell.append(byte) }
                cell.append(next)
                index += 2
                continue
            }
            if byte == pipe {
                found.append(Array(trimmed(cell[...])))
                cell = []
            } else {
                cell.append(byte)
            }
            index += 1
        }
        if !endsWithPipe || found.isEmpty { found.append(Array(trimmed(cell[...]))) }
        return found
    }

    private static let pipe = UInt8(ascii: "|")
    private static let dash = UInt8(ascii: "-")
    private static let colon = UInt8(ascii: ":")
    private static let backslash = UInt8(ascii: "\\")
}
