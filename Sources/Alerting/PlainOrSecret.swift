package import Core

/// A value of a configuration that may be written as it is, or lie elsewhere because it must not be seen.
package enum PlainOrSecret: Hashable, Sendable {
    case plain(String)
    case secret(SecretReference)

    /// Where the secret lies; nil for a plain value.
    package var reference: SecretReference? {
        switch self {
        case .plain: nil
        case .secret(let reference): reference
        }
    }
}

extension Shape where Value == PlainOrSecret {
    /// A value of the plain shape where a string stands, a reference to a secret where an object does.
    package static func secretOr(_ plain: Shape<String>) -> Shape {
        Shape(
            read: { json, reading in
                json.members == nil
                    ? .plain(plain.read(json, &reading)) : .secret(Shape<SecretReference>.secret.read(json, &reading))
            },
            schema: { writer in ["anyOf": [plain.schema(&writer), Shape<SecretReference>.secret.schema(&writer)]] },
            placeholder: { .plain(plain.placeholder()) })
    }
}

extension Shape where Value == [(String, PlainOrSecret)] {
    /// HTTP headers: `{"X-Team": "llm", "Authorization": {"env": "TOKEN"}}`. A credential written out is refused
    /// without being shown, and so is every header of `reserved` (lower-case names).
    package static func headers(reserved: [String]) -> Shape {
        let members = Shape<[(String, PlainOrSecret)]>.dictionary(of: .secretOr(.text(0...4096)))
        return Shape(
            read: { json, reading in
                let headers = members.read(json, &reading)
                for member in json.members ?? [] where !member.key.hasPrefix("//") {
                    HeaderRules.check(member, reserved: reserved, &reading)
                }
                return headers
            },
            schema: members.schema, placeholder: members.placeholder)
    }
}

private enum HeaderRules {
    static func check(_ member: JSON.Member, reserved: [String], _ reading: inout Reading) {
        let name = member.key.lowercased()
        if name.isEmpty || !name.utf8.allSatisfy(isToken) {
            reading.error(
                at: member.keyOffset, "\"\(shortened(member.key, 40))\" is no name of a header",
                instead: "use letters, digits and \"-\"")
        }
        if reserved.contains(name) {
            reading.error(
                at: member.keyOffset, "the header \"\(shortened(member.key, 40))\" is set by plummet itself",
                instead: "leave it out")
        }
        guard let value = member.value.string else { return }
        if value.utf8.contains(where: { $0 < 0x20 && $0 != 9 || $0 == 0x7F }) {
            reading.error(at: member.value.offset, "a header with a line end or control character in it")
        }
        if carriesCredential(name, value) {
            reading.error(
                at: member.value.offset, "a secret is never written into a file",
                instead:
                    "write {\"env\": \"NAME\"} or {\"credential\": \"name\"} and keep the value there"
            )
        }
    }

    /// Names that carry nothing but credentials, and beginnings that only credentials have.
    private static func carriesCredential(_ name: String, _ value: String) -> Bool {
        let names = [
            "authorization", "proxy-authorization", "cookie", "x-api-key", "api-key", "x-auth-token", "apikey",
        ]
        let beginnings = ["bearer ", "basic ", "sk-", "xoxb-", "ghp_", "github_pat_", "whsec_", "glpat-"]
        let lower = value.trimmed.lowercased()
        return !lower.isEmpty && (names.contains(name) || beginnings.contains { lower.hasPrefix($0) })
    }

    /// **Source:** RFC 9110, section 5.6.2, `tchar`.
    private static func isToken(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte | 0x20) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
