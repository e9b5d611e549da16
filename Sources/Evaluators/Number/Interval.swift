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
            guard let low = before, let interval = Interval(low, number, scanner.text) else { return true }
            found = interval
            return !first
        }
        return found
    }

    /// Two numbers that follow each other, where what stands around them makes them the ends of an interval.
    private init?(_ low: WrittenNumber, _ high: WrittenNumber, _ text: ArraySlice<UInt8>) {
        let gap = text[low.place.upperBound..<max(low.place.upperBound, high.place.lowerBound)]
        guard gap.count <= 48 else { return nil }
        let words = String(decoding: gap.filter { !$0.isSpace && $0 != UInt8(ascii: "\\") }, as: UTF8.self).lowercased()
        let (open, close) = Interval.brackets(low, high, text)
        if let open, let close, words == "," || words == ";" {
            self.init(low: End(number: low, isClosed: open), high: End(number: high, isClosed: close))
            return
        }
        if let (left, right) = Interval.inequality(words) {
            self.init(low: End(number: low, isClosed: left), high: End(number: high, isClosed: right))
            return
        }
        guard Interval.joins(gap, low, text) else { return nil }
        self.init(low: End(number: low, isClosed: nil), high: End(number: high, isClosed: nil))
    }

    /// Whether what stands between makes the numbers ends: a dash, "to", or the "and" of "between"; the first number may
    /// have a unit behind it.
    private static func joins(_ gap: ArraySlice<UInt8>, _ low: WrittenNumber, _ text: ArraySlice<UInt8>) -> Bool {
        let words = String(decoding: gap, as: UTF8.self).lowercased().split(separator: " ")
        guard let last = words.last, words.count <= 2 else { return false }
        if last == "and" { return startsWithBetween(text, low.place.lowerBound) }
        return connectors.contains(String(last))
    }

    private init(low: End, high: End) {
        self.low = low
        self.high = high
    }

    private static let connectors: Set<String> = [
        "-", "–", "—", "‒", "to", "until", "through", "..", "...", "…", "bis",
    ]

    private static func brackets(_ low: WrittenNumber, _ high: WrittenNumber, _ text: ArraySlice<UInt8>) -> (
        Bool?, Bool?
    ) {
        func near(_ start: Int, _ step: Int) -> UInt8? {
            var at = start
            while let byte = text.byte(at: at), byte == 32 || byte == UInt8(ascii: "*") { at += step }
            return text.byte(at: at)
        }
        let open: Bool? =
            switch near(low.place.lowerBound - 1, -1) {
            case UInt8(ascii: "["): true
            case UInt8(ascii: "("), UInt8(ascii: "]"): false
            default: nil
            }
        let close: Bool? =
            switch near(high.place.upperBound, 1) {
            case UInt8(ascii: "]"): true
            case UInt8(ascii: ")"), UInt8(ascii: "["): false
            default: nil
            }
        return (open, close)
    }

    /// `<x≤` between the ends: whether they belong to it.
    private static func inequality(_ words: String) -> (Bool, Bool)? {
        let signs: [(String, Bool)] = [
            ("<=", true), ("≤", true), ("⩽", true), ("leq", true), ("le", true), ("<", false), ("lt", false),
        ]
        guard let left = signs.first(where: { words.hasPrefix($0.0) }),
            let right = signs.first(where: { words.hasSuffix($0.0) }),
            words.count > left.0.count + right.0.count, words.count <= left.0.count + right.0.count + 4
        else { return nil }
        let name = words.dropFirst(left.0.count).dropLast(right.0.count)
        return name.allSatisfy { $0.isLetter } ? (left.1, right.1) : nil
    }

    private static func startsWithBetween(_ text: ArraySlice<UInt8>, _ start: Int) -> Bool {
        var at = start - 1
        while let byte = text.byte(at: at), byte == 32 || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "$") {
            at -= 1
        }
        return text.has("between", at: at - 6)
    }
}
