/// The constructs of Markdown that are told apart.
enum Markdown: String, CaseIterable, Sendable {
    case heading, bold, italic, bullets, numbers, fence, code, link, image, table, quote, rule, html

    /// The constructs in a text, each with the first piece of it that shows it, in the order of `allCases`. Within a code
    /// fence nothing else is looked for.
    /// **Source:** CommonMark 0.31 and tables of GitHub, as models use them: emphasis within one line, no indented code.
    static func find(in bytes: ArraySlice<UInt8>) -> [(construct: Markdown, evidence: ArraySlice<UInt8>)] {
        var first = [ArraySlice<UInt8>?](repeating: nil, count: allCases.count)
        func note(_ construct: Markdown, _ evidence: ArraySlice<UInt8>) {
            if first[construct.index] == nil { first[construct.index] = evidence }
        }
        var fence: (mark: UInt8, count: Int)?
        var rowsBefore = false
        eachLine(bytes) { line in
            let content = trimmed(line)
            guard let mark = content.first else {
                if fence == nil { rowsBefore = false }
                return
            }
            let run = content.run(of: mark, from: content.startIndex)
            if let open = fence {
                if mark == open.mark, run >= open.count, run == content.count { fence = nil }
                return
            }
            if mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~"), run >= 3 {
                note(.fence, content)
                // One that is closed on its own line opens nothing.
                if !content.dropFirst(run).contains(mark) { fence = (mark, run) }
                return
            }
            block(content, mark: mark, run: run, note)
            let isRow = mark == UInt8(ascii: "|")
            if isRow, rowsBefore, content.allSatisfy(isTableRule), content.count > 2 {
                note(.table, content)
            }
            rowsBefore = isRow
            inline(content, note)
        }
        return allCases.compactMap { construct in first[construct.index].map { (construct, $0) } }
    }

    private static func block(
        _ line: ArraySlice<UInt8>, mark: UInt8, run: Int, _ note: (Markdown, ArraySlice<UInt8>) -> Void
    ) {
        let next = line.byte(at: line.startIndex + run)
        switch mark {
        case UInt8(ascii: "#"): if run <= 6, next == 32 || next == 9 { note(.heading, line) }
        case UInt8(ascii: ">"): note(.quote, line)
        default: break
        }
        if isRule(line, mark) { return note(.rule, line) }
        switch ListMark(line) {
        case .number: note(.numbers, line)
        case .some: note(.bullets, line)
        case nil: break
        }
    }

    private static func isRule(_ line: ArraySlice<UInt8>, _ mark: UInt8) -> Bool {
        guard mark == UInt8(ascii: "-") || mark == UInt8(ascii: "*") || mark == UInt8(ascii: "_"), line.count >= 3
        else { return false }
        return line.allSatisfy { $0 == mark || $0 == 32 } && line.count(where: { $0 == mark }) >= 3
    }

    /// What opened last of each mark in a line, so that every byte is looked at once.
    private struct Opened {
        var star: (count: Int, start: Int)?
        var underscore: (count: Int, start: Int)?
        var tick: (count: Int, start: Int)?
        var bracket: Int?

        subscript(mark: UInt8) -> (count: Int, start: Int)? {
            get { mark == UInt8(ascii: "*") ? star : mark == UInt8(ascii: "_") ? underscore : tick }
            set {
                switch mark {
                case UInt8(ascii: "*"): star = newValue
                case UInt8(ascii: "_"): underscore = newValue
                default: tick = newValue
                }
            }
        }
    }

    private static func inline(_ line: ArraySlice<UInt8>, _ note: (Markdown, ArraySlice<UInt8>) -> Void) {
        var opened = Opened()
        let lastParenthesis = line.lastIndex(of: UInt8(ascii: ")")) ?? line.startIndex
        var nextAngle: Int?
        var index = line.startIndex
        while index < line.endIndex {
            let byte = line[index]
            switch byte {
            case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "`"):
                index = emphasis(line, at: index, &opened, note)
                continue
            case UInt8(ascii: "]"):
                if line.byte(at: index + 1) == UInt8(ascii: "("), lastParenthesis > index, let start = opened.bracket {
                    let isImage = line.byte(at: start - 1) == UInt8(ascii: "!")
                    note(isImage ? .image : .link, line[start...])
                }
                opened.bracket = nil
            case UInt8(ascii: "["): opened.bracket = index
            case UInt8(ascii: "<"):
                if nextAngle ?? index <= index {
                    nextAngle = line[index...].firstIndex(of: UInt8(ascii: ">")) ?? line.endIndex
                }
                if let end = nextAngle, end < line.endIndex, isTag(line[(index + 1)..<end]) {
                    note(.html, line[index...end])
                }
            default: break
            }
            index += 1
        }
    }

    /// A run of emphasis or backticks that closes or opens; the place behind it.
    private static func emphasis(
        _ line: ArraySlice<UInt8>, at index: Int, _ opened: inout Opened,
        _ note: (Markdown, ArraySlice<UInt8>) -> Void
    ) -> Int {
        let byte = line[index]
        let run = line.run(of: byte, from: index)
        let after = index + run
        let (before, next) = (line.byte(at: index - 1), line.byte(at: after))
        let isTick = byte == UInt8(ascii: "`")
        // Underscores within a word are part of a name.
        func isName(_ neighbour: UInt8?) -> Bool {
            byte == UInt8(ascii: "_") && neighbour.map { $0.isLetter || $0.isDigit } ?? false
        }
        if let open = opened[byte], open.count == run, index > open.start, isTick || before?.isSpace == false,
            !isName(next)
        {
            note(isTick ? .code : run == 1 ? .italic : .bold, line[(open.start - run)..<after])
            opened[byte] = nil
        } else if isTick || next?.isSpace == false, !isName(before) {
            opened[byte] = (run, after)
        }
        return after
    }

    private static func isTableRule(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "|") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ":") || byte == 32
    }

    /// `br`, `/b`, `p class="x"`; not `a < b` and not an address.
    private static func isTag(_ inner: ArraySlice<UInt8>) -> Bool {
        let name = inner.drop { $0 == UInt8(ascii: "/") }.prefix { $0.isLetter || $0.isDigit }
        guard name.first?.isLetter == true, name.count <= 12 else { return false }
        return name.endIndex == inner.endIndex || inner[name.endIndex].isSpace || inner[name.endIndex] == 47
    }

    /// The place in `allCases`, which is too slow to be looked through for each of a million marks.
    private var index: Int {
        switch self {
        case .heading: 0
        case .bold: 1
        case .italic: 2
        case .bullets: 3
        case .numbers: 4
        case .fence: 5
        case .code: 6
        case .link: 7
        case .image: 8
        case .table: 9
        case .quote: 10
        case .rule: 11
        case .html: 12
        }
    }
}

/// What makes a line an item of a list.
enum ListMark: String, CaseIterable, Sendable {
    case dash = "-"
    case star = "*"
    case plus = "+"
    case dot = "•"
    /// `1.` or `1)`
    case number = "1."

    /// The mark of a line without white space around it, or nil; white space has to follow.
    init?(_ line: ArraySlice<UInt8>) {
        let start = line.startIndex
        var length = 1
        switch line.first {
        case UInt8(ascii: "-"): self = .dash
        case UInt8(ascii: "*"): self = .star
        case UInt8(ascii: "+"): self = .plus
        case 0xE2 where line.has("•", at: start): (self, length) = (.dot, 3)
        default:
            var digits = 0
            while let byte = line.byte(at: start + digits), byte.isDigit, digits < 5 { digits += 1 }
            guard (1...4).contains(digits), let sign = line.byte(at: start + digits),
                sign == UInt8(ascii: ".") || sign == UInt8(ascii: ")")
            else { return nil }
            (self, length) = (.number, digits + 1)
        }
        guard line.byte(at: start + length)?.isSpace == true else { return nil }
    }
}
