/// A value that must never be seen: it has no description, no Codable, no equality, and prints as its name.
package struct Secret: Sendable {
    /// What the secret is called in messages: `env OPENAI_API_KEY`, `file /run/secrets/x`, `credential openai`.
    package let name: String
    private let value: [UInt8]

    /// A secret from its bytes and the name it goes by.
    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.value = bytes
    }

    /// The secret as text for the one place that has to send it: an HTTP header.
    package var revealedText: String { String(decoding: value, as: UTF8.self) }

    /// The secret's bytes for the one place that has to use them: signing.
    package var revealedBytes: [UInt8] { value }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The secret's name in brackets, never its value.
    package var description: String { "[secret \(name)]" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Removes every known secret from bytes that leave the process or are stored.
package struct Redactor: Sendable {
    private let needles: [[UInt8]]

    /// A redactor of these secrets; values of fewer than 6 bytes are left alone, for they would hit ordinary text.
    package init(_ secrets: [Secret]) {
        needles = secrets.flatMap { secret -> [[UInt8]] in
            let plain = Array(secret.revealedText.trimmed.utf8)
            guard plain.count >= 6 else { return [] }
            return [plain, Array(Base64.encode(plain).utf8), percentEncoded(plain)]
        }
        .sorted { $0.count > $1.count }
    }

    /// The bytes with each secret (also in base 64 and percent-encoded) replaced by `[redacted]`.
    package func redact(_ bytes: [UInt8]) -> [UInt8] {
        needles.reduce(bytes) { replacing($1, in: $0, with: Array("[redacted]".utf8)) }
    }

    /// The text with each secret replaced by `[redacted]`.
    package func redact(_ text: String) -> String {
        needles.isEmpty ? text : String(decoding: redact(Array(text.utf8)), as: UTF8.self)
    }

    private func replacing(_ needle: [UInt8], in bytes: [UInt8], with replacement: [UInt8]) -> [UInt8] {
        guard bytes.count >= needle.count else { return bytes }
        var out: [UInt8] = []
        var copied = 0
        var at = 0
        let last = bytes.count - needle.count
        while at <= last {
            if bytes[at] == needle[0], bytes[at..<at + needle.count].elementsEqual(needle) {
                out += bytes[copied..<at]
                out += replacement
                at += needle.count
                copied = at
            } else {
                at += 1
            }
        }
        return copied == 0 ? bytes : out + bytes[copied...]
    }
}

private func percentEncoded(_ bytes: [UInt8]) -> [UInt8] {
    bytes.flatMap { byte -> [UInt8] in
        let plain = (48...57).contains(byte) || (97...122).contains(byte | 0x20) || [45, 46, 95, 126].contains(byte)
        return plain ? [byte] : [37] + Array(Digest.hex([byte]).uppercased().utf8)
    }
}
