import Alerting
import Core
import Testing

/// Random lives of incidents, random receivers, crashes at random steps.
@Suite struct OutboxPropertyTests {
    @Test(arguments: 1...60)
    func `everything arrives at least once, in order, whatever fails and wherever the process dies`(seed: UInt64) {
        var world = World(seed: seed)
        for _ in 0..<400 { world.step() }
        world.heal()
        #expect(world.broken.isEmpty, "seed \(seed)")
        #expect(world.enqueued.count > 20, "seed \(seed): the run must have something in it")
    }
}

private struct World {
    var random: SeededRandom
    var now = Given.now
    var machines: [IncidentMachine]
    var outbox = Outbox(sinks: World.sinks)
    /// What the store holds.
    var stored: [RecordID: Core.Notification] = [:]
    var inFlight: [Core.Notification] = []
    /// First arrivals at each sink, in order.
    var arrived: [RecordID] = []
    /// Everything ever queued, in order, with what makes its place.
    var enqueued: [(id: RecordID, incident: RecordID, sink: String)] = []
    var broken: [String] = []
    var deadUntil = Given.now

    static let sinks = ["dead-at-times", "flaky", "healthy"]

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        machines = ["p", "q", "r"].map { IncidentMachine(kind: .outage, provider: $0, remindEvery: .seconds(600)) }
    }

    mutating func step() {
        now += .seconds(random.chance(0.5) ? 0 : random.int(in: 1...400))
        if random.chance(0.02) { deadUntil = now + .seconds(random.int(in: 600...20_000)) }
        switch random.int(in: 0...9) {
        case 0...2: moveIncident()
        case 3...5: send()
        case 6...8: finish(healed: false)
        default: if random.chance(0.3) { crash() }
        }
    }

    /// All receivers work again; time passes until nothing waits.
    mutating func heal() {
        deadUntil = now
        for _ in 0..<5000 where !(outbox.waiting.isEmpty && inFlight.isEmpty) {
            while !inFlight.isEmpty { finish(healed: true) }
            if let wake = outbox.nextWake { now = max(now, wake) }
            send()
        }
        if !outbox.waiting.isEmpty { broken.append("\(outbox.waiting.count) never left") }
        check()
    }

    private mutating func moveIncident() {
        let index = random.int(in: 0...machines.count - 1)
        let severity: Incident.Severity = random.chance(0.3) ? .page : .warn
        let action =
            switch random.int(in: 0...5) {
            case 0, 1: machines[index].observe(Given.firing(severity), at: now)
            case 2: machines[index].observe(Given.suspected(), at: now)
            case 3: machines[index].observe(.clear(), at: now)
            case 4: machines[index].acknowledge(by: "x", at: now)
            default: machines[index].tick(at: now)
            }
        guard let announcement = action.announcement else { return }
        let rows = outbox.enqueue(announcement, body: Array("\(announcement.incident.id)".utf8), at: now)
        for row in rows where stored[row.id] == nil { enqueued.append((row.id, row.incident, row.sink)) }
        store(rows)
    }

    private mutating func send() {
        for row in outbox.due(at: now) {
            if inFlight.contains(where: { $0.sink == row.sink }) { broken.append("two in flight at \(row.sink)") }
            if stored[row.id]?.state != .waiting { broken.append("sent what the store does not know to wait") }
            inFlight.append(row)
        }
        let healthyBlocked = outbox.due(at: now).contains { $0.sink == "healthy" }
        if healthyBlocked { broken.append("due gives a second time") }
        let waitsAtHealthy = outbox.waiting.contains { $0.sink == "healthy" && $0.nextAttemptAt <= now }
        if waitsAtHealthy, !inFlight.contains(where: { $0.sink == "healthy" }) {
            broken.append("healthy waits for another")
        }
    }

    private mutating func finish(healed: Bool) {
        guard !inFlight.isEmpty else { return }
        let row = inFlight.remove(at: random.int(in: 0...inFlight.count - 1))
        let result = healed ? .delivered : outcome(of: row)
        // Some receivers take an alert and then lose their answer.
        if result == .delivered || random.chance(0.1) { arrive(row) }
        store(outbox.finished(row.id, result, at: now, using: &random))
    }

    private mutating func outcome(of row: Core.Notification) -> DeliveryResult {
        if row.sink == "healthy" { return .delivered }
        if row.sink == "dead-at-times" { return now < deadUntil ? .later("connection-failed", after: nil) : .delivered }
        switch random.int(in: 0...5) {
        case 0: return .later("HTTP 503", after: .seconds(random.int(in: 0...10_000)))
        case 1: return .rejected("HTTP 400")
        case 2: return .interrupted
        case 3: return .later("timeout-body", after: nil)
        default: return .delivered
        }
    }

    /// The process dies: requests in flight may have arrived, and only the store survives.
    private mutating func crash() {
        for row in inFlight where random.chance(0.5) { arrive(row) }
        inFlight = []
        let rows = stored.values.filter { $0.state == .waiting }.sorted {
            ($0.createdAt, $0.id) < ($1.createdAt, $1.id)
        }
        let before = outbox.waiting
        outbox = Outbox(sinks: World.sinks, restoring: rows)
        if outbox.waiting != before { broken.append("a restart changed what waits") }
    }

    private mutating func arrive(_ row: Core.Notification) {
        if !arrived.contains(row.id) { arrived.append(row.id) }
    }

    private mutating func store(_ rows: [Core.Notification]) {
        for row in rows { stored[row.id] = row }
    }

    private mutating func check() {
        for (id, _, sink) in enqueued {
            let replaced = stored[id]?.state == .refused && stored[id]?.event == .reminder
            if !arrived.contains(id), !replaced { broken.append("\(id) never arrived at \(sink)") }
        }
        for sink in World.sinks {
            for incident in Set(enqueued.map(\.incident)) {
                let order = enqueued.filter { $0.sink == sink && $0.incident == incident }.map(\.id)
                let seen = arrived.filter(order.contains)
                if seen != order.filter(seen.contains) { broken.append("out of order at \(sink)") }
            }
        }
    }
}
