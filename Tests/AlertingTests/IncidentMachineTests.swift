import Alerting
import Core
import Testing

@Suite struct IncidentMachineTests {
    let now = Given.now
    let hour = Duration.seconds(3600)

    @Test func `a suspicion is recorded, an incident fires and resolves, and people hear of the last two`() throws {
        var machine = IncidentMachine(kind: .outage, provider: "p")
        let suspected = machine.observe(Given.suspected(), at: now)
        #expect(suspected.transition?.event == .suspected)
        #expect(suspected.announcement == nil)
        let firing = try #require(machine.observe(Given.firing(), at: now + hour).announcement)
        #expect(firing.transition.event == .firing)
        #expect(firing.incident.suspectedAt == now)
        #expect(firing.incident.firedAt == now + hour)
        #expect(firing.incident.severity == .page)
        let resolved = try #require(machine.observe(.clear("back"), at: now + hour + hour).announcement)
        #expect(resolved.transition.event == .resolved)
        #expect(resolved.transition.reason == "back")
        #expect(resolved.incident.resolvedAt == now + hour + hour)
        #expect(resolved.incident.summary == "worse")
        #expect(!machine.isOpen)
    }

    @Test func `a suspicion that comes to nothing is dismissed and nobody is told`() {
        var machine = IncidentMachine(kind: .outage, provider: "p")
        _ = machine.observe(Given.suspected(), at: now)
        let action = machine.observe(.clear(), at: now + hour)
        #expect(action.transition?.event == .dismissed)
        #expect(action.announcement == nil)
        #expect(action.incident?.state == .resolved)
        #expect(action.incident?.firedAt == nil)
    }

    @Test func `the identity follows from kind, provider and the moment of suspicion`() {
        var machine = IncidentMachine(kind: .blind, provider: "p")
        let id = machine.observe(Given.suspected(), at: now).incident?.id
        #expect(id == RecordID(of: ["incident", "blind", "p", "\(now.microseconds)"]))
    }

    @Test func `two incidents never share an identity, also when the clock stands still or is set back`() {
        var machine = IncidentMachine(kind: .outage, provider: "p")
        var ids: Set<RecordID> = []
        for at in [now, now, now - hour, now - hour] {
            if let id = machine.observe(Given.firing(), at: at).incident?.id { ids.insert(id) }
            _ = machine.observe(.clear(), at: at)
        }
        #expect(ids.count == 4)
    }

    @Test func `reminders come every interval while firing, with numbers from 1`() {
        var machine = IncidentMachine(kind: .outage, provider: "p", remindEvery: hour)
        _ = machine.observe(Given.firing(), at: now)
        #expect(machine.nextWake == now + hour)
        #expect(machine.tick(at: now + hour - .seconds(1)) == .nothing)
        #expect(machine.tick(at: now + hour).announcement?.ordinal == 1)
        #expect(machine.tick(at: now + hour) == .nothing)
        #expect(machine.nextWake == now + hour + hour)
        #expect(machine.observe(Given.firing(), at: now + hour + hour).announcement?.ordinal == 2)
    }

    @Test func `reminders that were missed while the process was down are one reminder`() {
        var machine = IncidentMachine(kind: .outage, provider: "p", remindEvery: hour)
        let stored = machine.observe(Given.firing(), at: now).incident
        guard let stored else { Issue.record("no row"); return }
        var restored = IncidentMachine(restoring: stored, remindEvery: hour)
        let late = now + .seconds(3600 * 24 + 60)
        #expect(restored.tick(at: late).announcement?.ordinal == 1)
        #expect(restored.tick(at: late + .seconds(60)) == .nothing)
        #expect(restored.nextWake == now + .seconds(3600 * 25))
    }

    @Test func `growing evidence is kept without a word, and does not swallow a reminder`() {
        var machine = IncidentMachine(kind: .outage, provider: "p", remindEvery: hour)
        _ = machine.observe(Given.firing(facts: 1), at: now)
        let kept = machine.observe(Given.firing(facts: 2), at: now + .seconds(60))
        #expect(kept.announcement == nil)
        #expect(kept.incident?.facts == 2)
        #expect(machine.observe(Given.firing(facts: 2), at: now + .seconds(70)) == .nothing)
        let reminder = machine.observe(Given.firing(facts: 3), at: now + hour)
        #expect(reminder.announcement?.transition.event == .reminder)
        #expect(reminder.incident?.facts == 3)
    }

    @Test func `a clock set back repeats no reminder`() {
        var machine = IncidentMachine(kind: .outage, provider: "p", remindEvery: hour)
        _ = machine.observe(Given.firing(facts: 1), at: now)
        #expect(machine.tick(at: now + hour).announcement != nil)
        _ = machine.observe(Given.firing(facts: 2), at: now + .seconds(10))
        #expect(machine.tick(at: now + hour + .seconds(10)) == .nothing)
    }

    @Test func `an acknowledged incident reminds nobody until its severity rises`() {
        var machine = IncidentMachine(kind: .modelChanged, provider: "p", remindEvery: hour)
        _ = machine.observe(Given.firing(.warn), at: now)
        let acknowledged = machine.acknowledge(by: "ada", at: now + .seconds(5))
        #expect(acknowledged.transition?.reason == "acknowledged by ada")
        #expect(acknowledged.announcement == nil)
        #expect(machine.nextWake == nil)
        #expect(machine.tick(at: now + hour + hour) == .nothing)
        let escalation = machine.observe(Given.firing(.page), at: now + hour + hour)
        #expect(escalation.announcement?.transition.event == .escalation)
        #expect(escalation.incident?.state == .firing)
        #expect(machine.observe(Given.firing(.page), at: now + hour + hour) == .nothing)
    }

    @Test func `severity never falls while an incident is open`() {
        var machine = IncidentMachine(kind: .modelChanged, provider: "p")
        _ = machine.observe(Given.firing(.page), at: now)
        _ = machine.observe(Given.firing(.warn, summary: "less"), at: now + hour)
        #expect(machine.incident?.severity == .page)
        #expect(machine.incident?.summary == "less")
    }

    @Test func `a mere suspicion neither ends nor weakens an incident that fires`() {
        var machine = IncidentMachine(kind: .outage, provider: "p")
        _ = machine.observe(Given.firing(.warn), at: now)
        let action = machine.observe(
            .init(level: .suspected, severity: .page, summary: "perhaps", facts: 7), at: now + hour)
        #expect(action.announcement == nil)
        #expect(machine.incident?.state == .firing)
        #expect(machine.incident?.summary == "worse")
        #expect(machine.incident?.severity == .warn)
        #expect(machine.incident?.facts == 7)
    }

    @Test func `a person's resolution is announced and names the person; what is seen next is a new incident`() {
        var machine = IncidentMachine(kind: .qualityDegraded, provider: "p")
        let first = machine.observe(Given.firing(), at: now).incident?.id
        let resolved = machine.resolve(by: "ada", at: now + hour)
        #expect(resolved.announcement?.transition.reason == "resolved by ada")
        let second = machine.observe(Given.firing(), at: now + hour)
        #expect(second.announcement?.transition.event == .firing)
        #expect(second.incident?.id != first)
    }

    @Test func `over all sequences of 6 events the promises hold, and a restart at any step changes nothing`() {
        var walk = Walk()
        walk.descend(IncidentMachine(kind: .outage, provider: "p"), at: Given.now, told: [:], last: nil, depth: 6)
        #expect(walk.steps == 137_256)
        #expect(walk.broken.prefix(5).isEmpty)
    }
}

/// A walk over all sequences of events; the clock stands still but for ticks.
private struct Walk {
    enum Step: CaseIterable { case clear, suspected, warn, page, acknowledge, resolve, tick }
    typealias Told = [RecordID: [Transition.Event]]

    var steps = 0
    var broken: [String] = []
    private var path: [Step] = []

    mutating func descend(_ machine: IncidentMachine, at now: Timestamp, told: Told, last: Incident?, depth: Int) {
        guard depth > 0 else { return }
        for step in Step.allCases {
            steps += 1
            path.append(step)
            var next = machine
            let later = step == .tick ? now + .seconds(4 * 3600) : now
            let action = apply(step, to: &next, at: later)
            var told = told
            if let event = action.transition?.event, let id = action.incident?.id {
                told[id, default: []].append(event)
            }
            check(action, step, before: last, told)
            let row = action.incident ?? last
            if next.incident != row { note("the row is not the state") }
            if let row, IncidentMachine(restoring: row) != next { note("a restart differs") }
            descend(next, at: later, told: told, last: row, depth: depth - 1)
            path.removeLast()
        }
    }

    private func apply(_ step: Step, to machine: inout IncidentMachine, at now: Timestamp) -> IncidentAction {
        switch step {
        case .clear: machine.observe(.clear(), at: now)
        case .suspected: machine.observe(Given.suspected(), at: now)
        case .warn: machine.observe(Given.firing(.warn), at: now)
        case .page: machine.observe(Given.firing(.page), at: now)
        case .acknowledge: machine.acknowledge(by: "x", at: now)
        case .resolve: machine.resolve(by: "x", at: now)
        case .tick: machine.tick(at: now)
        }
    }

    private mutating func check(_ action: IncidentAction, _ step: Step, before: Incident?, _ told: Told) {
        guard let incident = action.incident else { return }
        if let before, before.id != incident.id, before.isOpen { note("two are open") }
        if let before, before.id == incident.id, !before.isOpen { note("a resolved one came back") }
        let events = told[incident.id] ?? []
        if incident.firedAt != nil, !events.contains(.firing) { note("fired without a word") }
        for event in [Transition.Event.firing, .resolved, .dismissed, .suspected]
        where events.count(where: { $0 == event }) > 1 {
            note("\(event) twice")
        }
        guard let event = action.transition?.event else { return }
        let announced = action.announcement != nil
        switch event {
        case .firing:
            if step != .warn, step != .page { note("fired without a firing observation") }
            if !announced { note("a firing nobody hears of") }
        case .resolved: if !events.contains(.firing) || !announced { note("resolved what never fired, or silently") }
        case .dismissed: if events.contains(.firing) || announced { note("dismissed what fired, or aloud") }
        case .reminder:
            if before?.state != .firing || step == .acknowledge { note("reminded of what does not fire") }
            if events.count(where: { $0 == .reminder }) != action.announcement?.ordinal {
                note("a reminder with a wrong number")
            }
        case .escalation:
            if step != .page || !events.contains(.firing) || events.count(where: { $0 == .escalation }) != 1 {
                note("escalation")
            }
        case .acknowledged: if announced || before?.state != .firing { note("acknowledged") }
        case .suspected: if announced || events.count != 1 { note("suspected") }
        case .joined: note("one incident knows nothing of others")
        }
    }

    private mutating func note(_ what: String) { broken.append("\(what): \(path)") }
}
