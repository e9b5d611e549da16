/// An interval as people write it: `[3, 5)`, `between 3 and 5`, `3 to 5`, `3–5`, `3 < x ≤ 5`.
struct Interval: Sendable {
    /// One end of it.
    struct End: Sendable {
        var number: WrittenNumber
        /// Whether the end belongs to it; nil where the writing does not tell.
        var isClosed: Bool?
    }

    var low: End
    var high: End

    /// The last interval of a text, or the first.
    static func find(_ scanner: NumberScanner, first: Bool) -> Interval? {
        var before: WrittenNumber?
        var found: Interval?
        scanner.each { number in
            defer { before = number }
            // Numbers are large to copy, and most have nothing, or a mere comma, between them.
            guard let place = before?.place, mayJoin(place, number.place, scanner.text), let low = before,
                let interval = Interval(low, number, scanner.text)
            else { return true }
            found = interval
            return !first
        }
        return found
    }

    /// Two numbers that follow each other, where what stands around them makes them the ends of an interval.
    private init?(_ low: WrittenNumber, _ high: WrittenNumber, _ text: ArraySlice<UInt8>) {
        let between = trimmed(text[low.place.upperBound..<high.place.lowerBound])
        guard let first = between.first else { return nil }
        if between.count == 1, first == UInt8(ascii: ",") || first == UInt8(ascii: ";") {
            guard let (isLowClosed, isHighClosed) = Interval.brackets(low, high, text) else { return nil }
            self.init(
                low: End(number: low, isClosed: isLowClosed), high: End(number: high, isClosed: isHighClosed))
        } else if let (left, right) = Interval.inequality(between) {
            self.init(low: End(number: low, isClosed: left), high: End(number: high, isClosed: right))
        } else if Interval.joins(between, low, text) {
            self.init(low: End(number: low, isClosed: nil), high: End(number: high, isClosed: nil))
        } else {
            return nil
        }
    }

    /// Whether what stands between makes the numbers ends: a dash, "to", or the "and" of "between"; the first number may
    /// have a unit behind it.
    private static func joins(_ between: ArraySlice<UInt8>, _ low: WrittenNumber, _ text: ArraySlice<UInt8>) -> Bool {
        let start = between.lastIndex(of: 32).map { $0 + 1 } ?? between.startIndex
        let word = between[start...]
        guard word.count <= 8, !between[..<start].dropLast().contains(32) else { return false }
        if word.count == 3, word.has("and", at: start) { return startsWithBetween(text, low.place.lowerBound) }
        return connectors.contains { $0.count == word.count && word.has($0, at: start) }
    }

    private init(low: End, high: End) {
        self.low = low
        self.high = high
    }

    private static let connectors: [[UInt8]] = [
        "-", "–", "—", "‒", "to", "until", "through", "..", "...", "…", "bis",
    ].map { Array($0.utf8) }
    private static let less: [(sign: [UInt8], isClosed: Bool)] = [
        ("<=", true), ("≤", true), ("⩽", true), ("\\leq", true), ("\\le", true), ("\\lt", false), ("<", false),
    ].map { (Array($0.0.utf8), $0.1) }

    /// Whether the ends belong to the interval, by the brackets around them; nil where they are none.
    private static func brackets(_ low: WrittenNumber, _ high: WrittenNumber, _ text: ArraySlice<UInt8>) -> (
        Bool, Bool
    )? {
        func near(_ start: Int, _ step: Int) -> UInt8? {
            var at = start
            while let byte = text.byte(at: at), byte == 32 || byte == UInt8(ascii: "*"), abs(at - start) < 4 {
                at += step
            }
            return text.byte(at: at)
        }
        guard let open = near(low.place.lowerBound - 1, -1), let close = near(high.place.upperBound, 1),
            [UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "]")].contains(open),
            [UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: "[")].contains(close)
        else { return nil }
        return (open == UInt8(ascii: "["), close == UInt8(ascii: "]"))
    }

    /// Whether two numbers at these places may be ends: not with nothing between them, with too much, or with a mere comma
    /// and another one before them.
    private static func mayJoin(_ low: Range<Int>, _ high: Range<Int>, _ text: ArraySlice<UInt8>) -> Bool {
        let gap = high.lowerBound - low.upperBound
        guard (1...48).contains(gap) else { return false }
        guard gap == 1, isComma(text.byte(at: low.upperBound)) else { return true }
        return !isComma(text.byte(at: low.lowerBound - 1))
    }

    private static func isComma(_ byte: UInt8?) -> Bool { byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") }

    /// `< x ≤` between the ends: whether they belong to it.
    private static func inequality(_ between: ArraySlice<UInt8>) -> (Bool, Bool)? {
        guard let first = between.first, first == UInt8(ascii: "<") || first == UInt8(ascii: "\\") || first == 0xE2,
            let left = less.first(where: { between.has($0.sign, at: between.startIndex) }),
            let right = less.first(where: { between.has($0.sign, at: between.endIndex - $0.sign.count) })
        else { return nil }
        let name = trimmed(between.dropFirst(left.sign.count).dropLast(right.sign.count))
        return (1...4).contains(name.count) && name.allSatisfy(\.isLetter) ? (left.isClosed, right.isClosed) : nil
    }

    private static func startsWithBetween(_ text: ArraySlice<UInt8>, _ start: Int) -> Bool {
        var at = start - 1
        while let byte = text.byte(at: at), byte == 32 || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "$") {
            at -= 1
        }
        return text.has("between", at: at - 6)
    }
}
