/// What stands for a unit around a number, and how units of one kind turn into each other.
enum Units {
    /// The factor from one unit to another of the same kind, or nil where they are of different kinds or unknown.
    static func factor(from unit: String, to other: String) -> Double? {
        for kind in kinds {
            if let a = kind[unit], let b = kind[other] { return a / b }
        }
        return nil
    }

    /// Whether the two are spellings of one unit.
    static func same(_ a: String, _ b: String) -> Bool { a == b || factor(from: a, to: b) == 1 }

    /// The unit at a number: the word or sign behind it, else the currency before it; empty where there is none.
    static func unit(of number: WrittenNumber, in text: ArraySlice<UInt8>) -> String {
        var at = number.place.upperBound
        // A group in LaTeX, as in \text{ km} or \%, may stand between.
        while let byte = text.byte(at: at),
            byte == 32 || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "_")
        {
            at += 1
        }
        if text.has([0xC2, 0xA0], at: at) { at += 2 } else if text.has([0xE2, 0x80, 0xAF], at: at) { at += 3 }
        if text.has("text{", at: at) { at += 5 }
        if text.byte(at: at) == 32 { at += 1 }
        if text.byte(at: at) == UInt8(ascii: "%") { return "%" }
        let word = text[min(at, text.endIndex)...].prefix(24).prefix { isUnitByte($0) }
        if !word.isEmpty {
            let unit = String(decoding: word, as: UTF8.self)
            return ["percent", "Percent"].contains(unit) ? "%" : unit
        }
        return ["$", "€", "£", "¥"].first { sign in
            let bytes = Array(sign.utf8)
            let from = number.place.lowerBound
            return text.has(bytes, at: from - bytes.count) || text.has(bytes, at: from) || text.has(bytes, at: from + 1)
        } ?? ""
    }

    private static func isUnitByte(_ byte: UInt8) -> Bool {
        byte.isLetter || byte >= 0x80 || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "^") || byte.isDigit
    }

    /// Units by kind with their size in the kind's base unit. **Source:** SI brochure, 9th edition; 1959 yard
    /// and pound.
    private static let kinds: [[String: Double]] = [
        [
            "mm": 0.001, "cm": 0.01, "m": 1, "km": 1000, "metre": 1, "metres": 1, "meter": 1, "meters": 1,
            "kilometre": 1000,
            "kilometres": 1000, "kilometer": 1000, "kilometers": 1000, "centimetres": 0.01, "centimeters": 0.01,
            "in": 0.0254,
            "inch": 0.0254, "inches": 0.0254, "ft": 0.3048, "foot": 0.3048, "feet": 0.3048, "mi": 1609.344,
            "mile": 1609.344,
            "miles": 1609.344,
        ],
        [
            "mg": 0.000_001, "g": 0.001, "kg": 1, "t": 1000, "gram": 0.001, "grams": 0.001, "kilogram": 1,
            "kilograms": 1,
            "tonne": 1000, "tonnes": 1000, "lb": 0.453_592_37, "lbs": 0.453_592_37, "pound": 0.453_592_37,
            "pounds": 0.453_592_37, "oz": 0.028_349_523_125, "ounce": 0.028_349_523_125, "ounces": 0.028_349_523_125,
        ],
        [
            "ms": 0.001, "s": 1, "sec": 1, "second": 1, "seconds": 1, "min": 60, "minute": 60, "minutes": 60, "h": 3600,
            "hr": 3600,
            "hour": 3600, "hours": 3600, "day": 86_400, "days": 86_400,
        ],
        ["ml": 0.001, "mL": 0.001, "cl": 0.01, "l": 1, "L": 1, "litre": 1, "litres": 1, "liter": 1, "liters": 1],
        ["$": 1, "USD": 1, "dollar": 1, "dollars": 1],
        ["€": 1, "EUR": 1, "euro": 1, "euros": 1],
        ["£": 1, "GBP": 1],
    ]
}
