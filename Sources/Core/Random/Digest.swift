private import CCrypto

/// SHA-256 and HMAC-SHA-256 by the system's libcrypto.
package enum Digest {
    /// The 32 bytes of SHA-256 of `bytes`.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: 32)
        _ = SHA256(bytes, bytes.count, &out)
        return out
    }

    /// The 32 bytes of HMAC-SHA-256. **Source:** RFC 2104.
    package static func hmacSHA256(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        _ = HMAC(EVP_sha256(), key, Int32(key.count), bytes, bytes.count, &out, &length)
        return out
    }

    /// Whether two byte strings are equal, in a time that depends on their lengths alone.
    package static func equal(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        a.count == b.count && CRYPTO_memcmp(a, b, a.count) == 0
    }

    /// Lower-case hexadecimal digits.
    package static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var out: [UInt8] = []
        for byte in bytes {
            out.append(digits[Int(byte >> 4)])
            out.append(digits[Int(byte & 15)])
        }
        return String(decoding: out, as: UTF8.self)
    }
}

/// A hash that is the same in every process, on every machine and in every version.
package enum StableHash {
    /// The first 8 bytes of SHA-256 over the parts, each preceded by its length, so that no two lists collide by joining.
    package static func of(_ parts: [String]) -> UInt64 {
        Digest.sha256(framed(parts)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The first 16 hexadecimal digits of SHA-256 over the parts: short content hashes that people see.
    package static func hex(_ parts: [String]) -> String { Digest.hex(Digest.sha256(framed(parts)).prefix(8)) }

    private static func framed(_ parts: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in parts {
            bytes += Array("\(part.utf8.count):".utf8)
            bytes += Array(part.utf8)
        }
        return bytes
    }
}
