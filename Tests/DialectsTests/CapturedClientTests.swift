import Core
import Dialects
import Testing

/// The vendors' own clients as they were seen on the wire: `Tests/Fixtures/dialects/<dialect>/captures/<case>.json`.
///
/// What our request has too must be the same; what it adds, leaves out or says otherwise is listed in the file.
@Suite struct CapturedClientTests {
    @Test(arguments: Dialects.all.map(\.name))
    func `a request agrees member by member with that of the vendor's client`(_ name: String) throws {
        for fixture in try Fixtures.captures(name) {
            let dialect = try #require(fixture.dialect(name), "\(fixture.name): options")
            let request = dialect.encode(fixture.probe, for: fixture.provider(api: name), now: Examples.now)
            let sent = try #require(fixture.json["sent"])
            #expect(request.url.hasSuffix(sent["path"]?.string ?? "-"), "\(fixture.name): \(request.url)")
            for header in sent["headers"]?.array ?? [] {
                let (key, value) = (header[0]?.string ?? "", header[1]?.string ?? "")
                let secret = request.secretHeaders.first { $0.name.lowercased() == key.lowercased() }?.prefix
                #expect(request.headers[key] ?? secret == value, "\(fixture.name): \(key)")
            }
            var difference = Difference()
            difference.compare(try JSONParser.parse(request.body), try #require(sent["body"]), at: "")
            #expect(difference.adds.sorted() == fixture.words("adds"), "\(fixture.name)")
            #expect(difference.leaves.sorted() == fixture.words("leaves"), "\(fixture.name)")
            let known = (fixture.json["differs"]?.members ?? []).map(\.key)
            #expect(difference.differs.sorted() == known.sorted(), "\(fixture.name)")
        }
    }

    @Test(arguments: Dialects.all.map(\.name))
    func `an answer means what the vendor's client made of it`(_ name: String) throws {
        for fixture in try Fixtures.captures(name) {
            let dialect = try #require(fixture.dialect(name), "\(fixture.name): options")
            let answer = Examples.exchange(fixture.json["answer"]?.blob ?? [])
            let decoding = dialect.decode(answer, streamed: fixture.provider(api: name).stream)
            let completion = try #require(decoding.completion, "\(fixture.name): \(decoding)")
            let understood = try #require(fixture.json["understood"])
            #expect(decoding.novelties.isEmpty, "\(fixture.name)")
            #expect(completion.text == understood["text"]?.string, "\(fixture.name)")
            if let finish = understood["finish"]?.string { #expect(completion.rawFinish == finish, "\(fixture.name)") }
            if let count = understood["input"]?.int { #expect(completion.usage.inputTokens == count) }
            if let count = understood["output"]?.int { #expect(completion.usage.outputTokens == count) }
            if let model = understood["model"]?.string { #expect(completion.fingerprint.model == model) }
            if let log = understood["log"]?.double { #expect(completion.probabilities.first?.log == log) }
            let calls: [JSON] = completion.toolCalls.map { [.string($0.name), .string($0.arguments)] }
            #expect(calls == understood["calls"]?.array ?? [], "\(fixture.name)")
        }
    }

    @Test func `the clients of eight dialects were captured`() throws {
        let captured = try Dialects.names.filter { try !Fixtures.captures($0).isEmpty }
        let expected = [
            "openai-chat", "anthropic-messages", "openai-responses", "azure-openai", "mistral", "cohere", "gemini",
            "bedrock-converse",
        ]
        #expect(Set(captured).isSuperset(of: expected))
    }
}

/// How one JSON value differs from another, as paths: `tools.0.strict`.
private struct Difference {
    var adds: [String] = []
    var leaves: [String] = []
    var differs: [String] = []

    mutating func compare(_ ours: JSON, _ theirs: JSON, at path: String) {
        func inner(_ key: String) -> String { path.isEmpty ? key : path + "." + key }
        if let mine = ours.members, let other = theirs.members {
            for member in mine {
                if let value = theirs[member.key] {
                    compare(member.value, value, at: inner(member.key))
                } else {
                    adds.append(inner(member.key))
                }
            }
            leaves += other.map(\.key).filter { ours[$0] == nil }.map(inner)
        } else if let mine = ours.array, let other = theirs.array, mine.count == other.count {
            for (index, pair) in zip(mine, other).enumerated() { compare(pair.0, pair.1, at: inner("\(index)")) }
        } else if ours != theirs {
            differs.append(path)
        }
    }
}

extension Fixture {
    fileprivate func words(_ key: String) -> [String] { (json[key]?.array ?? []).compactMap(\.string).sorted() }
}

extension Fixtures {
    /// Captures of a dialect's client; none where it has none.
    fileprivate static func captures(_ name: String) throws -> [Fixture] {
        guard let dialect = Dialects.named(name), has(dialect, "captures") else { return [] }
        return try cases(dialect, "captures")
    }
}
