import Core

/// Whether the answer is the expected list, or how much of it.
///
/// Of e expected and f found items c are in common: with the order `any` as many of each as there are in both; with
/// `strict` the longest common subsequence; with `places` the items that stand in their own place. Precision is c / f,
/// recall c / e, F1 2c / (e + f), `exact` 1 if c = e = f. Where duplicates do not count, each item counts once on both
/// sides, at its first place.
struct ListEvaluator: Evaluator {
    static let type = "list"
    static let ruleVersion = 1
    static let summary =
        "The answer is a list with the expected items, in order or not: F1 of items expected and found."

    /// Which order is right.
    enum Order: String, CaseIterable, Sendable { case strict, places, any }

    /// What the score is.
    enum Measure: String, CaseIterable, Sendable { case f1, precision, recall, exact }

    /// Most items of an answer that are compared; those behind count as wrong.
    static let mostItems = 10_000

    let items: [String]
    let order: Order
    let measure: Measure
    let countsDuplicates: Bool
    let form: ListForm
    let threshold: Double?
    let match: TextMatch
    let extract: Extract
    /// The expected items, each by the number of its kind.
    private let expected: [Int32]
    private let kinds: [ItemKey: Int32]
    /// Bytes beyond which an item, trimmed, is none that is expected.
    private let longest: Int

    init(reading fields: inout Fields) {
        items = fields.required(
            "equals", .array(of: .scalar, count: 1...1000), "The items that are expected, in their order.")
        order = fields.field(
            "order", .choice, default: .strict, shown: "strict",
            "strict: the longest row in the right order counts; places: each item in its own place; any: no order.")
        measure = fields.field(
            "measure", .choice, default: .f1, shown: "f1",
            "f1, precision (of the items found) or recall (of the items expected); exact: 1 if nothing differs.")
        countsDuplicates = fields.field(
            "duplicates", .bool, default: true, shown: true, "Whether an item counts as often as it occurs.")
        form = fields.field("form", .choice, default: .auto, shown: "auto", "How the items are written.")
        threshold = fields.optional(
            "threshold", .numeric(0.000_001...1), "1 when the score reaches this, else 0; without it, the score.")
        match = TextMatch.read(&fields, default: .loose)
        extract = Extract.read(&fields, default: .auto)
        var kinds: [ItemKey: Int32] = [:]
        var expected: [Int32] = []
        for item in items {
            let key = ItemKey(item, match)
            expected.append(kinds[key, default: Int32(kinds.count)])
            kinds[key] = expected.last
        }
        fields.require(
            !kinds.keys.contains { $0.form.isEmpty }, at: "equals", "nothing is left of an item when it is compared",
            instead: "write \"match\": \"exact\" or an item with a letter or digit")
        self.kinds = kinds
        longest = (items.map(\.utf8.count).max() ?? 0) * 4 + 256
        self.expected = countsDuplicates ? expected : differentKinds(expected)
    }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        let read = form.items(part.bytes) { kind($0) != nil }
        guard let all = read else {
            let what = form == .auto ? "list" : "list as \(form.rawValue)"
            return judgement(0, .failed, "there is no \(what) \(answer.lack)", evidence: Excerpt(part.bytes))
        }
        // The form of an item is what takes time: it is made once.
        var keyed = all.kept.prefix(Self.mostItems).map { (text: $0, key: key($0)) }.filter {
            $0.key?.form.isEmpty != true
        }
        let rest = max(0, all.count - Self.mostItems)
        if !countsDuplicates { keyed = firstOfEach(keyed) }
        let texts = keyed.map(\.text)
        let found = keyed.map { $0.key.flatMap { kinds[$0] } ?? -1 }
        let common = common(found)
        let count = found.count + rest
        let shares = F1(common: common, found: count, expected: expected.count)
        let value: Double =
            switch measure {
            case .f1: 2 * Double(common) / Double(expected.count + count)
            case .precision: shares.precision
            case .recall: shares.recall
            case .exact: common == expected.count && common == count ? 1 : 0
            }
        var reason = reason(found, texts, common)
        if rest > 0 { reason += "; only the first \(Self.mostItems) of \(all.count) items were compared" }
        if let threshold { reason += "; \(measure.rawValue) \(fixed(value, 3)), wanted \(JSON.double(threshold).text)" }
        let score = threshold.map { value >= $0 ? 1 : 0 } ?? value
        return judgement(score, .found, reason, evidence: Excerpt(part.bytes))
    }

    /// The number of the item's kind, nil for one that is not expected.
    private func kind(_ item: ArraySlice<UInt8>) -> Int32? { key(item).flatMap { kinds[$0] } }

    /// The item as it is compared; nil for one that is too long to be expected.
    private func key(_ item: ArraySlice<UInt8>) -> ItemKey? {
        let core = match == .loose ? undecorated(item) : match == .normal ? trimmed(item) : item
        return core.count <= longest ? ItemKey(String(decoding: core, as: UTF8.self), match) : nil
    }

    /// The items at the first of their places; those that are too long to be expected are told apart by their bytes.
    private func firstOfEach(_ items: [(text: ArraySlice<UInt8>, key: ItemKey?)]) -> [(
        text: ArraySlice<UInt8>, key: ItemKey?
    )] {
        var (seen, seenLong) = (Set<ItemKey>(), Set<ArraySlice<UInt8>>())
        return items.filter { item in
            item.key.map { seen.insert($0).inserted } ?? seenLong.insert(item.text).inserted
        }
    }

    private func common(_ found: [Int32]) -> Int {
        switch order {
        case .strict: return longestCommonSubsequence(expected, found[...], alphabet: kinds.count)
        case .places: return zip(expected, found).count { $0 == $1 }
        case .any:
            var left = counts(expected)
            return found.count { kind in
                guard kind >= 0, left[Int(kind)] > 0 else { return false }
                left[Int(kind)] -= 1
                return true
            }
        }
    }

    private func counts(_ row: [Int32]) -> [Int] {
        var counts = [Int](repeating: 0, count: kinds.count)
        for kind in row where kind >= 0 { counts[Int(kind)] += 1 }
        return counts
    }

    /// What is missing first, else what is too much, else that the order is wrong.
    private func reason(_ found: [Int32], _ texts: [ArraySlice<UInt8>], _ common: Int) -> String {
        let (wanted, seen) = (counts(expected), counts(found))
        let missing = wanted.indices.filter { wanted[$0] > seen[$0] }
        if let first = missing.first {
            let lacking = missing.reduce(0) { $0 + wanted[$1] - seen[$1] }
            let name = items.first { kinds[ItemKey($0, match)] == Int32(first) } ?? ""
            let more = lacking > 1 ? " and \(lacking - 1) more" : ""
            return "\(quoted(name))\(more) of \(expected.count) items \(lacking > 1 ? "are" : "is") missing"
        }
        if found.count > expected.count {
            let surplus = found.count - expected.count
            let odd =
                found.firstIndex { $0 < 0 }
                ?? found.firstIndex { kind in kind >= 0 && seen[Int(kind)] > wanted[Int(kind)] }
            let more = surplus > 1 ? " and \(surplus - 1) more are" : " is"
            return "\(odd.map { quoted(texts[$0]) } ?? "an item")\(more) too much"
        }
        if common < expected.count {
            return
                "the items are right, \(common) of \(expected.count) in \(order == .places ? "their place" : "order")"
        }
        return expected.count == 1 ? "the item is as expected" : "all \(expected.count) items are as expected"
    }
}

/// An item in the form in which it is compared.
private struct ItemKey: Hashable, Sendable {
    let form: String
    private let match: TextMatch

    init(_ text: String, _ match: TextMatch) {
        form = match.form(text)
        self.match = match
    }

    static func == (a: ItemKey, b: ItemKey) -> Bool { a.match.isSame(a.form, b.form) }
}

/// The kinds in the order of their first places.
private func differentKinds(_ row: [Int32]) -> [Int32] {
    var seen = Set<Int32>()
    return row.filter { seen.insert($0).inserted }
}
