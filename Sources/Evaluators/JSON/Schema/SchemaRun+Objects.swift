import Core

extension SchemaRun {
    mutating func checkKeys(_ rule: JSONSchema.Rule, _ object: ObjectView, _ loud: Bool) -> Bool {
        switch rule {
        case .required(let keys):
            guard effort.spend(keys.count / 4) else { return false }
            guard let missing = keys.first(where: { object[$0] == nil }) else { return true }
            return fail(loud) { "the key \(quoted(missing)) is missing at \($0)" }
        case .dependentKeys(let keys):
            for (key, needed) in keys where object[key] != nil {
                guard effort.spend(1 + needed.count / 4) else { return false }
                if let missing = needed.first(where: { object[$0] == nil }) {
                    return fail(loud) { "the key \(quoted(missing)) is missing at \($0), where \(quoted(key)) is" }
                }
            }
            return true
        case .memberCount(let range):
            let count = object.counting.count
            return range.contains(count) || fail(loud) { "\(count) keys at \($0), expected \(inWords(range))" }
        case .names(let id):
            for place in object.counting {
                let key = object.members[place].key
                if !visit(id, .string(key), within: .key(key), loud: false) {
                    return fail(loud) { "the key \(quoted(key)) at \($0) is no name that is allowed" }
                }
            }
            return true
        default: return true
        }
    }

    mutating func checkMembers(_ rule: JSONSchema.Rule, _ object: ObjectView, _ marks: inout Marks, _ loud: Bool)
        -> Bool
    {
        switch rule {
        case .properties(let named):
            var holds = true
            for (key, id) in named {
                guard effort.spend() else { return false }
                guard let place = object[key] else { continue }
                if schema.asksForUnevaluated { marks.members.insert(place) }
                if !visit(id, object.members[place].value, within: .key(key), loud: loud) { holds = false }
                if !holds && !loud { return false }
            }
            return holds
        case .patternProperties(let named):
            var holds = true
            for (pattern, id) in named {
                for place in object.counting where effort.matches(pattern, object.members[place].key) {
                    if schema.asksForUnevaluated { marks.members.insert(place) }
                    let member = object.members[place]
                    if !visit(id, member.value, within: .key(member.key), loud: loud) { holds = false }
                    if !holds && !loud { return false }
                }
            }
            return holds
        case .additional(let id, let known, let patterns):
            var others: Set<Int> = []
            for place in object.counting where !known.contains(ExactText(object.members[place].key)) {
                guard effort.spend() else { return false }
                if !patterns.contains(where: { effort.matches($0, object.members[place].key) }) { others.insert(place) }
            }
            if schema.asksForUnevaluated { marks.members.formUnion(others) }
            return each(object, where: { others.contains($0) }, id, loud)
        default: return true
        }
    }

    /// Visits the members whose place `isMeant`; a key for which nothing is allowed is told by its name.
    mutating func each(_ object: ObjectView, where isMeant: (Int) -> Bool, _ id: JSONSchema.ID, _ loud: Bool) -> Bool {
        var isNever = false
        if case .never? = schema.nodes[id].rules.first { isNever = true }
        var holds = true
        for place in object.counting where isMeant(place) {
            let member = object.members[place]
            if isNever {
                holds = fail(loud) { "the key \(quoted(member.key)) is not expected at \($0)" }
            } else if !visit(id, member.value, within: .key(member.key), loud: loud) {
                holds = false
            }
            if !holds, !loud || failures.count >= JSONSchema.failuresLimit { return false }
        }
        return holds
    }

    mutating func checkInPlace(
        _ rule: JSONSchema.Rule, _ json: JSON, _ object: ObjectView?, _ marks: inout Marks, _ loud: Bool
    ) -> Bool {
        switch rule {
        case .all(let schemas):
            var holds = true
            for id in schemas {
                if !visit(id, json, &marks, loud: loud) { holds = false }
                if !holds && !loud { return false }
            }
            return holds
        case .any(let schemas): return checkAny(schemas, json, &marks, loud)
        case .one(let schemas):
            let count = schemas.count { visit($0, json, &marks, loud: false) }
            return count == 1
                || fail(loud) {
                    "\(short(json)) at \($0) satisfies \(count) of \(schemas.count) schemas, expected one"
                }
        case .not(let id):
            var unheard = Marks()
            return !visit(id, json, &unheard, loud: false)
                || fail(loud) { "\(short(json)) at \($0) is what it must not be" }
        case .condition(let id, let then, let otherwise):
            let next = visit(id, json, &marks, loud: false) ? then : otherwise
            return next.map { visit($0, json, &marks, loud: loud) } ?? true
        case .dependentSchemas(let named):
            var holds = true
            for (key, id) in named where object?[key] != nil {
                if !visit(id, json, &marks, loud: loud) { holds = false }
                if !holds && !loud { return false }
            }
            return holds
        case .reference(let id): return visit(id, json, &marks, loud: loud)
        case .dynamicReference(let id, let anchor):
            return visit(dynamicTarget(id, anchor: anchor), json, &marks, loud: loud)
        default: return true
        }
    }

    /// Whether one schema holds; where others ask what was looked at, all are tried.
    private mutating func checkAny(_ schemas: [JSONSchema.ID], _ json: JSON, _ marks: inout Marks, _ loud: Bool) -> Bool
    {
        var holds = false
        for id in schemas where visit(id, json, &marks, loud: false) {
            holds = true
            if !schema.asksForUnevaluated { return true }
        }
        return holds || fail(loud) { "\(short(json)) at \($0) satisfies none of \(schemas.count) schemas" }
    }
}
