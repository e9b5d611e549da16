/// A document as elements in the order in which they start.
struct XMLTree: Sendable {
    typealias ID = Int

    /// What stands directly in an element.
    enum Content: Sendable {
        case text(String)
        case element(ID)
    }

    /// One element.
    struct Element: Sendable {
        /// The name as it is written, with its prefix.
        var name: String
        var attributes: [(name: String, value: String)]
        var content: [Content] = []
        /// The element that it lies in; nil for the root.
        var parent: ID?
        /// The last element that lies within it, or itself.
        var last: ID
    }

    var elements: [Element] = []

    /// The text of an element with that of all elements within it, in order.
    func text(of id: ID) -> String {
        var out = ""
        var rest: [ArraySlice<Content>] = [elements[id].content[...]]
        while var top = rest.popLast() {
            guard let next = top.popFirst() else { continue }
            rest.append(top)
            switch next {
            case .text(let text): out += text
            case .element(let child): rest.append(elements[child].content[...])
            }
        }
        return out
    }

    /// The elements directly within one.
    func children(of id: ID) -> [ID] {
        elements[id].content.compactMap { if case .element(let child) = $0 { child } else { nil } }
    }
}
