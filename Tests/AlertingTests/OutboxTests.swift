import Alerting
import Core
import Testing

@Suite struct OutboxTests {
    let now = Given.now
    var random = SeededRandom(seed: 7)

    private func announcement(_ event: Transition.Event, incident: UInt64 = 1, ordinal: Int = 0) -> Announcement {
        let row = Incident(
            id: RecordID(incident), kind: .outage, provider: "p", severity: .page, state: .firing, suspectedAt: now,
            firedAt: now, updatedAt: now, summary: "s", facts: .null)
        return Announcement(
            incident: row, transition: Transition(incident: row.id, at: now, event: event, reason: ""), ordinal: ordinal
        )
    }

    @Test func `an alert becomes one row for each sink, with an identity of its own that stays`() {
        var outbox = Outbox(sinks: ["a", "b"])
        let rows = outbox.enqueue(announcement(.firing), body: [1], at: now)
        #expect(rows.map(\.sink) == ["a", "b"])
        #expect(rows[0].id == RecordID(of: ["notification", "0000000000000001", "firing", "0", "a"]))
        #expect(outbox.enqueue(announcement(.firing), body: [2], at: now).isEmpty)
        #expect(outbox.due(at: now).map(\.id) == rows.map(\.id))
    }

    @Test func `a sink has one request in flight and a dead sink holds up no other`() {
        var outbox = Outbox(sinks: ["dead", "alive"])
        _ = outbox.enqueue(announcement(.firing), body: [], at: now)
        _ = outbox.enqueue(announcement(.firing, incident: 2), body: [], at: now)
        var random = random
        let first = outbox.due(at: now)
        #expect(first.map(\.sink) == ["dead", "alive"])
        #expect(outbox.due(at: now).isEmpty)
        _ = outbox.finished(first[1].id, .delivered, at: now, using: &random)
        #expect(outbox.due(at: now).map(\.sink) == ["alive"])
    }

    @Test func `a resolution waits behind the firing that did not arrive, and makes it due at once`() {
        var outbox = Outbox(sinks: ["a"])
        var random = random
        let firing = outbox.enqueue(announcement(.firing), body: [], at: now)[0]
        _ = outbox.due(at: now)
        _ = outbox.finished(firing.id, .later("HTTP 503", after: nil), at: now, using: &random)
        #expect(outbox.due(at: now + .seconds(1)).isEmpty)
        let changed = outbox.enqueue(announcement(.resolved), body: [], at: now + .seconds(2))
        #expect(changed.map(\.event) == [.firing, .resolved])
        #expect(outbox.due(at: now + .seconds(2)).map(\.event) == [.firing])
        _ = outbox.finished(firing.id, .delivered, at: now + .seconds(2), using: &random)
        #expect(outbox.due(at: now + .seconds(2)).map(\.event) == [.resolved])
    }

    @Test func `an alert that a receiver never accepts holds up only its own incident`() {
        var outbox = Outbox(sinks: ["a"])
        var random = random
        let poison = outbox.enqueue(announcement(.firing), body: [], at: now)[0]
        _ = outbox.due(at: now)
        _ = outbox.finished(poison.id, .rejected("HTTP 422"), at: now, using: &random)
        let other = outbox.enqueue(announcement(.firing, incident: 2), body: [], at: now + .seconds(1))[0]
        #expect(outbox.due(at: now + .seconds(1)).map(\.id) == [other.id])
    }

    @Test func `only the newest of the reminders that pile up is sent`() {
        var outbox = Outbox(sinks: ["a"])
        var random = random
        let firing = outbox.enqueue(announcement(.firing), body: [], at: now)[0]
        _ = outbox.due(at: now)
        for number in 1...3 {
            let rows = outbox.enqueue(
                announcement(.reminder, ordinal: number), body: [UInt8(number)], at: now + .seconds(number))
            if number > 1 { #expect(rows.contains { $0.state == .refused && $0.lastError.contains("newer") }) }
        }
        _ = outbox.finished(firing.id, .delivered, at: now + .seconds(9), using: &random)
        #expect(outbox.waiting.map(\.body) == [[3]])
    }

    @Test func `the waits grow to an hour and stay there, each up to a quarter shorter`() {
        var outbox = Outbox(sinks: ["a"])
        var random = random
        let id = outbox.enqueue(announcement(.firing), body: [], at: now)[0].id
        var at = now
        for step in [5.0, 30, 120, 600, 1800, 3600, 3600, 3600] {
            #expect(outbox.due(at: at).map(\.id) == [id])
            guard let row = outbox.finished(id, .later("timeout", after: nil), at: at, using: &random).first else {
                break
            }
            let wait = (row.nextAttemptAt - at).inSeconds
            #expect(wait <= step && wait >= step * 0.75)
            #expect(outbox.nextWake == row.nextAttemptAt)
            #expect(outbox.due(at: row.nextAttemptAt - .microseconds(1)).isEmpty)
            at = row.nextAttemptAt
        }
        #expect(outbox.status[0].failedAttempts == 8)
        #expect(outbox.status[0].lastError == "timeout")
    }

    @Test func `a rejected alert is kept and tried slowly`() {
        var outbox = Outbox(sinks: ["a"])
        var random = random
        let id = outbox.enqueue(announcement(.firing), body: [], at: now)[0].id
        _ = outbox.due(at: now)
        let row = outbox.finished(id, .rejected("HTTP 401"), at: now, using: &random)[0]
        #expect(row.state == .waiting)
        #expect((row.nextAttemptAt - now).inSeconds >= 450)
        #expect(outbox.status[0].lastError == "HTTP 401")
    }

    @Test func `the receiver's wish to be left alone holds for the whole sink, up to an hour`() {
        var outbox = Outbox(sinks: ["a"])
        var random = random
        let id = outbox.enqueue(announcement(.firing), body: [], at: now)[0].id
        _ = outbox.due(at: now)
        let row = outbox.finished(id, .later("HTTP 429", after: .seconds(900_000)), at: now, using: &random)[0]
        #expect(row.nextAttemptAt == now + .seconds(3600))
        _ = outbox.enqueue(announcement(.firing, incident: 2), body: [], at: now + .seconds(60))
        #expect(outbox.due(at: now + .seconds(3599)).isEmpty)
        #expect(outbox.nextWake == now + .seconds(3600))
        #expect(outbox.due(at: now + .seconds(3600)).count == 1)
    }

    @Test func `a delivery makes everything that waited for the receiver due`() {
        var outbox = Outbox(sinks: ["a"])
        var random = random
        let first = outbox.enqueue(announcement(.firing), body: [], at: now)[0].id
        _ = outbox.due(at: now)
        _ = outbox.finished(first, .later("connection-failed", after: nil), at: now, using: &random)
        let second = outbox.enqueue(announcement(.firing, incident: 2), body: [], at: now)[0].id
        _ = outbox.due(at: now)
        let changed = outbox.finished(second, .delivered, at: now, using: &random)
        #expect(changed.map(\.id) == [second, first])
        #expect(changed[0].state == .delivered)
        #expect(outbox.due(at: now).map(\.id) == [first])
    }

    @Test func `a refusal ends the row, an interruption changes nothing`() {
        var outbox = Outbox(sinks: ["a"])
        var random = random
        let id = outbox.enqueue(announcement(.firing), body: [], at: now)[0].id
        _ = outbox.due(at: now)
        #expect(outbox.finished(id, .interrupted, at: now, using: &random).isEmpty)
        #expect(outbox.due(at: now).map(\.attempts) == [0])
        let row = outbox.finished(id, .refused("HTTP 410"), at: now, using: &random)[0]
        #expect(row.state == .refused && row.lastError == "HTTP 410")
        #expect(outbox.waiting.isEmpty && outbox.nextWake == nil)
        #expect(outbox.finished(id, .delivered, at: now, using: &random).isEmpty)
    }

    @Test func `alerts for a sink that left the configuration wait for it, visibly`() {
        var outbox = Outbox(sinks: ["a", "b"])
        _ = outbox.enqueue(announcement(.firing), body: [], at: now)
        outbox.use(sinks: ["b"])
        #expect(outbox.due(at: now).map(\.sink) == ["b"])
        #expect(outbox.status.map(\.waiting) == [1, 1])
        outbox.use(sinks: ["a", "b"])
        #expect(outbox.due(at: now).map(\.sink) == ["a"])
    }

    @Test func `a clock set back by days does not delay an alert by days`() {
        var outbox = Outbox(sinks: ["a"])
        _ = outbox.enqueue(announcement(.firing), body: [], at: now)
        #expect(outbox.due(at: now - .seconds(3 * 86_400)).count == 1)
    }

    @Test func `more than a thousand alerts for a dead sink give up the oldest, visibly`() {
        var outbox = Outbox(sinks: ["a"])
        var changed: [Core.Notification] = []
        for number in 1...(Outbox.mostWaiting + 1) {
            changed = outbox.enqueue(announcement(.firing, incident: UInt64(number)), body: [], at: now)
        }
        #expect(changed.map(\.state) == [.refused, .waiting])
        #expect(changed[0].incident == RecordID(1))
        #expect(outbox.status[0].waiting == Outbox.mostWaiting)
    }

    @Test func `a test alert goes to one sink alone`() {
        var outbox = Outbox(sinks: ["a", "b"])
        #expect(outbox.enqueueTest(sink: "b", body: [1], at: now).map(\.sink) == ["b"])
        #expect(outbox.enqueueTest(sink: "c", body: [1], at: now).isEmpty)
    }
}
