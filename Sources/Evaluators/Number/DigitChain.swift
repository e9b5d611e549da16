/// A row of digits with separators between them, such as `1,234.5`, `1 234,5`, `192.168.1.1` or `1,2,3`, and its
/// readings.
///
/// Only what tells the readings apart is kept: a row may have half a million parts.
struct DigitChain {
    /// One number of the row: where its digits are, separators between them included.
    struct Piece {
        var whole: Range<Int>
        var fraction = 0..<0
        var place: Range<Int>
    }

    private enum Separator: Equatable { case point, comma, space, apostrophe, underscore }

    private let text: ArraySlice<UInt8>
    private let firstRun: Range<Int>
    private var lastRun: Range<Int>
    /// The run before the last one.
    private var runBefore: Range<Int>
    private var separators = 0
    private var first: Separator?
    private var last: Separator?
    /// How many separators are like the first one before one is not.
    private var groups = 0
    /// Whether all runs behind those have three digits.
    private var groupsHaveThree = true
    private var isCommasAlone = true
    /// Whether all runs between the first and the last have two digits.
    private var innerRunsHaveTwo = true

    var start: Int { firstRun.lowerBound }
    var end: Int { lastRun.upperBound }

    /// The longest row that starts at a digit, or at the point of `.5`.
    init(_ text: ArraySlice<UInt8>, at start: Int) {
        self.text = text
        firstRun = DigitChain.run(text, from: start)
        lastRun = firstRun
        runBefore = firstRun
        while let (separator, next) = DigitChain.next(text, behind: lastRun.upperBound) { add(separator, next) }
    }

    private mutating func add(_ separator: Separator, _ run: Range<Int>) {
        if separators > 0, lastRun.count != 2 { innerRunsHaveTwo = false }
        (runBefore, lastRun) = (lastRun, run)
        if first == nil { first = separator }
        if groups == separators, separator == first {
            groups += 1
            if run.count != 3 { groupsHaveThree = false }
        }
        if separator != .comma { isCommasAlone = false }
        last = separator
        separators += 1
    }

    /// Calls `visit` with the numbers of the row and whether each is the first and the last, until it gives false; tells
    /// whether it never did. There are none where the row is a version, an address or a date.
    func each(
        _ sign: DecimalSign, inBrackets: Bool, _ visit: (_ piece: Piece, _ isFirst: Bool, _ isLast: Bool) -> Bool
    ) -> Bool {
        if let piece = single(sign, inBrackets: inBrackets) { return visit(piece, true, true) }
        var (waiting, isFirst) = (Piece?.none, true)
        var (run, isThere) = (firstRun, true)
        while isThere {
            let (part, next) = part(from: run)
            if let piece = part, !piece.place.isEmpty {
                if let known = waiting {
                    guard visit(known, isFirst, false) else { return false }
                    isFirst = false
                }
                waiting = piece
            }
            if let next { run = next } else { isThere = false }
        }
        return waiting.map { visit($0, isFirst, true) } ?? true
    }

    /// The row as one number, where it is one.
    private func single(_ sign: DecimalSign, inBrackets: Bool) -> Piece? {
        if separators == 0 { return whole }
        if let piece = grouped(sign) { return piece }
        if !inBrackets, isIndian { return whole }
        if separators == 1, first == .point { return decimal }
        return separators == 1 && first == .comma && !inBrackets && !firstRun.isEmpty ? decimal : nil
    }

    /// The row as one number with thousands set apart, where every group is right.
    private func grouped(_ sign: DecimalSign) -> Piece? {
        guard (1...3).contains(firstRun.count), groupsHaveThree else { return nil }
        switch separators - groups {
        case 0:
            // One group after a point or comma can be read both ways; a leading zero settles it.
            if groups == 1, first == .point || first == .comma {
                let isThousands = (first == .comma) == (sign == .point)
                guard isThousands, text[firstRun.lowerBound] != 48 else { return nil }
            }
            return whole
        case 1 where last == .point || last == .comma: return decimal
        default: return nil
        }
    }

    /// Whether it is one number grouped as in India: `12,34,567`. Two digits in each group between, three in the last.
    private var isIndian: Bool {
        separators >= 2 && isCommasAlone && (1...2).contains(firstRun.count) && innerRunsHaveTwo && lastRun.count == 3
            && text[firstRun.lowerBound] != 48
    }

    /// The whole row without a fraction.
    private var whole: Piece { Piece(whole: start..<end, place: start..<end) }

    /// The row with its last run behind the point.
    private var decimal: Piece {
        Piece(whole: start..<runBefore.upperBound, fraction: lastRun, place: start..<end)
    }

    /// What stands from a run to the next separator of a list, if that can be a number, and the first run of the next
    /// such part.
    private func part(from start: Range<Int>) -> (piece: Piece?, next: Range<Int>?) {
        var (run, points) = (start, 0)
        while let (separator, next) = DigitChain.next(text, behind: run.upperBound) {
            guard separator == .point else { return (piece(start, to: run, points), next) }
            run = next
            points += 1
        }
        return (piece(start, to: run, points), nil)
    }

    private func piece(_ start: Range<Int>, to end: Range<Int>, _ points: Int) -> Piece? {
        switch points {
        case 0: Piece(whole: start, place: start)
        case 1: Piece(whole: start, fraction: end, place: start.lowerBound..<end.upperBound)
        default: nil
        }
    }

    private static func run(_ text: ArraySlice<UInt8>, from start: Int) -> Range<Int> {
        var end = start
        while let byte = text.byte(at: end), byte.isDigit { end += 1 }
        return start..<end
    }

    /// The separator behind a run and the run behind that, where the row goes on.
    private static func next(_ text: ArraySlice<UInt8>, behind end: Int) -> (Separator, Range<Int>)? {
        guard let (separator, length) = separator(text, at: end), text.byte(at: end + length)?.isDigit == true,
            separator != .space || isGroup(text, at: end + length)
        else { return nil }
        return (separator, run(text, from: end + length))
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
