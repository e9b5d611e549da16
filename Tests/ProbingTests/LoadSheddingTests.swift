import Core
import Probing
import Testing

@Suite struct LoadSheddingTests {
    private let start = Timestamp(seconds: 1_800_000_000)
    private let limit = Duration.seconds(10)

    @Test func `lateness that lasts sheds, a single stall does not`() {
        var machine = LoadShedding(limit: limit)
        #expect(machine.offered(late: .seconds(300), backlog: 0, now: start) == .unchanged)
        #expect(machine.offered(late: .zero, backlog: 0, now: start + .seconds(1)) == .unchanged)
        #expect(machine.offered(late: .seconds(11), backlog: 0, now: start + .seconds(20)) == .unchanged)
        #expect(machine.offered(late: .seconds(12), backlog: 0, now: start + .seconds(29)) == .unchanged)
        #expect(!machine.isShedding)
        #expect(machine.offered(late: .seconds(12), backlog: 0, now: start + .seconds(30)) == .startedShedding)
        #expect(machine.isShedding)
    }

    @Test func `only what is too late is let go`() {
        var machine = LoadShedding(limit: limit)
        #expect(!machine.lets(go: .seconds(100)))
        for second in [0, 10] {
            _ = machine.offered(late: .seconds(11), backlog: 0, now: start + .seconds(second))
        }
        #expect(machine.lets(go: .seconds(11)) && !machine.lets(go: limit) && !machine.lets(go: .zero))
        #expect(machine.lateness == .seconds(11))
    }

    @Test func `it ends after four times as long a calm, which one late sample begins anew`() {
        var machine = LoadShedding(limit: limit)
        for second in [0, 10] {
            _ = machine.offered(late: .seconds(11), backlog: 0, now: start + .seconds(second))
        }
        func prompt(_ second: Int) -> LoadShedding.Change {
            machine.offered(late: .seconds(1), backlog: 0, now: start + .seconds(second))
        }
        #expect(prompt(20) == .unchanged)
        _ = machine.offered(late: .seconds(11), backlog: 0, now: start + .seconds(25))
        #expect(prompt(30) == .unchanged && prompt(69) == .unchanged && prompt(70) == .stoppedShedding)
        #expect(!machine.isShedding)
    }

    @Test func `a deep backlog is late even when nothing is due`() {
        var machine = LoadShedding(limit: limit)
        #expect(machine.waited(backlog: LoadShedding.deepest, now: start) == .unchanged)
        #expect(machine.state == .keepingUp)
        #expect(machine.waited(backlog: LoadShedding.deepest + 1, now: start) == .unchanged)
        #expect(machine.waited(backlog: 10_000, now: start + limit) == .startedShedding)
        #expect(machine.waited(backlog: 0, now: start + limit * 9) == .unchanged)
        #expect(machine.isShedding, "silence is no calm")
    }

    @Test func `every sequence of looks follows the table`() {
        enum Event: CaseIterable { case late, fair, prompt, deep, quiet, tick, half }
        /// The table again, over the history of looks.
        func expected(_ looks: [(pace: Int, at: Timestamp)]) -> (shedding: Bool, changes: Int) {
            var (shedding, changes) = (false, 0)
            var since: Timestamp?
            for look in looks {
                let wanted = shedding ? 0 : 2
                if look.pace == 2 - wanted { since = nil; continue }
                guard look.pace == wanted else { continue }
                guard let began = since else { since = look.at; continue }
                if look.at - began >= limit * (shedding ? 4 : 1) {
                    (shedding, changes, since) = (!shedding, changes + 1, nil)
                }
            }
            return (shedding, changes)
        }
        var visited = 0
        func explore(
            _ machine: LoadShedding, _ looks: [(pace: Int, at: Timestamp)], _ changes: Int, _ now: Timestamp,
            _ depth: Int
        ) {
            guard depth > 0 else { return }
            for event in Event.allCases {
                var (next, seen, later) = (machine, looks, now)
                var change = LoadShedding.Change.unchanged
                visited += 1
                switch event {
                case .late:
                    change = next.offered(late: .seconds(11), backlog: 0, now: now)
                    seen.append((2, now))
                case .fair:
                    change = next.offered(late: .seconds(6), backlog: 9, now: now)
                    seen.append((1, now))
                case .prompt:
                    change = next.offered(late: .seconds(-1), backlog: 0, now: now)
                    seen.append((0, now))
                case .deep:
                    change = next.offered(late: .zero, backlog: 5_000, now: now)
                    seen.append((2, now))
                case .quiet: change = next.waited(backlog: 3, now: now)
                case .tick: later += limit * 2
                case .half: later += limit / 2
                }
                let count = changes + (change == .unchanged ? 0 : 1)
                let wanted = expected(seen)
                guard next.isShedding == wanted.shedding, count == wanted.changes else {
                    Issue.record("\(seen)")
                    return
                }
                explore(next, seen, count, later, depth - 1)
            }
        }
        explore(LoadShedding(limit: limit), [], 0, start, 7)
        #expect(visited > 900_000)
    }
}
