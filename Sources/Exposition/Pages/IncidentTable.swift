internal import Core
internal import Store

/// Incidents as a table: state, what, where, since when.
enum IncidentTable {
    /// `root` is the way to `/` from the page.
    static func render(_ incidents: [Incident], root: HTML, now: Timestamp) -> HTML {
        guard !incidents.isEmpty else { return "<p class=\"nothing\">None so far.</p>" }
        let rows = incidents.map { incident -> HTML in
            """
            <tr class="\(incident.isOpen ? "open" : "closed")"><td>\(incident.tone.badge(incident.state.rawValue))</td>
            <th scope="row"><a href="\(root)incidents/\(incident.id)">\(incident.kind.title)</a><br>\
            <span class="dim">\(incident.provider), \(incident.severity.rawValue)</span></th>
            <td class="wide">\(incident.summary)</td><td>\(.ago(incident.suspectedAt, now: now))</td>
            <td>\(lasting(incident, now: now))</td></tr>
            """
        }
        return """
            <div class="scroll"><table class="incidents"><thead><tr><th scope="col">State</th><th scope="col">\
            Incident</th>\
            <th scope="col">What</th><th scope="col">Began</th><th scope="col">Lasted</th></tr></thead><tbody>\(rows)\
            </tbody></table></div>
            """
    }

    private static func lasting(_ incident: Incident, now: Timestamp) -> HTML {
        guard let end = incident.resolvedAt else { return "<span class=\"dim\">still open</span>" }
        return "\((end - incident.suspectedAt).forPeople)"
    }
}

/// `/incidents`: the latest, open ones and past ones.
enum IncidentsPage {
    /// Most incidents on the page.
    static let maximum = 200

    /// The page as of now.
    static func load(_ sources: PageSources) async throws -> HTML {
        let status = await sources.status()
        let all = try await sources.store.incidents(limit: maximum)
        let open = all.filter(\.isOpen)
        let past = all.filter { !$0.isOpen }
        return Layout(title: "Incidents", section: .incidents, depth: .top).page(
            """
            <h1>Incidents</h1><section><h2>Open</h2>\(IncidentTable.render(open, root: "./", now: status.now))</section>
            <section><h2>Resolved</h2>\(IncidentTable.render(past, root: "./", now: status.now))</section>
            """, status: status)
    }
}
