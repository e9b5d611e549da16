internal import Core

extension Shape where Value == Located<SecretReference> {
    /// A secret reference with its place, whose name is not itself the secret.
    static var secret: Shape {
        Shape<SecretReference>.secret
            .checked { reference, json, reading in
                guard json.members != nil else { return }
                switch reference {
                case .env(let name):
                    guard !isVariableName(name) || LiteralSecret.isOpaque(name) else { return }
                    reading.error(
                        at: json["env"]?.offset ?? json.offset, "this is no name of an environment variable",
                        instead:
                            "write its name, such as \"OPENAI_API_KEY\", and keep the value in the environment"
                    )
                case .file(let path):
                    guard !path.hasPrefix("/") else { return }
                    reading.error(
                        at: json["file"]?.offset ?? json.offset, "this is no absolute path",
                        instead: "write the path of a file that holds the secret, starting with \"/\"")
                case .credential: return
                }
            }
            .located
    }
}

private func isVariableName(_ name: String) -> Bool {
    let first = name.utf8.first ?? 48
    return !(48...57).contains(first)
        && name.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0 | 0x20) || $0 == 95 }
}

/// Where in `json` a secret reference stands, or nil: for plug-ins that keep the reference and not its place.
func offset(of reference: SecretReference, in json: JSON) -> Int? {
    let (key, value) =
        switch reference {
        case .env(let name): ("env", name)
        case .file(let path): ("file", path)
        case .credential(let name): ("credential", name)
        }
    switch json.kind {
    case .object(let members):
        if json[key]?.string == value { return json.offset }
        return members.lazy.compactMap { offset(of: reference, in: $0.value) }.first
    case .array(let values): return values.lazy.compactMap { offset(of: reference, in: $0) }.first
    case .null, .bool, .number, .string: return nil
    }
}
