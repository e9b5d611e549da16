import Core
import Dialects
import Testing

@Suite struct FailureTests {
    private static let bodies = [
        "", "<html>Bad Gateway</html>", "\u{0}\u{1}garbage \u{FFFD}", "{\"error\":", "[]", "null", "7",
        #"{"error":{"message":"It broke.","type":"server_error","code":"oops"}}"#, #"{"error":"It broke."}"#,
        #"{"message":"It broke.","code":12}"#, #"{"detail":[{"loc":["body","x"],"msg":"It broke.","input":"secret"}]}"#,
    ]

    @Test(arguments: Dialects.all.map(\.name))
    func `every status but success is a failure of the health plane with any body`(_ name: String) throws {
        let dialect = try #require(Dialects.named(name))
        for status in 100...599 where !(200..<300).contains(status) {
            for body in Self.bodies {
                let failure = try #require(dialect.failure(Examples.exchange(body, status: status)), "\(status)")
                #expect(failure.outcome.plane == .health, "\(status) \(body)")
                #expect(failure.status == status)
                #expect(failure.outcome == expected(status), "\(status) \(body)")
                #expect(
                    (failure.retry == .never) == [.auth, .money, .badRequest].contains(failure.outcome), "\(status)")
                #expect(!failure.message.isEmpty, "\(status) \(body)")
                #expect(!failure.message.contains("secret"))
                if body.contains("It broke.") { #expect(failure.message.contains("It broke."), "\(status) \(body)") }
            }
        }
    }

    private func expected(_ status: Int) -> Outcome {
        switch status {
        case 402: .money
        case 401, 403, 407: .auth
        case 429, 529: .rateLimited
        case 408, 409, 421, 424, 425, 499: .server
        case 300...499: .badRequest
        default: .server
        }
    }

    @Test(arguments: Dialects.all.map(\.name))
    func `every success status with every body is scored or a typed failure`(_ name: String) throws {
        let dialect = try #require(Dialects.named(name))
        let outcomes: [Outcome] = [
            .malformed, .errorIn200, .malformed, .truncatedStream, .malformed, .malformed, .malformed, .errorIn200,
            .errorIn200, .malformed, .errorIn200,
        ]
        for status in 200..<300 {
            for (body, outcome) in zip(Self.bodies, outcomes) {
                #expect(
                    dialect.failure(Examples.exchange(body, status: status))?.outcome == outcome, "\(status) \(body)")
            }
        }
    }

    @Test(arguments: [
        (TransportFailure.timeout(.connect), Outcome.timeout, true), (.timeout(.body), .timeout, true),
        (.lowSpeed, .timeout, true), (.bodyTooLarge(limit: 9), .server, false),
        (.headersTooLarge(limit: 9), .server, false),
        (.nameNotFound("x"), .network, true), (.connectionFailed("refused"), .network, true),
        (.tls("x"), .network, true),
        (.connectionLost("reset"), .network, true), (.protocolError("x"), .network, true),
        (.proxy("x"), .network, true),
        (.badRequest("x"), .badRequest, false), (.cancelled, .cancelled, false), (.shutDown, .cancelled, false),
    ])
    func `a failure of the transport has one class`(_ failure: TransportFailure, _ outcome: Outcome, _ again: Bool) {
        for dialect in Dialects.all {
            for streamed in [false, true] {
                let result = dialect.failure(Exchange(failure: failure), streamed: streamed)
                #expect(result?.outcome == outcome)
                #expect(result?.retry == (again ? .allowed(after: nil) : .never))
                #expect(result?.code == failure.code)
            }
        }
    }

    @Test func `an error status stands even when the connection broke after it`() {
        var exchange = Examples.exchange("{\"err", status: 429, headers: [Header("Retry-After", "5")])
        exchange.failure = .connectionLost("reset")
        for dialect in Dialects.all {
            #expect(dialect.failure(exchange)?.outcome == .rateLimited)
            #expect(dialect.failure(exchange)?.retry == .allowed(after: .seconds(5)))
        }
        exchange.failure = .cancelled
        #expect(OpenAIChat().failure(exchange)?.outcome == .cancelled)
    }

    @Test func `no response and no reason is a failure of the network`() {
        for dialect in Dialects.all { #expect(dialect.failure(Exchange())?.outcome == .network) }
    }

    @Test func `a whole answer whose transport failed is no answer`() throws {
        for dialect in Dialects.all {
            for fixture in try Fixtures.cases(dialect, "decode") {
                var exchange = fixture.exchange
                guard dialect.decode(exchange).form == .whole else { continue }
                exchange.failure = .connectionLost("reset")
                #expect(dialect.failure(exchange)?.outcome == .network, "\(fixture.name)")
            }
        }
    }

    @Test(arguments: [
        (400, #"{"error":{"message":"Your credit balance is too low to access the API."}}"#, Outcome.money),
        (403, #"{"error":{"message":"x","code":"insufficient_user_quota"}}"#, .money),
        (429, #"{"error":{"message":"x","type":"insufficient_quota"}}"#, .money),
        (429, #"{"error":{"message":"Rate limit exceeded: free-models-per-day","code":429}}"#, .money),
        (429, #"{"error":{"details":[{"violations":[{"quotaId":"RequestsPerDayPerProject"}]}]}}"#, .money),
        (429, #"{"error":{"message":"You exceeded your current quota","status":"RESOURCE_EXHAUSTED"}}"#, .rateLimited),
        (500, #"{"error":{"message":"x","code":"insufficient_quota"}}"#, .server),
        (400, #"{"error":{"message":"x","type":"budget_exceeded","code":"400"}}"#, .money),
    ])
    func `credit that is used up is told apart from a limit for a minute`(
        _ status: Int, _ body: String, _ outcome: Outcome
    ) {
        for dialect in Dialects.all {
            let failure = dialect.failure(
                Examples.exchange(body, status: status, headers: [Header("retry-after", "9")]))
            #expect(failure?.outcome == outcome, "\(body)")
            #expect(failure?.retry == (outcome == .money ? .never : .allowed(after: .seconds(9))))
        }
    }

    @Test(arguments: [
        (#"{"error":{"code":429,"message":"slow down"}}"#, Outcome.rateLimited, true),
        (#"{"error":{"code":402,"message":"Insufficient credits"}}"#, .money, false),
        (#"{"error":{"code":401,"message":"No auth"}}"#, .auth, false),
        (#"{"error":{"code":502,"message":"bad gateway"}}"#, .errorIn200, true),
        (#"{"error":{"code":400,"message":"no such parameter"}}"#, .errorIn200, false),
        (#"{"error":"boom","choices":[{"message":{"content":"hi"}}],"content":[]}"#, .errorIn200, true),
        (#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#, .rateLimited, true),
        (#"{"object":"error","message":"boom","code":500}"#, .errorIn200, true),
        (#"{"detail":"boom"}"#, .errorIn200, true),
    ])
    func `an error inside a success is unscored and keeps its class`(_ body: String, _ outcome: Outcome, _ again: Bool)
    {
        for dialect in Dialects.all {
            let whole = dialect.failure(Examples.exchange(body))
            #expect(whole?.outcome == outcome, "\(dialect.name) \(body)")
            #expect((whole?.retry != .never) == again, "\(dialect.name) \(body)")
            #expect(whole?.status == 200)
            let event = dialect.failure(Examples.exchange("data: \(body)\n\n"), streamed: true)
            #expect(event == whole, "\(dialect.name) \(body)")
        }
    }

    @Test func `an empty error beside an answer is no error`() {
        for blank in ["null", "{}", "\"\"", "false", "[]"] {
            let body = #"{"error":\#(blank),"choices":[{"message":{"content":"hi"}}]}"#
            #expect(OpenAIChat().completion(body)?.text == "hi", "\(blank)")
        }
    }

    @Test func `the far end may forbid another attempt`() {
        let exchange = Examples.exchange("", status: 503, headers: [Header("X-Should-Retry", "false")])
        for dialect in Dialects.all { #expect(dialect.failure(exchange)?.retry == .never) }
    }

    @Test func `a prompt that a filter refuses is a refusal and no bad request`() throws {
        let body = #"{"error":{"message":"Filtered by policy.","code":"content_filter"}}"#
        let decoding = OpenAIChat().decode(Examples.exchange(body, status: 400))
        #expect(decoding.outcome == .refusal)
        #expect(try #require(decoding.completion).refusal == "Filtered by policy.")
    }
}
