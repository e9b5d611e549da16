import Core
import Probing
import Testing

private let start = Timestamp(seconds: 1_800_000_000)
private let window = Duration.seconds(1_800)

@Suite struct NetworkGuardTests {
    private func members(_ hosts: (String, String)...) -> [NetworkGuard.Member] {
        hosts.map { NetworkGuard.Member(provider: $0.0, host: Host(url: "https://\($0.1)/v1")) }
    }

    private func machine(_ hosts: (String, String)...) -> NetworkGuard {
        NetworkGuard(
            hosts.map { NetworkGuard.Member(provider: $0.0, host: Host(url: "https://\($0.1)/v1")) }, window: window)
    }

    private func at(_ second: Double) -> Timestamp { start + .microseconds(Int64(second * 1e6)) }

    @Test func `when no provider can be reached it is the network, until the first response`() {
        var machine = machine(("a", "x.net"), ("b", "y.net"), ("c", "z.net"))
        #expect(machine.heard("a", .answered, now: at(0)).isEmpty)
        #expect(machine.heard("a", .unreachable, now: at(10)).isEmpty)
        #expect(machine.heard("b", .unreachable, now: at(20)).isEmpty)
        let entered = machine.heard("c", .unreachable, now: at(30))
        let trouble = NetworkGuard.Trouble(
            scope: .network, since: at(10), enteredAt: at(30), failedAt: at(30), nextTrialAt: at(60))
        #expect(entered == [.entered(trouble)])
        #expect(machine.trouble(of: "b") == trouble)
        #expect(machine.providers(in: .network) == ["a", "b", "c"])
        #expect(machine.heard("b", .answered, now: at(90)) == [.left(trouble)])
        #expect(machine.trouble(of: "b") == nil)
        #expect(machine.heard("a", .unreachable, now: at(91)).isEmpty)
        #expect(machine.heard("c", .unreachable, now: at(92)).isEmpty, "what failed before is forgotten")
    }

    @Test func `half of them is enough when nothing answered for two minutes`() {
        var machine = machine(("a", "x.net"), ("b", "y.net"), ("c", "z.net"), ("d", "w.net"))
        _ = machine.heard("a", .unreachable, now: at(0))
        _ = machine.heard("b", .unreachable, now: at(119))
        #expect(machine.troubles.isEmpty)
        _ = machine.heard("b", .unreachable, now: at(120))
        #expect(machine.troubles.map(\.scope) == [.network])
    }

    @Test func `one that answers shows that the network works`() {
        var machine = machine(("a", "x.net"), ("b", "y.net"), ("c", "z.net"))
        for minute in 0..<60 {
            for name in ["a", "b"] { _ = machine.heard(name, .unreachable, now: at(Double(minute) * 60 + 1)) }
            _ = machine.heard("c", .answered, now: at(Double(minute) * 60 + 2))
        }
        #expect(machine.troubles.isEmpty)
    }

    @Test func `one provider, or two at one place without others, is told apart only as far as it can be`() {
        var single = machine(("a", "x.net"))
        var local = machine(("a", "localhost:1"), ("b", "127.0.0.1:2"))
        for second in 0..<500 {
            _ = single.heard("a", .unreachable, now: at(Double(second)))
            _ = local.heard(second % 2 == 0 ? "a" : "b", .unreachable, now: at(Double(second)))
        }
        #expect(single.troubles.isEmpty && local.troubles.isEmpty)
    }

    @Test func `a model on this machine says nothing about the network`() {
        var machine = machine(("a", "x.net"), ("b", "y.net"), ("local", "localhost:8080"))
        _ = machine.heard("a", .unreachable, now: at(1))
        _ = machine.heard("local", .answered, now: at(2))
        _ = machine.heard("b", .unreachable, now: at(3))
        #expect(machine.troubles.map(\.scope) == [.network])
        #expect(machine.trouble(of: "local") == nil)
        #expect(machine.heard("local", .answered, now: at(4)).isEmpty)
        #expect(machine.heard("local", .unreachable, now: at(5)).isEmpty)
    }

    @Test func `a gateway that all its providers miss while another host answers`() {
        var machine = machine(("a", "gate.net:4000"), ("b", "gate.net:4000"), ("c", "z.net"))
        _ = machine.heard("a", .unreachable, now: at(1))
        _ = machine.heard("b", .unreachable, now: at(2))
        #expect(machine.troubles.isEmpty, "nobody has answered since: it may be the network")
        _ = machine.heard("c", .answered, now: at(3))
        let entered = machine.heard("a", .unreachable, now: at(4))
        #expect(machine.troubles.map(\.scope) == [.gateway("gate.net:4000")])
        #expect(machine.troubles.first?.since == at(1))
        #expect(entered.count == 1)
        #expect(machine.providers(in: .gateway("gate.net:4000")) == ["a", "b"])
        #expect(machine.trouble(of: "c") == nil)
        #expect(machine.heard("c", .answered, now: at(5)).isEmpty)
        #expect(machine.heard("b", .answered, now: at(6)).count == 1)
        #expect(machine.troubles.isEmpty)
    }

    @Test func `a gateway that is all there is needs nobody else to answer`() {
        var machine = machine(("a", "gate.net"), ("b", "gate.net"))
        _ = machine.heard("a", .unreachable, now: at(1))
        _ = machine.heard("b", .unreachable, now: at(2))
        #expect(machine.troubles.map(\.scope) == [.gateway("gate.net")])
    }

    @Test func `what was taken for a gateway is the network when nobody answers any more`() {
        var machine = machine(("a", "gate.net"), ("b", "gate.net"), ("c", "z.net"))
        _ = machine.heard("a", .unreachable, now: at(1))
        _ = machine.heard("b", .unreachable, now: at(2))
        _ = machine.heard("c", .answered, now: at(3))
        _ = machine.heard("b", .unreachable, now: at(4))
        _ = machine.heard("a", .unreachable, now: at(5))
        let changes = machine.heard("c", .unreachable, now: at(6))
        #expect(changes.count == 2)
        #expect(machine.troubles.map(\.scope) == [.network])
        #expect(machine.trouble(of: "a")?.scope == .network)
    }

    @Test func `one request in half a minute finds out whether it is over`() {
        var machine = machine(("a", "x.net"), ("b", "y.net"))
        #expect(machine.admit("a", now: at(0)) == .send)
        _ = machine.heard("a", .unreachable, now: at(0))
        _ = machine.heard("b", .unreachable, now: at(1))
        #expect(machine.admit("b", now: at(2)) == .refuse(until: at(31)))
        #expect(machine.admit("b", now: at(31)) == .trial)
        #expect(machine.admit("a", now: at(32)) == .refuse(until: at(61)))
        #expect(machine.admit("a", now: at(61)) == .trial)
        #expect(machine.admit("nobody", now: at(61)) == .send)
        #expect(machine.admit("a", now: at(-9_999)) == .refuse(until: at(-9_969)), "the clock was set back")
    }

    @Test func `it is confirmed by a failure after two minutes`() {
        var machine = machine(("a", "x.net"), ("b", "y.net"))
        _ = machine.heard("a", .unreachable, now: at(0))
        _ = machine.heard("b", .unreachable, now: at(1))
        _ = machine.heard("b", .unreachable, now: at(119))
        #expect(machine.troubles.map(\.isConfirmed) == [false])
        _ = machine.heard("a", .unreachable, now: at(120))
        #expect(machine.troubles.map(\.isConfirmed) == [true])
    }

    @Test func `failures of long ago explain nothing`() {
        var machine = machine(("a", "x.net"), ("b", "y.net"))
        _ = machine.heard("a", .unreachable, now: at(0))
        _ = machine.heard("b", .unreachable, now: at(1_800))
        #expect(machine.troubles.isEmpty)
    }

    @Test func `time-outs of a connection that stood, and calls that were not made, say nothing`() {
        var machine = machine(("a", "x.net"), ("b", "y.net"))
        _ = machine.heard("a", .unreachable, now: at(0))
        for reach in [Reach.silent, .unknown] { #expect(machine.heard("b", reach, now: at(1)).isEmpty) }
        #expect(machine.troubles.isEmpty)
        _ = machine.heard("b", .unreachable, now: at(2))
        for reach in [Reach.silent, .unknown] { #expect(machine.heard("b", reach, now: at(3)).isEmpty) }
        #expect(!machine.troubles.isEmpty)
    }

    @Test func `a trouble ends with the last provider that it could be about`() {
        var machine = machine(("a", "x.net"), ("b", "y.net"))
        _ = machine.heard("a", .unreachable, now: at(0))
        _ = machine.heard("b", .unreachable, now: at(1))
        #expect(machine.configure(members(("a", "x.net"), ("b", "y.net"), ("c", "z.net")), window: window).isEmpty)
        #expect(machine.configure(members(("a", "x.net")), window: window).count == 1)
        #expect(machine.troubles.isEmpty)
    }

    @Test func `it goes on after a restart, as far as its providers are still there`() throws {
        var machine = machine(("a", "x.net"), ("b", "y.net"))
        _ = machine.heard("a", .unreachable, now: at(0))
        _ = machine.heard("b", .unreachable, now: at(1))
        let json = try JSONParser.parse(machine.json.text)
        #expect(NetworkGuard(json: json, machine.members, window: window) == machine)
        #expect(NetworkGuard(json: json, members(("a", "x.net")), window: window).troubles.isEmpty)
        for text in ["null", "{}", "[]", #"{"troubles":[{"since":1}],"failures":{"a":7}}"#] {
            let damaged = NetworkGuard(json: try JSONParser.parse(text), machine.members, window: window)
            #expect(damaged.troubles.isEmpty)
        }
    }

    @Test func `every sequence of calls follows the table`() {
        var walk = Walk()
        walk.descend(
            machine(("a", "x.net"), ("c", "gate.net"), ("d", "gate.net"), ("l", "localhost:1")), [], .init(), at(0), 6)
        #expect(walk.visited == 597_870)
        #expect(walk.broken.prefix(3).isEmpty)
    }
}

@Suite struct ReachTests {
    @Test func `a response reaches, a missing connection does not, the rest tells nothing`() {
        let failures: [(TransportFailure?, Reach)] = [
            (.nameNotFound("x"), .unreachable), (.connectionFailed("x"), .unreachable), (.proxy("x"), .unreachable),
            (.timeout(.nameLookup), .unreachable), (.timeout(.connect), .unreachable), (.timeout(.tls), .silent),
            (.timeout(.firstByte), .silent), (.timeout(.body), .silent), (.tls("x"), .silent), (.lowSpeed, .silent),
            (.connectionLost("x"), .silent), (.protocolError("x"), .silent), (.badRequest("x"), .unknown),
            (.cancelled, .unknown), (.shutDown, .unknown), (nil, .unknown),
        ]
        for (failure, reach) in failures {
            #expect(Reach(Exchange(failure: failure)) == reach)
            #expect(Reach(Exchange(status: 502, failure: failure)) == .answered)
        }
    }
}

/// Walks all sequences and compares with the table, written down again over the plain list of what was heard.
private struct Walk {
    enum Event: Hashable {
        case hear(String, Reach)
        case tick
    }

    /// What happened, and which scopes are in trouble since when, by the table.
    struct Told {
        var heard: [(provider: String, reach: Reach, at: Timestamp)] = []
        var troubles: [NetworkGuard.Scope: Timestamp] = [:]
    }

    static let hosts = ["a": "x.net", "c": "gate.net", "d": "gate.net", "l": "localhost:1"]
    static let events: [Event] =
        ["a", "c", "d", "l"].flatMap { [Event.hear($0, .answered), .hear($0, .unreachable)] } + [.tick]

    var visited = 0
    var broken: [String] = []

    mutating func descend(_ machine: NetworkGuard, _ path: [Event], _ told: Told, _ now: Timestamp, _ depth: Int) {
        guard depth > 0, broken.count < 3 else { return }
        for event in Self.events {
            visited += 1
            var (next, later, expected) = (machine, now + .seconds(1), told)
            switch event {
            case .tick:
                later += .seconds(100)
                next = NetworkGuard(json: machine.json, machine.members, window: window)
                if next != machine { broken.append("a restart differs: \(path)") }
            case .hear(let provider, let reach):
                let changes = next.heard(provider, reach, now: now)
                Self.hear(provider, reach, now, &expected)
                let begun = changes.count { if case .entered = $0 { true } else { false } }
                if begun > 1 { broken.append("two begin: \(path + [event])") }
            }
            let found = Dictionary(uniqueKeysWithValues: next.troubles.map { ($0.scope, $0.since) })
            if found != expected.troubles {
                broken.append("\(path + [event]): \(found), expected \(expected.troubles)")
            }
            descend(next, path + [event], expected, later, depth - 1)
        }
    }

    private static func hear(_ provider: String, _ reach: Reach, _ now: Timestamp, _ told: inout Told) {
        told.heard.append((provider, reach, now))
        let gate = NetworkGuard.Scope.gateway("gate.net")
        if reach == .answered {
            if provider != "l", told.troubles[.network] != nil {
                told = Told(heard: told.heard.filter { $0.reach == .answered })
            }
            if ["c", "d"].contains(provider) { told.troubles[gate] = nil }
            return
        }
        guard told.troubles[.network] == nil else { return }
        if provider != "l", let since = struck(["a", "c", "d"], told, now, hosts: 2) {
            told.troubles = [.network: since]
        } else if ["c", "d"].contains(provider), told.troubles[gate] == nil,
            let since = struck(["c", "d"], told, now, hosts: 1),
            told.heard.contains(where: { ["a", "l"].contains($0.provider) && $0.reach == .answered && $0.at >= since })
        {
            told.troubles[gate] = since
        }
    }

    /// When the run of failures began; nil when it is none.
    private static func struck(_ kin: [String], _ told: Told, _ now: Timestamp, hosts count: Int) -> Timestamp? {
        let all = told.heard.filter { kin.contains($0.provider) }
        let answered = all.last { $0.reach == .answered }?.at
        let run = all.filter { $0.reach == .unreachable && $0.at > answered ?? .distantPast }
        let failing = Set(run.map(\.provider))
        guard failing.count >= 2, Set(failing.compactMap { hosts[$0] }).count >= count else { return nil }
        // A provider whose own host did not answer since failed for itself from its first failure on.
        let first = failing.compactMap { name in
            let host = hosts[name]
            let own = told.heard.last { hosts[$0.provider] == host && $0.reach == .answered }?.at
            return told.heard.first {
                $0.provider == name && $0.reach == .unreachable && $0.at > own ?? .distantPast
            }?.at
        }.min()
        guard let first else { return nil }
        let since = max(first, answered ?? first)
        return failing.count == kin.count || failing.count * 2 >= kin.count && now - since >= .seconds(120)
            ? since : nil
    }
}
