/// The content of the last code fence, or nil.
func lastFence(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var last: ArraySlice<UInt8>?
    eachFence(bytes) { _, content in last = content }
    return last
}

/// The content of the last code fence that names the language behind its opening marks, in any case; or nil.
func lastFence(_ bytes: ArraySlice<UInt8>, of language: String) -> ArraySlice<UInt8>? {
    let word = language.utf8.map(\.lowered)
    var last: ArraySlice<UInt8>?
    eachFence(bytes) { info, content in
        if info.count == word.count, info.has(word, at: info.startIndex) { last = content }
    }
    return last
}

/// The contents of the last code fences in order, at most so many, and how many fences there are.
func lastFences(_ bytes: ArraySlice<UInt8>, most: Int) -> (contents: ArraySlice<ArraySlice<UInt8>>, count: Int) {
    var (kept, count) = ([ArraySlice<UInt8>](), 0)
    eachFence(bytes) { _, content in
        count += 1
        kept.append(content)
        // A text may hold a hundred thousand of them.
        if kept.count > 4 * most { kept.removeFirst(kept.count - most) }
    }
    return (kept.suffix(most), count)
}

/// The contents of all code fences in order.
func fences(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] { fencesWithInfo(bytes).map(\.content) }

/// The same with the first word behind the opening marks: the language; empty where there is none.
func fencesWithInfo(_ bytes: ArraySlice<UInt8>) -> [(info: ArraySlice<UInt8>, content: ArraySlice<UInt8>)] {
    var found: [(info: ArraySlice<UInt8>, content: ArraySlice<UInt8>)] = []
    eachFence(bytes) { found.append(($0, $1)) }
    return found
}

/// Calls `visit` with the language and content of each code fence in order: three or more backticks or tildes, closed by
/// as many of the same, by the end of the same line, or by the end of the text.
/// **Source:** CommonMark 0.31, section 4.5, without its rule on indentation.
private func eachFence(
    _ bytes: ArraySlice<UInt8>, _ visit: (_ info: ArraySlice<UInt8>, _ content: ArraySlice<UInt8>) -> Void
) {
    var open: (mark: UInt8, count: Int, start: Int, info: ArraySlice<UInt8>)?
    eachLine(bytes) { line in
        let body = trimmed(line)
        if let fence = open {
            guard isClosing(body, of: fence.mark, atLeast: fence.count) else { return }
            visit(fence.info, bytes[fence.start..<max(fence.start, line.startIndex)])
            open = nil
        } else if let opening = openingFence(body) {
            if let oneLine = closedOnSameLine(body, opening) {
                visit(oneLine.prefix(0), oneLine)
            } else {
                // The content starts behind the line end, which is there unless this is the last line.
                let next = bytes.next(from: line.endIndex, byte: 10).map { $0 + 1 } ?? bytes.endIndex
                let info = trimmed(body.dropFirst(opening.count)).prefix { !$0.isSpace && $0 != UInt8(ascii: "{") }
                open = (opening.mark, opening.count, next, info)
            }
        }
    }
    if let open { visit(open.info, bytes[open.start...]) }
}

private func openingFence(_ line: ArraySlice<UInt8>) -> (mark: UInt8, count: Int)? {
    guard let mark = line.first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return nil }
    let count = line.prefix { $0 == mark }.count
    return count >= 3 ? (mark, count) : nil
}

private func isClosing(_ line: ArraySlice<UInt8>, of mark: UInt8, atLeast count: Int) -> Bool {
    line.count >= count && line.first == mark && line.allSatisfy { $0 == mark }
}

private func closedOnSameLine(_ line: ArraySlice<UInt8>, _ fence: (mark: UInt8, count: Int)) -> ArraySlice<UInt8>? {
    let rest = line.dropFirst(fence.count)
    let tail = rest.reversed().prefix { $0 == fence.mark }.count
    guard tail >= fence.count, rest.count > tail else { return nil }
    return rest.dropLast(tail)
}
