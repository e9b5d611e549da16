/// The registry of dialects: one line for each.
package enum Dialects {
    /// Every dialect, in the order in which people see them.
    package static let all: [any Dialect] = [
        OpenAIChat(),
        AnthropicMessages(),
    ]

    /// The names that a configuration may use, in the same order.
    package static var names: [String] { all.map(\.name) }

    /// The dialect of that name, or nil.
    package static func named(_ name: String) -> (any Dialect)? { all.first { $0.name == name } }
}
