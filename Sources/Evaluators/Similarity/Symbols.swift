/// The characters (Unicode scalars) of expected texts, numbered from 0 in the order in which they first occur.
struct CharacterSymbols: Sendable {
    /// The number of what occurs in no expected text.
    static let unknown: Int32 = -1

    private var narrow = [Int32](repeating: unknown, count: 256)
    private var wide = NumberTable()
    /// How many different characters there are.
    private(set) var count = 0

    /// The numbers of a text's characters, of those that count, new ones added.
    mutating func adding(_ text: String, where counts: (Unicode.Scalar) -> Bool = { _ in true }) -> [Int32] {
        text.unicodeScalars.filter(counts).map { scalar in
            let known = number(scalar)
            guard known == Self.unknown else { return known }
            let new = Int32(count)
            count += 1
            if scalar.value < 256 { narrow[Int(scalar.value)] = new } else { wide.add(UInt64(scalar.value), new) }
            return new
        }
    }

    /// The numbers of a text's characters that count, `unknown` for those that occur in no expected text.
    func numbers(_ text: String, where counts: (Unicode.Scalar) -> Bool = { _ in true }) -> [Int32] {
        var numbers: [Int32] = []
        numbers.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars where counts(scalar) { numbers.append(number(scalar)) }
        return numbers
    }

    private func number(_ scalar: Unicode.Scalar) -> Int32 {
        scalar.value < 256 ? narrow[Int(scalar.value)] : wide[UInt64(scalar.value)]
    }
}

/// A text as a row of tokens.
struct Tokens: Sendable {
    /// What the tokens are cut from.
    var bytes: [UInt8]
    /// Where each begins and ends in `bytes`.
    var places: [Range<Int>] = []
}

/// The tokens of expected texts, numbered from 0 in the order in which they first occur.
struct TokenSymbols: Sendable {
    /// The number of what occurs in no expected text.
    static let unknown: Int32 = -1

    private var byHash = NumberTable()
    /// The bytes of each token, one after the other, and where each begins.
    private var bytes: [UInt8] = []
    private var starts: [Int] = [0]
    /// The next token of the same hash, or `unknown`.
    private var next: [Int32] = []
    private var longest = 0
    /// The numbers of the tokens of one byte, which hostile texts consist of.
    private var narrow = [Int32](repeating: unknown, count: 256)
    /// How many different tokens there are.
    var count: Int { next.count }

    /// The numbers of tokens, new ones added.
    mutating func adding(_ tokens: Tokens) -> [Int32] {
        tokens.places.map { place in
            longest = max(longest, place.count)
            let known = number(tokens, place)
            guard known == Self.unknown else { return known }
            let new = Int32(count)
            let hash = hash(tokens, place)
            let first = byHash[hash]
            next.append(Self.unknown)
            if first == NumberTable.none {
                byHash.add(hash, new)
            } else {
                var last = Int(first)
                while next[last] != Self.unknown { last = Int(next[last]) }
                next[last] = new
            }
            bytes += tokens.bytes[place]
            starts.append(bytes.count)
            if place.count == 1 { narrow[Int(tokens.bytes[place.lowerBound])] = new }
            return new
        }
    }

    /// The numbers of tokens, `unknown` for those that occur in no expected text.
    func numbers(_ tokens: Tokens) -> [Int32] {
        var numbers: [Int32] = []
        numbers.reserveCapacity(tokens.places.count)
        for place in tokens.places { numbers.append(number(tokens, place)) }
        return numbers
    }

    private func number(_ tokens: Tokens, _ place: Range<Int>) -> Int32 {
        guard place.count <= longest else { return Self.unknown }
        if place.count == 1 { return narrow[Int(tokens.bytes[place.lowerBound])] }
        var candidate = byHash[hash(tokens, place)]
        while candidate != Self.unknown {
            let start = starts[Int(candidate)]
            if starts[Int(candidate) + 1] - start == place.count {
                var offset = 0
                while offset < place.count, bytes[start + offset] == tokens.bytes[place.lowerBound + offset] {
                    offset += 1
                }
                if offset == place.count { return candidate }
            }
            candidate = next[Int(candidate)]
        }
        return Self.unknown
    }

    /// **Source:** FNV-1a of 64 bits.
    private func hash(_ tokens: Tokens, _ place: Range<Int>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in place { hash = (hash ^ UInt64(tokens.bytes[index])) &* 0x100_0000_01B3 }
        return hash
    }
}
