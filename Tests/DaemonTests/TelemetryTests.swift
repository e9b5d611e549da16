import Core
import Glibc
import Synchronization
import TestSupport
import Testing

extension EndToEnd.Life {
    /// The export of traces to a collector.
    @Suite struct TelemetryTests {
        private func plant(_ collector: Collector, _ otlp: [(String, JSON)] = []) throws -> (Plant, ScriptedProvider) {
            let far = try ScriptedProvider()
            let plant = try Plant()
            try plant.configure(
                providers: [
                    Plant.provider("acme", at: far.url("acme"), [("trace_context", true), ("api_key", ["env": "KEY"])])
                ],
                [
                    (
                        "telemetry",
                        ["otlp": .object([("url", .string(collector.url)), ("interval", "1s")] + otlp)]
                    ), ("vantage", "here"),
                ])
            return (plant, far)
        }

        private let environment = [("KEY", "sk-live-Zx81kLmQ7TtR4"), ("OTLP", "Bearer otlp-9f8e7d6c5b4a")]

        @Test func `every sample that was sent arrives as spans, under the identities that the provider was told`()
            async throws
        {
            let collector = try Collector()
            let (plant, far) = try plant(collector, [("headers", ["Authorization": ["env": "OTLP"]])])
            try await plant.start(environment: environment)
            try await plant.wait("eight samples") { collector.samples.count >= 8 ? true : nil }
            try await plant.stop()
            let request = try #require(collector.taken.first)
            #expect(request.target == "/v1/traces" && request.headers["content-type"] == "application/json")
            #expect(request.headers["authorization"] == environment[1].1)
            for request in collector.taken {
                let json = try JSONParser.parse(request.body)
                #expect(OTLPForm.problems(in: json).isEmpty, "\(OTLPForm.problems(in: json))")
                let text = String(decoding: request.body, as: UTF8.self)
                #expect(!text.contains("What is") && !text.contains(environment[0].1), "no content, no secret")
                #expect(text.contains("plummet.vantage") && text.contains("arithmetic"))
            }
            // What the provider was told is a span that the collector has.
            let told = far.requests(of: "acme").compactMap { $0.headers["traceparent"] }
            #expect(!told.isEmpty && told.count == far.requests(of: "acme").count)
            #expect(Set(told).count == told.count)
            let known = Set(collector.spans.map { "00-\($0.trace)-\($0.id)-01" })
            #expect(
                collector.spans.filter { $0.parent != nil }.allSatisfy { told.contains("00-\($0.trace)-\($0.id)-01") })
            #expect(told.filter(known.contains).count >= 8)
        }

        @Test func `killed while it waits for the collector, the export goes on from where it was and loses nothing`()
            async throws
        {
            let collector = try Collector()
            let (plant, far) = try plant(collector)
            defer { far.stop() }
            collector.become(.taking)
            try await plant.start(environment: environment)
            try await plant.wait("a first batch") { collector.samples.isEmpty ? nil : true }
            collector.become(.failing(503, []))
            try await plant.wait("a failed attempt") { plant.telemetry?["failed_attempts"]?.int ?? 0 > 0 ? true : nil }
            try await plant.wait("some that wait") { plant.telemetry?["waiting"]?.int ?? 0 >= 4 ? true : nil }
            #expect(plant.telemetry?["last_error"] == "HTTP 503")
            #expect(plant.metric("plummet_telemetry_traces_waiting") ?? 0 >= 4)
            #expect(plant.metric("plummet_telemetry_failed_attempts_total") ?? 0 >= 1)
            let before = plant.calls("acme").compactMap { $0["id"]?.string }
            let exported = plant.telemetry?["exported"]?.int ?? 0
            #expect(exported > 0)
            plant.process?.kill()
            collector.become(.taking)
            try await plant.start(environment: environment)
            try await plant.wait("all of them") { Set(before).isSubset(of: collector.samples) ? true : nil }
            // At least once, and what was taken before the crash is not sent again.
            let counts = Dictionary(grouping: collector.all, by: { $0 }).mapValues(\.count)
            #expect(counts.values.filter { $0 > 1 }.count <= 100)
            try await plant.wait("nothing waits") { plant.telemetry?["waiting"]?.int ?? 9 <= 4 ? true : nil }
            #expect(plant.telemetry?["lost"]?.int == 0)
            try await plant.stop()
        }

        @Test func `a collector that refuses a batch loses it visibly, one that asks for patience is obeyed`()
            async throws
        {
            let collector = try Collector()
            let (plant, far) = try plant(collector, [("max_batch", 2)])
            defer { far.stop() }
            collector.become(.failing(400, []))
            try await plant.start(environment: environment)
            try await plant.wait("dropped traces") { plant.telemetry?["dropped"]?.int ?? 0 >= 2 ? true : nil }
            #expect(plant.metric("plummet_telemetry_traces_dropped_total{reason=\"refused\"}") ?? 0 >= 2)
            #expect(plant.log.contains("the collector refuses traces for good"))
            collector.become(.failing(429, [Header("Retry-After", "6")]))
            let asked = collector.requestCount
            try await plant.wait("a refusal") { collector.requestCount > asked ? true : nil }
            let refused = collector.requestCount
            try await Task.sleep(for: .seconds(4))
            #expect(collector.requestCount == refused, "nothing is sent before the time that it asked for")
            collector.become(.partly(rejected: 3))
            try await plant.wait("a batch") { plant.telemetry?["rejected_spans"]?.int ?? 0 >= 3 ? true : nil }
            #expect(plant.telemetry?["last_error"] == "some spans are too old")
            try await plant.stop()
        }

        @Test func `a collector that hangs neither holds up samples nor the stop, and gets everything later`()
            async throws
        {
            let collector = try Collector()
            collector.become(.silent)
            let (plant, far) = try plant(collector)
            defer { far.stop() }
            try await plant.start(environment: environment)
            try await plant.wait("a request under way") { collector.requestCount > 0 ? true : nil }
            try await plant.wait("samples all the same") { plant.calls("acme").count >= 8 ? true : nil }
            let before = plant.calls("acme").compactMap { $0["id"]?.string }
            #expect(try await plant.stop(within: .seconds(8)) == .code(0))
            collector.become(.taking)
            try await plant.start(environment: environment)
            try await plant.wait("all of them") { Set(before).isSubset(of: collector.samples) ? true : nil }
            // Taken out of the configuration it ends, without a restart.
            try plant.configure(providers: [Plant.provider("acme", at: "http://127.0.0.1:1/v1")])
            try await plant.wait("an end") { plant.telemetry == nil ? true : nil }
            try await plant.stop()
        }
    }
}

extension Plant {
    /// The export's part of the status; nil while nothing is exported.
    fileprivate var telemetry: JSON? { status?["telemetry"].flatMap { $0.isNull ? nil : $0 } }
}

/// A collector of OTLP over HTTP that may fail.
private final class Collector: Sendable {
    enum Mood: Sendable {
        case taking, silent
        case failing(Int, [Header])
        case partly(rejected: Int)
    }

    private let farEnd: FarEndServer
    private let state: StateBox

    private final class StateBox: Sendable {
        let mood = Mutex(Mood.taking)
        let taken = Mutex<[FarEndRequest]>([])
    }

    init() throws {
        let state = StateBox()
        self.state = state
        farEnd = try FarEndServer { connection in
            while let request = connection.readRequest() {
                let type = [Header("Content-Type", "application/json")]
                switch state.mood.withLock({ $0 }) {
                case .silent: return connection.hold()
                case .failing(let status, let headers):
                    connection.respond(status: status, headers: headers + type, body: "{\"message\":\"no\"}")
                case .taking:
                    state.taken.withLock { $0.append(request) }
                    connection.respond(headers: type, body: "{}")
                case .partly(let rejected):
                    state.taken.withLock { $0.append(request) }
                    connection.respond(
                        headers: type,
                        body:
                            "{\"partialSuccess\":{\"rejectedSpans\":\"\(rejected)\",\"errorMessage\":\"some spans are too old\"}}"
                    )
                }
            }
        }
    }

    deinit { farEnd.stop() }

    var url: String { farEnd.url }

    func become(_ mood: Mood) { state.mood.withLock { $0 = mood } }

    /// How often it was asked.
    var requestCount: Int { farEnd.requests.count }

    /// What it took, in order.
    var taken: [FarEndRequest] { state.taken.withLock { $0 } }

    /// Every span that it took.
    var spans: [(trace: String, id: String, parent: String?, sample: String?)] {
        taken.flatMap { request -> [(String, String, String?, String?)] in
            guard let json = try? JSONParser.parse(request.body) else { return [] }
            let scopes = (json["resourceSpans"]?.array ?? []).flatMap { $0["scopeSpans"]?.array ?? [] }
            return scopes.flatMap { $0["spans"]?.array ?? [] }.map { span in
                let sample = span["attributes"]?.array?.first { $0["key"] == "plummet.sample" }
                return (
                    span["traceId"]?.string ?? "", span["spanId"]?.string ?? "", span["parentSpanId"]?.string,
                    sample?["value"]?["stringValue"]?.string
                )
            }
        }
    }

    /// The samples that it took, as often as it took them.
    var all: [String] { spans.compactMap(\.sample) }

    /// The samples that it took.
    var samples: Set<String> { Set(all) }
}
