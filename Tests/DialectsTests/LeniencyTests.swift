import Core
import Dialects
import Testing

/// What vendors add without notice must not break an answer: every dialect, with every answer of its fixtures.
@Suite struct LeniencyTests {
    /// An answer of a fixture, and the dialect that reads it.
    private struct Answer {
        let fixture: Fixture
        let dialect: any Dialect
        let completion: Completion

        func decode(_ exchange: Exchange) -> Decoding { dialect.decode(exchange, streamed: fixture.streamed) }
    }

    private func answers(_ name: String) throws -> [Answer] {
        let plain = try #require(Dialects.named(name))
        return try Fixtures.cases(plain, "decode").compactMap { fixture in
            guard let dialect = fixture.dialect(name),
                let completion = dialect.decode(fixture.exchange, streamed: fixture.streamed).completion
            else { return nil }
            return Answer(fixture: fixture, dialect: dialect, completion: completion)
        }
    }

    @Test(arguments: Dialects.all.map(\.name))
    func `members that nobody knows change nothing`(_ name: String) throws {
        for answer in try answers(name) {
            let future: JSON = ["a": [1, .null, "x"]]
            guard let exchange = answer.fixture.exchange.rewriting({ $0.addingToObjects("x_future", future) }) else {
                continue
            }
            #expect(answer.decode(exchange).completion == answer.completion, "\(answer.fixture.name)")
        }
    }

    @Test(arguments: Dialects.all.map(\.name))
    func `a finish reason that nobody knows leaves the answer whole and is noted`(_ name: String) throws {
        let keys = [
            "finish_reason", "stop_reason", "finishReason", "stopReason", "done_reason", "stop_type", "status",
            "native_finish_reason",
        ]
        var count = 0
        for answer in try answers(name) where answer.completion.outcome == .ok {
            let exchange = answer.fixture.exchange.rewriting { json in
                json.rewritingMembers { key, value in
                    keys.contains(key) && value.string != nil ? "x_future" : value
                }
            }
            guard let exchange, exchange.body != answer.fixture.exchange.body else { continue }
            let decoding = answer.decode(exchange)
            #expect(decoding.completion?.text == answer.completion.text, "\(answer.fixture.name)")
            #expect(decoding.completion?.toolCalls == answer.completion.toolCalls, "\(answer.fixture.name)")
            #expect(decoding.completion?.finish == .unknown, "\(answer.fixture.name)")
            #expect(decoding.novelties.contains { $0.hasSuffix("x_future") }, "\(answer.fixture.name)")
            count += 1
        }
        #expect(count > 0)
    }

    @Test(arguments: Dialects.all.map(\.name))
    func `blocks and items of a kind that nobody knows change nothing`(_ name: String) throws {
        func grown(_ json: JSON) -> JSON {
            json.rewritingMembers { _, value in
                guard let items = value.array, !items.isEmpty, items.allSatisfy({ $0["type"]?.string != nil }) else {
                    return value
                }
                return .array(items + [["type": "x_future", "text": "x", "x": [1]]])
            }
        }
        for answer in try answers(name) {
            guard let exchange = answer.fixture.exchange.rewriting(grown) else { continue }
            #expect(answer.decode(exchange).completion == answer.completion, "\(answer.fixture.name)")
        }
    }

    @Test(arguments: Dialects.all.map(\.name))
    func `events that nobody knows change nothing`(_ name: String) throws {
        let event = "event: x.future\ndata: {\"type\":\"x.future\",\"x\":{\"a\":1}}\n\n"
        for answer in try answers(name) {
            let exchange = answer.fixture.exchange
            let grown: String
            switch exchange.parts {
            case .events: grown = event + exchange.text.components(at: "\n\n").joined(separator: "\n\n" + event)
            case .lines: grown = exchange.text.components(at: "\n").joined(separator: "\n{\"x_future\":1}\n")
            case .whole, nil: continue
            }
            #expect(answer.decode(exchange.with(grown)).completion == answer.completion, "\(answer.fixture.name)")
        }
    }

    @Test(arguments: Dialects.all.map(\.name))
    func `counts that make no sense are no counts and cost nothing else`(_ name: String) throws {
        func isCount(_ key: String) -> Bool {
            let key = key.lowercased()
            return ["tokens", "tokencount", "_count", "_n"].contains { key.hasSuffix($0) } || key.hasPrefix("tokens_")
        }
        let odd: [JSON?] = [
            -1, JSON(.number("1e999")), JSON(.number("99999999999999999999")), 0.5, "7", .null, [1], nil,
        ]
        for answer in try answers(name) {
            for value in odd {
                let exchange = answer.fixture.exchange.rewriting {
                    $0.rewritingMembers { key, old in isCount(key) && old.int != nil ? value : old }
                }
                guard let exchange else { continue }
                let completion = answer.decode(exchange).completion
                #expect(
                    completion?.text == answer.completion.text, "\(answer.fixture.name) \(String(describing: value))")
                let usage = completion?.usage
                let counts = [
                    usage?.inputTokens, usage?.outputTokens, usage?.cachedInputTokens, usage?.reasoningTokens,
                ]
                #expect(
                    counts.allSatisfy { $0 == nil }, "\(answer.fixture.name) \(String(describing: value)) \(counts)")
            }
        }
    }

    @Test(arguments: Dialects.all.map(\.name))
    func `clocks that disagree by years spoil no answer`(_ name: String) throws {
        let told: [(String, Int?)] = [
            ("1", 1), ("4102444800", 4_102_444_800), ("253402300799", 253_402_300_799), ("253402300800", nil),
            ("0", nil), ("-5", nil), ("1e999", nil), ("1741570283.75", 1_741_570_283), ("1741570283123", nil),
        ]
        for answer in try answers(name) {
            for (text, seconds) in told {
                let exchange = answer.fixture.exchange.rewriting {
                    $0.rewritingMembers { key, old in
                        ["created", "created_at"].contains(key) && old.double != nil ? JSON(.number(text)) : old
                    }
                }
                guard let exchange, exchange.text.contains("\"created") else { continue }
                var expected = answer.completion
                guard expected.createdAt != nil else { continue }
                if ["created", "created_at"].contains(where: { exchange.text.contains("\"\($0)\":" + text) }) {
                    expected.createdAt = seconds.map { Timestamp(microseconds: Int64($0) * 1_000_000) }
                }
                #expect(answer.decode(exchange).completion == expected, "\(answer.fixture.name) \(text)")
            }
        }
    }

    @Test(arguments: Dialects.all.map(\.name))
    func `arguments that are no JSON are kept as the model wrote them`(_ name: String) throws {
        for answer in try answers(name) where !answer.completion.toolCalls.isEmpty {
            func spoiled(_ json: JSON) -> JSON {
                switch json.kind {
                case .array(let values): return .array(values.map(spoiled))
                case .object(let members):
                    return .object(
                        members.map { member in
                            let isText =
                                ["arguments", "partial_json", "delta"].contains(member.key)
                                && member.value.string?.isEmpty == false
                            return (member.key, isText ? "{oops" : spoiled(member.value))
                        })
                case .null, .bool, .number, .string: return json
                }
            }
            guard let exchange = answer.fixture.exchange.rewriting(spoiled),
                exchange.body != answer.fixture.exchange.body
            else { continue }
            let calls = answer.decode(exchange).completion?.toolCalls ?? []
            #expect(calls.map(\.name) == answer.completion.toolCalls.map(\.name), "\(answer.fixture.name)")
            #expect(calls.contains { $0.arguments.contains("{oops") }, "\(answer.fixture.name)")
        }
    }
}

extension String {
    /// The pieces between occurrences of `separator`, empty ones included.
    fileprivate func components(at separator: String) -> [String] {
        var pieces: [String] = []
        var piece: [UInt8] = []
        let bytes = Array(utf8)
        let mark = Array(separator.utf8)
        var at = 0
        while at < bytes.count {
            if bytes[at...].starts(with: mark) {
                pieces.append(String(decoding: piece, as: UTF8.self))
                piece = []
                at += mark.count
            } else {
                piece.append(bytes[at])
                at += 1
            }
        }
        return pieces + [String(decoding: piece, as: UTF8.self)]
    }
}
