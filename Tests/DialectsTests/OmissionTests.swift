import Core
import Dialects
import Testing

/// Models reject parameters that others need: each can be left out, of every dialect.
@Suite struct OmissionTests {
    /// Two names of one parameter: leaving out one chooses the other.
    private static let alternatives = ["max_tokens": "max_completion_tokens", "max_completion_tokens": "max_tokens"]

    private func body(_ fixture: Fixture, _ name: String, omit: Set<String>) throws -> JSON? {
        let dialect = try #require(fixture.dialect(name))
        var provider = fixture.provider(api: name)
        provider.extra = []
        provider.omit = omit
        let request = dialect.encode(fixture.probe, for: provider, now: Examples.now)
        return JSON(parsing: String(decoding: request.body, as: UTF8.self))
    }

    @Test(arguments: Dialects.all.map(\.name))
    func `each parameter can be left out by its name, and nothing else changes`(_ name: String) throws {
        let dialect = try #require(Dialects.named(name))
        for fixture in try Fixtures.cases(dialect, "encode") {
            guard let whole = try body(fixture, name, omit: []) else { continue }
            for parameter in (whole.members ?? []).map(\.key) {
                let rest = try #require(try body(fixture, name, omit: [parameter]))
                #expect(rest[parameter] == nil, "\(fixture.name) \(parameter)")
                let other = Self.alternatives[parameter]
                for member in rest.members ?? [] where member.key != other {
                    #expect(member.value == whole[member.key], "\(fixture.name) \(parameter): \(member.key)")
                }
                let lost = (whole.members ?? []).map(\.key).filter { $0 != parameter && rest[$0] == nil }
                #expect(lost.isEmpty, "\(fixture.name) \(parameter)")
                if let other {
                    let both = try body(fixture, name, omit: [parameter, other])
                    #expect(both?[parameter] == nil && both?[other] == nil, "\(fixture.name)")
                }
            }
        }
    }

    @Test(arguments: Dialects.all.map(\.name))
    func `a temperature is left out wherever the API has it`(_ name: String) throws {
        let dialect = try #require(Dialects.named(name))
        for fixture in try Fixtures.cases(dialect, "encode") {
            let body = try body(fixture, name, omit: ["temperature"])
            #expect(body.map { $0.text.contains("\"temperature\"") } != true, "\(fixture.name)")
        }
    }
}
