import Core

extension SourceFile {
    /// Where byte `index` of a JSON string's text, escapes resolved, stands in the file; `offset` is the string's
    /// quote.
    func offset(ofByte index: Int, inStringAt offset: Int) -> Int {
        var at = offset + 1
        var decoded = 0
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
            let (length, yields) = bytes[at] == UInt8(ascii: "\\") ? escape(at) : (1, 1)
            guard decoded + yields <= index else { break }
            decoded += yields
            at += length
        }
        return min(at, bytes.count)
    }

    /// How many bytes an escape takes in the file, and how many its character takes in UTF-8.
    private func escape(_ at: Int) -> (length: Int, yields: Int) {
        guard let code = unit(at) else { return (2, 1) }
        if (0xD800...0xDBFF).contains(code), let low = unit(at + 6), (0xDC00...0xDFFF).contains(low) { return (12, 4) }
        return (6, code < 0x80 ? 1 : code < 0x800 ? 2 : 3)
    }

    private func unit(_ at: Int) -> UInt16? {
        guard at + 6 <= bytes.count, bytes[at..<at + 2].elementsEqual("\\u".utf8) else { return nil }
        return UInt16(String(decoding: bytes[at + 2..<at + 6], as: UTF8.self), radix: 16)
    }
}
