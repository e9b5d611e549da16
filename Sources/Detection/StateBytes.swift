/// Writes the stored form of a detector: little endian, whole numbers in 7-bit groups.
struct StateWriter {
    /// What has been written.
    private(set) var bytes: [UInt8] = []

    /// One byte as it is.
    mutating func byte(_ value: UInt8) { bytes.append(value) }

    /// A whole number of at least 0 in groups of 7 bits, lowest first.
    mutating func count(_ value: Int) {
        var left = UInt64(max(value, 0))
        while left >= 0x80 {
            bytes.append(UInt8(left & 0x7F) | 0x80)
            left >>= 7
        }
        bytes.append(UInt8(left))
    }

    /// A whole number of either sign, small ones short.
    mutating func integer(_ value: Int) {
        var word = UInt64(bitPattern: Int64((value << 1) ^ (value >> (Int.bitWidth - 1))))
        while word >= 0x80 {
            bytes.append(UInt8(word & 0x7F) | 0x80)
            word >>= 7
        }
        bytes.append(UInt8(word))
    }

    /// The 8 bytes of a number, exactly.
    mutating func number(_ value: Double) {
        for shift in stride(from: 0, to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> shift))
        }
    }

    /// The length in bytes and UTF-8.
    mutating func text(_ value: String) {
        count(value.utf8.count)
        bytes += value.utf8
    }

    /// The number of elements and each of them.
    mutating func list<Element>(_ values: [Element], _ write: (inout StateWriter, Element) -> Void) {
        count(values.count)
        for value in values { write(&self, value) }
    }
}

/// Why a stored state was not read.
package enum DetectorStateError: Error, Sendable, Equatable {
    /// Written by a version that this one does not know.
    case unknownVersion(UInt8)
    /// Ends early, goes on too long, or holds what no detector writes.
    case malformed
}

/// Reads what `StateWriter` wrote; total on arbitrary bytes.
struct StateReader {
    /// Most elements of any list.
    private static let longestList = 100_000
    private let bytes: [UInt8]
    private var at = 0
    /// The version that the bytes were written by.
    var version: UInt8 = 1

    /// A reader at the first byte.
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// True when every byte was read.
    var isAtEnd: Bool { at == bytes.count }

    /// The next byte.
    mutating func byte() throws(DetectorStateError) -> UInt8 {
        guard at < bytes.count else { throw .malformed }
        at += 1
        return bytes[at - 1]
    }

    /// A whole number in 0 ..< 2⁵³.
    mutating func count() throws(DetectorStateError) -> Int {
        let value = try word()
        guard value < 1 << 53 else { throw .malformed }
        return Int(value)
    }

    /// A whole number of either sign.
    mutating func integer() throws(DetectorStateError) -> Int {
        let value = try word()
        return Int(Int64(bitPattern: (value >> 1) ^ (0 &- (value & 1))))
    }

    /// A finite number.
    mutating func number() throws(DetectorStateError) -> Double {
        let value = try numberOrInfinity()
        guard value.isFinite else { throw .malformed }
        return value
    }

    /// A number that may be infinite, but not NaN.
    mutating func numberOrInfinity() throws(DetectorStateError) -> Double {
        var pattern: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 8) { pattern |= UInt64(try byte()) << UInt64(shift) }
        let value = Double(bitPattern: pattern)
        guard !value.isNaN else { throw .malformed }
        return value
    }

    /// Valid UTF-8 that ends within the bytes.
    mutating func text() throws(DetectorStateError) -> String {
        let length = try count()
        guard length <= bytes.count - at, let text = String(validating: bytes[at..<at + length], as: UTF8.self)
        else { throw .malformed }
        at += length
        return text
    }

    /// A list of at most 100,000 elements.
    mutating func list<Element>(
        _ read: (inout StateReader) throws(DetectorStateError) -> Element
    ) throws(DetectorStateError) -> [Element] {
        let length = try count()
        guard length <= Self.longestList else { throw .malformed }
        return try list(of: length, read)
    }

    /// A list whose length follows from elsewhere.
    mutating func list<Element>(
        of length: Int, _ read: (inout StateReader) throws(DetectorStateError) -> Element
    ) throws(DetectorStateError) -> [Element] {
        var values: [Element] = []
        for _ in 0..<length { values.append(try read(&self)) }
        return values
    }

    private mutating func word() throws(DetectorStateError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let next = try byte()
            guard shift < 63 || next <= 1 else { throw .malformed }
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
        }
        throw .malformed
    }
}
