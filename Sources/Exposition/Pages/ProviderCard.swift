internal import Core

/// A provider on the overview: both planes, what they say together, and the chart.
struct ProviderCard {
    let provider: ProviderStatus
    let rounds: [RoundRecord]
    let status: Status

    var html: HTML {
        """
        <article class="card\(Planes.areAtOdds(provider) ? " odds" : "")">
        <header><h2><a href="providers/\(Target.encode(provider.name))">\(provider.name)</a></h2>
        <p class="dim">\(provider.model)</p></header>
        <div class="body"><div>\(Planes.render(provider, now: status.now))\(facts)</div>
        \(QualityChart.render(provider, rounds: rounds, incidents: status.incidents, now: status.now))</div></article>
        """
    }

    private var facts: HTML {
        let spent = provider.spentToday
        let limit: HTML = provider.budget.money.map { limit -> HTML in " of \(limit.description)" } ?? .empty
        let stale = provider.staleness.words.map { [HTML.fact("Stale", "\(Tone.notice.badge($0))")] } ?? []
        return .facts(
            stale + [
                .fact("Last scored", provider.lastScoredAt.map { .ago($0, now: status.now) } ?? "never"),
                .fact("Today", "\(spent.money.description)\(limit), \(Words.count(spent.requests, "request"))"),
                .fact("Breaker", text: provider.breaker.rawValue),
            ])
    }
}

/// Health and quality of a provider beside each other.
enum Planes {
    /// Whether calls succeed while answers are worse: what no status page shows.
    static func areAtOdds(_ provider: ProviderStatus) -> Bool {
        provider.health.state == .up && (provider.quality.level == .degraded || provider.quality.level == .warn)
    }

    /// Two panels, and a sentence where they disagree.
    static func render(_ provider: ProviderStatus, now: Timestamp) -> HTML {
        let (health, quality) = (provider.health, provider.quality)
        let odds: HTML =
            areAtOdds(provider)
            ? "<p class=\"verdict\"><strong>Every call succeeds, the answers got worse.</strong> A status page would be green.</p>"
            : .empty
        return """
            <div class="planes">
            <section class="plane \(health.state.tone.name)"><h3>Health</h3><p class="state">\(health.state.tone.mark)\
             \(health.state.word)</p>
            <p class="figure">\(ratio(health))</p><p class="dim">for \(.lasting(since: health.since, now: now))</p>\
            \(failure(health))</section>
            <section class="plane \(quality.level.tone.name)"><h3>Quality</h3><p class="state">\
            \(quality.level.tone.mark) \(quality.level.word)</p>
            <p class="figure">\(score(quality))</p><p class="dim">\(evidence(quality))</p></section>
            </div>\(odds)
            """
    }

    private static func ratio(_ health: HealthStatus) -> HTML {
        guard let ratio = health.successRatio else { return "<span class=\"dim\">no calls yet</span>" }
        return "<b>\(Words.percent(ratio))</b> of recent calls answered"
    }

    private static func failure(_ health: HealthStatus) -> HTML {
        let cause: HTML = health.cause.map { "<p>\($0.words)</p>" } ?? .empty
        return health.lastFailure.isEmpty
            ? cause : "\(cause)<p class=\"dim\">last failure: \(health.lastFailure)</p>"
    }

    private static func score(_ quality: QualityStatus) -> HTML {
        guard let score = quality.score else { return "<span class=\"dim\">no score yet</span>" }
        guard let baseline = quality.baseline else { return "<b>\(Words.points(score))</b> of 100" }
        return "<b>\(Words.points(score))</b> of 100, baseline <b>\(Words.points(baseline))</b>"
    }

    /// What the evidence means, in a sentence.
    static func evidence(_ quality: QualityStatus) -> String {
        switch quality.level {
        case .learning: "\(quality.learnedRounds) of \(quality.neededRounds) rounds learnt; watching starts then"
        case .blind: "too few answers are scored to say anything"
        case .healthy: "no sign of a fall"
        case .watch, .warn, .degraded:
            quality.falseAlarmYears.map { "a false alarm this strong: \(Words.onceIn(years: $0))" } ?? "below baseline"
        }
    }
}

extension HealthStatus.Cause {
    /// Why a provider is down, and whose it is to mend.
    var words: String {
        switch self {
        case .calls: "calls fail or time out"
        case .credentials: "the key or account is refused: not an outage, renew the credentials"
        case .credit: "credit or a spending limit is used up: not an outage, it ends when that is raised"
        case .requests: "every request is refused: the model is gone, or a parameter is no longer taken"
        }
    }
}
