internal import Core

/// Recognises secrets that somebody wrote into a file, so that they are refused and never repeated in a message.
enum LiteralSecret {
    /// What to write in its place.
    static let instead = #"write {"env": "NAME"}, {"file": "/path"} or {"credential": "name"}"#

    /// How the keys of well-known vendors begin, with the fewest bytes that such a key has.
    private static let beginnings: [(String, Int)] = [
        ("sk-", 16), ("sk_", 16), ("rk_", 16), ("xai-", 16), ("gsk_", 16), ("hf_", 16), ("r8_", 16), ("pplx-", 16),
        ("nvapi-", 16), ("ghp_", 16), ("gho_", 16), ("ghs_", 16), ("github_pat_", 16), ("glpat-", 16), ("xoxb-", 16),
        ("xoxp-", 16), ("xapp-", 16), ("whsec_", 16), ("AKIA", 20), ("ASIA", 20), ("AIza", 30), ("ya29.", 20),
        ("eyJ", 30),
    ]

    /// Whether the text contains something that looks like a key, or an `Authorization` value.
    static func isLikely(in text: String) -> Bool { !ranges(in: Array(text.utf8)).isEmpty }

    /// Whether a name that should be a word is rather an opaque key: long, letters and digits mixed, no underscore.
    static func isOpaque(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let digits = bytes.count { (48...57).contains($0) }
        return isLikely(in: text) || (bytes.count >= 20 && digits >= 4 && digits < bytes.count && !bytes.contains(95))
    }

    /// Whether a header of that name carries a credential.
    static func isCarried(byHeader name: String) -> Bool { Credentials.areCarried(byHeader: name) }

    /// Whether a key of an object says that its text is a secret.
    static func isNamed(_ key: String) -> Bool {
        let letters = key.lowercased().filter(\.isLetter)
        return [
            "authorization", "apikey", "accesskey", "secretkey", "accesstoken", "authtoken", "bearertoken", "token",
            "password", "secret", "clientsecret",
        ].contains(letters)
    }

    /// The text with everything that looks like a key replaced by `[hidden]`.
    static func hidden(in text: String) -> String {
        let bytes = Array(text.utf8)
        var out: [UInt8] = []
        var copied = 0
        for range in ranges(in: bytes) where range.lowerBound >= copied {
            out += bytes[copied..<range.lowerBound] + Array("[hidden]".utf8)
            copied = range.upperBound
        }
        return String(decoding: out + bytes[copied...], as: UTF8.self)
    }

    /// Where keys lie, in ascending order; each ends at white space, a quote or the end.
    private static func ranges(in bytes: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var at = 0
        while at < bytes.count {
            guard at == 0 || !isWordByte(bytes[at - 1]) else { at += 1; continue }
            if let length = keyLength(bytes[at...]) {
                let end = bytes[at...].firstIndex(where: endsKey) ?? bytes.count
                found.append(at..<max(end, at + length))
                at = max(end, at + length)
            } else {
                at += 1
            }
        }
        return found
    }

    private static func keyLength(_ rest: ArraySlice<UInt8>) -> Int? {
        if let scheme = schemeLength(rest) { return scheme }
        let word = rest.prefix { isWordByte($0) || $0 == 46 }
        guard word.count >= 16, word.contains(where: { (48...57).contains($0) }) else { return nil }
        let isKey = beginnings.contains { word.count >= $0.1 && word.starts(with: $0.0.utf8) }
        return isKey ? word.count : nil
    }

    /// The length of `Bearer x…` or `Basic x…` with at least eight bytes behind it.
    private static func schemeLength(_ rest: ArraySlice<UInt8>) -> Int? {
        for scheme in ["bearer ", "basic "] {
            let length = scheme.utf8.count
            guard rest.prefix(length).map({ (65...90).contains($0) ? $0 | 0x20 : $0 }) == Array(scheme.utf8) else {
                continue
            }
            let credential = rest.dropFirst(length).prefix { !endsKey($0) }
            // Without one of these it is an ordinary word: "basic arithmetic".
            let isWord = !credential.dropFirst().contains {
                (48...57).contains($0) || (65...90).contains($0) || $0 == 61
            }
            if credential.count >= 8, !isWord { return length + credential.count }
        }
        return nil
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte | 0x20) || byte == 95 || byte == 45
    }

    private static func endsKey(_ byte: UInt8) -> Bool { byte <= 0x20 || byte == 34 || byte == 39 }
}

extension Reading {
    /// Refuses every string of the file that looks like a key, unless it is refused already.
    mutating func refuseLiteralSecrets(in json: JSON) {
        switch json.kind {
        case .string(let text):
            guard LiteralSecret.isLikely(in: text), !hasError(at: json.offset) else { return }
            error(
                at: json.offset, "this looks like a secret, and a secret is never written into a file",
                instead:
                    LiteralSecret.instead + " where one is allowed"
            )
        case .array(let values): for value in values { refuseLiteralSecrets(in: value) }
        case .object(let members): for member in members { refuseLiteralSecrets(in: member.value) }
        case .null, .bool, .number: return
        }
    }

    /// Whether an error is noted at exactly this place.
    func hasError(at offset: Int) -> Bool {
        let (line, column) = file.place(of: offset)
        return diagnostics.contains { $0.severity == .error && $0.line == line && $0.column == column }
    }
}

extension Diagnostic {
    /// The same without anything that looks like a key.
    var withoutSecrets: Diagnostic {
        var clean = self
        clean.problem = LiteralSecret.hidden(in: problem)
        clean.instead = LiteralSecret.hidden(in: instead)
        return clean
    }
}
