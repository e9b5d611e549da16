/// What the last element of a name holds: `<answer>…</answer>`, whatever the case and attributes.
///
/// An element that is never closed reaches to the end: a stop sequence cuts the closing tag off.
func lastElement(_ name: String, in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    let word = name.utf8.map(\.lowered)
    var content: ArraySlice<UInt8>?
    var start: Int?
    var index = bytes.startIndex
    while let mark = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
        index = mark + 1
        if bytes.byte(at: index) == UInt8(ascii: "/"), bytes.has(word, at: index + 1),
            let opened = start, tagEnd(bytes, from: index + 1 + word.count) != nil
        {
            content = bytes[opened..<mark]
            start = nil
        } else if bytes.has(word, at: index), let end = tagEnd(bytes, from: index + word.count) {
            start = end
            index = end
        }
    }
    return start.map { bytes[$0...] } ?? content
}

/// Longest attributes of a tag, in bytes.
private let longestAttributes = 200

/// Behind the `>` of a tag whose name ends at `start`; nil where the name goes on or the tag does not end.
private func tagEnd(_ bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
    guard let next = bytes.byte(at: start), next == UInt8(ascii: ">") || next.isSpace else { return nil }
    let stretch = bytes[start..<min(start + longestAttributes, bytes.endIndex)]
    guard let end = stretch.firstIndex(of: UInt8(ascii: ">")) else { return nil }
    return stretch[..<end].contains(UInt8(ascii: "<")) ? nil : end + 1
}

/// What stands before the last `end` that has a `start` before it, up to the nearest such `start`.
func lastBetween(_ start: [UInt8], _ end: [UInt8], in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let close = Search(end).last(in: bytes) else { return nil }
    if let open = Search(start).last(in: bytes[..<close.lowerBound]) {
        return bytes[open.upperBound..<close.lowerBound]
    }
    return nil
}

/// The first or last line that is not blank.
func outerLine(_ bytes: ArraySlice<UInt8>, isLast: Bool) -> ArraySlice<UInt8>? {
    let rest = trimmed(bytes)
    guard !rest.isEmpty else { return nil }
    if isLast { return rest.lastIndex(of: 10).map { rest[($0 + 1)...] } ?? rest }
    return trimmed(rest.prefix { $0 != 10 })
}

/// The first or last paragraph: lines that are not blank with no blank one between them.
func outerParagraph(_ bytes: ArraySlice<UInt8>, isLast: Bool) -> ArraySlice<UInt8>? {
    let all = paragraphPieces(bytes)
    return isLast ? all.last : all.first
}

/// Runs of lines that are not blank, without white space at their ends.
func paragraphPieces(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var found: [ArraySlice<UInt8>] = []
    var open: Range<Int>?
    eachLine(bytes) { line in
        let content = trimmed(line)
        if content.isEmpty {
            if let range = open { found.append(trimmed(bytes[range])) }
            open = nil
        } else {
            open = (open?.lowerBound ?? content.startIndex)..<content.endIndex
        }
    }
    if let range = open { found.append(trimmed(bytes[range])) }
    return found
}
