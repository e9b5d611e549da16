import Core

/// Words of a far end, made fit for messages: bounded, on one line, without key or prompt.
enum ErrorText {
    /// Bytes of a message that are looked at; more never reach a person.
    private static let consideredBytes = 4096

    /// The text without control characters and runs of white space, at most `limit` characters.
    static func plain(_ text: String, limit: Int) -> String {
        var out = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars.prefix(limit * 8) where count < limit {
            let category = scalar.properties.generalCategory
            let isBlank = category == .control || category == .format || scalar.properties.isWhitespace
            if isBlank, out.last == " " || out.isEmpty { continue }
            out.append(isBlank ? " " : scalar)
            count += 1
        }
        return String(out).trimmed
    }

    /// A code or type as a word: letters, digits, `_`, `-` and `.`, at most 64; what looks like a key is none.
    static func code(_ word: String) -> String {
        let kept = word.utf8.prefix(64).filter { isWordByte($0) || $0 == 46 || $0 == 45 }
        return withoutKeys(String(decoding: kept, as: UTF8.self))
    }

    /// The message without what it quotes of the prompt and without anything that looks like a key, at most 300
    /// characters.
    static func safe(_ text: String, prompt: [Message]) -> String {
        let considered = Array(text.utf8.prefix(consideredBytes))
        return plain(withoutKeys(PromptQuotes.removed(from: considered, prompt: prompt)), limit: 300)
    }

    private static let keyPrefixes = [
        "sk-", "sk_", "pk-", "pk_", "rk_", "csk-", "gsk_", "xai-", "hf_", "nvapi-", "AIza", "AKIA", "ghp_", "r8_",
        "pplx-", "fw_", "tgp_",
    ]
    private static let keyLabels = ["bearer ", "key provided: ", "api key: ", "api-key: ", "token: ", "key=", "token="]

    private static func withoutKeys(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var out: [UInt8] = []
        var at = 0
        while at < bytes.count {
            guard isTokenByte(bytes[at]) else {
                out.append(bytes[at])
                at += 1
                continue
            }
            var end = at
            while end < bytes.count, isTokenByte(bytes[end]) { end += 1 }
            if looksLikeKey(bytes[at..<end]) || followsLabel(out) {
                // The rest of a masked or dotted key belongs to it.
                while let length = maskLength(bytes[end...]) { end += length }
                out += Array("[key]".utf8)
            } else {
                out += bytes[at..<end]
            }
            at = end
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// A known prefix, a mask of asterisks, or a run of 20 letters and digits that no word, model name or UUID has.
    private static func looksLikeKey(_ token: ArraySlice<UInt8>) -> Bool {
        if keyPrefixes.contains(where: { token.starts(with: $0.utf8) && token.count > $0.utf8.count }) { return true }
        if token.count(where: { $0 == UInt8(ascii: "*") }) > 1 { return true }
        return token.split { !isAlphanumeric($0) }.contains { run in
            let digits = run.count { (48...57).contains($0) }
            return run.count >= 20 && digits > 0 && digits < run.count || run.count >= 32
        }
    }

    /// Bytes of what continues a key at the start of `rest`: a token byte, a point, a slash or an ellipsis; nil for none.
    private static func maskLength(_ rest: ArraySlice<UInt8>) -> Int? {
        guard let first = rest.first else { return nil }
        if isTokenByte(first) || first == UInt8(ascii: ".") || first == UInt8(ascii: "/") { return 1 }
        return rest.starts(with: "…".utf8) ? 3 : nil
    }

    private static func followsLabel(_ out: [UInt8]) -> Bool {
        let tail = String(decoding: out.suffix(16), as: UTF8.self).lowercased()
        return keyLabels.contains { tail.hasSuffix($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte | 0x20)
    }
    private static func isWordByte(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || byte == 95 }
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        isWordByte(byte) || [UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+")].contains(byte)
    }
}
