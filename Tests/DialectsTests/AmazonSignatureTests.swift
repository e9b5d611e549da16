import Core
import Dialects
import Foundation
import Testing

/// What AWS publishes to test signatures with, where it lies beside the checkout.
private let suite = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/data/oracles/aws-sigv4").standardizedFileURL

@Suite struct AmazonSignatureTests {
    private func signature(
        _ date: String, key: String = "AKIDEXAMPLE", secret: String = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        service: String = "bedrock"
    ) throws -> AmazonSignature {
        let d = Array(date)
        let text =
            "\(String(d[0..<4]))-\(String(d[4..<6]))-\(String(d[6..<8]))T"
            + "\(String(d[9..<11])):\(String(d[11..<13])):\(String(d[13..<15]))Z"
        return AmazonSignature(
            accessKeyID: Secret(name: "env ID", bytes: Array(key.utf8)),
            secretAccessKey: Secret(name: "env KEY", bytes: Array(secret.utf8)), region: "us-east-1", service: service,
            now: try #require(Timestamp(rfc3339: text)))
    }

    @Test func `the worked example comes out in every step`() throws {
        let signature = try signature("20260102T030405Z")
        #expect(signature.date == "20260102T030405Z")
        let target = "/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse"
        let body = Array(
            #"{"messages":[{"role":"user","content":[{"text":"2+2?"}]}],"inferenceConfig":{"maxTokens":16,"temperature":0}}"#
                .utf8)
        #expect(body.count == 109)
        let headers = [
            Header("Content-Type", "application/json"), Header("X-Amz-Date", "20260102T030405Z"),
            Header("Host", "bedrock-runtime.us-east-1.amazonaws.com"),
        ]
        let canonical = signature.canonicalRequest(method: "POST", target: target, headers: headers, body: body)
        #expect(canonical.contains("\n/model/anthropic.claude-3-haiku-20240307-v1%253A0/converse\n"))
        #expect(
            Digest.hex(Digest.sha256(Array(canonical.utf8)))
                == "c2b7f2e986649b29862bd16b2c07eede9029e3a06724103836dff624f7525d27")
        #expect(
            signature.authorization(method: "POST", target: target, headers: headers, body: body)
                == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/bedrock/aws4_request, "
                + "SignedHeaders=content-type;host;x-amz-date, "
                + "Signature=1a5a56e002202a8fe62a926570b3a221b591c17d52c652d9b3f9ddaaff8db09c")
    }

    @Test func `what the vendor's own client signed is signed alike`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/signatures/bedrock.json")
        let cases = try #require(try JSONParser.parse(Array(Data(contentsOf: file))).array)
        #expect(cases.count == 6)
        for vector in cases {
            let name = vector["case"]?.string ?? ""
            let headers = (vector["headers"]?.members ?? []).map { Header($0.key, $0.value.string ?? "") }
            let signature = try signature(headers["x-amz-date"] ?? "", secret: vector["secret"]?.string ?? "")
            let target = vector["wire_path"]?.string ?? ""
            let body = Array((vector["body"]?.string ?? "").utf8)
            let canonical = signature.canonicalRequest(method: "POST", target: target, headers: headers, body: body)
            #expect(canonical == vector["canonical_request"]?.string, "\(name)")
            #expect(signature.stringToSign(canonical) == vector["string_to_sign"]?.string, "\(name)")
            let value = signature.authorization(method: "POST", target: target, headers: headers, body: body)
            #expect(value.hasSuffix("Signature=" + (vector["signature"]?.string ?? "none")), "\(name)")
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: suite.path()), "no suite of AWS beside the checkout"))
    func `the suite that AWS publishes agrees`() throws {
        let all = try #require(FileManager.default.enumerator(atPath: suite.path())).compactMap { $0 as? String }
        let cases = all.filter { $0.hasSuffix(".req") }.sorted()
        #expect(cases.count > 25)
        for path in cases {
            func text(_ kind: String) throws -> String {
                String(
                    decoding: try Data(contentsOf: suite.appending(path: path.dropLast(3) + kind)), as: UTF8.self
                ).replacing("\r\n", with: "\n").trimmingSuffix("\n")
            }
            let authorization = try text("authz")
            let request = SignedRequest(try text("req"), signed: try text("sreq"), authorization)
            let signature = try signature("20150830T123600Z", service: "service")
            let canonical = signature.canonicalRequest(
                method: request.method, target: request.target, headers: request.headers, body: request.body)
            #expect(canonical == (try text("creq")), "\(path)")
            #expect(signature.stringToSign(canonical) == (try text("sts")), "\(path)")
            let value = signature.authorization(
                method: request.method, target: request.target, headers: request.headers, body: request.body)
            #expect(value == authorization, "\(path)")
        }
    }
}

/// A request of AWS's suite: request line, headers, an empty line, the body.
private struct SignedRequest {
    var method = ""
    var target = ""
    /// Those that are signed.
    var headers: [Header] = []
    var body: [UInt8] = []

    init(_ text: String, signed: String, _ authorization: String) {
        let head = text.firstRange(of: "\n\n").map { String(text[..<$0.lowerBound]) } ?? text
        body = Array(text.dropFirst(head.count).drop { $0 == "\n" }.utf8)
        for (index, line) in head.split(separator: "\n").enumerated() {
            if index == 0 {
                method = String(line.prefix { $0 != " " })
                target = String(line.dropFirst(method.count + 1).dropLast(" HTTP/1.1".count))
            } else if line.hasPrefix(" ") {
                headers[headers.count - 1].value += "\n" + line
            } else {
                headers.append(Self.header(line))
            }
        }
        // Some requests get their token only while they are signed, some only afterwards.
        let names =
            authorization.split(separator: "SignedHeaders=").last?.split(separator: ",").first?
            .split(separator: ";").map(String.init) ?? []
        for name in names where headers[name] == nil {
            headers += signed.split(separator: "\n").filter { $0.lowercased().hasPrefix(name + ":") }.map(Self.header)
        }
        headers.removeAll { !names.contains($0.name.lowercased()) }
    }

    private static func header(_ line: Substring) -> Header {
        let name = line.prefix { $0 != ":" }
        return Header(String(name), String(line.dropFirst(name.count + 1)))
    }
}
