import Core
import Daemon
import Glibc

/// What is known of the terminal, if there is one.
enum Terminal {
    /// Standard output is a terminal that understands colours.
    static let isInteractive = isatty(STDOUT_FILENO) == 1 && getenv("TERM").map { String(cString: $0) } != "dumb"
    /// Colours are wanted there. **Source:** no-color.org.
    static let hasColour = isInteractive && getenv("NO_COLOR") == nil

    /// The process's environment.
    static var environment: [String: String] {
        var result: [String: String] = [:]
        var at = environ
        while let entry = at.pointee {
            let text = String(cString: entry)
            if let split = text.firstIndex(of: "=") {
                result[String(text[..<split])] = String(text[text.index(after: split)...])
            }
            at += 1
        }
        return result
    }

    /// Writes text at once, whole, without a line end of its own.
    static func write(_ text: String, to descriptor: Int32 = STDOUT_FILENO) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { return }
            bytes = bytes.dropFirst(max(count, 0))
        }
    }

    static func line(_ text: String = "") { write(text + "\n") }

    /// Something beside the result: to standard error.
    static func note(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// Text in a colour of the terminal's own palette, or plain.
    static func paint(_ text: String, _ colour: Colour) -> String {
        hasColour ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }

    enum Colour: Int { case bold = 1, dim = 2, red = 31, green = 32, yellow = 33, blue = 34 }
}

/// A table for people: columns as wide as they need to be, numbers to the right.
struct Table {
    struct Cell {
        var text: String
        var colour: Terminal.Colour?

        init(_ text: String, _ colour: Terminal.Colour? = nil) {
            // What a far end wrote must not move the cursor.
            self.text = text.withoutControls
            self.colour = colour
        }
    }

    let header: [String]
    /// Columns that are set to the right.
    var right: Set<Int> = []
    var rows: [[Cell]] = []

    var text: String {
        let widths = header.indices.map { column in
            max(header[column].count, rows.map { $0[column].text.count }.max() ?? 0)
        }
        func padded(_ text: String, _ column: Int) -> String {
            let space = String(repeating: " ", count: max(0, widths[column] - text.count))
            return right.contains(column) ? space + text : column == header.count - 1 ? text : text + space
        }
        var lines = [
            header.indices.map { Terminal.paint(padded(header[$0], $0), .dim) }.joined(separator: "  ")
        ]
        for row in rows {
            lines.append(
                row.indices.map { column in
                    let text = padded(row[column].text, column)
                    return row[column].colour.map { Terminal.paint(text, $0) } ?? text
                }.joined(separator: "  "))
        }
        return lines.joined(separator: "\n")
    }
}
