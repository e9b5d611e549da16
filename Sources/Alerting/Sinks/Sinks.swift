package import Core

/// The registry of sinks: one line for each.
package enum Sinks {
    /// Every kind of sink, in the order in which people see them.
    package static let all: [any Sink.Type] = [
        Webhook.self
    ]

    /// One element of the configuration's `sinks`: `name`, `type` and the options of that type.
    package static var shape: Shape<SinkDeclaration> {
        .tagged("type", all.map { variant($0) })
    }

    private static func variant<S: Sink>(_ type: S.Type) -> Variant<SinkDeclaration> {
        Variant(S.type, S.summary) { fields in
            let name = fields.required(
                "name", .name, "What this sink is called in messages, metrics and on the command line.")
            let options = S.options(&fields)
            return SinkDeclaration(name: name, type: S.type, secrets: S.secrets(of: options)) {
                (source, version) throws(SecretUnavailable) in
                try S(name: name, options: options, source: source, version: version)
            }
        }
    }
}

/// A sink as the configuration declares it: without its secrets.
package struct SinkDeclaration: Sendable {
    package typealias Resolve = @Sendable (SecretSource, String) throws(SecretUnavailable) -> any Sink

    package let name: String
    package let type: String
    /// Where its secrets lie.
    package let secrets: [SecretReference]
    private let make: Resolve

    /// A declaration whose `make` reads the secrets and gives the sink.
    init(name: String, type: String, secrets: [SecretReference], make: @escaping Resolve) {
        self.name = name
        self.type = type
        self.secrets = secrets
        self.make = make
    }

    /// The sink, ready to send; `version` is this program's.
    package func resolve(_ source: SecretSource, version: String) throws(SecretUnavailable) -> any Sink {
        try make(source, version)
    }
}
