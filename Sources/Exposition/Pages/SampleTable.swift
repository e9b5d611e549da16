internal import Core
internal import Store

/// Samples as a table, each with the way to its trace.
enum SampleTable {
    /// `root` is the way to `/` from the page.
    static func render(_ samples: [Sample], root: HTML, now: Timestamp, showsProvider: Bool = true) -> HTML {
        guard !samples.isEmpty else { return "<p class=\"nothing\">No sample is like that.</p>" }
        let rows = samples.map { sample -> HTML in
            let provider: HTML = showsProvider ? "<td>\(sample.provider)</td>" : .empty
            return """
                <tr><td><a href="\(root)traces/\(sample.id)">\(.ago(sample.finishedAt, now: now))</a></td>\(provider)\
                <th scope="row">\(sample.probe)</th><td>\(sample.outcome.tone.badge(sample.outcome.rawValue))</td>\
                <td class="num">\(score(sample.score))</td><td>\(part(sample.extraction))</td><td class="num">\(sample.latency.map(\.forPeople) ?? "–")\
                </td>\
                <td class="wide dim">\(sample.note)</td></tr>
                """
        }
        let provider: HTML = showsProvider ? "<th scope=\"col\">Provider</th>" : .empty
        return """
            <div class="scroll"><table><thead><tr><th scope="col">When</th>\(provider)<th scope="col">Probe</th>\
            <th scope="col">Outcome</th><th scope="col" class="num">Score</th><th scope="col">Part</th>\
            <th scope="col" class="num">Took</th>\
            <th scope="col">Note</th></tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    /// How the part that was judged was found: the step's word, set apart where there was none.
    static func part(_ extraction: String) -> HTML {
        if extraction == Verdict.noPart { return Tone.notice.badge("no part") }
        return "<span class=\"dim\">\(extraction.isEmpty ? "–" : extraction)</span>"
    }

    /// A score in points with its tone; a dash for none.
    static func score(_ score: Double?, expected: Double? = nil) -> HTML {
        guard let score else { return "<span class=\"dim\">–</span>" }
        return "<span class=\"points \(Tone.of(score: score, expected: expected).name)\">\(Words.points(score))</span>"
    }
}

/// `/traces`: the latest samples, filtered as the API does; the form has provider, probe and outcome.
enum TracesPage {
    private static let pageSize = 50

    /// The page as of now. Throws a refusal for a filter that makes no sense.
    static func load(_ sources: PageSources, _ target: Target) async throws -> HTML {
        let status = await sources.status()
        let found = try await sources.store.samples(try API.query(target, usual: pageSize))
        let next: HTML =
            found.next.map { cursor -> HTML in
                "<p><a class=\"more\" href=\"traces?\(filters(target))before=\("\(cursor)")\">Older samples</a></p>"
            }
            ?? .empty
        return Layout(title: "Traces", section: .traces, depth: .top).page(
            """
            <h1>Traces</h1>\(form(status, target))\(SampleTable.render(found.samples, root: "./", now: status.now))\
            \(next)
            """, status: status)
    }

    private static func form(_ status: Status, _ target: Target) -> HTML {
        """
        <form class="filter" action="traces" method="get"><label>Provider \
        \(choice("provider", status.providers.map(\.name), target["provider"]))</label>
        <label>Outcome \(choice("outcome", Outcome.allCases.map(\.rawValue), target["outcome"]))</label>
        <label>Probe <input name="probe" placeholder="suite/id" value="\(target["probe"] ?? "")"></label><button>Show\
        </button></form>
        """
    }

    private static func choice(_ name: HTML, _ values: [String], _ chosen: String?) -> HTML {
        let options = values.map { value -> HTML in
            value == chosen ? "<option selected>\(value)</option>" : "<option>\(value)</option>"
        }
        return "<select name=\"\(name)\"><option value=\"\">all</option>\(options)</select>"
    }

    private static func filters(_ target: Target) -> HTML {
        .join(
            ["provider", "probe", "outcome", "score_below", "incident", "since", "until"].compactMap { name -> HTML? in
                target[name].map { value -> HTML in "\(name)=\(Target.encode(value))&amp;" }
            })
    }
}
