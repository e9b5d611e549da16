import Core
import Dialects
import Foundation

/// The fixtures of the dialects: `Tests/Fixtures/dialects/<dialect>/{encode,decode}/<case>.json`.
enum Fixtures {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/dialects")

    /// Whether expected values are written instead of compared; the difference is then reviewed by a person.
    static var isUpdating: Bool { ProcessInfo.processInfo.environment["PLUMMET_UPDATE_GOLDEN"] == "1" }

    /// Whether a dialect has files of a kind.
    static func has(_ dialect: any Dialect, _ kind: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: "\(dialect.name)/\(kind)").path())
    }

    /// The files of one kind, in the order of their names.
    static func cases(_ dialect: any Dialect, _ kind: String) throws -> [Fixture] {
        let folder = root.appending(path: "\(dialect.name)/\(kind)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path()).filter { $0.hasSuffix(".json") }
        return try names.sorted().map { name in
            let file = folder.appending(path: name)
            let json = try JSONParser.parse(Array(Data(contentsOf: file)))
            return Fixture(file: file, name: "\(dialect.name)/\(kind)/\(name)", json: json)
        }
    }
}

/// One file of a contract suite.
struct Fixture: Sendable {
    let file: URL
    let name: String
    let json: JSON

    /// The expected value under `key`, or, when updating, `actual` after it was written there.
    func expected(_ key: String, actual: JSON) throws -> JSON? {
        guard Fixtures.isUpdating else { return json[key] }
        let members = (json.members ?? []).filter { $0.key != key }.map { ($0.key, $0.value) }
        try Data(JSON.object(members + [(key, actual)]).pretty.utf8).write(to: file)
        return actual
    }

    /// What is asked: messages, and `sampling` with the members that a trace has for it.
    var probe: RenderedProbe {
        let given = json["probe"] ?? .null
        let sampling = (given["sampling"]?.members ?? []).map { ($0.key, $0.value) }
        let seed = given["seed"]?.string.flatMap { UInt64($0) } ?? 0
        let rendered: JSON = .object(
            [
                ("messages", given["messages"] ?? []), ("max_output_tokens", 0), ("evaluate", []),
                ("seed", .string(RecordID(seed).description)),
            ] + sampling)
        return RenderedProbe(json: rendered) ?? Examples.probe
    }

    /// The dialect with the options of the fixture's provider.
    func dialect(_ name: String) -> (any Dialect)? {
        Dialects.named(name, options: json["provider"]?["options"] ?? json["options"] ?? .null)
    }

    func provider(api: String) -> Provider {
        let p = json["provider"] ?? .null
        return Provider(
            name: "p", api: api, baseURL: p["base_url"]?.string ?? "", model: p["model"]?.string ?? "",
            apiKey: p["no_key"]?.bool == true ? nil : Examples.key,
            headers: pairs(p["headers"]).map { Header($0.0, $0.1) },
            secretHeaders: pairs(p["secret_headers"]).map { SecretHeader($0.0, prefix: $0.1, Examples.key) },
            credentials: (p["credentials"]?.members ?? []).map { member in
                (member.key, Secret(name: "env \(member.key)", bytes: Array((member.value.string ?? "").utf8)))
            }, options: p["options"] ?? .null,
            stream: p["stream"]?.bool ?? false, omit: Set((p["omit"]?.array ?? []).compactMap(\.string)),
            extra: (p["extra"]?.members ?? []).map { ($0.key, $0.value) })
    }

    var streamed: Bool { json["streamed"]?.bool ?? false }

    var exchange: Exchange {
        let response = json["response"] ?? .null
        return Examples.exchange(
            response["body"]?.blob ?? [], status: response["status"]?.int ?? 0,
            headers: pairs(response["headers"]).map { Header($0.0, $0.1) })
    }

    private func pairs(_ json: JSON?) -> [(String, String)] {
        (json?.array ?? []).map { ($0[0]?.string ?? "", $0[1]?.string ?? "") }
    }
}

/// Values that the tests share.
enum Examples {
    static let keyText = "plumkey4f9a8b7c6d5e4f3a2b1c0d9e"
    static let key = Secret(name: "env K", bytes: Array(keyText.utf8))
    static let now = Timestamp(rfc3339: "2026-11-23T09:00:00Z") ?? .distantPast
    static let probe = RenderedProbe(
        messages: [
            Message(role: .system, content: "Answer with one word and nothing else."),
            Message(role: .user, content: "What is the capital of France? Reply with the name only."),
        ], sampling: Sampling(temperature: 0), evaluate: [], seed: 7)

    static func exchange(_ body: String, status: Int = 200, headers: [Header] = []) -> Exchange {
        exchange(Array(body.utf8), status: status, headers: headers)
    }

    static func exchange(_ body: [UInt8], status: Int = 200, headers: [Header] = []) -> Exchange {
        Exchange(
            status: status, httpVersion: "1.1", headers: headers, body: body,
            chunks: [Exchange.Chunk(at: .milliseconds(80), length: body.count)])
    }

    static func provider(_ dialect: any Dialect, stream: Bool = false) -> Provider {
        Provider(
            name: "p", api: dialect.name, baseURL: dialect.defaultBaseURL, model: "m", apiKey: key, stream: stream)
    }
}

extension Dialect {
    /// Decodes with the values that most tests do not care about.
    func decode(_ exchange: Exchange, streamed: Bool = false) -> Decoding {
        decode(exchange, of: Examples.probe, streamed: streamed, now: Examples.now)
    }

    /// The completion of a successful body, or nil.
    func completion(_ body: String, streamed: Bool = false) -> Completion? {
        decode(Examples.exchange(body), streamed: streamed).completion
    }

    /// The failure that an exchange is, or nil.
    func failure(_ exchange: Exchange, streamed: Bool = false) -> CallFailure? {
        decode(exchange, streamed: streamed).failure
    }
}

extension Decoding {
    var completion: Completion? { if case .completion(let completion) = decoded { completion } else { nil } }
    var failure: CallFailure? { if case .failure(let failure) = decoded { failure } else { nil } }
}
