import Core
import FarEnd
import TestSupport
import Testing
import Transport

@testable import Daemon

@Suite struct RecordingTests {
    private static let rendered = RenderedProbe(
        messages: [Message(role: .user, content: "What is 40 + 1?")], sampling: Sampling(maxOutputTokens: 8),
        evaluate: [["type": "number", "equals": 41]], seed: 7)

    private static func exchange(_ text: String, status: Int = 200, failure: TransportFailure? = nil) -> Exchange {
        let body = Array(ScriptedProvider.chat(text).text.utf8)
        let kept = failure == nil ? body : Array(body.prefix(body.count / 2))
        var exchange = Exchange(
            status: status, httpVersion: "1.1", headers: [Header("Content-Type", "application/json")], body: kept,
            chunks: [.init(at: .milliseconds(1), length: kept.count)], failure: failure)
        exchange.phases.total = .milliseconds(2)
        return exchange
    }

    /// A trace whose request asks `question`, with an attempt for each exchange.
    private static func trace(_ question: String, _ exchanges: [Exchange], seed: Int = 1) -> Trace {
        let body: JSON = [
            "model": "m", "messages": [["role": "user", "content": .string(question)]], "seed": .int(seed),
        ]
        return Trace(
            sample: RecordID(of: [question]), api: "openai-chat", stream: false, rendered: rendered,
            request: OutboundRequest(url: "https://api.acme.test/v1/chat/completions", body: body.bytes),
            attempts: exchanges.map {
                Trace.Attempt(startedAt: Timestamp(seconds: 1_795_425_343), exchange: $0, outcome: .ok)
            }, writer: "test")
    }

    @Test func `a request gets its own answer, else one to the same question, else the next of its path`() {
        var recording = Recording([
            Self.trace("one", [Self.exchange("1")]), Self.trace("two", [Self.exchange("2")]),
            Self.trace("two", [Self.exchange("3")]),
        ])
        func ask(_ question: String, seed: Int = 1, strict: Bool = false) -> (String, Recording.Match)? {
            recording.answer(
                method: "POST", path: "/v1/chat/completions",
                body: Self.trace(question, [], seed: seed).turns[0].request.body, strict: strict
            ).map {
                let answer = try? JSONParser.parse($0.entry.exchange.body)
                return (answer?["choices"]?[0]?["message"]?["content"]?.string ?? "", $0.match)
            }
        }
        for expected in ["2", "3", "2"] { #expect(ask("two")?.0 == expected, "in order, and again from the start") }
        #expect(ask("one", seed: 5)?.0 == "1" && ask("one", seed: 6)?.1 == .alike)
        #expect(ask("three", strict: true) == nil)
        #expect(ask("three")?.1 == .inOrder)
        #expect(recording.answer(method: "POST", path: "/v1/other", body: []) == nil)
        #expect(recording.answer(method: "GET", path: "/v1/chat/completions", body: []) == nil)
    }

    @Test func `a recording means the same when it is served and asked again, failures included`() async throws {
        let exchanges: [Exchange] = [
            Self.exchange("41"), Self.exchange("42", status: 503), Self.exchange("43", status: 429),
            Self.exchange("44", failure: .connectionLost("reset")),
            Exchange(failure: .connectionFailed("refused")), Exchange(failure: .timeout(.firstByte)),
            Self.exchange("45", failure: .timeout(.body)), Self.exchange("46", failure: .bodyTooLarge(limit: 100_000)),
        ]
        let traces = exchanges.enumerated().map { Self.trace("question \($0.offset)", [$0.element]) }
        let result = try await RecordingCheck.run(traces)
        #expect(result.exchanges == exchanges.count)
        // Nobody can refuse a connection on a port that is open: what was refused is closed, and is `network` all the same.
        #expect(result.differences.isEmpty, "\(result.differences)")
    }

    @Test func `what a server cannot bring about again is told as a difference`() async throws {
        let flood = Self.exchange("41", failure: .headersTooLarge(limit: 100))
        let result = try await RecordingCheck.run([Self.trace("question", [Self.exchange("40"), flood])])
        #expect(result.exchanges == 2)
        let difference = try #require(result.differences.first)
        #expect(difference.attempt == 2 && difference.recorded == "server" && difference.now != "server")
    }

    @Test func `a damaged file is refused with its line and column`() async throws {
        let scratch = try ScratchDirectory()
        let good = JSON.object([("trace", Self.trace("one", [Self.exchange("1")]).json)]).text
        try scratch.write(good + "\n\n{\"sample\":{},\"trace\":null}\n" + good + "\n", to: "good.jsonl")
        #expect(try await TracedSample.traces(in: scratch("good.jsonl")).count == 2)
        try scratch.write(good + "\n{\"trace\":oops}\n", to: "bad.jsonl")
        let place = scratch("bad.jsonl") + ":2:10"
        do {
            _ = try await TracedSample.traces(in: scratch("bad.jsonl"))
            Issue.record("it was read")
        } catch {
            #expect("\(error)".hasPrefix(place), "\(error)")
        }
        try scratch.write("{\"a\":1}", to: "other.jsonl")
        await #expect(throws: SourceFailure.notATrace(scratch("other.jsonl") + ":1")) {
            try await TracedSample.traces(in: scratch("other.jsonl"))
        }
    }
}

extension EndToEnd.Surface {
    @Suite struct HTTPRecordTests {
        @Test func `a recording is written, checked, and served to a plummet that finds the same answers`() async throws
        {
            let far = try ScriptedProvider()
            let plant = try Plant(watching: far)
            far.script("acme", ScriptedProvider.answer(wrongBy: 1))
            let file = plant.scratch("bug.jsonl")
            let written = try await plant.run("http-record", "write", "--config", plant.config, file)
            #expect(written.exit == .code(0), "\(written.output)\(written.errors)")
            #expect(written.output.contains("4 exchanges of 4 samples"))
            let again = try await plant.run("http-record", "write", "--config", plant.config, file)
            #expect(again.exit == .code(1), "what is there is not written over")
            far.stop()

            let checked = try await plant.run("http-record", "check", file)
            #expect(checked.exit == .code(0), "\(checked.output)\(checked.errors)")
            #expect(checked.output.contains("4 of 4 exchanges mean what they meant"))

            let port = try freePort()
            let server = try plant.command([
                "http-record", "serve", file, "--listen", "127.0.0.1:\(port)", "--pace", "0",
            ])
            defer { server.signal(9) }
            _ = try await eventually("the far end listens") { askLoopback(port: port, "/none") }
            try plant.configure(providers: [Plant.provider("acme", at: "http://127.0.0.1:\(port)/acme/v1")])
            let served = try await plant.run("once", "--config", plant.config)
            #expect(served.exit == .code(1), "wrong answers, as recorded: \(served.output)")
            #expect(served.output.contains("4 samples, 4 scored, mean score 0.000"))
        }
    }
}
