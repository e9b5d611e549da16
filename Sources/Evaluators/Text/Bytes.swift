extension UInt8 {
    /// An ASCII digit.
    var isDigit: Bool { self >= 48 && self <= 57 }
    /// An ASCII letter.
    var isLetter: Bool { (self | 0x20) >= 97 && (self | 0x20) <= 122 }
    /// An ASCII capital letter.
    var isCapital: Bool { self >= 65 && self <= 90 }
    /// ASCII white space, line ends included.
    var isSpace: Bool { self == 32 || (self >= 9 && self <= 13) }
    /// An ASCII letter in lower case, everything else as it is.
    var lowered: UInt8 { isCapital ? self | 0x20 : self }
}

/// The bytes without ASCII white space at both ends.
func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = bytes
    while let first = rest.first, first.isSpace { rest.removeFirst() }
    while let last = rest.last, last.isSpace { rest.removeLast() }
    return rest
}

/// Calls `visit` with each line of a text without its end (`\n` or `\r\n`), in order.
func eachLine(_ bytes: ArraySlice<UInt8>, _ visit: (ArraySlice<UInt8>) -> Void) {
    var start = bytes.startIndex
    for index in bytes.indices where bytes[index] == 10 {
        visit(bytes[start..<(index > start && bytes[index - 1] == 13 ? index - 1 : index)])
        start = index + 1
    }
    visit(bytes[start...])
}

extension ArraySlice<UInt8> {
    /// Whether `word`, given in lower case, stands at `index`, ASCII letters compared without case.
    func has(_ word: StaticString, at index: Int) -> Bool {
        guard index >= startIndex, endIndex - index >= word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { wanted in
            for offset in 0..<wanted.count where self[index + offset].lowered != wanted[offset] { return false }
            return true
        }
    }

    /// Whether `word`, given in lower case, stands at `index`, ASCII letters compared without case.
    func has(_ word: [UInt8], at index: Int) -> Bool {
        guard index >= startIndex, endIndex - index >= word.count else { return false }
        for offset in 0..<word.count where self[index + offset].lowered != word[offset] { return false }
        return true
    }

    /// The byte at `index`, or nil outside.
    func byte(at index: Int) -> UInt8? { index >= startIndex && index < endIndex ? self[index] : nil }
}
