/// The content of the last `\boxed{…}`, without the `\text{…}` around it; of one that is never closed, up to the
/// line's end.
func lastBoxed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let place = Search(Array("\\boxed{".utf8)).last(in: bytes) else { return nil }
    let content =
        bracedContent(bytes, from: place.upperBound) ?? ArraySlice(bytes[place.upperBound...].prefix { $0 != 10 })
    for wrapper in ["\\text{", "\\mathrm{", "\\textbf{"] where content.starts(with: wrapper.utf8) {
        let inner = content.startIndex + wrapper.utf8.count
        if let text = bracedContent(content, from: inner), text.endIndex + 1 == content.endIndex { return text }
    }
    return content
}

/// What lies before the brace that closes the one before `start`.
private func bracedContent(_ bytes: ArraySlice<UInt8>, from start: Int) -> ArraySlice<UInt8>? {
    var depth = 1
    for index in start..<bytes.endIndex {
        if bytes[index] == UInt8(ascii: "{") { depth += 1 }
        if bytes[index] == UInt8(ascii: "}") { depth -= 1 }
        if depth == 0 { return bytes[start..<index] }
    }
    return nil
}
