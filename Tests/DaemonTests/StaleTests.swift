import Core
import Synchronization
import TestSupport
import Testing

extension EndToEnd.Faults {
    @Suite struct StaleTests {
        /// Something between plummet and the model that gives answers which are not its own.
        private static let services: [(name: String, tellTale: String, script: ScriptedProvider.Script)] = [
            ("prefix", "foreign-nonce", cache { String($0.prefix(8)) }),
            ("nonce", "foreign-nonce", cache { $0.filter { !$0.isNumber } }),
            ("mixed", "foreign-nonce", delayed()),
            ("ids", "repeated-id", repeating()),
            (
                "hit", "cache-header",
                { connection, request in
                    connection.respond(
                        headers: [Header("Content-Type", "application/json"), Header("X-Cache", "HIT from edge")],
                        body: ScriptedProvider.chat(code(request)).text)
                }
            ),
        ]

        @Test func `what answers in a model's place is told with its tell-tale, and is not scored`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant()
            try plant.scratch.write(Self.suite, to: "probes/sums.json")
            for service in Self.services { far.script(service.name, service.script) }
            far.script("fresh") { connection, request in Self.whole(Self.code(request), "r-\(Self.next())", connection)
            }
            try plant.configure(
                providers: (Self.services.map(\.name) + ["fresh"]).map { Plant.provider($0, at: far.url($0)) })
            try await plant.start()
            for service in Self.services {
                let incident = try await plant.wait("an incident of \(service.name)", within: .seconds(40)) {
                    (plant.json("/api/v1/incidents?state=open")?["incidents"]?.array ?? []).first {
                        $0["kind"] == "stale-response" && $0["provider"]?.string == service.name
                    }
                }
                let tellTales = incident["facts"]?["tell_tales"]?.array ?? []
                #expect(tellTales.contains { $0["tell_tale"]?.string == service.tellTale }, "\(incident.text)")
                let after = try #require(incident["facts"]?["examples"]?["after"]?["trace"]?.string)
                let trace = try await plant.wait("the trace of \(service.name)") {
                    plant.json("/api/v1/traces/\(after)")
                }
                #expect(trace["trace"]?["findings"]?[0]?["tell_tale"] != nil || trace["trace"]?["withdrawn"] != nil)
                if let id = incident["id"]?.string { #expect(plant.get("/incidents/\(id)")?.status == 200) }
                #expect(plant.get("/traces/\(after)")?.status == 200)
                let stale = plant.samples(service.name).filter { $0["outcome"] == "stale" }
                #expect(!stale.isEmpty && stale.allSatisfy { $0["score"]?.isNull == true }, "\(service.name)")
            }
            #expect(plant.samples("fresh").allSatisfy { $0["outcome"] != "stale" })
            #expect(
                (plant.metric("plummet_stale_answers_total{provider=\"prefix\",tell_tale=\"foreign-nonce\"") ?? 0) > 0)
            #expect(plant.status?["providers"]?[0]?["staleness"]?["stale_since"]?.string != nil)
            // A stored stale answer judges itself again to the byte.
            let sample = try #require(plant.samples("prefix").first { $0["outcome"] == "stale" }?["id"]?.string)
            let replay = try await plant.run("replay", sample, "--config", plant.config)
            #expect(replay.exit == .code(0), "\(replay.output) \(replay.errors)")
            try await plant.stop()
        }

        private static let counter = Mutex(0)

        private static func next() -> Int {
            counter.withLock { counter in
                counter += 1
                return counter
            }
        }

        /// The code that is asked for, or the number of a fixed question.
        private static func prompt(_ request: FarEndRequest) -> String {
            let body = try? JSONParser.parse(request.body)
            return body?["messages"]?.array?.last?["content"]?.string ?? ""
        }

        private static func code(_ request: FarEndRequest) -> String {
            prompt(request).split { !$0.isNumber }.last.map(String.init) ?? "none"
        }

        private static func whole(_ text: String, _ id: String, _ connection: FarEndConnection) -> Bool {
            let members = (ScriptedProvider.chat(text).members ?? []).map { member -> (String, JSON) in
                (member.key, member.key == "id" ? .string(id) : member.value)
            }
            return connection.respond(
                headers: [Header("Content-Type", "application/json")], body: JSON.object(members).text)
        }

        /// A cache whose key is made of the question.
        private static func cache(_ key: @escaping @Sendable (String) -> String) -> ScriptedProvider.Script {
            let answers = Mutex<[String: String]>([:])
            return { connection, request in
                let (prompt, fresh) = (prompt(request), code(request))
                let text = answers.withLock { answers in
                    let known = answers[key(prompt)]
                    if known == nil { answers[key(prompt)] = fresh }
                    return known ?? fresh
                }
                return whole(text, "r-\(next())", connection)
            }
        }

        /// Every answer is that of the question before.
        private static func delayed() -> ScriptedProvider.Script {
            let last = Mutex<String?>(nil)
            return { connection, request in
                let fresh = code(request)
                let text = last.withLock { last in
                    defer { last = fresh }
                    return last ?? fresh
                }
                return whole(text, "r-\(next())", connection)
            }
        }

        /// Fresh at first, then the whole response of before to a question that was asked before.
        private static func repeating() -> ScriptedProvider.Script {
            let responses = Mutex<(asked: Int, by: [String: (String, String)])>((0, [:]))
            return { connection, request in
                let (prompt, fresh) = (prompt(request), (code(request), "r-\(next())"))
                let (text, id) = responses.withLock { responses in
                    responses.asked += 1
                    if responses.asked > 150, let known = responses.by[prompt] { return known }
                    responses.by[prompt] = fresh
                    return fresh
                }
                return whole(text, id, connection)
            }
        }

        private static let suite: String = {
            let codes: [JSON] = (1...3).map { number in
                [
                    "id": .string("code-\(number)"), "vary": ["code": ["digits": 12]], "twin": true,
                    "temperature": 0, "prompt": .string("Repeat this code, number \(number): {{code}}"),
                    "evaluate": ["type": "contains", "value": "{{code}}"],
                ]
            }
            let fixed: [JSON] = (1...4).map { number in
                [
                    "id": .string("number-\(number)"), "temperature": 0,
                    "prompt": .string("Write the number \(number)."),
                    "evaluate": ["type": "number", "equals": .int(number)],
                ]
            }
            return (["suite": "sums", "category": "retrieval", "probes": .array(codes + fixed)] as JSON).pretty
        }()
    }
}
