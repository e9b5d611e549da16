/// Where a secret lies; configuration holds this, never the secret.
package enum SecretReference: Hashable, Sendable {
    case env(String)
    case file(String)
    /// A systemd credential: a file of that name in `$CREDENTIALS_DIRECTORY`.
    case credential(String)

    /// How messages call it: `env OPENAI_API_KEY`.
    package var name: String {
        switch self {
        case .env(let name): "env \(name)"
        case .file(let path): "file \(path)"
        case .credential(let name): "credential \(name)"
        }
    }
}

/// Why a secret could not be had: a sentence that names the place, never the value.
package struct SecretUnavailable: Error, Sendable, Equatable, CustomStringConvertible {
    package var reference: SecretReference
    package var reason: String
    package var description: String { "secret \(reference.name): \(reason)" }

    package init(_ reference: SecretReference, reason: String) {
        self.reference = reference
        self.reason = reason
    }
}

/// Reads secrets; the only implementation that touches environment and files is the daemon's.
package typealias SecretSource = @Sendable (SecretReference) throws(SecretUnavailable) -> Secret

extension Shape where Value == SecretReference {
    /// `{"env": "NAME"}`, `{"file": "/path"}` or `{"credential": "name"}`; a literal is refused without being shown.
    package static var secret: Shape {
        let object = Shape.object("Where a secret lies; exactly one of the keys.") { fields in
            let env = fields.optional("env", .text(1...128), "Name of an environment variable.")
            let file = fields.optional(
                "file", .text(1...4096), "Absolute path of a file; its trailing line end is dropped.")
            let credential = fields.optional("credential", .name, "Name of a systemd credential (LoadCredential=).")
            fields.require(
                [env, file, credential].count { $0 != nil } == 1,
                "a secret has exactly one of \"env\", \"file\" and \"credential\"",
                instead: "write {\"env\": \"NAME\"}, {\"file\": \"/path\"} or {\"credential\": \"name\"}")
            return env.map(SecretReference.env) ?? file.map(SecretReference.file)
                ?? .credential(credential ?? "placeholder")
        }
        return Shape(
            read: { json, reading in
                guard json.string == nil else {
                    reading.error(
                        at: json.offset, "a secret is never written into a file",
                        instead:
                            "write {\"env\": \"NAME\"}, {\"file\": \"/path\"} or {\"credential\": \"name\"} and keep the value there"
                    )
                    return .env("placeholder")
                }
                return object.read(json, &reading)
            },
            schema: { writer in
                writer.reference("secret") { writer in
                    var members = (object.schema(&writer).members ?? []).map { ($0.key, $0.value) }
                    members += [("minProperties", 1), ("maxProperties", 2)]
                    return .object(members)
                }
            },
            placeholder: { .env("placeholder") })
    }
}
