import Core

/// An expected value beside a found one, leaf by leaf: what is neither array nor object, or is an empty one, is a leaf.
///
/// Numbers are the same when they have exactly the same value, keys in any order. `whole`: the score is F1 over the
/// leaves, 2m / (e + f) where m of e expected leaves are among f found ones in their places; 1 for equal values only.
/// `contained`: m / e; objects may have other members, and with `unordered` arrays other items; in order, each item
/// too many counts as one expected leaf more that is not there.
struct JSONComparison {
    /// How much of the found value is compared.
    enum Extent { case whole, contained }

    let extent: Extent
    /// Whether the items of arrays may stand in any order; an item then counts only as a whole.
    let unordered: Bool
    private(set) var differences: [String] = []
    private var matched = 0
    private var expectedLeaves = 0
    private var foundLeaves = 0
    /// Items too many of arrays in order.
    private var surplus = 0

    init(_ extent: Extent, unordered: Bool) {
        self.extent = extent
        self.unordered = unordered
    }

    /// The share of the expected value that was found, in [0, 1]; without meaning where the effort is exhausted.
    mutating func score(_ expected: JSON, _ found: JSON, _ effort: inout Effort) -> Double {
        compare(expected, found, "$", &effort)
        switch extent {
        case .whole: return Double(2 * matched) / Double(max(expectedLeaves + foundLeaves, 1))
        case .contained: return Double(matched) / Double(max(expectedLeaves + surplus, 1))
        }
    }

    private mutating func compare(_ expected: JSON, _ found: JSON, _ place: String, _ effort: inout Effort) {
        guard effort.spend() else { return }
        switch (expected.kind, found.kind) {
        case (.object(let wanted), .object(let members)) where !wanted.isEmpty:
            compare(ObjectView(wanted), ObjectView(members), place, &effort)
        case (.array(let wanted), .array(let values)) where !wanted.isEmpty:
            unordered ? match(wanted, values, place, &effort) : compare(wanted, values, place, &effort)
        case (.object, .object) where extent == .contained, (.array, .array) where extent == .contained && unordered:
            leafMatches()
        default:
            if expected == found { return leafMatches() }
            expectedLeaves += leaves(expected, &effort)
            foundLeaves += leaves(found, &effort)
            note("expected \(short(expected)) at \(place), found \(short(found))")
        }
    }

    private mutating func leafMatches() {
        matched += 1
        expectedLeaves += 1
        foundLeaves += 1
    }

    private mutating func compare(
        _ wanted: ObjectView, _ found: ObjectView, _ place: String, _ effort: inout Effort
    ) {
        guard effort.spend(wanted.members.count + found.members.count) else { return }
        for index in wanted.counting {
            let member = wanted.members[index]
            if let other = found[member.key] {
                compare(member.value, found.members[other].value, below(place, member.key), &effort)
            } else {
                expectedLeaves += leaves(member.value, &effort)
                note("the key \(quoted(member.key)) is missing at \(place)")
            }
        }
        guard extent == .whole else { return }
        for index in found.counting where wanted[found.members[index].key] == nil {
            foundLeaves += leaves(found.members[index].value, &effort)
            note("the key \(quoted(found.members[index].key)) is not expected at \(place)")
        }
    }

    private mutating func compare(_ wanted: [JSON], _ found: [JSON], _ place: String, _ effort: inout Effort) {
        for index in wanted.indices {
            guard index < found.count else {
                for missing in wanted[index...] { expectedLeaves += leaves(missing, &effort) }
                return note("\(found.count) items at \(place), expected \(wanted.count)")
            }
            compare(wanted[index], found[index], cut(place) + "[\(index)]", &effort)
        }
        guard found.count > wanted.count else { return }
        note("\(found.count) items at \(place), expected \(wanted.count)")
        surplus += found.count - wanted.count
        for more in found[wanted.count...] { foundLeaves += leaves(more, &effort) }
    }

    /// Items in any order: first those that are equal, then, where others beside are allowed, those that contain what is
    /// wanted, as many as can be.
    private mutating func match(_ wanted: [JSON], _ found: [JSON], _ place: String, _ effort: inout Effort) {
        var free: [[UInt8]: [Int]] = [:]
        for (index, item) in found.enumerated().reversed() {
            let identity = item.identity(unordered: true)
            guard effort.spend(4 + identity.count) else { return }
            free[identity, default: []].append(index)
        }
        var (taken, open) = ([Bool](repeating: false, count: found.count), [Int]())
        for (index, item) in wanted.enumerated() {
            if let other = free[item.identity(unordered: true)]?.popLast() {
                taken[other] = true
                matchWhole(item, &effort)
            } else {
                open.append(index)
            }
        }
        let rest = found.indices.filter { !taken[$0] }
        if extent == .contained { open = cover(open, wanted, rest.map { found[$0] }, &effort) }
        for index in open {
            expectedLeaves += leaves(wanted[index], &effort)
            note("\(short(wanted[index])) is not among the items at \(place)")
        }
        guard extent == .whole else { return }
        for index in rest {
            foundLeaves += leaves(found[index], &effort)
            note("\(short(found[index])) is not expected among the items at \(place)")
        }
    }

    private mutating func matchWhole(_ item: JSON, _ effort: inout Effort) {
        let count = leaves(item, &effort)
        matched += count
        expectedLeaves += count
        foundLeaves += count
    }

    /// Matches what is wanted with items that contain it; gives what found none.
    private mutating func cover(_ open: [Int], _ wanted: [JSON], _ rest: [JSON], _ effort: inout Effort) -> [Int] {
        var fits: [[Bool]] = []
        for index in open {
            var row: [Bool] = []
            for item in rest {
                var inner = JSONComparison(.contained, unordered: true)
                row.append(inner.score(wanted[index], item, &effort) == 1)
                guard effort.exhausted == nil else { return [] }
            }
            fits.append(row)
        }
        let pairs = Set(CallMatching.any(fits, made: rest.count).map(\.expected))
        for row in open.indices where pairs.contains(row) { matchWhole(wanted[open[row]], &effort) }
        return open.indices.filter { !pairs.contains($0) }.map { open[$0] }
    }

    private func leaves(_ json: JSON, _ effort: inout Effort) -> Int {
        guard effort.spend() else { return 1 }
        switch json.kind {
        case .array(let values): return max(values.reduce(0) { $0 + leaves($1, &effort) }, 1)
        case .object(let members):
            let view = ObjectView(members)
            return max(view.counting.reduce(0) { $0 + leaves(members[$1].value, &effort) }, 1)
        default: return 1
        }
    }

    private mutating func note(_ difference: String) {
        if differences.count < JSONSchema.failuresLimit { differences.append(difference) }
    }

    private func below(_ place: String, _ key: String) -> String { cut(place) + "." + Excerpt(key, limit: 40).text }

    /// A place that does not grow where an answer nests or names without end.
    private func cut(_ place: String) -> String { place.utf8.count > 200 ? "…" : place }
}
