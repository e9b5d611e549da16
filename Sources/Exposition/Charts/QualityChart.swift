internal import Core

/// The chart of a provider: score per round with its baseline, below it the evidence with its threshold, incidents
/// drawn through both. Drawings stretch to the width that there is; words stand beside them, so that they never do.
struct QualityChart {
    let series: RoundSeries
    let threshold: Double
    /// Those of the provider.
    let incidents: [Incident]
    let name: String

    /// The chart of these rounds, or a sentence where there are none.
    static func render(
        _ provider: ProviderStatus, rounds: [RoundRecord], incidents: [Incident], now: Timestamp
    ) -> HTML {
        guard let series = RoundSeries(rounds, until: now) else {
            return "<p class=\"nothing\">No round is closed yet; the first points appear after the first round.</p>"
        }
        return QualityChart(
            series: series, threshold: provider.quality.threshold,
            incidents: incidents.filter { $0.provider == provider.name && $0.kind == .qualityDegraded },
            name: provider.name
        ).figure
    }

    private var figure: HTML {
        """
        <figure class="chart">
        <div class="pane score"><h4>Score <span>per round</span></h4>\(scale(["100", "50", "0"]))
        <svg viewBox="0 -4 1000 108" preserveAspectRatio="none" role="img" aria-label="\(scoreWords)">\(bands)\
        <path class="grid" d="M0 0H1000M0 50H1000"/>\(curve("rounds", scores))\(curve("scores", smooth))\(dots)\
        \(curve("baseline", expected))</svg></div>
        <div class="pane evidence"><h4>Evidence <span>of a fall</span></h4>
        <svg viewBox="0 0 1000 60" preserveAspectRatio="none" role="img" aria-label="\(evidenceWords)">\(bands)\
        <path class="area" d="\(area)"/>\(curve("line", evidence))<path class="threshold" d="M0 \(at: thresholdY)\
        H1000"/></svg></div>
        <div class="times">\(times)</div>
        <figcaption><span class="key scores">score, thin by round, bold on average</span><span class="key baseline">\
        baseline</span>\
        <span class="key threshold">a page is sent above this line</span>\(incidentKey)</figcaption>
        </figure>
        """
    }

    private func scale(_ words: [String]) -> HTML {
        "<div class=\"scale\" aria-hidden=\"true\">\(words.map { word -> HTML in "<span>\(word)</span>" })</div>"
    }

    /// Five moments at equal distances.
    private var times: HTML {
        let span = series.until - series.from
        return .join(
            (0...4).map { step -> HTML in
                let moment = series.from + .microseconds(span.microseconds / 4 * Int64(step))
                let clock = String(moment.forPeople.dropFirst(11).prefix(5))
                let words =
                    span < .seconds(20 * 3600)
                    ? clock : span < .seconds(5 * 86_400) ? "\(Words.date(moment)) \(clock)" : Words.date(moment)
                return "<time datetime=\"\(moment.description)\" title=\"\(moment.forPeople) UTC\">\(words)</time>"
            })
    }

    private var scores: [(x: Double, y: Double)?] {
        series.points.map { point in point.score.map { (series.x(point.start), 100 - 100 * clamped($0)) } }
    }

    /// The mean over the scores up to each point: it never knows a fall before it happened.
    private var smooth: [(x: Double, y: Double)?] {
        let reach = max(series.points.count / 60, 1)
        return series.points.indices.map { index in
            let near = series.points[max(index - reach, 0)...index].compactMap(\.score)
            guard series.points[index].score != nil else { return nil }
            return (series.x(series.points[index].start), 100 - 100 * clamped(near.reduce(0, +) / Double(near.count)))
        }
    }

    private var expected: [(x: Double, y: Double)?] {
        series.points.map { point in point.expected.map { (series.x(point.start), 100 - 100 * clamped($0)) } }
    }

    /// The threshold stands at a third from the top until the evidence needs more room.
    private var ceiling: Double {
        max(threshold * 1.5, series.points.compactMap(\.evidence).max().map { min($0 * 1.08, threshold * 6) } ?? 0, 1)
    }

    private var thresholdY: Double { 60 - 60 * threshold / ceiling }

    private var evidence: [(x: Double, y: Double)?] {
        series.points.map { point in
            point.evidence.map { (series.x(point.start), 60 - 60 * clamped($0 / ceiling)) }
        }
    }

    private var area: HTML {
        runs(evidence).reduce(HTML.empty) { path, run in
            guard let first = run.first, let last = run.last else { return path }
            let top = HTML.join(run.map { point -> HTML in "L\(at: point.x) \(at: point.y)" })
            return path + "M\(at: first.x) 60\(top)L\(at: last.x) 60Z"
        }
    }

    private func curve(_ name: String, _ points: [(x: Double, y: Double)?]) -> HTML {
        let path = HTML.join(
            runs(points).map { run in
                HTML.join(
                    run.enumerated().map { index, point -> HTML in
                        index == 0 ? "M\(at: point.x) \(at: point.y)" : "L\(at: point.x) \(at: point.y)"
                    })
            })
        return "<path class=\"\(name)\" d=\"\(path)\"/>"
    }

    /// A dot for each score: a line of no length with round ends stays round however the drawing is stretched.
    private var dots: HTML {
        guard series.points.count <= 120 else { return .empty }
        let path = HTML.join(scores.compactMap { $0 }.map { point -> HTML in "M\(at: point.x) \(at: point.y)h0" })
        return "<path class=\"dots\" d=\"\(path)\"/>"
    }

    private func runs(_ points: [(x: Double, y: Double)?]) -> [[(x: Double, y: Double)]] {
        points.split { $0 == nil }.map { $0.compactMap { $0 } }
    }

    private var bands: HTML {
        .join(
            incidents.compactMap { incident -> HTML? in
                let end = incident.resolvedAt ?? series.until
                guard end > series.from else { return nil }
                let x = series.x(incident.suspectedAt)
                let width = max(series.x(end) - x, 3)
                let title = "\(incident.kind.title), \(incident.state.rawValue)"
                let fired: HTML =
                    incident.firedAt.map { at -> HTML in
                        "<path class=\"fired\" d=\"M\(at: series.x(at)) -4V104\"><title>fired \(at.forPeople) UTC</title></path>"
                    } ?? .empty
                return """
                    <rect class="band" x="\(at: x)" y="-4" width="\(at: width)" height="108"><title>\(title)</title>\
                    </rect>\(fired)
                    """
            })
    }

    private var incidentKey: HTML {
        incidents.contains { ($0.resolvedAt ?? series.until) > series.from }
            ? "<span class=\"key band\">incident, the line where it fired</span>" : .empty
    }

    private var scoreWords: String {
        let last = series.points.last { $0.score != nil }
        return
            "Scores of \(name) per round: \(Words.points(last?.score)) last, \(Words.points(last?.expected)) at baseline"
    }

    private var evidenceWords: String {
        let last = series.points.last { $0.evidence != nil }?.evidence
        return
            "Evidence that quality of \(name) fell: \(last.map { fixed($0, 1) } ?? "none yet"), a page at \(fixed(threshold, 1))"
    }
}

private func clamped(_ value: Double) -> Double { min(max(value, 0), 1) }
