package import Core

/// Signature Version 4 of a request whose body is known: a pure function of the request, the credentials and the time.
/// **Source:** AWS, "Create a signed AWS API request".
package struct AmazonSignature: Sendable {
    package var accessKeyID: Secret
    package var secretAccessKey: Secret
    /// Signed for: `us-east-1`.
    package var region: String
    /// Signed for: `bedrock`.
    package var service: String
    package var now: Timestamp

    package init(
        accessKeyID: Secret, secretAccessKey: Secret, region: String, service: String, now: Timestamp
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.region = region
        self.service = service
        self.now = now
    }

    /// What the header `x-amz-date` has to say: `20261123T070606Z`.
    package var date: String {
        now.rfc3339(fractionDigits: 0).replacingCharacter("-", with: "").replacingCharacter(":", with: "")
    }

    /// The value of the header `authorization`.
    ///
    /// - Parameters:
    ///   - target: path and query as they stand in the request line. The path is encoded here once more, also what
    ///     is encoded already: so the services want it, storage alone excepted.
    ///   - headers: those that are signed: `host`, `x-amz-date`, and what else the far end must find unchanged.
    package func authorization(method: String, target: String, headers: [Header], body: [UInt8]) -> String {
        let canonical = canonicalRequest(method: method, target: target, headers: headers, body: body)
        let signature = Digest.hex(Digest.hmacSHA256(key: signingKey, Array(stringToSign(canonical).utf8)))
        let signed = canonicalHeaders(headers).map(\.name).joined(separator: ";")
        return "\(Self.algorithm) Credential=\(accessKeyID.revealedText)/\(scope), SignedHeaders=\(signed), "
            + "Signature=\(signature)"
    }

    /// The request in the one form that both sides hash.
    package func canonicalRequest(method: String, target: String, headers: [Header], body: [UInt8]) -> String {
        let path = target.prefix { $0 != "?" }
        let canonical = canonicalHeaders(headers)
        return [
            method, canonicalPath(path), canonicalQuery(target.dropFirst(path.count).dropFirst()),
            canonical.map { "\($0.name):\($0.value)\n" }.joined(), canonical.map(\.name).joined(separator: ";"),
            Digest.hex(Digest.sha256(body)),
        ].joined(separator: "\n")
    }

    /// What is signed of a canonical request.
    package func stringToSign(_ canonicalRequest: String) -> String {
        [Self.algorithm, date, scope, Digest.hex(Digest.sha256(Array(canonicalRequest.utf8)))].joined(separator: "\n")
    }

    private static let algorithm = "AWS4-HMAC-SHA256"

    private var scope: String { "\(date.prefix(8))/\(region)/\(service)/aws4_request" }

    private var signingKey: [UInt8] {
        [String(date.prefix(8)), region, service, "aws4_request"].reduce(
            Array("AWS4".utf8) + secretAccessKey.revealedBytes
        ) { key, part in Digest.hmacSHA256(key: key, Array(part.utf8)) }
    }

    private func canonicalHeaders(_ headers: [Header]) -> [(name: String, value: String)] {
        var values: [String: [String]] = [:]
        for header in headers {
            let words = header.value.split { $0 == " " || $0 == "\t" || $0 == "\n" }
            values[header.name.lowercased(), default: []].append(words.joined(separator: " "))
        }
        return values.map { ($0.key, $0.value.joined(separator: ",")) }.sorted { $0.name < $1.name }
    }

    /// The path without empty segments and dots, each byte but letters, digits, `-._~/` encoded.
    private func canonicalPath(_ path: Substring) -> String {
        var segments: [Substring] = []
        for segment in path.split(separator: "/") {
            switch segment {
            case ".": continue
            case "..": _ = segments.popLast()
            default: segments.append(segment)
            }
        }
        let isFolder = path.hasSuffix("/") && !segments.isEmpty
        return "/" + segments.map { BaseURL.escaped(String($0)) }.joined(separator: "/") + (isFolder ? "/" : "")
    }

    private func canonicalQuery(_ query: Substring) -> String {
        query.split(separator: "&").map { pair in
            let name = pair.prefix { $0 != "=" }
            let value = pair.dropFirst(name.count).dropFirst()
            return (name: BaseURL.escaped(decoded(name)), value: BaseURL.escaped(decoded(value)))
        }
        .sorted { ($0.name, $0.value) < ($1.name, $1.value) }
        .map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }

    /// A part of a query without its percent-encoding.
    private func decoded(_ part: Substring) -> String {
        let bytes = Array(part.utf8)
        var out: [UInt8] = []
        var at = 0
        while at < bytes.count {
            let digits = bytes[at...].dropFirst().prefix(2)
            let isEscape = bytes[at] == UInt8(ascii: "%") && digits.count == 2
            if isEscape, let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) {
                out.append(byte)
                at += 3
            } else {
                out.append(bytes[at])
                at += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}

extension OutboundRequest {
    /// The request with the headers that prove who sends it. One that has an `authorization` of its own stays as it is.
    func signed(by signature: AmazonSignature, sessionToken: Secret?) -> OutboundRequest {
        let names = headers.map(\.name) + secretHeaders.map(\.name)
        guard !names.contains(where: { $0.lowercased() == "authorization" }) else { return self }
        var request = self
        request.headers.append(Header("x-amz-date", signature.date))
        // Others may be changed by a proxy on the way.
        var signed = request.headers.filter { header in
            let name = header.name.lowercased()
            return name == "content-type" || name.hasPrefix("x-amz-")
        }
        signed.append(Header("host", BaseURL.authority(of: url)))
        if let sessionToken {
            request.secretHeaders.append(SecretHeader("x-amz-security-token", sessionToken))
            signed.append(Header("x-amz-security-token", sessionToken.revealedText))
        }
        let value = signature.authorization(
            method: method, target: BaseURL.target(of: url), headers: signed, body: body)
        request.secretHeaders.append(
            SecretHeader(
                "authorization",
                Secret(name: "signature with \(signature.secretAccessKey.name)", bytes: Array(value.utf8))))
        return request
    }
}
