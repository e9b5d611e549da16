internal import Core
internal import Store

/// The JSON side of the site: `/api/v1/…`, read only.
struct API: Sendable {
    let sources: PageSources

    /// Most samples or incidents of a page, and how many come when nothing is said.
    static let maximumPage = 1000
    static let usualPage = 100

    /// The answer to a path below `/`, of three parts or more.
    func read(_ target: Target) async throws -> Answer {
        let path = target.path
        guard path[0] == "api", path[1] == "v1" else { throw Refusal.nothingHere }
        switch (path[2], path.count) {
        case ("status", 3): return .json(await sources.status().json)
        case ("incidents", 3): return .json(try await incidents(target))
        case ("incidents", 4): return .json(try await incident(try Site.id(path[3])))
        case ("probes", 4): return .json(try await probes(path[3]))
        case ("equivalents", 4): return .json(try await equivalents(path[3]))
        case ("baselines", 4): return .json(try await baselines(path[3]))
        case ("samples", 3): return .json(try await samples(target))
        case ("traces", 3): return .json(try await traces(target))
        case ("traces", 4): return .json(try await trace(try Site.id(path[3])))
        case ("openapi.json", 3): return .json(OpenAPI.document(version: sources.version, server: sources.externalURL))
        default: throw Refusal.nothingHere
        }
    }

    /// What the probes of a provider are worth, by probe.
    private func probes(_ name: String) async throws -> JSON {
        let worths = try await ProbesPage.worths(sources, try await ProbesPage.provider(sources, name).provider)
        return ["provider": .string(name), "probes": .array(worths.map(\.json))]
    }

    /// A provider beside those that are declared equivalent to it.
    private func equivalents(_ name: String) async throws -> JSON {
        let (provider, status) = try await ProbesPage.provider(sources, name)
        let partners = try await EquivalentsPage.partners(sources, provider, status)
        return ["provider": .string(name), "equivalents": .array(partners.map(\.json))]
    }

    /// The baselines of a provider's probes, now and before.
    private func baselines(_ name: String) async throws -> JSON {
        let provider = try await ProbesPage.provider(sources, name).provider
        let retired = try await sources.store.baselines(provider: name, limit: BaselinesPage.mostRetired)
        return [
            "provider": .string(name), "calibration": provider.calibration.json,
            "baselines": .array(provider.probes.map(\.baselineJSON)),
            "retired": .array(retired.map(\.json)),
        ]
    }

    private func incidents(_ target: Target) async throws -> JSON {
        let which: IncidentSelection
        switch target["state"] {
        case nil, "all": which = .all
        case "open": which = .open
        default: throw Refusal(400, "\"state\" is \"open\" or \"all\".")
        }
        let found = try await sources.store.incidents(which, limit: try API.limit(target))
        return ["incidents": .array(found.map(\.json))]
    }

    private func incident(_ id: RecordID) async throws -> JSON {
        guard let history = try await sources.store.incident(id) else { throw Refusal.nothingHere }
        return history.json
    }

    private func samples(_ target: Target) async throws -> JSON {
        let page = try await sources.store.samples(try API.query(target))
        return ["samples": .array(page.samples.map(\.json)), "next": .optional(page.next.map { "\($0)" })]
    }

    /// Samples as `samples` gives them, and of each whether its trace is kept.
    private func traces(_ target: Target) async throws -> JSON {
        let page = try await sources.store.samples(try API.query(target))
        let kept = try await sources.store.kept(page.samples.map(\.id))
        return [
            "traces": .array(page.samples.map { $0.listed(kept: kept.contains($0.id)) }),
            "next": .optional(page.next.map { "\($0)" }),
        ]
    }

    private func trace(_ id: RecordID) async throws -> JSON {
        guard let found = try await sources.store.reconstruction(id) else { throw Refusal.nothingHere }
        return found.json
    }

    /// The samples that `provider`, `probe`, `outcome`, `score_below`, `incident`, `since`, `until`, `before` and `limit`
    /// ask for, the newest first.
    static func query(_ target: Target, usual: Int = usualPage) throws(Refusal) -> SampleQuery {
        var query = SampleQuery(provider: target["provider"], probe: target["probe"])
        query.since = try moment(target, "since")
        query.until = try moment(target, "until")
        if let text = target["score_below"] {
            guard let score = Double(text), score.isFinite else {
                throw Refusal(400, "\"score_below\" is a number, such as 0.5.")
            }
            query.scoreBelow = score
        }
        if let text = target["incident"] {
            guard let incident = RecordID(text) else {
                throw Refusal(400, "\"incident\" is the identity of an incident: 16 hexadecimal digits.")
            }
            query.incident = incident
        }
        if let word = target["outcome"] {
            guard let outcome = Outcome(rawValue: word) else {
                let near = nearest(to: word, among: Outcome.allCases.map(\.rawValue))
                throw Refusal(400, "There is no such outcome." + (near.map { " Did you mean \($0)?" } ?? ""))
            }
            query.outcome = outcome
        }
        if let text = target["before"] {
            if let cursor = SampleCursor(text) {
                query.after = cursor
            } else if let until = Timestamp(rfc3339: text) {
                query.until = min(until, query.until ?? .distantFuture)
            } else {
                throw Refusal(
                    400, "\"before\" is a \"next\" of an earlier answer, or a time such as 2026-11-23T09:00:00Z.")
            }
        }
        query.limit = try limit(target, usual: usual)
        return query
    }

    private static func moment(_ target: Target, _ name: String) throws(Refusal) -> Timestamp? {
        guard let text = target[name] else { return nil }
        guard let time = Timestamp(rfc3339: text) else {
            throw Refusal(400, "\"\(name)\" is a time such as 2026-11-23T09:00:00Z.")
        }
        return time
    }

    private static func limit(_ target: Target, usual: Int = usualPage) throws(Refusal) -> Int {
        guard let text = target["limit"] else { return usual }
        guard let limit = Int(text), (1...maximumPage).contains(limit) else {
            throw Refusal(400, "\"limit\" is a number from 1 to \(grouped(maximumPage)).")
        }
        return limit
    }
}
