/// A table from whole numbers to small ones, with lookups of a few nanoseconds: an answer of a mebibyte needs millions.
struct NumberTable: Sendable {
    /// What is given for a key that is not there.
    static let none: Int32 = -1

    private var keys: [UInt64]
    private var values: [Int32]
    private var count = 0

    init() {
        keys = [UInt64](repeating: 0, count: 16)
        values = [Int32](repeating: Self.none, count: 16)
    }

    /// The value of a key, or `none`.
    subscript(_ key: UInt64) -> Int32 {
        var slot = place(of: key)
        while values[slot] != Self.none {
            if keys[slot] == key { return values[slot] }
            slot = (slot + 1) & (keys.count - 1)
        }
        return Self.none
    }

    /// Adds a key that is not there yet; the value is not negative.
    mutating func add(_ key: UInt64, _ value: Int32) {
        if (count + 1) * 2 > keys.count { grow() }
        put(key, value)
        count += 1
    }

    private mutating func put(_ key: UInt64, _ value: Int32) {
        var slot = place(of: key)
        while values[slot] != Self.none { slot = (slot + 1) & (keys.count - 1) }
        keys[slot] = key
        values[slot] = value
    }

    private mutating func grow() {
        let (oldKeys, oldValues) = (keys, values)
        keys = [UInt64](repeating: 0, count: oldKeys.count * 2)
        values = [Int32](repeating: Self.none, count: oldKeys.count * 2)
        for slot in oldKeys.indices where oldValues[slot] != Self.none { put(oldKeys[slot], oldValues[slot]) }
    }

    /// The first slot that a key may have. **Source:** multiplicative hashing, Knuth volume 3, 6.4, with 2^64 divided by
    /// the golden ratio.
    private func place(of key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & (keys.count - 1)
    }
}
