import Core

/// One line of a stream of lines.
package struct StreamLine: Sendable, Equatable {
    /// Without its end; what is not UTF-8 is read as U+FFFD.
    package var text: String
    /// Bytes of the stream up to the end of the line, its line end not included.
    package var end: Int

    package init(text: String, end: Int) {
        self.text = text
        self.end = end
    }
}

/// Splits bytes into lines, piece by piece: any division into pieces gives the same lines. Blank ones are left out.
///
/// Lines end with LF or CRLF, a byte order mark at the start is skipped.
package struct LineParser: Sendable {
    /// Bytes that a line may have; a longer one is dropped and counted.
    package let maximumLineBytes: Int
    /// Lines dropped because they were too long.
    package private(set) var droppedLines = 0

    private enum LineState { case normal, tooLong }

    private var line: [UInt8] = []
    private var lineState = LineState.normal
    private var isFirst = true
    private var offset = 0

    /// A parser at the start of a stream.
    package init(maximumLineBytes: Int = 1 << 20) { self.maximumLineBytes = maximumLineBytes }

    /// The lines that this piece completes.
    package mutating func feed(_ bytes: some Sequence<UInt8>) -> [StreamLine] {
        var lines: [StreamLine] = []
        for byte in bytes {
            offset += 1
            if byte == 0x0A {
                if let line = endLine(at: offset - 1) { lines.append(line) }
            } else if line.count < maximumLineBytes {
                line.append(byte)
            } else {
                lineState = .tooLong
            }
        }
        return lines
    }

    /// The line that was begun when the bytes ended, or nil. Whether it is whole is the caller's judgement.
    package mutating func finish() -> StreamLine? { endLine(at: offset) }

    private mutating func endLine(at end: Int) -> StreamLine? {
        defer {
            line.removeAll(keepingCapacity: true)
            lineState = .normal
            isFirst = false
        }
        switch lineState {
        case .tooLong:
            droppedLines += 1
            return nil
        case .normal:
            var content = line[...]
            if isFirst, content.starts(with: [0xEF, 0xBB, 0xBF]) { content = content.dropFirst(3) }
            let text = String(decoding: content, as: UTF8.self).trimmed
            return text.isEmpty ? nil : StreamLine(text: text, end: content.last == 0x0D ? end - 1 : end)
        }
    }
}
