import Core

/// What must hold of the places that a path names.
struct XMLCheck: Sendable {
    private let path: XMLPath?
    private let exists: Bool
    private let equals: String?
    private let match: TextMatch
    private let pattern: Pattern?
    private let low: JSONSchema.Bound?
    private let high: JSONSchema.Bound?
    private let count: ClosedRange<Int>?

    /// Why the check does not hold, or nil; without meaning where the effort is exhausted.
    func failure(of tree: XMLTree, _ effort: inout Effort) -> String? {
        let place = path?.source ?? "/"
        let values = path?.values(in: tree, &effort) ?? []
        if let count {
            guard count.contains(values.count) else {
                return "\(values.count) at \(place), expected \(inWords(count))"
            }
        } else if exists != !values.isEmpty {
            return exists ? "there is nothing at \(place)" : "there is something at \(place)"
        }
        for (index, value) in values.enumerated() {
            guard effort.spend(1 + value.utf8.count / 16) else { return nil }
            if let failure = failure(of: value, &effort) {
                return failure + " at \(place)" + (values.count > 1 ? " (number \(index + 1) of \(values.count))" : "")
            }
        }
        return nil
    }

    private func failure(of value: String, _ effort: inout Effort) -> String? {
        if let equals, !match.form(value).utf8.elementsEqual(match.form(equals).utf8) {
            return "expected \(quoted(equals)), found \(quoted(value))"
        }
        if let pattern, !effort.matches(pattern, value) {
            return "\(quoted(value)) does not match \(quoted(pattern.source))"
        }
        guard low != nil || high != nil else { return nil }
        guard let number = CellForm.number(Array(value.utf8)) else { return "\(quoted(value)) is no number" }
        if let low, number < low.number { return "\(quoted(value)) is less than \(low.text)" }
        if let high, high.number < number { return "\(quoted(value)) is more than \(high.text)" }
        return nil
    }

    /// A check in a file.
    static let shape: Shape<XMLCheck> = .object("A condition on the places that a path names.") { fields in
        let path = fields.required("path", XMLPath.shape, "The places: `/order/item[2]/@id`, `//price`.")
        let exists = fields.field(
            "exists", .bool, default: true, shown: true, "Whether there must be something at the path.")
        let equals = fields.optional(
            "equals", .text(0...10_000), "The text that every such place must have.")
        let match = TextMatch.read(&fields)
        let pattern = fields.optional("pattern", Pattern.shape(), "A pattern that each must match.")
        let low = fields.optional("min", .exact, "The smallest number that is right there.")
        let high = fields.optional("max", .exact, "The largest number that is right there.")
        let count = fields.optional("count", .whole(0...XMLReader.elementsLimit), "How many such places there must be.")
        let asksMore = equals != nil || pattern != nil || low != nil || high != nil
        fields.require(
            exists || !(asksMore || count != nil), at: "exists", "nothing can be said of what must not be there",
            instead: "remove the other conditions")
        return XMLCheck(
            path: path, exists: exists, equals: equals, match: match, pattern: pattern, low: low, high: high,
            count: count.map { $0...$0 })
    }
}
