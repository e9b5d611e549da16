import Alerting
import Core
import Glibc
import Synchronization
import TestSupport
import Testing

extension EndToEnd.Life {
    @Suite struct CrashTests {
        @Test func `killed at any moment, again and again, the daemon goes on from where it was`() async throws {
            let seed: UInt64 = 20_261_123
            var random = SeededRandom(seed: seed)
            let far = try ScriptedProvider()
            let receiver = try Receiver()
            let plant = try Plant()
            try plant.scratch.write(Plant.suite("sums", probes: 20), to: "probes/sums.json")
            try plant.configure(
                providers: [
                    Plant.provider("acme", at: far.url("acme")),
                    // Out of budget after three questions: somebody has to be told, once.
                    Plant.provider("broke", at: far.url("broke"), [("budget", ["requests": 3])]),
                ], [("sinks", receiver.sinks)])
            let environment = [("HOOK", Receiver.secret)]
            var seen = Seen()
            for turn in 1...6 {
                let process = try await plant.start(environment: environment)
                seen.compare(plant, "seed \(seed), start \(turn)")
                try await Task.sleep(for: .milliseconds(random.int(in: 50...(turn == 1 ? 6000 : 1500))))
                seen.note(plant)
                process.signal(SIGKILL)
                #expect(try await process.end(within: .seconds(10)) == .signal(SIGKILL))
            }
            try await plant.start(environment: environment)
            seen.compare(plant, "seed \(seed), the last start")
            #expect(seen.samples.count > 20, "seed \(seed): too little was seen to prove anything")
            try await plant.wait("an alert") { receiver.alerts.first }
            try await plant.wait("an empty outbox") { plant.status?["sinks"]?[0]?["waiting"]?.int == 0 ? true : nil }
            let fired = plant.incidents.filter { $0["fired_at"]?.isNull == false }
            #expect(fired.allSatisfy { $0["kind"] == "blind" && $0["provider"] == "broke" }, "seed \(seed)")
            #expect(fired.count { $0["resolved_at"]?.isNull == true } == 1, "seed \(seed)")
            #expect(fired.count == 1, "seed \(seed)")
            // Delivered at least once, and always the same under the same id.
            let bodies = Dictionary(grouping: receiver.alerts, by: \.id).mapValues { Set($0.map(\.body)).count }
            #expect(bodies.values.allSatisfy { $0 == 1 }, "seed \(seed)")
            let types = try receiver.alerts.map { ($0.id, try JSONParser.parse($0.body)["type"]?.string) }
            let firing = Set(types.filter { $0.1 == "plummet.incident.firing" }.map(\.0))
            #expect(firing.count == fired.count, "seed \(seed): an alert for each incident that fired")
            #expect(far.requests(of: "broke").count <= 3, "seed \(seed): the budget is a hard limit")
            far.script("acme", ScriptedProvider.hang)
            // What was under way when the process died is asked again: four calls at most, seven times. Nothing else is.
            let asked = far.requests(of: "acme").count
            let kept = try await plant.wait("all samples") { () -> Int? in
                let count = plant.samples("acme").count
                return count + 7 * 4 >= asked ? count : nil
            }
            #expect(kept + 7 * 4 >= asked, "seed \(seed)")
            plant.process?.kill()
        }

        @Test func `an alert that waited for its receiver is delivered after a crash, signed`() async throws {
            let far = try ScriptedProvider()
            let receiver = try Receiver()
            receiver.become(.away)
            let plant = try Plant()
            try plant.configure(
                providers: [Plant.provider("broke", at: far.url("broke"), [("budget", ["requests": 1])])],
                [("sinks", receiver.sinks)])
            let environment = [("HOOK", Receiver.secret)]
            try await plant.start(environment: environment)
            try await plant.wait("a failed delivery") {
                plant.status?["sinks"]?[0]?["failed_attempts"]?.int ?? 0 > 0 ? true : nil
            }
            #expect(plant.status?["sinks"]?[0]?["waiting"]?.int == 1)
            #expect(plant.metric("plummet_notifications_waiting") == 1)
            plant.process?.kill()
            receiver.become(.there)
            try await plant.start(environment: environment)
            let alert = try await plant.wait("the alert") { receiver.alerts.first }
            try StandardWebhook.verify(
                headers: alert.headers, body: alert.body, secrets: [Receiver.key], at: receiver.now)
            #expect(throws: WebhookRefusal.noMatch) {
                try StandardWebhook.verify(
                    headers: alert.headers, body: alert.body + [32], secrets: [Receiver.key],
                    at: receiver.now)
            }
            let body = try JSONParser.parse(alert.body)
            #expect(body["type"] == "plummet.incident.firing")
            try await plant.wait("an empty outbox") { plant.status?["sinks"]?[0]?["waiting"]?.int == 0 ? true : nil }
            #expect(plant.incidents.count == 1)
            #expect(try await plant.stop() == .code(0))
        }

        @Test func `a receiver that hangs does not keep the daemon from stopping, and gets its alert later`()
            async throws
        {
            let far = try ScriptedProvider()
            let receiver = try Receiver()
            receiver.become(.silent)
            let plant = try Plant()
            try plant.configure(
                providers: [Plant.provider("broke", at: far.url("broke"), [("budget", ["requests": 1])])],
                [("sinks", receiver.sinks)])
            let environment = [("HOOK", Receiver.secret)]
            try await plant.start(environment: environment)
            try await plant.wait("a delivery under way") { receiver.requestCount > 0 ? true : nil }
            #expect(try await plant.stop(within: .seconds(8)) == .code(0))
            receiver.become(.there)
            try await plant.start(environment: environment)
            let alert = try await plant.wait("the alert") { receiver.alerts.first }
            #expect(try JSONParser.parse(alert.body)["type"] == "plummet.incident.firing")
            try await plant.stop()
        }

        @Test func `every alert has an id of its own`() async throws {
            let far = try ScriptedProvider()
            let receiver = try Receiver()
            let plant = try Plant()
            let names = ["broke-1", "broke-2", "broke-3"]
            try plant.configure(
                providers: names.map { Plant.provider($0, at: far.url($0), [("budget", ["requests": 1])]) },
                [("sinks", receiver.sinks)])
            try await plant.start(environment: [("HOOK", Receiver.secret)])
            try await plant.wait("an alert for each") { receiver.alerts.count >= 3 ? true : nil }
            #expect(Set(receiver.alerts.map(\.id)).count == receiver.alerts.count)
            for alert in receiver.alerts {
                try StandardWebhook.verify(
                    headers: alert.headers, body: alert.body, secrets: [Receiver.key], at: receiver.now)
            }
            try await plant.stop()
        }
    }
}

/// What was reported before a crash, and has to be there after it.
private struct Seen {
    var samples: Set<String> = []
    private var learned: [String: Int] = [:]
    private var incidents: Set<String> = []
    private var spent: [String: Int] = [:]

    /// Takes in what the daemon says now.
    mutating func note(_ plant: Plant) {
        samples.formUnion(plant.samples("acme").compactMap { $0["id"]?.string })
        incidents.formUnion(plant.incidents.compactMap { $0["id"]?.string })
        for provider in plant.status?["providers"]?.array ?? [] {
            guard let name = provider["name"]?.string else { continue }
            learned[name] = provider["quality"]?["learned_rounds"]?.int ?? 0
            spent[name] = provider["spent_today"]?["requests"]?.int ?? 0
        }
    }

    /// Expects all of it again.
    func compare(_ plant: Plant, _ when: String) {
        let samples = Set(plant.samples("acme").compactMap { $0["id"]?.string })
        #expect(self.samples.isSubset(of: samples), "\(when): \(self.samples.subtracting(samples).count) are lost")
        let incidents = plant.incidents.compactMap { $0["id"]?.string }
        #expect(self.incidents.isSubset(of: incidents), "\(when)")
        #expect(Set(incidents).count == incidents.count, "\(when)")
        for provider in plant.status?["providers"]?.array ?? [] {
            let name = provider["name"]?.string ?? ""
            #expect(provider["quality"]?["learned_rounds"]?.int ?? 0 >= learned[name] ?? 0, "\(when): \(name)")
            #expect(provider["spent_today"]?["requests"]?.int ?? 0 >= spent[name] ?? 0, "\(when): \(name)")
        }
    }
}

extension Plant {
    /// Every incident, open or not.
    fileprivate var incidents: [JSON] { json("/api/v1/incidents?limit=1000")?["incidents"]?.array ?? [] }
}

/// A webhook receiver that may be away.
private final class Receiver: Sendable {
    enum Presence: Sendable { case there, away, silent }

    static let key = Secret(name: "env HOOK", bytes: Array(secret.utf8))
    static let secret = "whsec_" + Base64.encode(Array("a secret of thirty-two bytes ...".utf8))

    private let farEnd: FarEndServer
    private let presence: PresenceBox

    init() throws {
        let presence = PresenceBox()
        self.presence = presence
        farEnd = try FarEndServer { connection in
            while let request = connection.readRequest() {
                switch presence.value {
                case .away: return connection.reset()
                case .silent: return connection.hold()
                case .there:
                    presence.take(request)
                    connection.respond(status: 204)
                }
            }
        }
    }

    deinit { farEnd.stop() }

    func become(_ value: Presence) { presence.value = value }

    /// How many deliveries were tried.
    var requestCount: Int { farEnd.requests.count }

    /// What was accepted, in order.
    var alerts: [(id: String, headers: [Header], body: [UInt8])] {
        presence.taken.map { ($0.headers["webhook-id"] ?? "", $0.headers, $0.body) }
    }

    /// The present moment.
    var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: Double(time.tv_sec))
    }

    /// The member `sinks` of a configuration; its secret is in the variable HOOK.
    var sinks: JSON {
        [["name": "oncall", "type": "webhook", "url": .string("\(farEnd.url)/hook"), "secret": ["env": "HOOK"]]]
    }

    private final class PresenceBox: Sendable {
        private let state = Mutex<(value: Presence, taken: [FarEndRequest])>((.there, []))

        var value: Presence {
            get { state.withLock { $0.value } }
            set { state.withLock { $0.value = newValue } }
        }
        var taken: [FarEndRequest] { state.withLock { $0.taken } }

        func take(_ request: FarEndRequest) { state.withLock { $0.taken.append(request) } }
    }
}
