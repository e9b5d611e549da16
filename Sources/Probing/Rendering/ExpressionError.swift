import Core

/// What is wrong in a template, and where.
package struct ExpressionError: Error, Sendable, Equatable {
    /// Byte of the template's text (UTF-8, escapes of JSON resolved).
    package var byte: Int
    /// Line of the text, from 1.
    package var line: Int
    /// Column in characters (Unicode scalars), from 1.
    package var column: Int
    /// What is wrong there.
    package var problem: String
    /// What to write instead; empty when there is nothing to add.
    package var instead: String

    /// An error at a byte of `text`.
    init(_ fault: Fault, in text: String) {
        let before = text.utf8.prefix(max(fault.byte, 0))
        let lineStart = before.lastIndex(of: 10).map { before.index(after: $0) } ?? before.startIndex
        byte = fault.byte
        line = before.count { $0 == 10 } + 1
        column = before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1
        problem = fault.problem
        instead = fault.instead
    }
}

extension ExpressionError: CustomStringConvertible {
    /// `line 1, column 9: unknown name "aa"; write "a"`.
    package var description: String {
        "line \(line), column \(column): \(problem)" + (instead.isEmpty ? "" : "; \(instead)")
    }
}

extension ExpressionError {
    /// The error with those values of these names that it happens for.
    func telling(_ values: [(name: String, value: Value)], of names: [String]) -> ExpressionError {
        let shown = values.filter { names.contains($0.name) }.map { "\($0.name) = \(shortened($0.value.text, 40))" }
        guard !shown.isEmpty else { return self }
        var told = self
        told.problem += ", for example when " + shown.joined(separator: ", ")
        return told
    }
}

/// An error that knows its byte but not its text yet.
struct Fault: Error, Equatable {
    var byte: Int
    var problem: String
    var instead = ""
}
