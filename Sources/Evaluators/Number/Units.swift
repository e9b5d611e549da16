import Core

/// What stands for a unit around a number, and how units of one kind turn into each other, exactly.
enum Units {
    /// How a unit turns into the base unit of its kind: `value * factor + offset`.
    struct Scale: Sendable {
        let kind: Int
        let factor: Fraction
        var offset = Fraction.zero
    }

    /// A value in one unit as a value in another, or nil where they are of different kinds or one is unknown.
    static func convert(_ value: Fraction, from unit: String, to other: String) -> Fraction? {
        guard let a = scale(unit), let b = scale(other), a.kind == b.kind else { return nil }
        return (value * a.factor + a.offset - b.offset).divided(by: b.factor)
    }

    /// Whether the two are spellings of one unit.
    static func same(_ a: String, _ b: String) -> Bool {
        if a == b { return true }
        guard let a = scale(a), let b = scale(b) else { return false }
        return a.kind == b.kind && a.factor == b.factor && a.offset == b.offset
    }

    /// What is known of a unit: as it is written, or a word of four letters and more in any case.
    static func scale(_ unit: String) -> Scale? {
        table[unit] ?? (unit.utf8.count >= 4 ? table[unit.lowercased()] : nil)
    }

    /// The unit at a number: the word or sign behind it, else the currency before it; empty where there is none.
    static func unit(of number: WrittenNumber, in text: ArraySlice<UInt8>) -> String {
        var at = number.place.upperBound
        // A group in LaTeX, as in \text{ km} or \%, may stand between, and a hyphen as in 5-km.
        while let byte = text.byte(at: at), between[Int(byte)] { at += 1 }
        if text.has([0xC2, 0xA0], at: at) { at += 2 } else if text.has([0xE2, 0x80, 0xAF], at: at) { at += 3 }
        for group in ["text{", "mathrm{", "textrm{"] where text.has(Array(group.utf8), at: at) {
            at += group.utf8.count
        }
        if text.byte(at: at) == 32 { at += 1 }
        if text.byte(at: at) == UInt8(ascii: "%") { return "%" }
        for words in ["square ", "cubic ", "degrees ", "degree ", "per "] where text.has(Array(words.utf8), at: at) {
            let next = at + words.utf8.count
            let word = text[next...].prefix(24).prefix { isUnitByte($0) }
            let name = (words == "degree " ? "degrees " : words) + String(decoding: word, as: UTF8.self).lowercased()
            return name == "per cent" ? "%" : name
        }
        let word = text[min(at, text.endIndex)...].prefix(24).prefix { isUnitByte($0) }
        if !word.isEmpty {
            let unit = String(decoding: word, as: UTF8.self)
            return ["percent", "Percent"].contains(unit) ? "%" : unit
        }
        let from = number.place.lowerBound
        let currency = currencySigns.first { sign in
            text.has(sign, at: from - sign.count) || (0...3).contains { text.has(sign, at: from + $0) }
        }
        return currency.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private static let between = byteTable(" \\*_")

    private static func isUnitByte(_ byte: UInt8) -> Bool {
        byte.isLetter || byte >= 0x80 || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "^") || byte.isDigit
    }

    private static let table: [String: Scale] = {
        var table: [String: Scale] = [:]
        for (kind, units) in unitKinds.enumerated() {
            for (names, above, below) in units {
                guard let factor = Fraction(BigInt(above), over: BigInt(below)) else { continue }
                for name in names.split(separator: " ") {
                    table[String(name).replacingCharacter("_", with: " ")] = Scale(kind: kind, factor: factor)
                }
            }
        }
        let temperature = unitKinds.count
        for (names, scale) in temperatures(kind: temperature) { for name in names { table[name] = scale } }
        return table
    }()

    /// In kelvin. **Source:** SI brochure, 9th edition, 2.3.1; the degree Fahrenheit is 5/9 of a kelvin.
    private static func temperatures(kind: Int) -> [([String], Scale)] {
        let zero = Fraction(BigInt(27_315), over: BigInt(100)) ?? .zero
        let fahrenheit = Fraction(BigInt(5), over: BigInt(9)) ?? .one
        return [
            (["K", "kelvin", "kelvins"], Scale(kind: kind, factor: .one)),
            (
                ["°C", "℃", "C", "celsius", "degrees celsius", "degrees c"],
                Scale(kind: kind, factor: .one, offset: zero)
            ),
            (
                ["°F", "℉", "F", "fahrenheit", "degrees fahrenheit", "degrees f"],
                Scale(kind: kind, factor: fahrenheit, offset: zero - Fraction(32) * fahrenheit)
            ),
        ]
    }
}
