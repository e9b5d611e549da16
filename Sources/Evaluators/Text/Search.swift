/// Looks for a text within others in linear time, whatever either holds (Knuth, Morris and Pratt).
struct Search: Sendable {
    private let needle: [UInt8]
    private let fallback: [Int]
    private let wholeWords: Bool

    /// A search for `needle`; with `wholeWords` only where no word goes on at its ends.
    init(_ needle: [UInt8], wholeWords: Bool = false) {
        self.needle = needle
        self.wholeWords = wholeWords
        var fallback = [Int](repeating: 0, count: needle.count)
        var length = 0
        for index in needle.indices.dropFirst() {
            while length > 0, needle[index] != needle[length] { length = fallback[length - 1] }
            if needle[index] == needle[length] { length += 1 }
            fallback[index] = length
        }
        self.fallback = fallback
    }

    /// The first place of the needle, or nil.
    func first(in text: ArraySlice<UInt8>) -> Range<Int>? {
        var found: Range<Int>?
        each(in: text) {
            found = $0; return false
        }
        return found
    }

    /// The last place of the needle, or nil.
    func last(in text: ArraySlice<UInt8>) -> Range<Int>? {
        var found: Range<Int>?
        each(in: text) {
            found = $0; return true
        }
        return found
    }

    /// How often the needle occurs, one place behind the other.
    func count(in text: ArraySlice<UInt8>) -> Int {
        var count = 0
        var end = text.startIndex
        each(in: text) { place in
            if place.lowerBound >= end { (count, end) = (count + 1, place.upperBound) }
            return true
        }
        return count
    }

    /// Calls `visit` with each place in order until it gives false.
    private func each(in text: ArraySlice<UInt8>, _ visit: (Range<Int>) -> Bool) {
        guard let first = needle.first else { return }
        let base = text.startIndex
        text.withUnsafeBufferPointer { bytes in
            needle.withUnsafeBufferPointer { needle in
                var (length, index) = (0, 0)
                while index < bytes.count {
                    let byte = bytes[index]
                    index += 1
                    // Most bytes of most texts begin nothing.
                    if length == 0, byte != first { continue }
                    while length > 0, byte != needle[length] { length = fallback[length - 1] }
                    if byte == needle[length] { length += 1 }
                    guard length == needle.count else { continue }
                    length = fallback[length - 1]
                    let place = (base + index - needle.count)..<(base + index)
                    if !wholeWords || standsAlone(place, in: text), !visit(place) { return }
                }
            }
        }
    }
}

/// Whether no word goes on before or after the place; ideographs need no space between words.
func standsAlone(_ place: Range<Int>, in text: ArraySlice<UInt8>) -> Bool {
    guard !place.isEmpty else { return true }
    // Most places have blanks around them.
    let before = text.byte(at: place.lowerBound - 1)
    let after = text.byte(at: place.upperBound)
    if (before ?? 32) < 48, (after ?? 32) < 48 { return true }
    let opens = isWordScalar(text.scalar(startingAt: place.lowerBound))
    let closes = isWordScalar(text.scalar(endingAt: place.upperBound))
    return !(opens && isWordScalar(text.scalar(endingAt: place.lowerBound)))
        && !(closes && isWordScalar(text.scalar(startingAt: place.upperBound)))
}

private func isWordScalar(_ scalar: Unicode.Scalar?) -> Bool {
    guard let scalar else { return false }
    if scalar.isASCII { return UInt8(scalar.value).isLetter || UInt8(scalar.value).isDigit || scalar == "_" }
    // Accents come in masses in some languages; of these marks one alone counts as alphabetic.
    if (0x300...0x36F).contains(scalar.value) { return scalar.value == 0x345 }
    return scalar.properties.isAlphabetic && !scalar.isIdeograph
}
