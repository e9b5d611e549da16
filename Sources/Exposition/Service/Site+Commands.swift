internal import Core
internal import Store

/// What a POST or PUT may ask for.
extension Site {
    private enum Command {
        case reload
        /// Both of the incident whose identity stands in the address.
        case acknowledge(String)
        case rebaseline(String)
    }

    /// Whether something is changed at this address.
    func isCommand(_ target: Target) -> Bool { asked(target) != nil }

    /// Does what a POST or PUT asks for, once it is authorized.
    func command(_ target: Target, body: [UInt8]) async throws(Refusal) -> Answer {
        switch asked(target) {
        case .reload: return await reload()
        case .acknowledge(let text):
            let incident = try await open(text)
            await commands.acknowledge(incident.id)
            return accepted(incident, "acknowledge")
        case .rebaseline(let text):
            let acceptance = try acceptance(body, of: try Site.id(text))
            let incident = try await open(text)
            guard incident.kind.hasBaseline else {
                throw Refusal(409, "\(incident.kind.rawValue) is no change against a baseline.")
            }
            await commands.accept(acceptance)
            return accepted(incident, "rebaseline")
        case nil: throw Refusal.nothingHere
        }
    }

    private func asked(_ target: Target) -> Command? {
        let path = target.path
        if path == ["-", "reload"] { return .reload }
        guard path.count == 5, path[0] == "api", path[1] == "v1", path[2] == "incidents" else { return nil }
        switch path[4] {
        case "acknowledge": return .acknowledge(path[3])
        case "rebaseline": return .rebaseline(path[3])
        default: return nil
        }
    }

    private func reload() async -> Answer {
        let problems = await commands.reload()
        guard problems.isEmpty else {
            return .text(
                "The new configuration is refused, the last good one stays in force:\n"
                    + problems.map { "\($0)" }.joined(separator: "\n"), status: 500)
        }
        return .text("Configuration and probes are loaded.")
    }

    /// An open incident by its identity.
    private func open(_ text: String) async throws(Refusal) -> Incident {
        let history: IncidentHistory?
        let id = try Site.id(text)
        do {
            history = try await sources.store.incident(id)
        } catch {
            throw Refusal(503, "The store cannot be read: \(error)")
        }
        guard let incident = history?.incident else { throw Refusal.nothingHere }
        guard incident.isOpen else { throw Refusal(409, "The incident is resolved already.") }
        return incident
    }

    private func acceptance(_ body: [UInt8], of incident: RecordID) throws(Refusal) -> Acceptance {
        let json: JSON
        do {
            json = try JSONParser.parse(body)
        } catch {
            throw Refusal(400, "The body is no JSON: \(error.problem).")
        }
        let acceptance = Acceptance(
            incident: incident, author: json["author"]?.string ?? "", reason: json["reason"]?.string ?? "")
        guard let acceptance else {
            throw Refusal(400, "The body says who accepts the change and why: {\"author\": \"…\", \"reason\": \"…\"}.")
        }
        return acceptance
    }

    private func accepted(_ incident: Incident, _ what: String) -> Answer {
        .json(["incident": .string("\(incident.id)"), what: "accepted"], status: 202)
    }
}
