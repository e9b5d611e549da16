import Alerting
import Core
import Detection
import Engine
import Testing

private let day = Duration.seconds(86_400)
private let hour = Duration.seconds(3_600)

/// Ten providers of which some get worse, each at its own moment.
private struct Fleet {
    var world: World

    init(
        seed: UInt64, falls: [String: Duration], lasts: Duration = hour * 6, providers count: Int = 10,
        interval: Duration = .seconds(900)
    ) {
        let providers = (0..<count).map { index in
            var provider = Plans.provider("p\(index)", host: index < 5 ? "api.first.example" : "h\(index).example")
            provider.labels = [("region", index < 5 ? "eu" : "us")]
            return provider
        }
        world = World(plan: Plans.plan(providers, probes: Plans.probes(5), interval: interval), seed: seed) {
            name, elapsed in
            guard let begins = falls[name] else { return Behaviour() }
            return Behaviour(skill: elapsed >= begins && elapsed < begins + lasts ? 0.3 : 0.95)
        }
    }

    func told(_ kind: Incident.Kind = .qualityDegraded) -> [Incident] {
        world.disk.incidents.values.filter { $0.kind == kind && $0.firedAt != nil }
            .sorted { ($0.firedAt ?? .distantPast, $0.provider) < ($1.firedAt ?? .distantPast, $1.provider) }
    }

    func bodies() throws -> [JSON] { try world.deliveries.map { try JSONParser.parse($0.body) } }
}

@Suite struct CommonCauseTests {
    /// Within an hour, once all is learnt.
    private static let together: [String: Duration] = Dictionary(
        uniqueKeysWithValues: (0..<5).map { ("p\($0)", hour * 8 + .seconds(720 * $0)) })

    @Test func `five of ten providers that fall within an hour are one incident with five members`() throws {
        var fleet = Fleet(seed: 311, falls: Self.together)
        fleet.world.run(for: hour * 12)
        #expect(fleet.told().count == 5)
        let first = try #require(fleet.told().first)
        let common = try #require(CommonFacts(json: first.facts))
        #expect(common.incident == first.id && Set(common.members.map(\.provider)).count == 5)
        // Every row tells the same, and keeps its own evidence.
        for incident in fleet.told() {
            #expect(CommonFacts(json: incident.facts) == common)
            #expect(QualityFacts(json: incident.facts)?.loss ?? 0 > 0.3)
        }
        #expect(common.traits.first == CommonFacts.Trait(name: "host", value: "api.first.example", others: 0))
        #expect(common.traits.contains(CommonFacts.Trait(name: "label region", value: "eu", others: 0)))
        // One alert, one update; reminders come for all together.
        let early = try fleet.bodies()
        #expect(early.count <= 3, "\(early.map { $0["type"]?.string ?? "" })")
        #expect(early.allSatisfy { $0["data"]?["incident"]?.string == "\(first.id)" })
        #expect(early.first?["type"]?.string == "plummet.incident.firing" && early.first?["data"]?["members"] == nil)
        let update = try #require(early.first { $0["type"]?.string == "plummet.incident.joined" })
        #expect(update["data"]?["members"]?.array?.count ?? 0 >= 2)
        #expect(update["data"]?["summary"]?.string?.contains("of 10 providers since") == true)
        #expect(update["data"]?["summary"]?.string?.contains("host api.first.example") == true)
        fleet.world.run(for: hour * 12)
        #expect(fleet.told().allSatisfy { $0.state == .resolved })
        let all = try fleet.bodies()
        let ends = all.filter { $0["type"]?.string == "plummet.incident.resolved" }
        #expect(ends.count == 1 && ends[0]["data"]?["incident"]?.string == "\(first.id)")
        #expect(ends[0]["data"]?["state"]?.string == "resolved")
        #expect(all.last?["type"]?.string == "plummet.incident.resolved")
        let last = fleet.told().compactMap(\.resolvedAt).max()
        #expect(ends[0]["timestamp"]?.string.flatMap { Timestamp(rfc3339: $0) } == last)
    }

    @Test func `two that fall a week apart are two incidents`() throws {
        var fleet = Fleet(
            seed: 313, falls: ["p0": day * 2, "p1": day * 9], lasts: day * 9, providers: 2, interval: hour)
        fleet.world.run(for: day * 11)
        #expect(fleet.told().map(\.provider) == ["p0", "p1"])
        #expect(fleet.told().allSatisfy { CommonFacts(json: $0.facts) == nil })
        let firing = try fleet.bodies().filter { $0["type"]?.string == "plummet.incident.firing" }
        #expect(firing.compactMap { $0["data"]?["provider"]?.string } == ["p0", "p1"])
    }

    @Test func `a provider that falls alone is told as ever`() throws {
        var fleet = Fleet(seed: 317, falls: ["p1": hour * 8], providers: 3)
        fleet.world.run(for: day)
        let incident = try #require(fleet.told().first)
        #expect(fleet.told().count == 1 && CommonFacts(json: incident.facts) == nil)
        let types = try fleet.bodies().compactMap { $0["type"]?.string }
        #expect(types.first == "plummet.incident.firing" && types.last == "plummet.incident.resolved")
        #expect(!types.contains("plummet.incident.joined"))
    }

    @Test func `restarts at any time change neither the members nor what is told`() throws {
        func run(restarting: Bool) -> (rows: [Incident], told: [String], stored: JSON) {
            var fleet = Fleet(seed: 331, falls: Self.together)
            for _ in 0..<(4 * 18) {
                fleet.world.run(for: .seconds(900))
                if restarting { fleet.world.restart() }
            }
            return (
                fleet.world.disk.incidents.values.sorted { $0.id < $1.id },
                fleet.world.disk.notifications.values.sorted { $0.id < $1.id }.map {
                    "\($0.id) \($0.event.rawValue) \(String(decoding: $0.body, as: UTF8.self))"
                }, fleet.world.disk.providers["common cause"]?.machines ?? .null
            )
        }
        let (plain, restarted) = (run(restarting: false), run(restarting: true))
        #expect(plain.rows == restarted.rows)
        #expect(plain.told == restarted.told)
        #expect(plain.stored == restarted.stored)
        #expect(plain.rows.contains { CommonFacts(json: $0.facts)?.members.count == 5 })
    }

    @Test func `an acknowledgement of the first is one of all`() throws {
        var fleet = Fleet(seed: 337, falls: Self.together, lasts: day * 2)
        fleet.world.run(for: hour * 13)
        let first = try #require(fleet.told().first)
        fleet.world.happen(.acknowledge(first.id))
        #expect(fleet.told().count == 5 && fleet.told().allSatisfy { $0.state == .acknowledged })
        let before = fleet.world.deliveries.count
        fleet.world.run(for: hour * 9)
        #expect(fleet.world.deliveries.count == before, "nobody is reminded of what was acknowledged")
    }

    @Test func `outages of one host's providers are one incident, unless it is known that the host is away`() throws {
        var world = World(
            plan: Plans.plan((0..<6).map { Plans.provider("p\($0)", host: "h\($0).example") }, probes: Plans.probes(6)),
            seed: 347
        ) { name, elapsed in
            let isOut = ["p1", "p2", "p3"].contains(name) && elapsed > hour * 3 && elapsed < hour * 7
            return Behaviour(call: isOut ? .fails(503) : .answers)
        }
        world.run(for: hour * 10)
        let outages = world.disk.incidents.values.filter { $0.kind == .outage && $0.firedAt != nil }
        #expect(outages.count == 3 && outages.allSatisfy { $0.state == .resolved })
        let bodies = try world.deliveries.map { try JSONParser.parse($0.body) }.filter {
            $0["data"]?["kind"]?.string == "outage"
        }
        let identities = Set(bodies.compactMap { $0["data"]?["incident"]?.string })
        #expect(identities.count == 1, "\(identities)")
        #expect(bodies.count { $0["type"]?.string == "plummet.incident.firing" } == 1)
        #expect(bodies.count { $0["type"]?.string == "plummet.incident.resolved" } == 1)
    }
}
