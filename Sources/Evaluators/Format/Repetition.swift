/// How much of a text is said over and over: a fault of models that have lost their way.
struct Repetition {
    /// Words that are looked at, from the end: loops go on until the limit.
    static let limit = 65_536
    /// Words that make a phrase.
    static let phrase = 5

    /// The share of the phrases that stood in the text before, 0 to 1; 0 for a text of fewer than two phrases.
    let share: Double
    /// The first phrase that came back, in bytes of the text.
    let first: Range<Int>?

    /// Words are pieces between white space, as they are written; in scripts without spaces each character is one, and so
    /// is each of more than three equal characters in a row.
    init(_ bytes: ArraySlice<UInt8>) {
        let words = Self.words(bytes).suffix(Self.limit)
        let count = words.count - Self.phrase + 1
        guard count > 1 else {
            (share, first) = (0, nil)
            return
        }
        // A table of hashes with twice as many places as there are phrases: a false match is one in 2^40.
        var places = [UInt64](repeating: 0, count: Self.powerOfTwo(above: count * 2))
        var repeated = 0
        var first: Range<Int>?
        for start in words.startIndex..<(words.startIndex + count) {
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for word in words[start..<(start + Self.phrase)] { hash = (hash ^ word.hash) &* 0x9E37_79B9_7F4A_7C15 }
            hash = (hash ^ hash >> 29) | 1
            var place = Int(truncatingIfNeeded: hash >> 20) & (places.count - 1)
            while places[place] != 0, places[place] != hash { place = (place + 1) & (places.count - 1) }
            if places[place] == hash {
                repeated += 1
                first = first ?? words[start].range.lowerBound..<words[start + Self.phrase - 1].range.upperBound
            }
            places[place] = hash
        }
        share = Double(repeated) / Double(count)
        self.first = first
    }

    private static func powerOfTwo(above count: Int) -> Int {
        var size = 16
        while size < count { size *= 2 }
        return size
    }

    private static func words(_ bytes: ArraySlice<UInt8>) -> [(range: Range<Int>, hash: UInt64)] {
        var found: [(range: Range<Int>, hash: UInt64)] = []
        var start: Int?
        var hash: UInt64 = 0
        var run = 0
        func close(at end: Int) {
            if let begin = start { found.append((begin..<end, hash)) }
            start = nil
            hash = 0
        }
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            let length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
            run = index > bytes.startIndex && bytes[index - 1] == byte ? run + 1 : 0
            if byte.isSpace {
                close(at: index)
            } else {
                // From 0xE2BA80 on lie the scripts without spaces, kana and Han.
                let isAlone = byte >= 0xE3 && byte <= 0xE9 || run >= 3
                if isAlone { close(at: index) }
                start = start ?? index
                let end = min(index + length, bytes.endIndex)
                for each in bytes[index..<end] { hash = (hash ^ UInt64(each)) &* 0x100_0000_01B3 }
                if isAlone { close(at: end) }
            }
            index = min(index + length, bytes.endIndex)
        }
        close(at: bytes.endIndex)
        return found
    }
}
