/// A number with exactly `digits` digits after the point, rounded half away from zero; the same on every machine.
package func fixed(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 9e15 else { return "\(value)" }
    let whole = Int64(scaled)
    let sign = value < 0 && whole > 0 ? "-" : ""
    guard digits > 0 else { return sign + "\(whole)" }
    let unit = Int64(scale)
    return sign + "\(whole / unit)." + padded(Int(whole % unit), digits)
}

/// A non-negative number with leading zeros up to `width` digits.
package func padded(_ value: Int, _ width: Int) -> String {
    let text = "\(value)"
    return text.utf8.count >= width ? text : String(repeating: "0", count: width - text.utf8.count) + text
}

/// A whole number with thousands set apart by a thin-looking comma: `16,800,000`.
package func grouped(_ value: Int) -> String {
    var groups: [String] = []
    var left = value.magnitude
    while left >= 1000 {
        groups.append(padded(Int(left % 1000), 3))
        left /= 1000
    }
    groups.append("\(left)")
    return (value < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
}

/// Bytes for people in binary units: `512 B`, `64.0 KiB`, `1.5 GiB`.
package func bytesForPeople(_ count: Int) -> String {
    var value = Double(count)
    for unit in ["B", "KiB", "MiB", "GiB"] {
        if value < 1024 { return unit == "B" ? "\(count) B" : "\(fixed(value, 1)) \(unit)" }
        value /= 1024
    }
    return "\(fixed(value, 1)) TiB"
}

/// The text cut to at most `limit` characters and four times as many Unicode scalars (one character may have a million
/// combining marks), with an ellipsis where something was cut.
package func shortened(_ text: String, _ limit: Int) -> String {
    let scalars = text.unicodeScalars
    let scalarEnd =
        scalars.index(scalars.startIndex, offsetBy: limit * 4, limitedBy: scalars.endIndex) ?? scalars.endIndex
    let bounded = text[..<scalarEnd]
    let end = bounded.index(bounded.startIndex, offsetBy: limit, limitedBy: bounded.endIndex) ?? bounded.endIndex
    return end < text.endIndex ? String(bounded[..<end]) + "…" : text
}

extension String {
    /// The text with every `character` replaced.
    package func replacingCharacter(_ character: Character, with replacement: String) -> String {
        var result = ""
        result.reserveCapacity(utf8.count)
        for each in self { if each == character { result += replacement } else { result.append(each) } }
        return result
    }

    /// The text without `suffix`, if it ends so.
    package func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }

    /// The text without white space and line ends at both ends.
    package var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}

/// The nearest of `candidates` to a misspelt word (Damerau-Levenshtein distance at most a third of its length, at least 1), or nil.
///
/// Words of one letter are misspelt as nothing else: "c" is no "a".
package func nearest(to word: String, among candidates: [String]) -> String? {
    let limit = max(1, word.count / 3)
    var best: (String, Int)?
    for candidate in candidates {
        let distance = editDistance(Array(word.lowercased()), Array(candidate.lowercased()))
        if distance <= limit, distance < word.count, distance < best?.1 ?? .max { best = (candidate, distance) }
    }
    return best?.0
}

private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
    guard a.count <= 64, b.count <= 64 else { return a == b ? 0 : 64 }
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 0..<a.count {
        var row = [i + 1] + [Int](repeating: 0, count: b.count)
        for j in 0..<b.count {
            row[j + 1] = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1) }
        }
        (beforeLast, last) = (last, row)
    }
    return last[b.count]
}
