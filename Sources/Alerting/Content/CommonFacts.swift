package import Core

/// What incidents that began together at several providers have in common, beside the facts of each.
package struct CommonFacts: Sendable, Equatable {
    /// One provider's part.
    package struct Member: Sendable, Equatable {
        package var provider: String
        package var incident: RecordID
        package var since: Timestamp
        package var isOpen: Bool

        package init(provider: String, incident: RecordID, since: Timestamp, isOpen: Bool) {
            (self.provider, self.incident, self.since, self.isOpen) = (provider, incident, since, isOpen)
        }
    }

    /// Something that all members share.
    package struct Trait: Sendable, Equatable {
        /// `host`, `model`, `api`, or the name of a label.
        package var name: String
        package var value: String
        /// Other providers that have it and are not members.
        package var others: Int

        package init(name: String, value: String, others: Int) {
            (self.name, self.value, self.others) = (name, value, others)
        }
    }

    /// The incident that was told first: what receivers know all of it by.
    package var incident: RecordID
    /// That one first.
    package var members: [Member]
    /// The likely cause first: what the fewest others have.
    package var traits: [Trait]
    /// Providers that are watched.
    package var watched: Int

    package init(incident: RecordID, members: [Member], traits: [Trait], watched: Int) {
        (self.incident, self.members, self.traits, self.watched) = (incident, members, traits, watched)
    }

    /// Names of facts that are these and no incident's own.
    package static let names = ["common_incident", "members", "common_traits", "watched_providers"]
    /// Most members that are told.
    private static let mostMembers = 24

    /// What they share, for people: `all have host api.openai.com, which no other provider has`.
    package var cause: String {
        guard let first = traits.first else {
            return members.count == watched
                ? "all providers that are watched: look at what they share outside of them, this machine's network and the probes"
                : "they share neither host nor model nor label"
        }
        let all = traits.filter { $0.others == first.others }.map { "\($0.name) \($0.value)" }
        let others =
            first.others == 0
            ? "which no other provider has" : "which \(first.others) other provider\(first.others == 1 ? "" : "s") have"
        return "all have \(all.joined(separator: ", ")), \(others)"
    }

    /// The sentence of all: `3 of 10 providers since 2026-11-23 03:15 UTC, likely for one reason (all have host …): a, b, c;
    /// first: quality of a fell …`.
    package func summary(first: String) -> String {
        let names = members.prefix(Self.mostMembers).map(\.provider).joined(separator: ", ")
        let since = members.map(\.since).min() ?? .distantPast
        return "\(members.count) of \(watched) providers since \(since.toTheMinute), likely for one reason (\(cause)): "
            + "\(names); first: \(first)"
    }

    /// The facts of an incident with these.
    package func added(to facts: JSON) -> JSON {
        let own = Self.removed(from: facts).members?.map { ($0.key, $0.value) } ?? []
        let told: [(String, JSON)] = [
            ("common_incident", .string("\(incident)")),
            (
                "members",
                .array(
                    members.prefix(Self.mostMembers).map {
                        [
                            "provider": .string($0.provider), "incident": .string("\($0.incident)"),
                            "since": $0.since.json, "open": .bool($0.isOpen),
                        ]
                    })
            ),
            (
                "common_traits",
                .array(
                    traits.map {
                        ["name": .string($0.name), "value": .string($0.value), "others": .int($0.others)]
                    })
            ),
            ("watched_providers", .int(watched)),
        ]
        return .object(own + told)
    }

    /// The facts of an incident without these.
    package static func removed(from facts: JSON) -> JSON {
        guard let members = facts.members, members.contains(where: { names.contains($0.key) }) else { return facts }
        return .object(members.filter { !names.contains($0.key) }.map { ($0.key, $0.value) })
    }

    /// Reads them back out of an incident's facts; nil where it has none.
    package init?(json: JSON) {
        guard let incident = json["common_incident"]?.recordID, let members = json["members"]?.array else {
            return nil
        }
        self.init(
            incident: incident,
            members: members.compactMap { each in
                guard let provider = each["provider"]?.string, let id = each["incident"]?.recordID,
                    let since = each["since"]?.timestamp
                else { return nil }
                return Member(provider: provider, incident: id, since: since, isOpen: each["open"]?.bool ?? false)
            },
            traits: (json["common_traits"]?.array ?? []).compactMap { each in
                guard let name = each["name"]?.string, let value = each["value"]?.string else { return nil }
                return Trait(name: name, value: value, others: each["others"]?.int ?? 0)
            }, watched: json["watched_providers"]?.int ?? members.count)
    }
}
