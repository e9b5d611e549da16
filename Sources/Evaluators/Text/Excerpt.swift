/// A piece of an answer that is short in characters and in bytes, for reasons and evidence.
///
/// One character may have a million combining marks: cutting by characters alone would not bound anything.
struct Excerpt {
    /// No evidence.
    static let none = Excerpt(text: "")

    let text: String

    private init(text: String) { self.text = text }

    /// At most `limit` scalars of the bytes, with an ellipsis where something was cut.
    init(_ bytes: ArraySlice<UInt8>, limit: Int = 190) {
        let piece = trimmed(bytes)
        // A scalar has at most four bytes, so that this prefix holds at least `limit` of them; a cut one
        // at its end goes too.
        let head = String(decoding: piece.prefix(limit * 4 + 4), as: UTF8.self).unicodeScalars
        guard let end = head.index(head.startIndex, offsetBy: limit, limitedBy: head.endIndex), end < head.endIndex
        else {
            text = String(head)
            return
        }
        text = String(head[..<end]) + "…"
    }

    init(_ whole: String, limit: Int = 190) { self.init(Array(whole.utf8.prefix(limit * 4 + 8))[...], limit: limit) }
}

/// The piece in quotation marks, at most 60 scalars.
func quoted(_ bytes: ArraySlice<UInt8>) -> String { "\"\(Excerpt(bytes, limit: 60).text)\"" }

/// The text in quotation marks, at most 60 scalars.
func quoted(_ text: String) -> String { "\"\(Excerpt(text, limit: 60).text)\"" }
