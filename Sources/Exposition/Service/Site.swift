internal import Core
internal import Store

/// Which address shows what.
struct Site: Sendable {
    let sources: PageSources
    let commands: Commands
    private let metrics: MetricsPage

    init(sources: PageSources, commands: Commands) {
        self.sources = sources
        self.commands = commands
        metrics = MetricsPage(sources: sources)
    }

    /// The answer to GET and HEAD. Throws a refusal for what is not there and what the store cannot give.
    func read(_ target: Target, accept: String) async throws(Refusal) -> Answer {
        do {
            return try await answer(target, accept: accept)
        } catch let failure as StoreFailure {
            throw Refusal(503, "The store cannot be read: \(failure)")
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw Refusal(500, "Something unexpected happened.")
        }
    }

    private func answer(_ target: Target, accept: String) async throws -> Answer {
        switch target.path.count {
        case 0: return .page(try await OverviewPage.load(sources))
        case 1: return try await top(target, accept: accept)
        case 2: return try await second(target)
        default: return try await API(sources: sources).read(target)
        }
    }

    private func top(_ target: Target, accept: String) async throws -> Answer {
        switch target.path[0] {
        case "metrics": return await metrics.answer(accept: accept)
        case "incidents": return .page(try await IncidentsPage.load(sources))
        case "traces": return .page(try await TracesPage.load(sources, target))
        case "style.css": return Answer(contentType: "text/css; charset=utf-8", body: Array(StyleSheet.text.utf8))
        case "app.js": return Answer(contentType: "text/javascript; charset=utf-8", body: Array(Script.text.utf8))
        case "favicon.svg": return Answer(contentType: "image/svg+xml", body: Array(Mark.favicon.utf8))
        default: throw Refusal.nothingHere
        }
    }

    private func second(_ target: Target) async throws -> Answer {
        switch (target.path[0], target.path[1]) {
        case ("-", "healthy"): return .text("plummet is running.")
        case ("-", "ready"):
            switch await sources.readiness() {
            case .ready: return .text("plummet is ready.")
            case .starting(let reason): return .text("plummet is not ready yet: \(reason)", status: 503)
            }
        case ("-", "reload"):
            throw Refusal(405, "This address takes POST and PUT only.", headers: [Header("Allow", "POST, PUT")])
        case ("providers", let name): return .page(try await ProviderPage.load(sources, name: name))
        case ("probes", let name): return .page(try await ProbesPage.load(sources, name: name))
        case ("equivalents", let name): return .page(try await EquivalentsPage.load(sources, name: name))
        case ("baselines", let name): return .page(try await BaselinesPage.load(sources, name: name))
        case ("incidents", let id): return .page(try await IncidentPage.load(sources, id: try Site.id(id)))
        case ("traces", let id): return .page(try await TracePage.load(sources, id: try Site.id(id)))
        default: throw Refusal.nothingHere
        }
    }

    /// The identity in an address. Throws 404 for what is none.
    static func id(_ text: String) throws(Refusal) -> RecordID {
        guard let id = RecordID(text) else { throw Refusal.nothingHere }
        return id
    }

    /// An error as the API or a page tells it.
    func refusal(_ refusal: Refusal, at path: String) -> Answer {
        var answer =
            path.hasPrefix("/api/")
            ? Answer.json(refusal.json, status: refusal.status)
            : .page(ErrorPage.render(refusal, path: path), status: refusal.status)
        answer.headers = refusal.headers
        return answer
    }
}
