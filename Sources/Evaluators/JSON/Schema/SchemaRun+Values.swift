import Core

extension SchemaRun {
    mutating func checkValue(_ rule: JSONSchema.Rule, _ json: JSON, _ loud: Bool) -> Bool {
        switch rule {
        case .type(let types):
            let holds = types.contains { type in
                type == json.kindName || (type == "integer" && json.exactNumber?.isWhole == true)
            }
            return holds
                || fail(loud) { "expected \(types.joined(separator: " or ")) at \($0), found \(short(json))" }
        case .oneOfValues(let values):
            // Comparing with an object looks at all its keys.
            let size = json.members?.count ?? 1
            guard effort.spend(values.count * size / 16) else { return false }
            return values.contains(json)
                || fail(loud) {
                    "\(short(json)) at \($0) is not " + values.prefix(4).map(short).joined(separator: " or ")
                }
        default: return true
        }
    }

    mutating func checkNumber(_ rule: JSONSchema.Rule, _ json: JSON, _ loud: Bool) -> Bool {
        guard case .number(let text) = json.kind else { return true }
        // A number of a million digits is read digit by digit.
        guard effort.spend(text.utf8.count / 16), let number = ExactNumber(text) else { return true }
        switch rule {
        case .multiple(let bound) where !number.isMultiple(of: bound.number):
            return fail(loud) { "\(short(json)) at \($0) is not a multiple of \(bound.text)" }
        case .minimum(let bound, let isExclusive)
        where number < bound.number || (isExclusive && number == bound.number):
            return fail(loud) {
                "\(short(json)) at \($0) is less than \(isExclusive ? "or equal to " : "")\(bound.text)"
            }
        case .maximum(let bound, let isExclusive)
        where bound.number < number || (isExclusive && number == bound.number):
            return fail(loud) {
                "\(short(json)) at \($0) is more than \(isExclusive ? "or equal to " : "")\(bound.text)"
            }
        default: return true
        }
    }

    mutating func checkString(_ rule: JSONSchema.Rule, _ text: String, _ loud: Bool) -> Bool {
        switch rule {
        case .length(let range):
            guard effort.spend(text.utf8.count / 64) else { return false }
            let length = text.unicodeScalars.count
            return range.contains(length)
                || fail(loud) { "\(length) characters at \($0), expected \(inWords(range))" }
        case .pattern(let pattern):
            if effort.matches(pattern, text) { return true }
            return fail(loud) { "\(quoted(text)) at \($0) does not match \(quoted(pattern.source))" }
        default: return true
        }
    }

    mutating func checkArray(_ rule: JSONSchema.Rule, _ values: [JSON], _ marks: inout Marks, _ loud: Bool) -> Bool {
        switch rule {
        case .itemCount(let range):
            return range.contains(values.count)
                || fail(loud) { "\(values.count) items at \($0), expected \(inWords(range))" }
        case .unique: return checkUnique(values, loud)
        case .prefixItems(let schemas):
            var holds = true
            for (index, id) in schemas.enumerated() where index < values.count {
                if !visit(id, values[index], within: .index(index), loud: loud) { holds = false }
                if !holds && !loud { return false }
            }
            marks.itemsBefore = max(marks.itemsBefore, min(schemas.count, values.count))
            return holds
        case .items(let id, let after):
            if after < values.count { marks.allItems = true }
            return each(values, where: { $0 >= after }, id, loud)
        case .contains(let id, let atLeast, let atMost):
            var found = 0
            for (index, value) in values.enumerated() where visit(id, value, within: .index(index), loud: false) {
                found += 1
                if schema.asksForUnevaluated { marks.items.insert(index) }
            }
            return (found >= atLeast && found <= atMost)
                || fail(loud) {
                    let wanted = atMost == .max ? "at least \(atLeast)" : "\(atLeast) to \(atMost)"
                    return "\(found) items at \($0) are what it must contain, expected \(wanted)"
                }
        default: return true
        }
    }

    /// Visits the items whose index `isMeant`.
    private mutating func each(_ values: [JSON], where isMeant: (Int) -> Bool, _ id: JSONSchema.ID, _ loud: Bool)
        -> Bool
    {
        var holds = true
        for (index, value) in values.enumerated() where isMeant(index) {
            if !visit(id, value, within: .index(index), loud: loud) { holds = false }
            if !holds, !loud || failures.count >= JSONSchema.failuresLimit { return false }
        }
        return holds
    }

    private mutating func checkUnique(_ values: [JSON], _ loud: Bool) -> Bool {
        var places: [[UInt8]: Int] = [:]
        for (index, value) in values.enumerated() {
            let identity = value.identity()
            guard effort.spend(2 + identity.count / 4) else { return false }
            if let first = places.updateValue(index, forKey: identity) {
                return fail(loud) { "the items \(first) and \(index) at \($0) are the same: \(short(value))" }
            }
        }
        return true
    }

    mutating func checkUnevaluated(
        _ rule: JSONSchema.Rule, _ json: JSON, _ object: ObjectView?, _ marks: inout Marks, _ loud: Bool
    ) -> Bool {
        switch rule {
        case .unevaluatedItems(let id):
            guard let values = json.array, !marks.allItems else { return true }
            let (before, seen) = (marks.itemsBefore, marks.items)
            marks.allItems = true
            return each(values, where: { $0 >= before && !seen.contains($0) }, id, loud)
        case .unevaluatedProperties(let id):
            guard let object, !marks.allMembers else { return true }
            let seen = marks.members
            marks.allMembers = true
            return each(object, where: { !seen.contains($0) }, id, loud)
        default: return true
        }
    }
}
