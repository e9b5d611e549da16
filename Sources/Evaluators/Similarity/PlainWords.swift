/// Rules of Python's `str` and `re`, which the reference implementations of several metrics rest on.
extension Unicode.Scalar {
    /// What `str.split()` and `str.strip()` take for white space.
    var isPythonSpace: Bool { isWhiteSpace || (0x1C...0x1F).contains(value) }

    /// What `\w` matches: a letter, a number of any kind, an underscore; not a combining mark.
    var isPythonWord: Bool {
        if isASCII { return UInt8(value).isLetter || UInt8(value).isDigit || self == "_" }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
        default: return properties.numericType != nil
        }
    }
}

/// The text in lower case as `str.lower()` gives it: with the rule for a sigma at the end of a word.
/// **Source:** Unicode, 3.13, Default Case Conversion, Final_Sigma.
func lowerCase(_ text: String) -> [Unicode.Scalar] {
    let scalars = Array(text.unicodeScalars)
    var out: [Unicode.Scalar] = []
    out.reserveCapacity(scalars.count)
    // Whether the last scalar that is not case-ignorable has case.
    var followsCased = false
    var memory = LowercaseScalars()
    for (index, scalar) in scalars.enumerated() {
        if scalar.isASCII {
            let lowered = UInt8(scalar.value).lowered
            out.append(Unicode.Scalar(lowered))
            if lowered.isLetter { followsCased = true } else if !isIgnorable(lowered) { followsCased = false }
            continue
        }
        let traits = CaseTraits.of(scalar)
        if scalar == "\u{3A3}" {
            out.append(followsCased && !isCased(scalars[(index + 1)...]) ? "\u{3C2}" : "\u{3C3}")
        } else if traits.contains(.changes) {
            memory.append(scalar, to: &out)
        } else {
            out.append(scalar)
        }
        if !traits.contains(.ignorable) { followsCased = traits.contains(.cased) }
    }
    return out
}

/// Remembers what letters are in lower case: the standard library takes a microsecond to tell, and a text has few of them.
private struct LowercaseScalars {
    /// Empty until the first letter that changes.
    private var known: [(scalar: Unicode.Scalar, lower: [Unicode.Scalar])] = []

    mutating func append(_ scalar: Unicode.Scalar, to out: inout [Unicode.Scalar]) {
        if known.isEmpty { known = Array(repeating: ("\0", []), count: 256) }
        let slot = Int(scalar.value & 255)
        if known[slot].scalar != scalar {
            known[slot] = (scalar, Array(scalar.properties.lowercaseMapping.unicodeScalars))
        }
        out += known[slot].lower
    }
}

/// Whether the first scalar that is not case-ignorable has case; looks at most 64 scalars ahead.
private func isCased(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
    for scalar in scalars.prefix(64) {
        let traits = CaseTraits.of(scalar)
        if !traits.contains(.ignorable) { return traits.contains(.cased) }
    }
    return false
}

/// Whether a byte of ASCII is case-ignorable: `'`, `.`, `:`, `^` and the grave accent.
private func isIgnorable(_ byte: UInt8) -> Bool {
    byte == 0x27 || byte == 0x2E || byte == 0x3A || byte == 0x5E || byte == 0x60
}

/// Properties of a scalar that lower case and words depend on; of the common ones they are looked up once.
struct CaseTraits: OptionSet, Sendable {
    let rawValue: UInt8

    static let changes = CaseTraits(rawValue: 1)
    static let cased = CaseTraits(rawValue: 2)
    static let ignorable = CaseTraits(rawValue: 4)
    /// What `\w` of Python matches.
    static let word = CaseTraits(rawValue: 8)

    private static let tableEnd: UInt32 = 0x3000
    private static let table = (0..<tableEnd).map { Unicode.Scalar($0).map(lookedUp) ?? [] }

    /// The traits of a scalar.
    static func of(_ scalar: Unicode.Scalar) -> CaseTraits {
        switch scalar.value {
        case ..<tableEnd: table[Int(scalar.value)]
        // Han and Hangul, which are letters without case.
        case 0x4E00...0x9FA5, 0xAC00...0xD7A3: .word
        // No letters: the replacement character, and pictures of animals, people, things and faces.
        case 0xFFFD, 0x1F400...0x1F64F: []
        default: lookedUp(scalar)
        }
    }

    private static func lookedUp(_ scalar: Unicode.Scalar) -> CaseTraits {
        let properties = scalar.properties
        var traits: CaseTraits = scalar.isPythonWord ? .word : []
        if properties.changesWhenLowercased { traits.insert(.changes) }
        if properties.isCased { traits.insert(.cased) }
        if properties.isCaseIgnorable { traits.insert(.ignorable) }
        return traits
    }
}

/// The length of the white space of Python that begins at the place, in bytes; 0 where there is none.
func pythonSpaceLength(_ bytes: [UInt8], at index: Int) -> Int {
    let byte = bytes[index]
    if byte < 0x80 { return byte == 32 || (9...13).contains(byte) || (0x1C...0x1F).contains(byte) ? 1 : 0 }
    guard byte == 0xC2 || byte == 0xE1 || byte == 0xE2 || byte == 0xE3 else { return 0 }
    let text = bytes[...]
    return text.scalar(startingAt: index)?.isPythonSpace == true ? byte == 0xC2 ? 2 : 3 : 0
}

/// The pieces between white space, as `str.split()` gives them.
func pythonSplit(_ bytes: [UInt8]) -> Tokens {
    var tokens = Tokens(bytes: bytes)
    var start: Int?
    var index = 0
    while index < bytes.count {
        let space = pythonSpaceLength(bytes, at: index)
        if space > 0 {
            if let begun = start { tokens.places.append(begun..<index) }
            start = nil
            index += space
        } else {
            start = start ?? index
            index += 1
        }
    }
    if let begun = start { tokens.places.append(begun..<bytes.count) }
    return tokens
}
