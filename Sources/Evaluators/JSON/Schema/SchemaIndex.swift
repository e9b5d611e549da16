import Core

/// The schemas of a document and of what it refers to, each under its place, before their keywords are read.
struct SchemaIndex {
    /// A schema that was found.
    struct Place {
        let json: JSON
        let document: Int
        /// The JSON Pointer within the document.
        let pointer: String
        let resource: Int
    }

    /// What has a URI of its own, with the schemas that have names in it.
    struct Resource {
        let uri: URIReference
        let document: Int
        let pointer: String
        var anchors: [String: JSONSchema.ID] = [:]
        var dynamicAnchors: [String: JSONSchema.ID] = [:]
        /// The vocabularies in force, by URI; nil for all.
        var vocabularies: Set<String>?
    }

    private(set) var places: [Place] = []
    private(set) var resources: [Resource] = []
    private var documents: [JSON] = []
    private var byPointer: [String: JSONSchema.ID] = [:]
    private var byURI: [String: Int] = [:]
    /// Documents that may be referred to, by URI.
    private let others: [String: JSON]

    init(others: [String: JSON]) { self.others = others }

    /// Adds a document that was found under a URI; gives its root.
    mutating func add(_ json: JSON, uri: String, _ reading: inout Reading) -> JSONSchema.ID {
        documents.append(json)
        let resource = addResource(URIReference(uri), documents.count - 1, pointer: "", vocabularies: nil)
        return add(json, documents.count - 1, pointer: "", resource, &reading)
    }

    private mutating func addResource(
        _ uri: URIReference, _ document: Int, pointer: String, vocabularies: Set<String>?
    ) -> Int {
        resources.append(Resource(uri: uri, document: document, pointer: pointer, vocabularies: vocabularies))
        if byURI[uri.withoutFragment] == nil { byURI[uri.withoutFragment] = resources.count - 1 }
        return resources.count - 1
    }

    private mutating func add(
        _ json: JSON, _ document: Int, pointer: String, _ outer: Int, _ reading: inout Reading
    ) -> JSONSchema.ID {
        if let known = byPointer["\(document)#\(pointer)"] { return known }
        let resource = identified(json, document, pointer, outer, &reading)
        let id = places.count
        places.append(Place(json: json, document: document, pointer: pointer, resource: resource))
        byPointer["\(document)#\(pointer)"] = id
        guard id < JSONSchema.schemasLimit else {
            if id == JSONSchema.schemasLimit {
                reading.error(
                    at: json.offset, "more than \(JSONSchema.schemasLimit) schemas", instead: "write fewer of them")
            }
            return id
        }
        name(id, json, resource, &reading)
        for member in json.members ?? [] { addBelow(member, document, pointer, resource, &reading) }
        return id
    }

    private mutating func addBelow(
        _ member: JSON.Member, _ document: Int, _ pointer: String, _ resource: Int, _ reading: inout Reading
    ) {
        let below = "\(pointer)/\(SchemaIndex.escaped(member.key))"
        if SchemaKeywords.withSchema.contains(member.key) {
            _ = add(member.value, document, pointer: below, resource, &reading)
        } else if SchemaKeywords.withList.contains(member.key) {
            for (index, json) in (member.value.array ?? []).enumerated() {
                _ = add(json, document, pointer: "\(below)/\(index)", resource, &reading)
            }
        } else if SchemaKeywords.withMap.contains(member.key) {
            for each in member.value.members ?? [] where !each.key.hasPrefix("//") {
                let pointer = "\(below)/\(SchemaIndex.escaped(each.key))"
                _ = add(each.value, document, pointer: pointer, resource, &reading)
            }
        }
    }

    /// The resource that a schema belongs to: a new one where it has an `$id`.
    private mutating func identified(
        _ json: JSON, _ document: Int, _ pointer: String, _ outer: Int, _ reading: inout Reading
    ) -> Int {
        var resource = outer
        if let id = json["$id"] {
            if let text = id.string {
                let reference = URIReference(text)
                if !(reference.fragment ?? "").isEmpty {
                    reading.error(
                        at: id.offset, "an \"$id\" names a whole schema, without \"#\"",
                        instead: "write what follows \"#\" as \"$anchor\"")
                }
                let uri = resources[outer].uri.resolving(reference)
                resource = addResource(
                    uri, document, pointer: pointer, vocabularies: resources[outer].vocabularies)
            } else {
                _ = mismatch("a URI (a string)", id, &reading) as String?
            }
        }
        // A root without an `$id` may name its dialect as well.
        if let dialect = json["$schema"], resource != outer || pointer.isEmpty {
            resources[resource].vocabularies = vocabularies(of: dialect, &reading)
        }
        return resource
    }

    private mutating func name(_ id: JSONSchema.ID, _ json: JSON, _ resource: Int, _ reading: inout Reading) {
        for keyword in ["$anchor", "$dynamicAnchor"] {
            guard let anchor = json[keyword] else { continue }
            guard let text = anchor.string, let first = text.utf8.first, first.isLetter || first == 95,
                text.utf8.allSatisfy({ $0.isLetter || $0.isDigit || $0 == 45 || $0 == 46 || $0 == 95 })
            else {
                reading.error(
                    at: anchor.offset, "\(short(anchor)) is no name for a schema",
                    instead: "write letters, digits, \"-\", \".\" and \"_\", beginning with a letter")
                continue
            }
            resources[resource].anchors[text] = id
            if keyword == "$dynamicAnchor" { resources[resource].dynamicAnchors[text] = id }
        }
    }

    /// The vocabularies of the dialect that `$schema` names; nil for all.
    private func vocabularies(of dialect: JSON, _ reading: inout Reading) -> Set<String>? {
        guard let text = dialect.string else {
            return mismatch("the URI of a dialect (a string)", dialect, &reading)
        }
        let uri = URIReference(text).withoutFragment
        if uri == Metaschemas.dialect { return nil }
        guard let metaschema = others[uri] ?? byURI[uri].map({ documents[resources[$0].document] }) else {
            reading.error(
                at: dialect.offset, "\(quoted(text)) is no dialect that is known here",
                instead: "write \"\(Metaschemas.dialect)\", and the schema by its rules")
            return nil
        }
        guard let members = metaschema["$vocabulary"]?.members else { return nil }
        for each in members where each.value.bool == true && !SchemaKeywords.understood.contains(each.key) {
            reading.error(
                at: dialect.offset,
                "the dialect needs the vocabulary \(quoted(each.key)), which is not understood here",
                instead: "write \"\(Metaschemas.dialect)\"")
        }
        return Set(members.map(\.key))
    }

    /// The schema that a reference names from within a resource, with the name it has there where that is a dynamic one;
    /// nil where there is none.
    mutating func find(_ reference: String, from resource: Int, _ reading: inout Reading) -> (
        id: JSONSchema.ID, anchor: String?
    )? {
        let uri = resources[resource].uri.resolving(URIReference(reference))
        let name = uri.withoutFragment
        if byURI[name] == nil {
            guard let json = others[name] ?? Metaschemas.document(name) else { return nil }
            _ = add(json, uri: name, &reading)
        }
        guard let target = byURI[name] else { return nil }
        let fragment = uri.decodedFragment
        guard !fragment.isEmpty, !fragment.hasPrefix("/") else {
            return at(fragment, in: target, &reading).map { ($0, nil) }
        }
        // What is loaded by another name than its own has its names under its own.
        let document = resources[target].document
        let home =
            resources[target].anchors[fragment] != nil
            ? target
            : resources.indices.first {
                resources[$0].document == document && resources[$0].pointer.isEmpty
                    && resources[$0].anchors[fragment] != nil
            }
        guard let home, let id = resources[home].anchors[fragment] else { return nil }
        return (id, resources[home].dynamicAnchors[fragment] == nil ? nil : fragment)
    }

    /// The schema under a JSON Pointer of a resource; one under a keyword that is none is added now.
    private mutating func at(_ fragment: String, in target: Int, _ reading: inout Reading) -> JSONSchema.ID? {
        let document = resources[target].document
        var json = documents[document]
        var pointer = ""
        var enclosing = target
        for token in (resources[target].pointer + fragment).split(separator: "/", omittingEmptySubsequences: false)
            .dropFirst()
        {
            let key = SchemaIndex.unescaped(token)
            guard let next = json[key] ?? Int(key).flatMap({ json[$0] }) else { return nil }
            json = next
            pointer += "/" + SchemaIndex.escaped(key)
            if let id = byPointer["\(document)#\(pointer)"] { enclosing = places[id].resource }
        }
        if let known = byPointer["\(document)#\(pointer)"] { return known }
        guard json.members != nil || json.bool != nil else { return nil }
        return add(json, document, pointer: pointer, enclosing, &reading)
    }

    /// The schema below one, under a keyword and what follows it.
    func child(of id: JSONSchema.ID, _ tokens: String...) -> JSONSchema.ID? {
        let place = places[id]
        return byPointer["\(place.document)#\(place.pointer)" + tokens.map { "/" + SchemaIndex.escaped($0) }.joined()]
    }

    private static func escaped(_ key: String) -> String {
        guard key.utf8.contains(where: { $0 == 126 || $0 == 47 }) else { return key }
        return key.replacingCharacter("~", with: "~0").replacingCharacter("/", with: "~1")
    }

    private static func unescaped(_ token: Substring) -> String {
        guard token.utf8.contains(126) else { return String(token) }
        let parts = token.split(separator: "~", omittingEmptySubsequences: false)
        return parts.dropFirst().reduce(into: String(parts[0])) { text, part in
            text +=
                part.hasPrefix("0") ? "~" + part.dropFirst() : part.hasPrefix("1") ? "/" + part.dropFirst() : "~" + part
        }
    }
}
