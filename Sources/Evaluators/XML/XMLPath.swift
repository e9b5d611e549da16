import Core

/// A path to places in a document: a small part of XPath 1.0.
///
/// `/a/b` names what lies directly within, `//b` at any depth, `*` any element; the last step may be `@id` for an attribute
/// or `text()` for the text directly within. Behind an element's name may stand `[2]` and `[last()]` (among those of the
/// same parent), `[@id]`, `[@id='x']` and `[name='x']`, applied in order. Names are compared as they are written.
/// **Source:** XML Path Language 1.0, sections 2 and 2.5.
struct XMLPath: Sendable {
    private enum Test: Sendable {
        case any
        case name(String)
        case attribute(String)
        case text
    }

    private enum Predicate: Sendable {
        case position(Int)
        case last
        case attribute(String, equals: String?)
        case child(String, equals: String)
    }

    private struct Step: Sendable {
        var anywhere: Bool
        var test: Test
        var predicates: [Predicate] = []
    }

    /// The path as it was written.
    let source: String
    private let steps: [Step]

    /// The path, or nil where the text is none.
    init?(_ source: String) {
        var scanner = Scanner(rest: Array(source.utf8)[...])
        var steps: [Step] = []
        while !scanner.rest.isEmpty {
            if case .attribute? = steps.last?.test { return nil }
            if case .text? = steps.last?.test { return nil }
            guard let step = scanner.step() else { return nil }
            steps.append(step)
        }
        guard !steps.isEmpty else { return nil }
        self.source = source
        self.steps = steps
    }

    /// A path in a file.
    static let shape: Shape<XMLPath?> = Shape<String>.text(1...500).map(placeholder: nil) { source, json, reading in
        if let path = XMLPath(source) { return path }
        reading.error(
            at: json.offset, "\(quoted(source)) is no path",
            instead: "write one such as \"/order/item[2]/@id\" or \"//price\"")
        return nil
    }

    /// What the path names, in the order of the document, as texts.
    func values(in tree: XMLTree, _ effort: inout Effort) -> [String] {
        // Before the first step stands the document, whose only child is the root.
        var places: [XMLTree.ID?] = [nil]
        for step in steps {
            switch step.test {
            case .attribute(let name):
                return owners(places, step, tree, &effort).flatMap { id in
                    tree.elements[id].attributes.filter { name == "*" || $0.name == name }.map(\.value)
                }
            case .text:
                return owners(places, step, tree, &effort).flatMap { id in
                    tree.elements[id].content.compactMap { if case .text(let text) = $0 { text } else { nil } }
                }
            case .any, .name: places = elements(from: places, step, tree, &effort)
            }
        }
        var texts: [String] = []
        for case .some(let id) in places {
            guard effort.exhausted == nil else { break }
            texts.append(tree.text(of: id))
            _ = effort.spend(1 + texts[texts.count - 1].utf8.count / 64)
        }
        return texts
    }

    /// The elements that the last step looks at.
    private func owners(_ places: [XMLTree.ID?], _ step: Step, _ tree: XMLTree, _ effort: inout Effort) -> [XMLTree.ID]
    {
        guard step.anywhere else { return places.compactMap { $0 } }
        var found = Set<XMLTree.ID>()
        for place in places {
            let range = place.map { $0...tree.elements[$0].last } ?? 0...(tree.elements.count - 1)
            guard effort.spend(range.count) else { return [] }
            found.formUnion(range)
        }
        return found.sorted()
    }

    private func elements(from places: [XMLTree.ID?], _ step: Step, _ tree: XMLTree, _ effort: inout Effort) -> [XMLTree
        .ID?]
    {
        var parents = places
        if step.anywhere {
            parents = owners(places, step, tree, &effort) + (places.contains { $0 == nil } ? [nil] : [])
        }
        var found = Set<XMLTree.ID>()
        for parent in parents {
            let children = parent.map { tree.children(of: $0) } ?? [0]
            guard effort.spend(1 + children.count) else { return [] }
            var chosen = children.filter { id in
                if case .name(let name) = step.test { tree.elements[id].name == name } else { true }
            }
            for predicate in step.predicates {
                chosen = chosen.enumerated().filter { index, id in
                    holds(predicate, id, position: index + 1, of: chosen.count, tree, &effort)
                }.map(\.element)
            }
            found.formUnion(chosen)
        }
        return found.sorted()
    }

    private func holds(
        _ predicate: Predicate, _ id: XMLTree.ID, position: Int, of count: Int, _ tree: XMLTree, _ effort: inout Effort
    ) -> Bool {
        switch predicate {
        case .position(let wanted): return position == wanted
        case .last: return position == count
        case .attribute(let name, let value):
            return tree.elements[id].attributes.contains { $0.name == name && (value == nil || $0.value == value) }
        case .child(let name, let value):
            return tree.children(of: id).contains { child in
                guard effort.spend(), tree.elements[child].name == name else { return false }
                let text = tree.text(of: child)
                return effort.spend(text.utf8.count / 64) && text == value
            }
        }
    }

    private struct Scanner {
        var rest: ArraySlice<UInt8>

        mutating func take(_ word: String) -> Bool {
            guard rest.starts(with: word.utf8) else { return false }
            rest = rest.dropFirst(word.utf8.count)
            return true
        }

        mutating func name() -> String? {
            let name = rest.prefix { $0.isLetter || $0.isDigit || [45, 46, 58, 95].contains($0) || $0 >= 0x80 }
            guard let first = name.first, !first.isDigit, first != 45, first != 46 else { return nil }
            rest = rest[name.endIndex...]
            return String(decoding: name, as: UTF8.self)
        }

        mutating func step() -> Step? {
            guard take("/") else { return nil }
            let anywhere = take("/")
            if take("@") { return (take("*") ? "*" : name()).map { Step(anywhere: anywhere, test: .attribute($0)) } }
            if take("text()") { return Step(anywhere: anywhere, test: .text) }
            var step = Step(anywhere: anywhere, test: .any)
            if !take("*") {
                guard let name = name() else { return nil }
                step.test = .name(name)
            }
            while take("[") {
                guard let predicate = predicate(), take("]") else { return nil }
                step.predicates.append(predicate)
            }
            return step
        }

        mutating func predicate() -> Predicate? {
            if take("last()") { return .last }
            let digits = rest.prefix { $0.isDigit }
            if !digits.isEmpty {
                rest = rest[digits.endIndex...]
                return Int(String(decoding: digits, as: UTF8.self)).flatMap { $0 > 0 ? .position($0) : nil }
            }
            if take("@") {
                guard let name = name() else { return nil }
                guard take("=") else { return .attribute(name, equals: nil) }
                return literal().map { .attribute(name, equals: $0) }
            }
            guard let name = name(), take("="), let value = literal() else { return nil }
            return .child(name, equals: value)
        }

        mutating func literal() -> String? {
            guard let quote = rest.first, quote == 34 || quote == 39,
                let end = rest.dropFirst().firstIndex(of: quote)
            else { return nil }
            let text = String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
            rest = rest[(end + 1)...]
            return text
        }
    }
}
