internal import Core

/// What a server of one's own tells of the model that it serves: digests, weights, templates. Exact, by one request a round
/// that takes no tokens, and given up where the server tells nothing.
struct InventoryWatch: Sendable {
    /// Answers in a row that tell nothing, after which nothing is asked any more.
    static let mostMisses = 3
    /// Names that are watched; a dialect has fewer.
    static let mostNames = 8

    private(set) var values: [String: ShownValues] = [:]
    private var misses = 0

    /// Whether it is still worth asking.
    var isAsked: Bool { misses < Self.mostMisses }

    /// By name, in their order.
    var ordered: [(name: String, shown: ShownValues)] {
        values.keys.sorted().compactMap { name in values[name].map { (name, $0) } }
    }

    /// Takes what came of a request: a JSON object of names and values, or nothing. True when something moved.
    mutating func heard(_ text: String?, outcome: Outcome, in witness: Witness) -> Bool {
        guard let text, outcome == .ok, let told = Self.members(of: text) else {
            if outcome == .badRequest || outcome.isScored { misses += 1 }
            return false
        }
        misses = 0
        var isMoved = false
        for (name, value) in told where values[name] != nil || values.count < Self.mostNames {
            if values[name, default: ShownValues(.inventory)].heard(value, in: witness) != .none { isMoved = true }
        }
        return isMoved
    }

    /// What is told now is normal.
    mutating func accept() {
        for name in values.keys.sorted() { values[name]?.accept() }
    }

    private static func members(of text: String) -> [(String, String)]? {
        guard case .success(let json) = Result(catching: { try JSONParser.parse(Array(text.utf8)) }) else { return nil }
        return json.members?.compactMap { each in each.value.string.map { (each.key, $0) } }
    }
}

extension InventoryWatch {
    /// Null while nothing was asked.
    var json: JSON? {
        guard !values.isEmpty || misses > 0 else { return nil }
        return ["values": .object(ordered.map { ($0.name, $0.shown.json) }), "misses": .int(misses)]
    }

    /// Reads back what `json` wrote; what cannot be read is learnt anew.
    init(json: JSON?) {
        self.init()
        for member in json?["values"]?.members ?? [] {
            values[member.key] = ShownValues(.inventory, json: member.value)
        }
        misses = json?["misses"]?.int ?? 0
    }
}
