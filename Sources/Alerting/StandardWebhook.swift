package import Core

/// Signing and verifying after the Standard Webhooks convention, symmetric scheme `v1`.
/// **Source:** Standard Webhooks specification, "Signature scheme".
package enum StandardWebhook {
    /// The bytes that sign: what follows `whsec_` from base 64, or else the secret as it is; nil when there are none.
    package static func key(of secret: Secret) -> [UInt8]? {
        let text = secret.revealedText
        guard text.hasPrefix("whsec_") else {
            let bytes = secret.revealedBytes
            return bytes.isEmpty ? nil : bytes
        }
        guard let bytes = Base64.decode(String(text.dropFirst(6))), !bytes.isEmpty else { return nil }
        return bytes
    }

    /// `v1,` and the base 64 of HMAC-SHA-256 over `id.timestamp.body`; the timestamp in seconds since the epoch.
    package static func signature(id: String, timestamp: Int, body: [UInt8], key: [UInt8]) -> String {
        "v1," + Base64.encode(Digest.hmacSHA256(key: key, Array("\(id).\(timestamp).".utf8) + body))
    }

    /// Passes when one signature of the headers is that of one of the secrets and the timestamp is within `tolerance`.
    package static func verify(
        headers: [Header], body: [UInt8], secrets: [Secret], at now: Timestamp, tolerance: Duration = .seconds(300)
    ) throws(WebhookRefusal) {
        let id = try header("webhook-id", of: headers)
        let sentAt = try header("webhook-timestamp", of: headers)
        let signatures = try header("webhook-signature", of: headers)
        guard let timestamp = Int(sentAt), (0...253_402_300_799).contains(timestamp) else { throw .badTimestamp }
        let age = now - Timestamp(microseconds: Int64(timestamp) * 1_000_000)
        if age > tolerance { throw .tooOld }
        if age < .zero - tolerance { throw .tooNew }
        let keys = secrets.compactMap(key(of:))
        guard keys.count == secrets.count, !keys.isEmpty else { throw .badSecret }
        let given = signatures.split(separator: " ").map { Array($0.utf8) }
        for key in keys {
            let expected = Array(signature(id: id, timestamp: timestamp, body: body, key: key).utf8)
            if given.contains(where: { Digest.equal($0, expected) }) { return }
        }
        throw .noMatch
    }

    private static func header(_ name: String, of headers: [Header]) throws(WebhookRefusal) -> String {
        guard let value = headers[name], !value.isEmpty else { throw .missingHeader(name) }
        return value
    }
}

/// Why a received webhook is not to be trusted.
package enum WebhookRefusal: Error, Sendable, Equatable {
    case missingHeader(String)
    /// The timestamp is no whole number of seconds.
    case badTimestamp
    /// Signed longer ago than tolerated: perhaps replayed.
    case tooOld
    /// Signed in the future.
    case tooNew
    /// There is no secret, or one that cannot be read.
    case badSecret
    case noMatch
}
