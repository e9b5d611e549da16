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
    var out: [Unicode.Scalar] = []
    out.reserveCapacity(text.utf8.count)
    // Whether the last scalar that is not case-ignorable has case.
    var followsCased = false
    var index = text.unicodeScalars.startIndex
    let scalars = text.unicodeScalars
    while index < scalars.endIndex {
        let scalar = scalars[index]
        index = scalars.index(after: index)
        if scalar.isASCII {
            out.append(Unicode.Scalar(UInt8(scalar.value).lowered))
        } else if scalar == "\u{3A3}" {
            out.append(followsCased && !isCased(scalars[index...]) ? "\u{3C2}" : "\u{3C3}")
        } else if scalar.properties.changesWhenLowercased {
            out.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
        } else {
            out.append(scalar)
        }
        if scalar.isASCII, UInt8(scalar.value).isLetter {
            followsCased = true
        } else if !scalar.properties.isCaseIgnorable {
            followsCased = scalar.properties.isCased
        }
    }
    return out
}

/// Whether the first scalar that is not case-ignorable has case; looks at most 64 scalars ahead.
private func isCased(_ scalars: Substring.UnicodeScalarView) -> Bool {
    let next = scalars.prefix(64).first { !$0.properties.isCaseIgnorable }
    return next?.properties.isCased ?? false
}

/// The length of the white space of Python that begins at the place, in bytes; 0 where there is none.
func pythonSpaceLength(_ bytes: [UInt8], at index: Int) -> Int {
    let byte = bytes[index]
    if byte < 0x80 { return byte == 32 || (9...13).contains(byte) || (0x1C...0x1F).contains(byte) ? 1 : 0 }
    guard byte == 0xC2 || byte == 0xE1 || byte == 0xE2 || byte == 0xE3 else { return 0 }
    let length = byte == 0xC2 ? 2 : 3
    guard index + length <= bytes.count,
        let scalar = String(decoding: bytes[index..<(index + length)], as: UTF8.self).unicodeScalars.first
    else { return 0 }
    return scalar.isPythonSpace ? length : 0
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
