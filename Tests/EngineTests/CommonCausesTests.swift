import Alerting
import Core
import Testing

@testable import Engine

/// What may happen to three incidents of one kind that began at about the same time.
private enum Happening: CaseIterable {
    case firesA, firesB, firesC, remindsA, remindsB, risesB, resolvesA, resolvesB, resolvesC, timePasses
}

/// Three providers' incidents and what people were told of them.
private struct Told {
    var causes = CommonCauses()
    var now = Timestamp(seconds: 1_800_000_000)
    var open: [String: Incident] = [:]
    /// Identities told as open to a receiver.
    var receiver: Set<RecordID> = []
    var told = 0
    /// What went wrong.
    var faults: [String] = []
    var identities: Set<String> = []

    /// Whether it may happen as things are.
    func allows(_ happening: Happening) -> Bool {
        switch happening {
        case .firesA: open["a"] == nil
        case .firesB: open["b"] == nil
        case .firesC: open["c"] == nil
        case .remindsA, .resolvesA: open["a"] != nil
        case .remindsB, .risesB, .resolvesB: open["b"] != nil
        case .resolvesC: open["c"] != nil
        case .timePasses: true
        }
    }

    mutating func happen(_ happening: Happening) {
        now += .seconds(60)
        switch happening {
        case .firesA: fire("a")
        case .firesB: fire("b")
        case .firesC: fire("c")
        case .remindsA: tell("a", .reminder)
        case .remindsB: tell("b", .reminder)
        case .risesB: tell("b", .escalation)
        case .resolvesA: tell("a", .resolved)
        case .resolvesB: tell("b", .resolved)
        case .resolvesC: tell("c", .resolved)
        case .timePasses:
            now += .seconds(1_800)
            for update in causes.updates(at: now) { reach(update.cause.first.id, .joined, update.ordinal) }
        }
        if CommonCauses(json: causes.json) != causes { faults.append("stored, it is another") }
        for incident in open.values where causes.cause(of: incident.id) == nil { faults.append("an open one is lost") }
        if open.isEmpty, !causes.all.isEmpty { faults.append("an empty one stays") }
        if open.isEmpty, !receiver.isEmpty { faults.append("a receiver is left with one that is over") }
    }

    private mutating func fire(_ provider: String) {
        guard open[provider] == nil else { return }
        open[provider] = Incident(
            id: RecordID(of: [provider, "\(now.microseconds)"]), kind: .outage, provider: provider, severity: .warn,
            state: .firing, suspectedAt: now, firedAt: now, updatedAt: now, summary: provider, facts: .null)
        tell(provider, .firing)
    }

    private mutating func tell(_ provider: String, _ event: Transition.Event) {
        guard var incident = open[provider] else { return }
        if case .reminder = event { incident.reminders += 1 }
        if case .escalation = event { incident.severity = .page }
        open[provider] = incident
        if case .resolved = event {
            incident.state = .resolved
            open[provider] = nil
        }
        let announcement = Announcement(
            incident: incident, transition: Transition(incident: incident.id, at: now, event: event, reason: ""),
            ordinal: incident.reminders)
        let telling = causes.tell(
            announcement, window: .seconds(86_400), settling: .seconds(1_800), pause: .seconds(14_400))
        switch telling {
        case .asItIs: reach(incident.id, event, event == .escalation ? 2 : incident.reminders)
        case .nothing: break
        case .ofAll(let cause, let ordinal): reach(cause.first.id, event, ordinal)
        }
    }

    /// A receiver gets this.
    private mutating func reach(_ incident: RecordID, _ event: Transition.Event, _ ordinal: Int) {
        told += 1
        let key = "\(incident) \(event.rawValue) \(event == .resolved || event == .firing ? 0 : ordinal)"
        if !identities.insert(key).inserted { faults.append("told twice under one identity: \(event)") }
        switch event {
        case .firing: if !receiver.insert(incident).inserted { faults.append("fires twice") }
        case .resolved: if receiver.remove(incident) == nil { faults.append("ends what never began") }
        case .reminder, .escalation, .joined:
            if !receiver.contains(incident) { faults.append("goes on with what never began: \(event)") }
        case .suspected, .acknowledged, .dismissed: faults.append("nobody is told of \(event)")
        }
        if receiver.count > 1 { faults.append("two at once for one cause") }
    }
}

@Suite struct CommonCausesTests {
    @Test func `whatever happens in which order, a receiver sees one incident begin, go on and end`() {
        func walk(_ state: Told, _ left: Int, _ path: [Happening]) {
            if !state.faults.isEmpty {
                Issue.record("\(state.faults) after \(path)")
                return
            }
            guard left > 0 else { return }
            for happening in Happening.allCases where state.allows(happening) {
                var next = state
                next.happen(happening)
                walk(next, left - 1, path + [happening])
            }
        }
        walk(Told(), 6, [])
    }

    @Test func `changes farther apart than the window, and other kinds, are told for themselves`() {
        var causes = CommonCauses()
        func fire(_ provider: String, _ kind: Incident.Kind, since: Double) -> CommonCauses.Telling {
            let at = Timestamp(seconds: since)
            let incident = Incident(
                id: RecordID(of: [provider, kind.rawValue]), kind: kind, provider: provider, severity: .page,
                state: .firing, suspectedAt: at, firedAt: at, updatedAt: at, summary: "", facts: .null)
            return causes.tell(
                Announcement(
                    incident: incident,
                    transition: Transition(incident: incident.id, at: at, event: .firing, reason: ""),
                    ordinal: 0), window: .seconds(7_200), settling: .seconds(600), pause: .seconds(600))
        }
        #expect(fire("a", .outage, since: 1_000_000) == .asItIs)
        #expect(fire("b", .outage, since: 1_007_200) == .nothing)
        #expect(fire("c", .outage, since: 1_007_201) == .asItIs)
        #expect(fire("d", .qualityDegraded, since: 1_000_000) == .asItIs)
        #expect(fire("e", .blind, since: 1_000_000) == .asItIs)
        #expect(fire("f", .blind, since: 1_000_000) == .asItIs)
        #expect(causes.all.map(\.members.count) == [2, 1, 1])
    }

    private func announcement(_ provider: String, _ number: Int, since: Double, _ event: Transition.Event)
        -> Announcement
    {
        let at = Timestamp(seconds: since)
        let incident = Incident(
            id: RecordID(of: [provider, "\(number)"]), kind: .outage, provider: provider, severity: .page,
            state: .firing, suspectedAt: at, firedAt: at, updatedAt: at, summary: "", facts: .null)
        return Announcement(
            incident: incident, transition: Transition(incident: incident.id, at: at, event: event, reason: ""),
            ordinal: 0)
    }

    private func tell(_ announcement: Announcement, _ causes: inout CommonCauses) -> CommonCauses.Telling {
        causes.tell(announcement, window: .seconds(7_200), settling: .seconds(600), pause: .seconds(600))
    }

    @Test func `changes that began before the first one are held to the same window`() {
        var causes = CommonCauses()
        #expect(tell(announcement("a", 1, since: 1_000_000, .firing), &causes) == .asItIs)
        #expect(tell(announcement("b", 1, since: 992_799, .firing), &causes) == .asItIs)
        #expect(tell(announcement("c", 1, since: 1_000_000 - 7_200, .firing), &causes) == .nothing)
        #expect(causes.all.map { $0.members.map(\.provider) } == [["a", "c"], ["b"]])
    }

    @Test func `a provider that comes again is one member, with its latest incident`() throws {
        var causes = CommonCauses()
        _ = tell(announcement("a", 1, since: 1_000_000, .firing), &causes)
        _ = tell(announcement("b", 1, since: 1_000_060, .firing), &causes)
        for number in 2...4 {
            _ = tell(announcement("b", number - 1, since: 1_000_120, .resolved), &causes)
            #expect(tell(announcement("b", number, since: 1_000_180, .firing), &causes) == .nothing)
        }
        var cause = try #require(causes.all.first)
        #expect(causes.all.count == 1 && cause.members.map(\.provider) == ["a", "b"])
        #expect(cause.members[1].incident == RecordID(of: ["b", "4"]))
        // The first keeps its place, for what is told goes by its name; people are shown its latest.
        _ = tell(announcement("a", 1, since: 1_000_240, .resolved), &causes)
        _ = tell(announcement("a", 2, since: 1_000_300, .firing), &causes)
        cause = try #require(causes.all.first)
        #expect(cause.latest.map(\.provider) == ["b", "a"])
        #expect(cause.latest.map(\.incident) == [RecordID(of: ["b", "4"]), RecordID(of: ["a", "2"])])
        // While one of a provider is open, another of it is a matter of its own.
        #expect(tell(announcement("b", 5, since: 1_000_360, .firing), &causes) == .asItIs)
        #expect(causes.all.count == 2)
    }
}
