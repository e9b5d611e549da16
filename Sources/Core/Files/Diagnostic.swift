/// Something wrong in a file that a person wrote: where, what, and what to write instead.
package struct Diagnostic: Error, Hashable, Sendable {
    /// How much it matters: an error refuses the file, a warning does not.
    package enum Severity: String, Sendable { case error, warning }

    package var severity: Severity
    /// The file as the person named it.
    package var path: String
    /// Line, from 1; 0 when the file as a whole is meant.
    package var line: Int
    /// Column in characters, from 1; 0 when the file as a whole is meant.
    package var column: Int
    /// What is wrong, in words, without the content of a secret.
    package var problem: String
    /// What to write instead; empty when there is nothing to add.
    package var instead: String

    package init(
        _ severity: Severity = .error, path: String, line: Int = 0, column: Int = 0, problem: String,
        instead: String = ""
    ) {
        self.severity = severity
        self.path = path
        self.line = line
        self.column = column
        self.problem = problem
        self.instead = instead
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `probes/a.json:3:22: error: a number is expected, found a string; write 15 instead of "15"`.
    package var description: String {
        let place = line > 0 ? "\(path):\(line):\(column)" : path
        return "\(place): \(severity.rawValue): \(problem)" + (instead.isEmpty ? "" : "; \(instead)")
    }
}

/// The text of a file with what is needed to name a place in it.
package struct SourceFile: Sendable {
    /// The file as the person named it.
    package let path: String
    package let bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// Line and column, both from 1, of a byte offset; columns count characters of valid UTF-8.
    package func place(of offset: Int) -> (line: Int, column: Int) {
        let before = bytes[..<min(max(offset, 0), bytes.count)]
        let line = before.count { $0 == 10 } + 1
        let lineStart = before.lastIndex(of: 10).map { $0 + 1 } ?? 0
        // A continuation byte starts no character.
        let column = before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1
        return (line, column)
    }

    /// A diagnostic at a byte offset of this file.
    package func diagnostic(
        _ severity: Diagnostic.Severity = .error, at offset: Int, _ problem: String, instead: String = ""
    ) -> Diagnostic {
        let (line, column) = place(of: offset)
        return Diagnostic(severity, path: path, line: line, column: column, problem: problem, instead: instead)
    }
}
