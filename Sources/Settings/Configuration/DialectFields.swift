internal import Core
internal import Dialects

/// The fields of a provider whose meaning its API alone knows: `options` and `credentials`.
struct DialectFields {
    /// The API as the options make it.
    let dialect: any Dialect
    /// As they are written, without comments; null for none.
    let options: JSON
    /// False when the file names no API that there is: nothing can be said of what belongs to it.
    let isKnown: Bool

    init(_ fields: inout Fields) {
        let named = fields.source["api"]?.string.flatMap { Dialects.named($0) }
        isKnown = named != nil
        let plain = named ?? Dialects.all[0]
        dialect =
            fields.optional(
                "options", .options(of: named), "What this API alone understands; which, depends on \"api\".")
            ?? plain
        options = fields.source["options"]?.withoutComments ?? .null
        guard isKnown, options.isNull else { return }
        let missing = plain.requiredOptions
        fields.require(
            missing.isEmpty, "the key \"options\" is missing, and the API \"\(plain.name)\" needs some",
            instead: "add \"options\": { \(missing.map { "\"\($0)\": …" }.joined(separator: ", ")) }")
    }

    /// The credentials, and what is wrong with them: too few, or too many.
    func credentials(_ fields: inout Fields) -> [ProviderDeclaration.CredentialDeclaration] {
        let known = dialect.credentials
        let given = fields.optional(
            "credentials", .credentials(of: isKnown ? dialect : nil),
            "Where the secrets lie that this API takes in place of one key; which, depends on \"api\".")
        let isObject = fields.source["credentials"]?.members != nil
        guard let given, isObject, isKnown, !known.names.isEmpty else { return given ?? [] }
        for name in known.names.prefix(known.required) {
            fields.require(
                fields.has("api_key") || given.contains { $0.name == name }, at: "credentials",
                "the credential \"\(name)\" is missing", instead: "add \"\(name)\", a secret; " + LiteralSecret.instead)
        }
        fields.warn(
            fields.has("api_key"), at: "credentials", "\"api_key\" is used, and these are not",
            instead: "leave out one of both")
        return given
    }
}

extension JSON {
    /// The value without `"//"` members, so that a comment changes nothing.
    fileprivate var withoutComments: JSON {
        switch kind {
        case .object(let members):
            .object(members.filter { !$0.key.hasPrefix("//") }.map { ($0.key, $0.value.withoutComments) })
        case .array(let values): .array(values.map(\.withoutComments))
        case .null, .bool, .number, .string: self
        }
    }
}

extension Dialect {
    /// Options that must be there.
    fileprivate var requiredOptions: [String] {
        var writer = SchemaWriter()
        return (optionsShape.schema(&writer)["required"]?.array ?? []).compactMap(\.string)
    }
}

extension Shape where Value == any Dialect {
    /// The options of an API; those of an unknown one are not looked at. The schema allows those of any.
    fileprivate static func options(of dialect: (any Dialect)?) -> Shape {
        Shape(
            read: { json, reading in
                guard let dialect else { return Dialects.all[0] }
                let configured = dialect.optionsShape.read(json, &reading)
                reading.refuseNamedSecrets(in: json)
                return configured
            },
            schema: { writer in
                var all: [JSON] = []
                for dialect in Dialects.all {
                    var probing = SchemaWriter()
                    guard dialect.optionsShape.schema(&probing)["properties"]?.members?.isEmpty == false else {
                        continue
                    }
                    all.append(
                        writer.reference("options-\(dialect.name)") { dialect.optionsShape.schema(&$0) })
                }
                all.append(["type": "object", "patternProperties": ["^//": true], "additionalProperties": false])
                return ["anyOf": .array(all)]
            },
            placeholder: { dialect ?? Dialects.all[0] })
    }
}

extension Shape where Value == [ProviderDeclaration.CredentialDeclaration] {
    /// The credentials of an API by its own names, each a secret; those of an unknown one are read as they are.
    fileprivate static func credentials(of dialect: (any Dialect)?) -> Shape {
        let secrets = Shape<[(String, Located<SecretReference>)]>.dictionary(of: .secret)
        return Shape(
            read: { json, reading in
                let given = secrets.read(json, &reading)
                if let dialect { reading.refuseUnknownCredentials(of: dialect, in: json) }
                return given.map { ProviderDeclaration.CredentialDeclaration(name: $0.0, secret: $0.1) }
            },
            schema: { writer in
                let secret = Shape<SecretReference>.secret.schema(&writer)
                var names: [String] = []
                for name in Dialects.all.flatMap(\.credentials.names) where !names.contains(name) { names.append(name) }
                return [
                    "type": "object", "properties": .object(names.map { ($0, secret) }),
                    "patternProperties": ["^//": true], "additionalProperties": false,
                ]
            },
            placeholder: { [] })
    }
}

extension Reading {
    fileprivate mutating func refuseUnknownCredentials(of dialect: any Dialect, in json: JSON) {
        let known = dialect.credentials.names
        for member in json.members ?? [] where !member.key.hasPrefix("//") && !known.contains(member.key) {
            guard !known.isEmpty else {
                error(
                    at: json.offset, "the API \"\(dialect.name)\" has no credentials beside \"api_key\"",
                    instead: "leave them out, or put a secret header into \"headers\"")
                return
            }
            error(
                at: member.keyOffset,
                "the API \"\(dialect.name)\" knows no credential \"\(shortened(member.key, 64))\"",
                instead: nearest(to: member.key, among: known).map { "write \"\($0)\"" }
                    ?? "known here: \(quotedList(known))")
        }
    }

    /// Refuses texts under keys that say that they are secrets; placeholders and paths are none.
    fileprivate mutating func refuseNamedSecrets(in json: JSON) {
        for element in json.array ?? [] { refuseNamedSecrets(in: element) }
        for member in json.members ?? [] {
            let text = member.value.string ?? ""
            let isPlain = !text.isEmpty && !text.contains("{{") && !text.hasPrefix("$")
            if isPlain, LiteralSecret.isNamed(member.key), !hasError(at: member.value.offset) {
                error(
                    at: member.value.offset, "a secret is never written into a file",
                    instead: "send it as \"api_key\", or as one of \"headers\": " + LiteralSecret.instead)
            } else {
                refuseNamedSecrets(in: member.value)
            }
        }
    }
}
