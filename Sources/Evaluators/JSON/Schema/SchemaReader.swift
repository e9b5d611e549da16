import Core

/// Reads a schema with all that it refers to, and notes what is wrong in it at its place.
struct SchemaReader {
    var index: SchemaIndex
    private var nodes: [JSONSchema.Node] = []
    /// For each schema those that judge the same value: what must not lead back to itself.
    private var inPlace: [[JSONSchema.ID]] = []
    private var asksForUnevaluated = false

    /// A schema in a file.
    static let shape: Shape<JSONSchema> = Shape(
        read: { json, reading in read(json, &reading) },
        schema: { _ in ["type": ["object", "boolean"], "description": "A JSON Schema of draft 2020-12."] },
        placeholder: { .anything })

    /// The schema, where `others` may be referred to by their URIs.
    static func read(_ json: JSON, others: [String: JSON] = [:], _ reading: inout Reading) -> JSONSchema {
        guard json.bool != nil || json.members != nil else {
            return mismatch("a schema (an object, true or false)", json, &reading) ?? .anything
        }
        var reader = SchemaReader(index: SchemaIndex(others: others))
        let root = reader.index.add(json, uri: "schema:///root", &reading)
        // Reading a reference may add further schemas behind those that are known.
        while reader.nodes.count < min(reader.index.places.count, JSONSchema.schemasLimit) { reader.readNext(&reading) }
        reader.refuseCircles(&reading)
        guard !reading.hasErrors else { return .anything }
        return JSONSchema(
            nodes: reader.nodes, root: root, dynamicAnchors: reader.index.resources.map(\.dynamicAnchors),
            asksForUnevaluated: reader.asksForUnevaluated)
    }

    private init(index: SchemaIndex) { self.index = index }

    private mutating func readNext(_ reading: inout Reading) {
        let id = nodes.count
        let place = index.places[id]
        var node = JSONSchema.Node(resource: place.resource)
        var last: [JSONSchema.Rule] = []
        inPlace.append([])
        if place.json.bool == false { node.rules = [.never] }
        if place.json.members == nil, place.json.bool == nil {
            _ = mismatch("a schema (an object, true or false)", place.json, &reading) as JSONSchema?
        }
        let vocabularies = index.resources[place.resource].vocabularies
        for member in place.json.members ?? [] where !member.key.hasPrefix("//") {
            guard let vocabulary = SchemaKeywords.vocabulary(of: member.key) else {
                unknown(member, &reading)
                continue
            }
            if let vocabularies, !vocabularies.contains(vocabulary) { continue }
            guard let rule = rule(member, id, place.json, &reading) else { continue }
            switch rule {
            case .unevaluatedItems, .unevaluatedProperties:
                asksForUnevaluated = true
                last.append(rule)
            default: node.rules.append(rule)
            }
        }
        node.rules += last
        nodes.append(node)
    }

    /// A misspelt keyword is an error; any other says nothing, as the specification has it, and is told.
    private func unknown(_ member: JSON.Member, _ reading: inout Reading) {
        if let near = nearest(to: member.key, among: SchemaKeywords.all) {
            reading.error(
                at: member.keyOffset, "unknown schema keyword \(quoted(member.key))", instead: "write \"\(near)\"")
        } else {
            reading.warning(
                at: member.keyOffset, "the schema keyword \(quoted(member.key)) says nothing in draft 2020-12",
                instead: "leave it out, or write \"$comment\"")
        }
    }

    private mutating func rule(
        _ member: JSON.Member, _ id: JSONSchema.ID, _ whole: JSON, _ reading: inout Reading
    ) -> JSONSchema.Rule? {
        if let rule = SchemaReader.assertion(member.key, member.value, &reading) { return rule }
        if let rule = objectRule(member, id, whole, &reading) { return rule }
        switch member.key {
        case "$ref", "$dynamicRef": return reference(member, id, &reading)
        case "allOf", "anyOf", "oneOf":
            let schemas = several(member, id, &reading)
            inPlace[id] += schemas
            return member.key == "allOf" ? .all(schemas) : member.key == "anyOf" ? .any(schemas) : .one(schemas)
        case "not": return single(member.key, id, inPlace: true).map { .not($0) }
        case "if":
            guard let condition = single("if", id, inPlace: true) else { return nil }
            return .condition(
                condition, then: single("then", id, inPlace: true), otherwise: single("else", id, inPlace: true))
        case "prefixItems": return .prefixItems(several(member, id, &reading))
        case "items": return single("items", id).map { .items($0, after: whole["prefixItems"]?.array?.count ?? 0) }
        case "contains": return contains(id, whole, &reading)
        case "unevaluatedItems": return single(member.key, id).map { .unevaluatedItems($0) }
        case "unevaluatedProperties": return single(member.key, id).map { .unevaluatedProperties($0) }
        default:
            SchemaReader.checkRemark(member, &reading)
            return nil
        }
    }

    private mutating func objectRule(
        _ member: JSON.Member, _ id: JSONSchema.ID, _ whole: JSON, _ reading: inout Reading
    ) -> JSONSchema.Rule? {
        switch member.key {
        case "properties": return .properties(named(member, id, &reading))
        case "patternProperties": return .patternProperties(byPattern(member, id, &reading))
        case "propertyNames": return single("propertyNames", id).map { .names($0) }
        case "dependentSchemas":
            let schemas = named(member, id, &reading)
            inPlace[id] += schemas.map(\.1)
            return .dependentSchemas(schemas)
        case "additionalProperties":
            guard let schema = single("additionalProperties", id) else { return nil }
            // The patterns' own faults are noted under `patternProperties`: a throw-away reading takes them a second time.
            var unheard = Reading(file: reading.file)
            let patterns = whole["patternProperties"].map {
                byPattern(JSON.Member(key: "patternProperties", value: $0), id, &unheard).map(\.0)
            }
            let known = (whole["properties"]?.members ?? []).map { ExactText($0.key) }
            return .additional(schema, besides: Set(known), patterns: patterns ?? [])
        default: return nil
        }
    }

    private mutating func reference(_ member: JSON.Member, _ id: JSONSchema.ID, _ reading: inout Reading)
        -> JSONSchema.Rule?
    {
        guard let text = member.value.string else {
            return mismatch("a reference (a string)", member.value, &reading)
        }
        guard let found = index.find(text, from: index.places[id].resource, &reading) else {
            reading.error(
                at: member.value.offset, "there is no schema under \(quoted(text))",
                instead: "refer to one of the same file, such as \"#/$defs/name\", or to the metaschema")
            return nil
        }
        if member.key == "$dynamicRef", let anchor = found.anchor { return .dynamicReference(found.id, anchor: anchor) }
        inPlace[id].append(found.id)
        return .reference(found.id)
    }

    private func contains(_ id: JSONSchema.ID, _ whole: JSON, _ reading: inout Reading) -> JSONSchema.Rule? {
        guard let schema = single("contains", id) else { return nil }
        let counts =
            index.resources[index.places[id].resource].vocabularies?
            .contains(Metaschemas.folder + "vocab/validation") ?? true
        let low = counts ? whole["minContains"].map { SchemaReader.count($0, &reading) } ?? 1 : 1
        let high = counts ? whole["maxContains"].map { SchemaReader.count($0, &reading) } ?? .max : .max
        return .contains(schema, atLeast: low, atMost: high)
    }

    /// The schema under a keyword.
    private func single(_ keyword: String, _ id: JSONSchema.ID) -> JSONSchema.ID? { index.child(of: id, keyword) }

    private mutating func single(_ keyword: String, _ id: JSONSchema.ID, inPlace: Bool) -> JSONSchema.ID? {
        guard let found = single(keyword, id) else { return nil }
        if inPlace { self.inPlace[id].append(found) }
        return found
    }

    private func several(_ member: JSON.Member, _ id: JSONSchema.ID, _ reading: inout Reading) -> [JSONSchema.ID] {
        guard let values = member.value.array else {
            return mismatch("an array of schemas", member.value, &reading) ?? []
        }
        if values.isEmpty {
            reading.error(at: member.value.offset, "an array of no schemas", instead: "give at least one")
        }
        return values.indices.compactMap { index.child(of: id, member.key, "\($0)") }
    }

    private func named(_ member: JSON.Member, _ id: JSONSchema.ID, _ reading: inout Reading) -> [(
        String, JSONSchema.ID
    )] {
        guard let members = member.value.members else {
            return mismatch("an object of schemas", member.value, &reading) ?? []
        }
        return members.compactMap { each in index.child(of: id, member.key, each.key).map { (each.key, $0) } }
    }

    private func byPattern(_ member: JSON.Member, _ id: JSONSchema.ID, _ reading: inout Reading)
        -> [(Pattern, JSONSchema.ID)]
    {
        guard let members = member.value.members else {
            return mismatch("an object of schemas", member.value, &reading) ?? []
        }
        return members.compactMap { each in
            guard let schema = index.child(of: id, member.key, each.key) else { return nil }
            let key = JSON(.string(each.key), offset: each.keyOffset)
            return (SchemaReader.pattern.read(key, &reading), schema)
        }
    }

    /// Refuses schemas that come back to themselves without going into the value: they would never end.
    private func refuseCircles(_ reading: inout Reading) {
        var states = [Int8](repeating: 0, count: nodes.count)
        for start in nodes.indices where states[start] == 0 {
            var way: [(id: JSONSchema.ID, next: Int)] = [(start, 0)]
            states[start] = 1
            while let top = way.last {
                guard top.next < inPlace[top.id].count else {
                    states[top.id] = 2
                    way.removeLast()
                    continue
                }
                way[way.count - 1].next += 1
                let next = inPlace[top.id][top.next]
                guard next < nodes.count else { continue }
                if states[next] == 1 {
                    reading.error(
                        at: index.places[top.id].json.offset, "the schema leads back to itself on the same value",
                        instead: "refer to it from within \"properties\" or \"items\"")
                    return
                }
                if states[next] == 0 {
                    states[next] = 1
                    way.append((next, 0))
                }
            }
        }
    }
}
