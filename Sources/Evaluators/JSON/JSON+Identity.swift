import Core

extension JSON {
    /// Bytes that equal values share, and only they: numbers by value, keys in order; with `unordered`, items in any order.
    func identity(unordered: Bool = false) -> [UInt8] {
        switch kind {
        case .null: return [UInt8(ascii: "n")]
        case .bool(let value): return [UInt8(ascii: value ? "t" : "f")]
        case .number(let text):
            return Array((Int(text).map { "\($0)" } ?? ExactNumber(text).map(plain) ?? text).utf8)
        case .string(let text): return JSON.string(text).bytes
        case .array(let values):
            var parts = values.map { $0.identity(unordered: unordered) }
            if unordered { parts.sort { $0.lexicographicallyPrecedes($1) } }
            return [UInt8(ascii: "[")] + parts.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")]
        case .object(let members):
            let view = ObjectView(members)
            let parts = view.counting.map {
                JSON.string(members[$0].key).bytes + [UInt8(ascii: ":")]
                    + members[$0].value.identity(unordered: unordered)
            }.sorted { $0.lexicographicallyPrecedes($1) }
            return [UInt8(ascii: "{")] + parts.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "}")]
        }
    }

    /// Whole numbers that fit an `Int` are written plainly, as those that were so written are.
    private func plain(_ number: ExactNumber) -> String {
        guard number.isWhole, number.digits.count + number.exponent <= 20 else { return number.identity }
        let digits = String(decoding: number.digits.map { $0 + 48 }, as: UTF8.self)
        let zeros = String(repeating: "0", count: number.exponent)
        return Int((number.isNegative ? "-" : "") + (digits.isEmpty ? "0" : digits) + zeros).map { "\($0)" }
            ?? number.identity
    }
}
