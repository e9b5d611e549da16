/// A decimal number without loss: what whole numbers of twenty digits need to be told apart.
struct Decimal: Sendable, Hashable {
    let isNegative: Bool
    /// Significant digits 0 to 9 without zeros at either end; empty for zero.
    let digits: [UInt8]
    /// Power of ten of the last digit; 0 for zero.
    let exponent: Int

    /// The number of digits before and after a point, times a power of ten.
    init(isNegative: Bool, whole: some Sequence<UInt8>, fraction: some Sequence<UInt8>, exponent: Int) {
        var digits: [UInt8] = []
        for digit in whole where digit != 0 || !digits.isEmpty { digits.append(digit) }
        var power = exponent
        for digit in fraction {
            if digit != 0 || !digits.isEmpty { digits.append(digit) }
            power -= 1
        }
        while digits.last == 0 {
            digits.removeLast()
            power += 1
        }
        self.digits = digits
        self.exponent = digits.isEmpty ? 0 : power
        self.isNegative = isNegative && !digits.isEmpty
    }

    /// The number for people: plain where that is short.
    var text: String {
        guard !digits.isEmpty else { return "0" }
        let sign = isNegative ? "-" : ""
        let all = String(decoding: digits.prefix(60).map { $0 + 48 }, as: UTF8.self)
        if digits.count > 60 || exponent > 20 || exponent < -40 {
            return "\(sign)\(all)" + (digits.count > 60 ? "…" : "") + "e\(exponent)"
        }
        if exponent >= 0 { return sign + all + String(repeating: "0", count: exponent) }
        let point = digits.count + exponent
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + all }
        return sign + all.prefix(point) + "." + all.dropFirst(point)
    }

    /// A text that equal numbers share, and only they: plain for what fits an `Int`.
    var identity: String {
        if digits.count + max(exponent, 0) <= 20, exponent >= 0, let whole = Int(text) { return "\(whole)" }
        return (isNegative ? "-" : "") + String(decoding: digits.map { $0 + 48 }, as: UTF8.self) + "e\(exponent)"
    }
}
