/// Numbers in English words: `eighty-seven`, `minus two hundred and five`, `three point one four`, `a dozen`.
enum NumberWords {
    /// Most words of one number.
    static let longest = 40

    /// The number that starts with the word at `index`, and where to go on: behind it, or behind the word.
    static func read(_ text: ArraySlice<UInt8>, at index: Int) -> (number: WrittenNumber?, end: Int) {
        let first = wordEnd(text, from: index)
        if index > text.startIndex, let before = text.byte(at: index - 1),
            before.isLetter || before.isDigit || before == 95
        {
            return (nil, first)
        }
        var reader = Reader()
        var at = index
        var (end, value) = (index, (above: Int, below: Int)?.none)
        for _ in 0..<longest {
            let stop = wordEnd(text, from: at)
            guard stop > at, stop - at <= 12, text.byte(at: stop).map({ !$0.isDigit && $0 != 95 && $0 < 0x80 }) ?? true,
                reader.take(String(decoding: text[at..<stop].map(\.lowered), as: UTF8.self))
            else { break }
            if let so = reader.value { (end, value) = (stop, so) }
            // One blank or hyphen between the words of a number.
            guard let between = text.byte(at: stop), between == 32 || between == UInt8(ascii: "-") else { break }
            at = stop + 1
        }
        guard let value else { return (nil, first) }
        return (WrittenNumber(isNegative: reader.isNegative, whole: 0..<0, fixed: value, place: index..<end), end)
    }

    private static func wordEnd(_ text: ArraySlice<UInt8>, from start: Int) -> Int {
        var end = start
        while let byte = text.byte(at: end), byte.isLetter { end += 1 }
        return end
    }

    /// Takes words for as long as they make one number.
    private struct Reader {
        /// What the next word may be.
        private enum State { case start, sign, article, small, tens, hundred, scale, and, point, decimals, dozen }

        private var state = State.start
        private(set) var isNegative = false
        /// Below a thousand trillions.
        private var total = 0
        private var current = 0
        private var smallestScale = 13
        private var decimals = (value: 0, scale: 1)

        /// The magnitude so far as a fraction; nil where the words cannot end here.
        var value: (above: Int, below: Int)? {
            switch state {
            case .start, .sign, .article, .and, .point: nil
            // Behind a point the whole part is below a hundred million.
            case .decimals: (total * decimals.scale + decimals.value, decimals.scale)
            case .small, .tens, .hundred, .scale, .dozen: (total + current, 1)
            }
        }

        /// Whether the word goes on with the number.
        mutating func take(_ word: String) -> Bool {
            switch word {
            case "minus", "negative":
                guard state == .start else { return false }
                (state, isNegative) = (.sign, true)
            case "a", "an":
                guard state == .start || state == .sign else { return false }
                (state, current) = (.article, 1)
            case "and":
                guard state == .hundred || state == .scale else { return false }
                state = .and
            case "point":
                guard [.small, .tens, .hundred, .scale].contains(state) else { return false }
                guard total < 100_000_000 else { return false }
                (total, current, state) = (total + current, 0, .point)
            case "dozen":
                guard state == .article || state == .start || (state == .small && total == 0) else { return false }
                (total, current, state) = (max(current, 1) * 12, 0, .dozen)
            case "hundred":
                guard [.article, .small, .tens].contains(state), (1...99).contains(current) else { return false }
                (current, state) = (current * 100, .hundred)
            default: return takeNumber(word)
            }
            return true
        }

        private mutating func takeNumber(_ word: String) -> Bool {
            if let scale = scales[word] {
                guard [.article, .small, .tens, .hundred].contains(state), current > 0, scale < smallestScale else {
                    return false
                }
                total += current * (0..<scale).reduce(1) { power, _ in power * 10 }
                (current, smallestScale, state) = (0, scale, .scale)
                return true
            }
            guard let number = units[word] else { return false }
            switch state {
            case .point, .decimals:
                // Nine decimals keep everything within 64 bits.
                guard number < 10, decimals.scale < 1_000_000_000 else { return false }
                decimals = (decimals.value * 10 + number, decimals.scale * 10)
                state = .decimals
            case .start, .sign:
                (current, state) = (number, number >= 20 ? .tens : .small)
            case .hundred, .scale, .and:
                guard number > 0 else { return false }
                (current, state) = (current + number, number >= 20 ? .tens : .small)
            case .tens:
                guard (1...9).contains(number) else { return false }
                (current, state) = (current + number, .small)
            case .small, .article, .dozen: return false
            }
            return true
        }
    }

    private static let scales = ["thousand": 3, "million": 6, "billion": 9, "trillion": 12]
    private static let units: [String: Int] = [
        "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
        "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
        "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40,
        "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    ]
}
