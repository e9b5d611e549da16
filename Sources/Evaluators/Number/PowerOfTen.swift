/// The power of ten behind a number: `e5`, `E-3`, `×10^5`, `x 10^-3`, `\times 10^{5}`, `×10⁵`.
struct PowerOfTen {
    /// Clamped to ±100 000, beyond which no double goes.
    let exponent: Int
    /// Where it ends in the text.
    let end: Int

    /// The power that starts right after a number, or nil.
    init?(after start: Int, in text: ArraySlice<UInt8>) {
        var at = start
        // An e, or what stands before "times ten"; every other byte ends the number.
        guard let first = text.byte(at: start), startsPower[Int(first)] else { return nil }
        if first.lowered == UInt8(ascii: "e") {
            at += 1
        } else {
            guard let base = PowerOfTen.timesTen(text, at: start) else { return nil }
            self.init(base: base, in: text)
            return
        }
        guard let (value, stop) = PowerOfTen.signedDigits(text, at: at), text.byte(at: stop)?.isLetter != true else {
            return nil
        }
        self.init(exponent: value, end: stop)
    }

    private init(exponent: Int, end: Int) {
        self.exponent = exponent
        self.end = end
    }

    /// The exponent right behind the base of ten, or nil.
    init?(base: Int, in text: ArraySlice<UInt8>) {
        if let raised = PowerOfTen.superscript(text, at: base) {
            self.init(exponent: raised.0, end: raised.1)
            return
        }
        guard text.byte(at: base) == UInt8(ascii: "^") else { return nil }
        let isBraced = text.byte(at: base + 1) == UInt8(ascii: "{")
        guard let (value, stop) = PowerOfTen.signedDigits(text, at: base + (isBraced ? 2 : 1)),
            text.byte(at: stop)?.isLetter != true
        else { return nil }
        // The brace that closes belongs to the number: what follows it is the unit.
        self.init(exponent: value, end: isBraced && text.byte(at: stop) == UInt8(ascii: "}") ? stop + 1 : stop)
    }

    /// Where "times ten" ends, if it stands here.
    private static func timesTen(_ text: ArraySlice<UInt8>, at start: Int) -> Int? {
        let at = skipBlanks(text, from: start)
        // x, *, a backslash, or the first byte of × and ·: everything else is none of the signs.
        guard let first = text.byte(at: at),
            first == 120 || first == 88 || first == 42 || first == 92 || first == 0xC3 || first == 0xC2
        else { return nil }
        for sign in times where text.has(sign, at: at) {
            let ten = skipBlanks(text, from: at + sign.count)
            return text.has("10", at: ten) ? ten + 2 : nil
        }
        return nil
    }

    private static func skipBlanks(_ text: ArraySlice<UInt8>, from start: Int) -> Int {
        var at = start
        while at - start < 4, text.byte(at: at) == 32 { at += 1 }
        return at
    }

    private static func signedDigits(_ text: ArraySlice<UInt8>, at start: Int) -> (Int, Int)? {
        var at = start
        var isNegative = false
        if text.byte(at: at) == UInt8(ascii: "-") || text.byte(at: at) == UInt8(ascii: "+") {
            isNegative = text.byte(at: at) == UInt8(ascii: "-")
            at += 1
        } else if text.has([0xE2, 0x88, 0x92], at: at) {
            isNegative = true
            at += 3
        }
        let first = at
        var value = 0
        while let byte = text.byte(at: at), byte.isDigit {
            value = min(value * 10 + Int(byte - 48), 100_000)
            at += 1
        }
        return at > first ? (isNegative ? -value : value, at) : nil
    }

    private static func superscript(_ text: ArraySlice<UInt8>, at start: Int) -> (Int, Int)? {
        var at = start
        let isNegative = text.has([0xE2, 0x81, 0xBB], at: at)
        if isNegative { at += 3 }
        let first = at
        var value = 0
        while let digit = superscripts.firstIndex(where: { text.has($0, at: at) }) {
            value = min(value * 10 + digit, 100_000)
            at += superscripts[digit].count
        }
        return at > first ? (isNegative ? -value : value, at) : nil
    }
}

private let startsPower: [Bool] = {
    var table = byteTable("eE xX*\\")
    table[0xC2] = true
    table[0xC3] = true
    return table
}()
private let times: [[UInt8]] = ["×", "x", "*", "·", "\\times", "\\cdot"].map { Array($0.utf8) }
private let superscripts: [[UInt8]] = "⁰¹²³⁴⁵⁶⁷⁸⁹".map { Array("\($0)".utf8) }
