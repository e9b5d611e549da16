extension Shape where Value == String {
    /// A string of `length` characters.
    package static func text(_ length: ClosedRange<Int> = 0...1_000_000) -> Shape {
        Shape(
            read: { json, reading in
                guard let text = json.string else { return mismatch("a string", json, &reading) ?? "" }
                if text.count < length.lowerBound {
                    reading.error(
                        at: json.offset, text.isEmpty ? "an empty string" : "a string of \(text.count) characters",
                        instead: "write at least \(length.lowerBound)")
                } else if text.count > length.upperBound {
                    reading.error(
                        at: json.offset, "a string of \(text.count) characters",
                        instead: "write at most \(length.upperBound)")
                }
                return text
            },
            schema: { _ in
                .compact([
                    ("type", "string"), ("minLength", length.lowerBound > 0 ? .int(length.lowerBound) : nil),
                    ("maxLength", length.upperBound < 1_000_000 ? .int(length.upperBound) : nil),
                ])
            },
            placeholder: { "" })
    }

    /// A name: letters, digits, `.`, `_` and `-`, starting with a letter or digit, 1 to 64 characters.
    package static var name: Shape {
        Shape(
            read: { json, reading in
                guard let text = json.string else { return mismatch("a name (a string)", json, &reading) ?? "" }
                let allowed = text.utf8.allSatisfy {
                    (48...57).contains($0) || (97...122).contains($0 | 0x20) || $0 == 46 || $0 == 95 || $0 == 45
                }
                let first = text.utf8.first.map { (48...57).contains($0) || (97...122).contains($0 | 0x20) } ?? false
                if !allowed || !first || text.utf8.count > 64 {
                    reading.error(
                        at: json.offset, "\"\(shortened(text, 40))\" is no name",
                        instead:
                            "use letters, digits, \".\", \"_\" and \"-\", at most 64, starting with a letter or digit")
                }
                return text
            },
            schema: { _ in ["type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"] },
            placeholder: { "placeholder" })
    }

    /// An absolute `http` or `https` URL; its trailing slashes are dropped.
    package static var url: Shape {
        Shape(
            read: { json, reading in
                guard let text = json.string else { return mismatch("a URL (a string)", json, &reading) ?? "" }
                let lower = text.lowercased()
                let rest =
                    lower.hasPrefix("https://")
                    ? lower.dropFirst(8) : lower.hasPrefix("http://") ? lower.dropFirst(7) : ""
                if rest.isEmpty || rest.first == "/" || text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) {
                    reading.error(
                        at: json.offset, "\"\(shortened(text, 60))\" is no URL",
                        instead: "write https://host/path or http://host/path")
                } else if rest.prefix(while: { $0 != "/" }).contains("@") {
                    reading.error(
                        at: json.offset, "a URL with a user name or password in it",
                        instead: "put the secret into a key or header of its own, as {\"env\": \"NAME\"}")
                }
                var url = text
                while url.hasSuffix("/") { url.removeLast() }
                return url
            },
            schema: { _ in ["type": "string", "format": "uri", "pattern": "^https?://"] },
            placeholder: { "http://placeholder" })
    }

    /// One of a few words; `nearest` is suggested for another.
    package static func word(_ words: [String]) -> Shape {
        Shape(
            read: { json, reading in
                guard let text = json.string else {
                    return mismatch("one of \(quotedList(words))", json, &reading) ?? words[0]
                }
                guard words.contains(text) else {
                    let hint =
                        nearest(to: text, among: words).map { "write \"\($0)\"" } ?? "write one of \(quotedList(words))"
                    reading.error(at: json.offset, "unknown word \"\(shortened(text, 40))\"", instead: hint)
                    return words[0]
                }
                return text
            },
            schema: { _ in ["enum": .array(words.map(JSON.string))] }, placeholder: { words[0] })
    }
}

extension Shape where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One of an enumeration's words.
    package static var choice: Shape {
        let all = Array(Value.allCases)
        let words = Shape<String>.word(all.map { $0.rawValue })
        return Shape(
            read: { json, reading in Value(rawValue: words.read(json, &reading)) ?? all[0] },
            schema: { words.schema(&$0) }, placeholder: { all[0] })
    }
}

extension Shape where Value == Bool {
    /// `true` or `false`.
    package static var bool: Shape {
        Shape(
            read: { json, reading in
                if let value = json.bool { return value }
                let hint =
                    json.string.flatMap { ["true": "write true", "false": "write false"][$0.lowercased()] } ?? ""
                return mismatch("true or false", json, &reading, instead: hint) ?? false
            },
            schema: { _ in ["type": "boolean"] }, placeholder: { false })
    }
}

extension Shape where Value == Int {
    /// A whole number of a range.
    package static func int(_ range: ClosedRange<Int>) -> Shape {
        Shape(
            read: { json, reading in
                guard let value = json.int else {
                    let hint = json.string.flatMap(Int.init).map { "write \($0) without quotes" } ?? ""
                    return mismatch("a whole number", json, &reading, instead: hint) ?? range.lowerBound
                }
                if !range.contains(value) {
                    reading.error(
                        at: json.offset, "\(value) is out of range",
                        instead: "write \(range.lowerBound) to \(range.upperBound)")
                }
                return value
            },
            schema: { _ in ["type": "integer", "minimum": .int(range.lowerBound), "maximum": .int(range.upperBound)] },
            placeholder: { range.lowerBound })
    }

    /// A size in bytes: `"64MiB"`, `"10KiB"`, `"1GiB"`, `"512B"`.
    package static func size(_ range: ClosedRange<Int>) -> Shape {
        Shape(
            read: { json, reading in
                guard let text = json.string else {
                    return mismatch("a size such as \"64MiB\"", json, &reading) ?? range.lowerBound
                }
                let digits = text.prefix { ("0"..."9").contains($0) }
                let units = ["B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30]
                guard digits.count <= 9, let number = Int(digits),
                    let unit = units[String(text.dropFirst(digits.count))]
                else {
                    reading.error(
                        at: json.offset, "\"\(shortened(text, 40))\" is no size",
                        instead: "write a whole number and B, KiB, MiB or GiB, such as \"64MiB\"")
                    return range.lowerBound
                }
                let value = number * unit
                if !range.contains(value) {
                    reading.error(
                        at: json.offset, "\(text) is out of range",
                        instead: "write \"\(sizeText(range.lowerBound))\" to \"\(sizeText(range.upperBound))\"")
                }
                return value
            },
            schema: { _ in ["type": "string", "pattern": "^[0-9]{1,9}(B|KiB|MiB|GiB)$"] },
            placeholder: { range.lowerBound })
    }
}

extension Shape where Value == Double {
    /// A number of a range.
    package static func number(_ range: ClosedRange<Double>) -> Shape {
        Shape(
            read: { json, reading in
                guard let value = json.double else {
                    let hint = json.string.flatMap { Double($0) == nil ? nil : "write \($0) without quotes" } ?? ""
                    return mismatch("a number", json, &reading, instead: hint) ?? range.lowerBound
                }
                if !range.contains(value) {
                    reading.error(
                        at: json.offset, "\(JSON.double(value).text) is out of range",
                        instead: "write \(JSON.double(range.lowerBound).text) to \(JSON.double(range.upperBound).text)")
                }
                return value
            },
            schema: { _ in
                .compact([
                    ("type", "number"), ("minimum", range.lowerBound > -1e300 ? .double(range.lowerBound) : nil),
                    ("maximum", range.upperBound < 1e300 ? .double(range.upperBound) : nil),
                ])
            },
            placeholder: { range.lowerBound })
    }
}

extension Shape where Value == Duration {
    /// A duration: `"15m"`, `"1h30m"`, `"250ms"`.
    package static func duration(_ range: ClosedRange<Duration>) -> Shape {
        Shape(
            read: { json, reading in
                guard let text = json.string else {
                    let hint = json.int.map { "write \"\($0)s\" for seconds" } ?? ""
                    return mismatch("a duration such as \"15m\"", json, &reading, instead: hint) ?? range.lowerBound
                }
                guard let value = Duration(text: text) else {
                    reading.error(
                        at: json.offset, "\"\(shortened(text, 40))\" is no duration",
                        instead: "write whole numbers with ms, s, m, h or d, such as \"15m\" or \"1h30m\"")
                    return range.lowerBound
                }
                if !range.contains(value) {
                    reading.error(
                        at: json.offset, "\(text) is out of range",
                        instead: "write \(range.lowerBound.text) to \(range.upperBound.text)")
                }
                return value
            },
            schema: { _ in ["type": "string", "pattern": "^([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"] },
            placeholder: { range.lowerBound })
    }
}

extension Shape where Value == USD {
    /// An amount of US dollars: a number from 0 to 1,000,000.
    package static var dollars: Shape {
        let number = Shape<Double>.number(0...1_000_000)
        return Shape(
            read: { json, reading in USD(number.read(json, &reading)) }, schema: { number.schema(&$0) },
            placeholder: { .zero })
    }
}

extension Shape where Value == JSON {
    /// Any JSON value, kept as it is.
    package static var any: Shape {
        Shape(read: { json, _ in json }, schema: { _ in true }, placeholder: { .null })
    }
}

/// Notes that another kind of value was expected; gives nil so that a caller can put its placeholder behind `??`.
package func mismatch<T>(_ expected: String, _ json: JSON, _ reading: inout Reading, instead: String = "") -> T? {
    let article =
        json.isNull
        ? "null"
        : json.kindName.first.map { "aeiou".contains($0) } == true ? "an \(json.kindName)" : "a \(json.kindName)"
    reading.error(at: json.offset, "\(expected) is expected, found \(article)", instead: instead)
    return nil
}

/// A size as people write it: the largest unit that divides it: `64MiB`.
private func sizeText(_ bytes: Int) -> String {
    for (unit, size) in [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)] where bytes >= size && bytes % size == 0
    {
        return "\(bytes / size)\(unit)"
    }
    return "\(bytes)B"
}

/// `"a", "b" or "c"`.
package func quotedList(_ words: [String]) -> String {
    let quoted = words.map { "\"\($0)\"" }
    guard quoted.count > 1 else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " or " + quoted[quoted.count - 1]
}
