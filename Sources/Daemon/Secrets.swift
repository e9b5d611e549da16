package import Core
internal import Glibc

/// Reads secrets from environment, files and the credentials directory of the service manager.
package struct Secrets: Sendable {
    /// Largest file that is taken for a secret.
    private static let limit = 64 << 10
    private let environment: [String: String]

    package init(environment: [String: String]) { self.environment = environment }

    /// The secret behind a reference, its trailing line end dropped.
    package func resolve(_ reference: SecretReference) throws(SecretUnavailable) -> Secret {
        let bytes: [UInt8]
        switch reference {
        case .env(let name):
            guard let value = environment[name] else {
                throw SecretUnavailable(reference, reason: "the environment variable is not set")
            }
            bytes = Array(value.utf8)
        case .file(let path): bytes = try read(path, reference)
        case .credential(let name):
            guard let directory = environment["CREDENTIALS_DIRECTORY"] else {
                throw SecretUnavailable(
                    reference,
                    reason: "there is no $CREDENTIALS_DIRECTORY; add LoadCredential=\(name):/path to the unit")
            }
            bytes = try read(directory + "/" + name, reference)
        }
        let value = bytes.last == 10 ? Array(bytes.dropLast(bytes.suffix(2) == [13, 10] ? 2 : 1)) : bytes
        guard !value.isEmpty else { throw SecretUnavailable(reference, reason: "it is empty") }
        guard !value.contains(where: { $0 < 0x20 }) else {
            throw SecretUnavailable(reference, reason: "it contains a control character or a second line")
        }
        return Secret(name: reference.name, bytes: value)
    }

    private func read(_ path: String, _ reference: SecretReference) throws(SecretUnavailable) -> [UInt8] {
        do {
            return try Files.read(path, limit: Self.limit)
        } catch {
            throw SecretUnavailable(reference, reason: error.reason)
        }
    }
}
