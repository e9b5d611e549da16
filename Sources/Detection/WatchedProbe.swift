/// A probe as the statistics see it: a name and the category it belongs to.
package struct WatchedProbe: Sendable, Hashable {
    /// `suite/id@version`: a changed prompt or evaluator is another probe with a baseline of its own.
    package var key: String
    /// The ability it exercises; probes of one category form a scope.
    package var category: String

    /// A probe by key and category.
    package init(key: String, category: String) {
        self.key = key
        self.category = category
    }
}

/// A part of a suite that may have changed.
package enum Scope: Sendable, Hashable {
    case all
    case category(String)
    /// One probe, by its key.
    case probe(String)
}

extension Scope: CustomStringConvertible {
    /// `all`, `category:NAME` or `probe:KEY`.
    package var description: String {
        switch self {
        case .all: "all"
        case .category(let name): "category:" + name
        case .probe(let key): "probe:" + key
        }
    }
}
