import Core
import FarEnd
import Testing
import Transport

/// A sum with two wrong answers.
private let sum = KnownAnswer(
    probe: "arithmetic/sum", category: "arithmetic", difficulty: 0.1, right: ["87", "The answer is 87."],
    wrong: ["78", "I think it is 88."])
private let question = [Message(role: .user, content: "How many apples are left of 87?")]

/// The share of `count` replies of which `predicate` is true.
private func share(_ count: Int, of predicate: (Int) -> Bool) -> Double {
    Double((0..<count).count(where: predicate)) / Double(count)
}

@Suite struct SimulatedModelTests {
    let model = SimulatedModel(name: "m", seed: 7, skill: 0.9)

    @Test func `a model is right as often as skill and difficulty say`() {
        let right = share(4_000) { model.reply(to: question, known: sum, time: $0, under: nil).isRight }
        // Four standard errors of a share of 0.81 in 4,000.
        #expect(abs(right - 0.81) < 0.025, "seed 7")
    }

    @Test func `an answer is one of the right ones when it is right and one of the wrong ones else`() {
        for nth in 0..<500 {
            let reply = model.reply(to: question, known: sum, time: nth, under: nil)
            #expect((reply.isRight ? sum.right : sum.wrong).contains(reply.text))
        }
    }

    @Test func `a degraded model is less often right by the points of the degradation`() {
        let drop = Degradation.globalDrop(points: 30)
        let right = share(4_000) { model.reply(to: question, known: sum, time: $0, under: drop).isRight }
        #expect(abs(right - 0.51) < 0.032, "seed 7")
    }

    @Test func `a degradation of one category leaves the others alone`() {
        let drop = Degradation.category("logic", points: 50)
        var logic = sum
        logic.category = "logic"
        #expect(model.chance(of: sum, under: drop) == model.chance(of: sum, under: nil))
        #expect(abs(model.chance(of: logic, under: drop) - 0.31) < 1e-9)
    }

    @Test func `a degradation takes right answers away and gives none`() {
        for nth in 0..<500 {
            let healthy = model.reply(to: question, known: sum, time: nth, under: nil)
            let degraded = model.reply(to: question, known: sum, time: nth, under: .globalDrop(points: 30))
            #expect(healthy.isRight || !degraded.isRight)
            #expect(healthy.latency == degraded.latency, "a silent degradation does not show in the time")
        }
    }

    @Test func `a wrong answer without examples is the right one with another number`() {
        let bare = KnownAnswer(probe: "p", category: "c", difficulty: 1, right: ["It is 105 km."], wrong: [])
        for nth in 0..<200 {
            let text = model.reply(to: question, known: bare, time: nth, under: nil).text
            #expect(text != bare.right[0])
            #expect(text.hasPrefix("It is ") && text.hasSuffix(" km.") && text.utf8.count == bare.right[0].utf8.count)
        }
    }

    @Test func `replies are the same for the same seed and different for another`() {
        func texts(_ seed: UInt64) -> [String] {
            let model = SimulatedModel(name: "m", seed: seed, skill: 0.5)
            return (0..<50).map { model.reply(to: question, known: sum, time: $0, under: nil).text }
        }
        #expect(texts(1) == texts(1))
        #expect(texts(1) != texts(2))
    }

    @Test func `the median latency is what was asked for`() {
        let times = (0..<1_001).map { model.reply(to: question, known: sum, time: $0, under: nil).latency }.sorted()
        #expect(times[500] > .microseconds(2_700) && times[500] < .microseconds(3_300), "seed 7")
        #expect(times[1_000] < .milliseconds(20))
    }

    @Test func `the answer key keeps its newest questions`() {
        let key = AnswerKey()
        for n in 0...AnswerKey.maximum { key.add(sum, to: [Message(role: .user, content: "\(n)")]) }
        #expect(key.count == AnswerKey.maximum)
        #expect(key.answer(to: [Message(role: .user, content: "0")]) == nil)
        #expect(key.answer(to: [Message(role: .user, content: "\(AnswerKey.maximum)")]) == sum)
    }
}

@Suite struct FarEndTests {
    @Test func `a question is answered in both dialects`() async throws {
        try await withFarEnd { line in
            let openAI = try await line.ask("/chat/completions")
            let anthropic = try await line.ask("/messages")
            #expect(sum.right.contains(openAI["choices"]?[0]?["message"]?["content"]?.string ?? ""))
            #expect(openAI["choices"]?[0]?["finish_reason"]?.string == "stop")
            #expect(openAI["usage"]?["prompt_tokens"]?.int == anthropic["usage"]?["input_tokens"]?.int)
            #expect(sum.right.contains(anthropic["content"]?[0]?["text"]?.string ?? ""))
            #expect(anthropic["stop_reason"]?.string == "end_turn")
        }
    }

    @Test func `a streamed chat completion is well formed`() async throws {
        try await withFarEnd { line in
            let exchange = await line.post("/chat/completions", stream: true)
            #expect(exchange.headers["content-type"]?.hasPrefix("text/event-stream") == true)
            var events = try events(of: exchange.body)
            #expect(events.popLast()?.data == "[DONE]")
            let chunks = try events.map { try JSONParser.parse($0.data) }
            let text = chunks.compactMap { $0["choices"]?[0]?["delta"]?["content"]?.string }.joined()
            #expect(sum.right.contains(text))
            #expect(chunks.compactMap { $0["choices"]?[0]?["finish_reason"]?.string } == ["stop"])
            #expect(chunks.last?["usage"]?["completion_tokens"]?.int ?? 0 > 0)
            #expect(Set(chunks.map { $0["id"]?.string }).count == 1)
        }
    }

    @Test func `a streamed message is well formed`() async throws {
        try await withFarEnd { line in
            let events = try events(of: await line.post("/messages", stream: true).body)
            let data = try events.map { try JSONParser.parse($0.data) }
            #expect(events.map(\.name) == data.map { $0["type"]?.string ?? "" })
            #expect(events.first?.name == "message_start" && events.last?.name == "message_stop")
            #expect(sum.right.contains(data.compactMap { $0["delta"]?["text"]?.string }.joined()))
            #expect(data.compactMap { $0["delta"]?["stop_reason"]?.string } == ["end_turn"])
        }
    }

    @Test func `the nth request of a question gets the nth reply, in every run`() async throws {
        var runs: [[String]] = []
        for _ in 0..<2 {
            runs.append(
                try await withFarEnd(skill: 0.5) { line in
                    var texts: [String] = []
                    for _ in 0..<12 {
                        texts.append(try await line.ask("/messages")["content"]?[0]?["text"]?.string ?? "none")
                    }
                    return texts
                })
        }
        #expect(runs[0] == runs[1])
        #expect(Set(runs[0]).count > 1)
    }

    @Test func `a model that answers wrong looks as healthy as before`() async throws {
        try await withFarEnd { line in
            line.farEnd.degrade("m", by: .globalDrop(points: 100))
            let body = try await line.ask("/chat/completions")
            #expect(sum.wrong.contains(body["choices"]?[0]?["message"]?["content"]?.string ?? ""))
            #expect(await line.get("/models").status == 200)
            line.farEnd.heal("m")
            _ = try await line.ask("/chat/completions")
            #expect(line.farEnd.requests(of: "m") == Requests(answered: 2, right: 1))
        }
    }

    @Test func `outage and rate limit are told by status while the list of models stays green`() async throws {
        try await withFarEnd { line in
            line.farEnd.degrade("m", by: .outage)
            for path in ["/chat/completions", "/messages"] {
                let exchange = await line.post(path)
                #expect(exchange.status == 500)
                let body = try JSONParser.parse(exchange.body)
                #expect(body["error"]?["message"]?.string != nil)
            }
            line.farEnd.degrade("m", by: .rateLimit(retryAfter: .milliseconds(6_500)))
            let limited = await line.post("/messages")
            #expect(limited.status == 429)
            #expect(limited.headers["retry-after"] == "7")
            #expect(await line.get("/models").status == 200)
            #expect(line.farEnd.requests(of: "m") == Requests(failed: 3))
        }
    }

    @Test func `what cannot be answered is refused with a reason or not known`() async throws {
        try await withFarEnd { line in
            #expect(await line.post("/messages", model: "other").status == 404)
            #expect(await line.send("/chat/completions", Array("{".utf8)).status == 400)
            #expect(await line.send("/messages", [UInt8](repeating: 32, count: (4 << 20) + 1)).status == 413)
            #expect(await line.send("/elsewhere", []).status == 404)
            let body = try await line.ask("/messages", content: "Never heard of?")
            #expect(body["content"]?[0]?["text"]?.string?.isEmpty == false)
            #expect(line.farEnd.requests(of: "m") == Requests(answered: 1, unknown: 1))
        }
    }

    @Test func `an answer ends where the token limit is`() async throws {
        let long = KnownAnswer(
            probe: "p", category: "c", difficulty: 0, right: [String(repeating: "word ", count: 40)], wrong: [])
        try await withFarEnd(known: long) { line in
            let body = try await line.ask("/messages")
            #expect(body["stop_reason"]?.string == "max_tokens")
            #expect(body["usage"]?["output_tokens"]?.int == 16)
            #expect(body["content"]?[0]?["text"]?.string?.utf8.count == 64)
        }
    }

    @Test(.timeLimit(.minutes(1))) func `a hanging model answers once it is healed`() async throws {
        try await withFarEnd { line in
            line.farEnd.degrade("m", by: .hang)
            async let hanging = line.post("/messages")
            while line.farEnd.requests(of: "m").failed == 0 { try await Task.sleep(for: .milliseconds(2)) }
            line.farEnd.heal("m")
            #expect(await hanging.status == 500)
        }
    }

    @Test(.timeLimit(.minutes(1))) func `serving ends at once though requests hang, and is done once`() async throws {
        let farEnd = FarEnd(models: [SimulatedModel(name: "m", seed: 1)], answers: AnswerKey())
        let transport = Transport(environment: [:])
        farEnd.degrade("m", by: .hang)
        let address = try await farEnd.serve { address in
            let connection = Connection(farEnd: farEnd, address: address, transport: transport)
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = await connection.post("/messages") }
                while farEnd.requests(of: "m").failed == 0 { try await Task.sleep(for: .milliseconds(2)) }
                group.cancelAll()
                return address
            }
        }
        let gone = Connection(farEnd: farEnd, address: address, transport: transport)
        #expect(await gone.get("/models").status == 0)
        await #expect(throws: FarEndFailure.alreadyServed) { try await farEnd.serve { _ in } }
        await transport.shutDown()
    }

    @Test func `webhooks are kept byte for byte and handed on in order`() async throws {
        try await withFarEnd { line in
            for body in ["{\"a\": 1}", "ü"] {
                let request = OutboundRequest(
                    url: line.address.hookURL, headers: [Header("Webhook-Id", "msg_1")], body: Array(body.utf8))
                #expect(await line.transport.exchange(request).status == 204)
            }
            let kept = line.farEnd.receivedHooks()
            #expect(kept.map { String(decoding: $0.body, as: UTF8.self) } == ["{\"a\": 1}", "ü"])
            #expect(kept.first?.headers.first { $0.name == "webhook-id" }?.value == "msg_1")
            var arrivals = line.farEnd.hooks.makeAsyncIterator()
            #expect(await arrivals.next() == kept[0])
            #expect(await arrivals.next() == kept[1])
        }
    }
}

/// The events of a stream; fails where a line is neither a field that is expected nor the end of an event.
private func events(of body: [UInt8]) throws -> [(name: String, data: String)] {
    let text = String(decoding: body, as: UTF8.self)
    try #require(text.hasSuffix("\n\n"))
    var events: [(name: String, data: String)] = []
    var (name, data) = ("", "")
    for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
        if line.isEmpty {
            events.append((name, data))
            (name, data) = ("", "")
        } else if line.hasPrefix("event: ") {
            name = String(line.dropFirst(7))
        } else {
            try #require(line.hasPrefix("data: ") && data.isEmpty)
            data = String(line.dropFirst(6))
        }
    }
    return events
}

/// A far end that serves, and a transport to it.
private struct Connection: Sendable {
    var farEnd: FarEnd
    var address: FarEnd.Address
    var transport: Transport

    func get(_ path: String) async -> Exchange {
        await transport.exchange(OutboundRequest(method: "GET", url: address.openAIBaseURL + path))
    }

    func send(_ path: String, _ body: [UInt8]) async -> Exchange {
        await transport.exchange(OutboundRequest(url: address.openAIBaseURL + path, body: body))
    }

    func post(
        _ path: String, model: String = "m", content: String = question[0].content, stream: Bool = false
    ) async -> Exchange {
        let body: JSON = [
            "model": .string(model), "max_tokens": 16, "stream": .bool(stream),
            "stream_options": ["include_usage": true],
            "messages": [["role": "user", "content": .string(content)]],
        ]
        return await send(path, body.bytes)
    }

    /// The body of an answer that must be 200.
    func ask(_ path: String, content: String = question[0].content) async throws -> JSON {
        let exchange = await post(path, content: content)
        try #require(exchange.status == 200)
        return try JSONParser.parse(exchange.body)
    }
}

/// Runs a test body against a far end with one model `m` that knows the answer to `question`.
private func withFarEnd<Value: Sendable>(
    skill: Double = 1, known: KnownAnswer? = nil, _ body: (Connection) async throws -> Value
) async throws -> Value {
    let key = AnswerKey()
    var answer = known ?? sum
    answer.difficulty = 0
    key.add(answer, to: question)
    let farEnd = FarEnd(models: [SimulatedModel(name: "m", seed: 11, skill: skill)], answers: key)
    let transport = Transport(environment: [:])
    let value = try await farEnd.serve { address in
        try await body(Connection(farEnd: farEnd, address: address, transport: transport))
    }
    await transport.shutDown()
    return value
}
