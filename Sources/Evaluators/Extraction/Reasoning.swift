/// The bytes without the reasoning that some models write into their answers: `<think>…</think>` and its relatives.
///
/// A block that is never closed reaches to the end: the output limit cut it. An end without a start closes what a
/// template opened in the prompt: everything before it goes.
func withoutReasoning(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(UInt8(ascii: "<")) else { return bytes }
    var kept: [UInt8] = []
    var open: (tag: Int, depth: Int)?
    var keptFrom = 0
    var index = 0
    let text = bytes[...]
    while let mark = text[index...].firstIndex(of: UInt8(ascii: "<")) {
        guard let tag = tag(text, at: mark) else { index = mark + 1; continue }
        index = tag.end
        switch (tag.form, open) {
        case (.opening, nil):
            kept += text[keptFrom..<mark]
            open = (tag.name, 1)
        case (.opening, .some(let block)) where block.tag == tag.name: open = (block.tag, block.depth + 1)
        case (.closing, nil):
            kept = []
            keptFrom = tag.end
        case (.closing, .some(let block)) where block.tag == tag.name:
            open = block.depth > 1 ? (block.tag, block.depth - 1) : nil
            keptFrom = tag.end
        case (.opening, .some), (.closing, .some): break
        }
    }
    if open == nil { kept += text[keptFrom...] }
    return kept
}

private let names: [[UInt8]] = ["think", "thinking", "thought", "reasoning", "seed:think"].map { Array($0.utf8) }

private enum TagForm { case opening, closing }

/// The tag that starts at `mark`, if it is one of reasoning.
private func tag(_ text: ArraySlice<UInt8>, at mark: Int) -> (name: Int, form: TagForm, end: Int)? {
    let closing = text.byte(at: mark + 1) == UInt8(ascii: "/")
    let start = mark + (closing ? 2 : 1)
    // The first letters of the names.
    guard let first = text.byte(at: start)?.lowered,
        first == UInt8(ascii: "t") || first == UInt8(ascii: "r") || first == UInt8(ascii: "s")
    else { return nil }
    for (index, name) in names.enumerated() where text.has(name, at: start) {
        let end = start + name.count
        if text.byte(at: end) == UInt8(ascii: ">") { return (index, closing ? .closing : .opening, end + 1) }
    }
    return nil
}
