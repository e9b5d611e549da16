import Core

/// One value on its way through a schema.
struct SchemaRun {
    /// A step from a value to one within it.
    enum Step {
        case key(String)
        case index(Int)
    }

    /// What of a value some keyword has looked at: what `unevaluated…` leaves alone.
    struct Marks {
        var allItems = false
        var itemsBefore = 0
        var items: Set<Int> = []
        var allMembers = false
        var members: Set<Int> = []

        mutating func merge(_ other: Marks) {
            allItems = allItems || other.allItems
            itemsBefore = max(itemsBefore, other.itemsBefore)
            items.formUnion(other.items)
            allMembers = allMembers || other.allMembers
            members.formUnion(other.members)
        }
    }

    let schema: JSONSchema
    var effort: Effort
    private(set) var failures: [String] = []
    private let place: String
    private var steps: [Step] = []
    /// The resources that were entered on the way, the outermost first.
    private var scope: [Int] = []
    private var depth = 0

    init(_ schema: JSONSchema, at place: String, _ effort: Effort) {
        self.schema = schema
        self.place = place
        self.effort = effort
    }

    /// Whether the value satisfies the whole schema.
    mutating func holds(_ json: JSON) -> Bool {
        var marks = Marks()
        return visit(schema.root, json, &marks, loud: true)
    }

    /// Whether the value satisfies one schema; what it looked at is added to the marks where it does. Failures are
    /// noted when `loud`.
    mutating func visit(_ id: JSONSchema.ID, _ json: JSON, _ marks: inout Marks, loud: Bool) -> Bool {
        guard effort.spend() else { return false }
        guard depth < JSONSchema.depthLimit else {
            effort.giveUp("the schema goes deeper than \(JSONSchema.depthLimit) levels on this answer")
            return false
        }
        let node = schema.nodes[id]
        guard !node.rules.isEmpty else { return true }
        depth += 1
        let enters = scope.last != node.resource
        if enters { scope.append(node.resource) }
        defer {
            depth -= 1
            if enters { scope.removeLast() }
        }
        var own = Marks()
        let holds = check(node.rules, json, &own, loud: loud)
        if holds, schema.asksForUnevaluated {
            // Merging copies: it is work like any other.
            _ = effort.spend(own.members.count + own.items.count)
            marks.merge(own)
        }
        return holds
    }

    private mutating func check(_ rules: [JSONSchema.Rule], _ json: JSON, _ marks: inout Marks, loud: Bool) -> Bool {
        let object = json.members.map { ObjectView($0) }
        if let object, object.isLarge { _ = effort.spend(object.members.count) }
        var holds = true
        for rule in rules {
            guard effort.spend() else { return false }
            if !check(rule, json, object, &marks, holds, loud: loud) {
                holds = false
                if !loud || failures.count >= JSONSchema.failuresLimit { return false }
            }
        }
        return holds
    }

    private mutating func check(
        _ rule: JSONSchema.Rule, _ json: JSON, _ object: ObjectView?, _ marks: inout Marks, _ soFar: Bool, loud: Bool
    ) -> Bool {
        switch rule {
        case .never: return fail(loud) { "nothing is allowed at \($0)" }
        case .type, .oneOfValues: return checkValue(rule, json, loud)
        case .multiple, .minimum, .maximum: return checkNumber(rule, json, loud)
        case .length, .pattern: return json.string.map { checkString(rule, $0, loud) } ?? true
        case .itemCount, .unique, .prefixItems, .items, .contains:
            return json.array.map { checkArray(rule, $0, &marks, loud) } ?? true
        case .required, .dependentKeys, .memberCount, .names:
            return object.map { checkKeys(rule, $0, loud) } ?? true
        case .properties, .patternProperties, .additional:
            return object.map { checkMembers(rule, $0, &marks, loud) } ?? true
        // After a failure nobody knows what would have been looked at.
        case .unevaluatedItems, .unevaluatedProperties:
            return !soFar || checkUnevaluated(rule, json, object, &marks, loud)
        case .all, .any, .one, .not, .condition, .dependentSchemas, .reference, .dynamicReference:
            return checkInPlace(rule, json, object, &marks, loud)
        }
    }

    /// Visits a value within the one at hand.
    mutating func visit(_ id: JSONSchema.ID, _ json: JSON, within step: Step, loud: Bool) -> Bool {
        steps.append(step)
        defer { steps.removeLast() }
        var marks = Marks()
        return visit(id, json, &marks, loud: loud)
    }

    /// The schema that a dynamic reference means here.
    func dynamicTarget(_ id: JSONSchema.ID, anchor: String) -> JSONSchema.ID {
        for resource in scope { if let found = schema.dynamicAnchors[resource][anchor] { return found } }
        return id
    }

    /// Notes a failure, told its place, when loud; gives false.
    mutating func fail(_ loud: Bool, _ reason: (String) -> String) -> Bool {
        if loud, failures.count < JSONSchema.failuresLimit { failures.append(reason(placeInWords)) }
        return false
    }

    /// The place of the value at hand, as a path; cut where a hostile answer nests or names without end.
    private var placeInWords: String {
        var text = place
        for step in steps {
            guard text.utf8.count < 200 else { return text + "…" }
            switch step {
            case .index(let index): text += "[\(index)]"
            case .key(let key):
                let isName = !key.isEmpty && key.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == 95 || $0 >= 0x80 }
                text += isName ? ".\(Excerpt(key, limit: 40).text)" : "['\(Excerpt(key, limit: 40).text)']"
            }
        }
        return text
    }
}

/// An object as its keys: of a key that repeats, the last member counts.
struct ObjectView {
    let members: [JSON.Member]
    /// The places of the members that count.
    let counting: [Int]
    private let index: [ExactText: Int]?

    init(_ members: [JSON.Member]) {
        self.members = members
        if members.count > 8 {
            let index = Dictionary(members.indices.map { (ExactText(members[$0].key), $0) }) { $1 }
            self.index = index
            counting =
                index.count == members.count
                ? Array(members.indices) : members.indices.filter { index[ExactText(members[$0].key)] == $0 }
        } else {
            index = nil
            counting = members.indices.filter { place in
                !members[(place + 1)...].contains { ExactText($0.key) == ExactText(members[place].key) }
            }
        }
    }

    /// Whether making the view cost more than a few steps.
    var isLarge: Bool { index != nil }

    /// The place of a key's member, or nil.
    subscript(_ key: String) -> Int? {
        if let index { return index[ExactText(key)] }
        return members.lastIndex { ExactText($0.key) == ExactText(key) }
    }
}
