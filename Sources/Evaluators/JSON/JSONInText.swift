import Core

/// A JSON value that was found in an answer.
struct JSONInText {
    /// What stands around the value.
    enum Surroundings: String {
        case none = "nothing"
        case fence = "a code fence"
        case text = "text"
    }

    let value: JSON
    let bytes: ArraySlice<UInt8>
    let surroundings: Surroundings

    /// Most places that are tried and turn out to be no JSON: what bounds the time.
    static let triesLimit = 16

    /// The value: the whole text, else the last fence that is one, else the longest object or array in the text.
    static func find(_ text: ArraySlice<UInt8>) -> JSONInText? {
        let all = trimmed(text)
        if let value = parsed(all) { return JSONInText(value: value, bytes: all, surroundings: .none) }
        let fenced = lastFences(text, most: triesLimit)
        for content in fenced.contents.reversed() {
            let body = trimmed(content)
            if let value = parsed(body) {
                return JSONInText(
                    value: value, bytes: body, surroundings: fenced.count == 1 && isOnlyFence(all) ? .fence : .text)
            }
        }
        return longest(in: all)
    }

    /// Why the text as a whole is no JSON, where it looks as if it were meant to be.
    static func fault(_ text: ArraySlice<UInt8>) -> String {
        let all = trimmed(text)
        guard let first = all.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return "" }
        do {
            _ = try JSONParser.parse(Array(all))
            return ""
        } catch { return ": \(error.problem) (byte \(error.offset))" }
    }

    private static func isOnlyFence(_ text: ArraySlice<UInt8>) -> Bool {
        guard let mark = text.first, let last = text.last else { return false }
        return mark == last && (mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~"))
    }

    /// The longest object or array; of equally long ones the last.
    private static func longest(in text: ArraySlice<UInt8>) -> JSONInText? {
        var best: JSONInText?
        var tries = 0
        var index = text.startIndex
        while index < text.endIndex, tries < triesLimit {
            guard text[index] == UInt8(ascii: "{") || text[index] == UInt8(ascii: "[") else { index += 1; continue }
            if let end = balancedEnd(text, from: index), let value = parsed(text[index..<end]) {
                if end - index >= best?.bytes.count ?? 0 {
                    best = JSONInText(value: value, bytes: text[index..<end], surroundings: .text)
                }
                index = end
            } else {
                tries += 1
                index += 1
            }
        }
        return best
    }

    /// Where the bracket at `start` is closed, strings skipped, or nil.
    private static func balancedEnd(_ text: ArraySlice<UInt8>, from start: Int) -> Int? {
        text.withUnsafeBufferPointer { bytes in
            let base = text.startIndex
            var (depth, isInString) = (0, false)
            var index = start - base
            while index < bytes.count {
                switch bytes[index] {
                case UInt8(ascii: "\\") where isInString: index += 1
                case UInt8(ascii: "\""): isInString.toggle()
                case UInt8(ascii: "{") where !isInString, UInt8(ascii: "[") where !isInString:
                    depth += 1
                    if depth > JSONParser.maximumDepth { return nil }
                case UInt8(ascii: "}") where !isInString, UInt8(ascii: "]") where !isInString:
                    depth -= 1
                    if depth == 0 { return base + index + 1 }
                default: break
                }
                index += 1
            }
            return nil
        }
    }

    private static func parsed(_ bytes: ArraySlice<UInt8>) -> JSON? {
        do {
            return try JSONParser.parse(bytes)
        } catch {
            // That it is none is the answer; `fault` tells people why.
            return nil
        }
    }
}
