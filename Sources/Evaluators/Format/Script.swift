/// The writing systems that are told apart.
enum Script: String, CaseIterable, Sendable {
    case latin, greek, cyrillic, armenian, hebrew, arabic, devanagari, bengali, gurmukhi, gujarati, tamil, telugu,
        kannada, malayalam, thai, lao, georgian, hangul, ethiopic, khmer, kana, han

    /// The script of a letter; nil for digits, marks, punctuation, emoji, and letters of other scripts.
    /// **Source:** Scripts.txt of Unicode 15, by blocks.
    static func of(_ scalar: Unicode.Scalar) -> Script? {
        switch scalar.value {
        case 0x41...0x5A, 0x61...0x7A, 0xAA, 0xBA, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2AF, 0x1E00...0x1EFF,
            0x2C60...0x2C7F, 0xA722...0xA7FF, 0xFF21...0xFF3A, 0xFF41...0xFF5A:
            .latin
        case 0x370...0x373, 0x376...0x377, 0x37B...0x37D, 0x37F, 0x386, 0x388...0x3FF, 0x1F00...0x1FFC: .greek
        case 0x400...0x481, 0x48A...0x52F, 0x1C80...0x1C88, 0xA640...0xA66E, 0xA680...0xA69D: .cyrillic
        case 0x531...0x587: .armenian
        case 0x5D0...0x5F2, 0xFB1D...0xFB4F: .hebrew
        case 0x620...0x64A, 0x66E...0x6D5, 0x6FA...0x6FF, 0x750...0x77F, 0x8A0...0x8C9, 0xFB50...0xFDFB,
            0xFE70...0xFEFC:
            .arabic
        case 0x904...0x939, 0x958...0x961, 0x972...0x97F: .devanagari
        case 0x985...0x9B9, 0x9DC...0x9E1: .bengali
        case 0xA05...0xA39, 0xA59...0xA5E: .gurmukhi
        case 0xA85...0xAB9: .gujarati
        case 0xB85...0xBB9: .tamil
        case 0xC05...0xC39: .telugu
        case 0xC85...0xCB9: .kannada
        case 0xD05...0xD3A: .malayalam
        case 0xE01...0xE30, 0xE40...0xE46: .thai
        case 0xE81...0xEB0, 0xEC0...0xEC6: .lao
        case 0x10A0...0x10FF, 0x1C90...0x1CBF: .georgian
        case 0x1100...0x11FF, 0x3131...0x318E, 0xAC00...0xD7A3: .hangul
        case 0x1200...0x135A: .ethiopic
        case 0x1780...0x17B3: .khmer
        case 0x3041...0x3096, 0x309D...0x309F, 0x30A1...0x30FA, 0x30FD...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9D:
            .kana
        case 0x3005, 0x3007, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFD: .han
        default: nil
        }
    }

    /// How many letters of each script a text has, in the order of `allCases`.
    static func counts(_ text: String) -> [Int] {
        var counts = [Int](repeating: 0, count: allCases.count)
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                if UInt8(scalar.value).isLetter { counts[latinPlace] += 1 }
            } else if let script = of(scalar) {
                counts[script.index] += 1
            }
        }
        return counts
    }

    /// Its place in `allCases`.
    var index: Int { Script.places[self] ?? 0 }

    private static let latinPlace = Script.latin.index
    private static let places: [Script: Int] = Dictionary(uniqueKeysWithValues: zip(allCases, 0...))
}
