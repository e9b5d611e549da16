package import Core

/// The alerts on their way to the sinks: what is attempted now, what waits and until when. Holds rows that wait;
/// finished ones leave it. Each change is returned as a row for the store, so that an outbox restored from the rows
/// goes on.
///
/// | row | enqueue | due | finished: delivered | refused | later, rejected | interrupted |
/// | --- | --- | --- | --- | --- | --- | --- |
/// | – | **waiting** | | | | | |
/// | waiting | a newer reminder replaces a reminder | **in flight** | – | – | – | – |
/// | in flight | – | – | **delivered** | **refused** | **waiting**, later | **waiting** |
///
/// Order: of one incident, a sink is sent the alerts one after the other, in the order in which they arose. Alerts
/// about other incidents overtake one that is stuck, so that an alert which a receiver never accepts holds up only
/// its own incident. A sink has at most one request in flight, and no sink waits for another. A delivery proves that
/// the receiver is back: what waited for it is tried at once.
package struct Outbox: Sendable, Equatable {
    /// The configured sinks, in the order of the configuration.
    private(set) var sinks: [String]
    private var lanes: [SinkLane] = []

    /// Most alerts that wait for one sink; beyond that the oldest is given up, visibly.
    package static let mostWaiting = 1000

    /// An outbox for these sinks that goes on with the stored rows.
    package init(sinks: [String], restoring rows: [Notification] = []) {
        self.sinks = sinks
        for sink in sinks { _ = index(of: sink) }
        let waiting = rows.filter { $0.state == .waiting }
        for row in waiting { _ = index(of: row.sink) }
        for lane in lanes.indices { lanes[lane].restore(waiting.filter { $0.sink == lanes[lane].name }) }
    }

    /// Takes in a changed configuration: rows of a sink that is gone wait, visibly, for its return.
    package mutating func use(sinks: [String]) {
        self.sinks = sinks
        for sink in sinks { _ = index(of: sink) }
        lanes.removeAll { !sinks.contains($0.name) && $0.rows.isEmpty }
    }

    /// Everything that waits or is in flight, sink by sink, oldest first.
    package var waiting: [Notification] { lanes.flatMap(\.rows) }

    /// When `due` will next have something to give, as far as is known now; nil when nothing waits.
    package var nextWake: Timestamp? { lanes.filter { sinks.contains($0.name) }.compactMap(\.nextWake).min() }

    /// The figures of each configured sink and of each one that is gone while alerts wait for it.
    package var status: [SinkStatus] { lanes.map(\.status) }

    /// Queues an announcement for every configured sink; gives the rows that are new or changed.
    package mutating func enqueue(_ announcement: Announcement, body: [UInt8], at now: Timestamp) -> [Notification] {
        sinks.flatMap { sink in
            let row = Notification(
                id: announcement.notificationID(sink: sink), incident: announcement.incident.id, sink: sink,
                event: announcement.transition.event, createdAt: now, body: body, nextAttemptAt: now)
            return lanes[index(of: sink)].append(row, at: now)
        }
    }

    /// Queues a test alert for one configured sink; it belongs to no incident.
    package mutating func enqueueTest(sink: String, body: [UInt8], at now: Timestamp) -> [Notification] {
        guard sinks.contains(sink) else { return [] }
        let test = RecordID(of: ["test", sink, "\(now.microseconds)"])
        let row = Notification(
            id: RecordID(of: ["notification", "\(test)", "test", "0", sink]), incident: test, sink: sink,
            event: .firing,
            createdAt: now, body: body, nextAttemptAt: now)
        return lanes[index(of: sink)].append(row, at: now)
    }

    /// The rows to be attempted now, at most one of each sink; they are in flight until `finished` is told of them.
    package mutating func due(at now: Timestamp) -> [Notification] {
        sinks.compactMap { lanes[index(of: $0)].takeDue(at: now) }
    }

    /// Takes in what became of an attempt; gives the rows that changed. An identity that is not in flight changes
    /// nothing.
    package mutating func finished(
        _ id: RecordID, _ result: DeliveryResult, at now: Timestamp, using random: inout SeededRandom
    ) -> [Notification] {
        guard let lane = lanes.firstIndex(where: { $0.inFlight == id }) else { return [] }
        return lanes[lane].finish(result, at: now, using: &random)
    }

    private mutating func index(of sink: String) -> Int {
        if let index = lanes.firstIndex(where: { $0.name == sink }) { return index }
        lanes.append(SinkLane(name: sink))
        return lanes.count - 1
    }
}
