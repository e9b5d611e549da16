/// The sign before a number: ASCII or typographic, perhaps with a currency between; none where it is an operator.
struct Sign {
    var isNegative = false
    /// Where the number starts, sign included.
    var start: Int

    init(before index: Int, in text: ArraySlice<UInt8>) {
        start = index
        // Most numbers stand behind a blank.
        guard let before = text.byte(at: index - 1), endsSign[Int(before)] else { return }
        var at = index
        if let currency = currencySigns.first(where: { text.has($0, at: index - $0.count) }) { at -= currency.count }
        guard let sign = signs.first(where: { text.has($0.bytes, at: at - $0.bytes.count) }) else { return }
        let place = at - sign.bytes.count
        // After a digit, a word or a closing bracket it subtracts.
        if let before = text.byte(at: place - 1),
            before.isDigit || before.isLetter || before == 41 || before == 93 || before == 125
        {
            return
        }
        isNegative = sign.isNegative
        start = place
    }
}

/// A fraction that is one character, such as `¾`.
struct VulgarFraction {
    let value: (above: Int, below: Int)
    let end: Int

    /// The fraction at a place, or nil.
    init?(at index: Int, in text: ArraySlice<UInt8>) {
        guard let byte = text.byte(at: index), byte == 0xC2 || byte == 0xE2,
            let scalar = text.scalar(startingAt: index), let parts = vulgarFraction(scalar)
        else { return nil }
        value = parts
        end = index + (byte == 0xC2 ? 2 : 3)
    }
}

/// The text with the digits, signs and marks of other scripts as ASCII has them: fullwidth, Arabic-Indic, Persian,
/// Devanagari, Bengali and Thai. The Arabic marks for decimals and thousands become those of `sign`.
func plainDigits(_ text: ArraySlice<UInt8>, _ sign: DecimalSign) -> ArraySlice<UInt8> {
    guard text.contains(where: { mayLead[Int($0)] }) else { return text }
    var out: [UInt8] = []
    var index = text.startIndex
    var isChanged = false
    while index < text.endIndex {
        let byte = text[index]
        if mayLead[Int(byte)], let scalar = text.scalar(startingAt: index), let plain = plainByte(scalar, sign) {
            out.append(plain)
            index += byte >= 0xE0 ? 3 : 2
            isChanged = true
        } else {
            out.append(byte)
            index += 1
        }
    }
    return isChanged ? out[...] : text
}

private func plainByte(_ scalar: Unicode.Scalar, _ sign: DecimalSign) -> UInt8? {
    let value = scalar.value
    for zero in zeros where value >= zero && value < zero + 10 { return UInt8(48 + value - zero) }
    switch value {
    case 0x66A, 0xFF05: return UInt8(ascii: "%")
    case 0x66B: return sign == .point ? UInt8(ascii: ".") : UInt8(ascii: ",")
    case 0x66C: return sign == .point ? UInt8(ascii: ",") : UInt8(ascii: ".")
    // Fullwidth plus, comma, minus, full stop and slash.
    case 0xFF0B...0xFF0F: return UInt8(value - 0xFEE0)
    default: return nil
    }
}

/// The zeros of other scripts. **Source:** general category Nd of UnicodeData.txt, Unicode 15.
private let zeros: [UInt32] = [0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10]
/// First bytes of the characters that `plainByte` knows.
private let mayLead: [Bool] = (0..<256).map { [0xD9, 0xDB, 0xE0, 0xEF].contains($0) }

/// Signs of currencies, as UTF-8.
let currencySigns: [[UInt8]] = ["$", "€", "£", "¥", "₹", "₩", "₽", "₺", "₪", "฿"].map { Array($0.utf8) }
private let signs: [(bytes: [UInt8], isNegative: Bool)] = [
    ("-", true), ("+", false), ("\u{2212}", true), ("\u{2013}", true), ("\u{2012}", true), ("\u{2010}", true),
    ("\u{2011}", true), ("\u{FE63}", true), ("\u{FF0D}", true), ("\u{207B}", true),
].map { (Array($0.0.utf8), $0.1) }
/// Last bytes of signs and currencies.
private let endsSign: [Bool] = {
    var table = [Bool](repeating: false, count: 256)
    for each in currencySigns + signs.map(\.bytes) { if let last = each.last { table[Int(last)] = true } }
    return table
}()
private let vulgarFractions: [Unicode.Scalar: (above: Int, below: Int)] = [
    "¼": (1, 4), "½": (1, 2), "¾": (3, 4), "⅐": (1, 7), "⅑": (1, 9), "⅒": (1, 10), "⅓": (1, 3), "⅔": (2, 3),
    "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8),
    "⅝": (5, 8), "⅞": (7, 8), "↉": (0, 3),
]

/// A table instead of a dictionary: an answer may hold hundreds of thousands of them.
private func vulgarFraction(_ scalar: Unicode.Scalar) -> (above: Int, below: Int)? {
    switch scalar.value {
    case 0xBC...0xBE: latinFractions[Int(scalar.value - 0xBC)]
    case 0x2150...0x2189: numberForms[Int(scalar.value - 0x2150)]
    default: nil
    }
}

private let latinFractions = (UInt32(0xBC)...0xBE).map { Unicode.Scalar($0).flatMap { vulgarFractions[$0] } }
private let numberForms = (UInt32(0x2150)...0x2189).map { Unicode.Scalar($0).flatMap { vulgarFractions[$0] } }
