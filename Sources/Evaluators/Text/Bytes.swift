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
    bytes[bytes.inner(leading: { $0.isSpace }, trailing: { $0.isSpace })]
}

/// Calls `visit` with each line of a text without its end (`\n` or `\r\n`), in order.
func eachLine(_ bytes: ArraySlice<UInt8>, _ visit: (ArraySlice<UInt8>) -> Void) {
    var start = bytes.startIndex
    while let index = bytes.next(from: start, byte: 10) {
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

    /// The first place from `index` on whose byte is in the table, or nil.
    func next(from index: Int, in table: [Bool]) -> Int? {
        withUnsafeBufferPointer { all in
            table.withUnsafeBufferPointer { table in
                var at = index - startIndex
                while at < all.count {
                    if table[Int(all[at])] { return startIndex + at }
                    at += 1
                }
                return nil
            }
        }
    }

    /// How often the byte stands there in a row from `index` on.
    func run(of byte: UInt8, from index: Int) -> Int {
        var end = index
        while end < endIndex, self[end] == byte { end += 1 }
        return end - index
    }

    /// The first place from `index` on that holds the byte, or nil.
    func next(from index: Int, byte: UInt8) -> Int? {
        withUnsafeBufferPointer { all in
            var at = index - startIndex
            while at < all.count {
                if all[at] == byte { return startIndex + at }
                at += 1
            }
            return nil
        }
    }

    /// What is left without the bytes at both ends of which `leading` and `trailing` are true.
    func inner(leading: (UInt8) -> Bool, trailing: (UInt8) -> Bool) -> Range<Int> {
        withUnsafeBufferPointer { all in
            var (low, high) = (0, all.count)
            while low < high, leading(all[low]) { low += 1 }
            while high > low, trailing(all[high - 1]) { high -= 1 }
            return (startIndex + low)..<(startIndex + high)
        }
    }

    /// The scalar that starts at `index`; nil outside, and where no whole one starts there.
    func scalar(startingAt index: Int) -> Unicode.Scalar? {
        guard let first = byte(at: index) else { return nil }
        if first < 0x80 { return Unicode.Scalar(first) }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 0
        guard length > 0, endIndex - index >= length else { return nil }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for offset in 1..<length {
            let next = self[index + offset]
            guard next & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(next & 0x3F)
        }
        return Unicode.Scalar(value)
    }

    /// The scalar that ends before `index`; nil outside, and where no whole one ends there.
    func scalar(endingAt index: Int) -> Unicode.Scalar? {
        guard let last = byte(at: index - 1) else { return nil }
        if last < 0x80 { return Unicode.Scalar(last) }
        var start = index - 1
        while start > startIndex, index - start < 4, self[start] & 0xC0 == 0x80 { start -= 1 }
        return self[startIndex..<index].scalar(startingAt: start)
    }
}
