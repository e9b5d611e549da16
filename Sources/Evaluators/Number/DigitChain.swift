/// A row of digits with separators between them, such as `1,234.5`, `1 234,5`, `192.168.1.1` or `1,2,3`, and its
/// readings.
struct DigitChain {
    /// One number of the row: where its digits are, separators between them included.
    struct Piece {
        var whole: Range<Int>
        var fraction = 0..<0
        var place: Range<Int>
    }

    private enum Separator: Equatable { case point, comma, space, apostrophe, underscore }

    private let text: ArraySlice<UInt8>
    private var runs: [Range<Int>]
    private var separators: [Separator] = []

    var start: Int { runs[0].lowerBound }
    var end: Int { runs[runs.count - 1].upperBound }

    /// The longest row that starts at a digit, or at the point of `.5`.
    init(_ text: ArraySlice<UInt8>, at start: Int) {
        self.text = text
        var at = start
        func run() -> Range<Int> {
            let from = at
            while let byte = text.byte(at: at), byte.isDigit { at += 1 }
            return from..<at
        }
        runs = [run()]
        while let (separator, length) = DigitChain.separator(text, at: at), text.byte(at: at + length)?.isDigit == true
        {
            if separator == .space, !DigitChain.isGroup(text, at: at + length) { break }
            at += length
            separators.append(separator)
            runs.append(run())
        }
    }

    /// The numbers of the row; none where it is a version, an address or a date.
    func read(_ sign: DecimalSign, inBrackets: Bool) -> [Piece] {
        if separators.isEmpty { return [whole(0...0)] }
        if let piece = grouped(sign) { return [piece] }
        if !inBrackets, isIndian { return [whole(0...separators.count)] }
        if separators.count == 1, separators[0] == .point { return [piece(0...0, fraction: 1)] }
        if separators.count == 1, separators[0] == .comma, !inBrackets, !runs[0].isEmpty {
            return [piece(0...0, fraction: 1)]
        }
        return parts()
    }

    /// The row as one number with thousands set apart, where every group is right.
    private func grouped(_ sign: DecimalSign) -> Piece? {
        guard (1...3).contains(runs[0].count), let first = separators.first else { return nil }
        let groups = separators.prefix { $0 == first }.count
        guard runs[1...groups].allSatisfy({ $0.count == 3 }) else { return nil }
        switch separators.count - groups {
        case 0:
            // One group after a point or comma can be read both ways; a leading zero settles it.
            if groups == 1, first == .point || first == .comma {
                let isThousands = (first == .comma) == (sign == .point)
                guard isThousands, text[runs[0].lowerBound] != 48 else { return nil }
            }
            return whole(0...groups)
        case 1 where first != separators[groups] && (separators[groups] == .point || separators[groups] == .comma):
            return piece(0...groups, fraction: groups + 1)
        default: return nil
        }
    }

    /// Whether it is one number grouped as in India: `12,34,567`. Two digits in each group between, three in the last.
    private var isIndian: Bool {
        separators.count >= 2 && separators.allSatisfy { $0 == .comma } && (1...2).contains(runs[0].count)
            && runs[1..<(runs.count - 1)].allSatisfy { $0.count == 2 } && runs[runs.count - 1].count == 3
            && text[runs[0].lowerBound] != 48
    }

    /// The row cut at what separates a list; each part a number if it can be one.
    private func parts() -> [Piece] {
        var pieces: [Piece] = []
        var from = 0
        for index in runs.indices {
            let isEnd = index == runs.count - 1 || separators[index] != .point
            guard isEnd else { continue }
            switch index - from {
            case 0: pieces.append(whole(from...from))
            case 1: pieces.append(piece(from...from, fraction: index))
            default: break
            }
            from = index + 1
        }
        return pieces.filter { !$0.place.isEmpty }
    }

    private func whole(_ range: ClosedRange<Int>) -> Piece {
        let place = runs[range.lowerBound].lowerBound..<runs[range.upperBound].upperBound
        return Piece(whole: place, place: place)
    }

    private func piece(_ range: ClosedRange<Int>, fraction: Int) -> Piece {
        let start = runs[range.lowerBound].lowerBound
        return Piece(
            whole: start..<runs[range.upperBound].upperBound, fraction: runs[fraction],
            place: start..<runs[fraction].upperBound)
    }

    private static func separator(_ text: ArraySlice<UInt8>, at index: Int) -> (Separator, Int)? {
        switch text.byte(at: index) {
        case UInt8(ascii: "."): (.point, 1)
        case UInt8(ascii: ","): (.comma, 1)
        case UInt8(ascii: " "): (.space, 1)
        case UInt8(ascii: "'"): (.apostrophe, 1)
        case UInt8(ascii: "_"): (.underscore, 1)
        case 0xC2 where text.byte(at: index + 1) == 0xA0: (.space, 2)
        // Thin and narrow no-break space, right single quotation mark.
        case 0xE2 where text.has([0xE2, 0x80, 0x89], at: index) || text.has([0xE2, 0x80, 0xAF], at: index): (.space, 3)
        case 0xE2 where text.has([0xE2, 0x80, 0x99], at: index): (.apostrophe, 3)
        // LaTeX sets a comma for thousands in braces.
        case UInt8(ascii: "{") where text.has("{,}", at: index): (.comma, 3)
        case UInt8(ascii: "\\") where text.has("\\,", at: index): (.space, 2)
        default: nil
        }
    }

    /// Whether exactly three digits stand at the place: only such a group goes on after a space.
    private static func isGroup(_ text: ArraySlice<UInt8>, at index: Int) -> Bool {
        for offset in 0..<3 where text.byte(at: index + offset)?.isDigit != true { return false }
        return text.byte(at: index + 3)?.isDigit != true
    }
}
