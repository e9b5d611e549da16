/// The target of a request, taken apart: `/traces?provider=a` is the path `["traces"]` and the query `provider` = `a`.
struct Target: Sendable, Equatable {
    /// Percent-decoded parts of the path between the slashes; none for `/`.
    var path: [String]
    /// Percent-decoded pairs in their order.
    var query: [(name: String, value: String)]

    /// Longest target that is looked at, in bytes.
    static let maximumLength = 4096

    /// Reads an origin-form target; nil for what is too long, has no leading slash, or is not UTF-8 once decoded.
    init?(_ text: String) {
        guard text.utf8.count <= Target.maximumLength, text.utf8.first == UInt8(ascii: "/") else { return nil }
        let parts = text.dropFirst().split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = []
        query = []
        if let first = parts.first, !first.isEmpty {
            for part in first.split(separator: "/", omittingEmptySubsequences: false) {
                guard let decoded = Target.decode(part, plusIsSpace: false) else { return nil }
                path.append(decoded)
            }
        }
        for pair in (parts.count > 1 ? parts[1] : "").split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Target.decode(halves[0], plusIsSpace: true),
                let value = Target.decode(halves.count > 1 ? halves[1] : "", plusIsSpace: true)
            else { return nil }
            query.append((name, value))
        }
    }

    /// The first value of that name that is not empty, or nil.
    subscript(_ name: String) -> String? { query.first { $0.name == name && !$0.value.isEmpty }?.value }

    static func == (a: Target, b: Target) -> Bool { a.path == b.path && a.query.elementsEqual(b.query, by: ==) }

    private static func decode(_ text: Substring, plusIsSpace: Bool) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard rest.count >= 2, let value = UInt8(String(Substring(rest.prefix(2))), radix: 16) else {
                    return nil
                }
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? 32 : byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Text as a value of a query or a part of a path: everything but unreserved characters percent-encoded.
    static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95, 126: bytes.append(byte)
            default: bytes += [37, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
