import Core

extension Shape where Value == Double {
    /// A number of a range, also as a string of digits: what a filled-in `{{…}}` may be.
    static func numeric(_ range: ClosedRange<Double>) -> Shape {
        let plain = Shape.number(range)
        return Shape(
            read: { json, reading in plain.read(numberInQuotes(json), &reading) },
            schema: plain.templated.schema, placeholder: plain.placeholder)
    }
}

extension Shape where Value == Int {
    /// A whole number of a range, also as a string of digits: what a filled-in `{{…}}` may be.
    static func whole(_ range: ClosedRange<Int>) -> Shape {
        let plain = Shape.int(range)
        return Shape(
            read: { json, reading in plain.read(numberInQuotes(json), &reading) },
            schema: plain.templated.schema, placeholder: plain.placeholder)
    }
}

extension Shape where Value == String {
    /// A text of 1 to 10 000 characters, also as a number or boolean: what a filled-in `{{…}}` may be.
    static var scalar: Shape {
        let plain = Shape.text(1...10_000)
        return Shape(
            read: { json, reading in
                switch json.kind {
                case .number(let text): text
                case .bool(let value): value ? "true" : "false"
                default: plain.read(json, &reading)
                }
            },
            schema: { _ in ["type": ["string", "number", "boolean"], "minLength": 1, "maxLength": 10_000] },
            placeholder: { "placeholder" })
    }
}

/// The number that a string spells, in the string's place; everything else as it is.
func numberInQuotes(_ json: JSON) -> JSON {
    guard let text = json.string else { return json }
    do {
        let number = try JSONParser.parse(text)
        return number.double == nil ? json : JSON(number.kind, offset: json.offset)
    } catch {
        // A string that is no number stays one; the shape says so at its place.
        return json
    }
}
