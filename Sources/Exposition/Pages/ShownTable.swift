internal import Core

/// What a provider shows of its model, what changed now, and the changes that are over.
enum ShownTable {
    static func render(_ shows: ModelStatus, now: Timestamp) -> HTML {
        var parts: [HTML] = []
        if !shows.words.isEmpty {
            parts.append("<p>\(Tone.notice.badge("changed")) \(shows.words.joined(separator: "; "))</p>")
        }
        if !shows.shown.isEmpty { parts.append(values(shows.shown, now: now)) }
        if shows.fixedPrompts > 0 {
            parts.append(
                "<p class=\"dim\">\(Words.count(shows.fixedPrompts, "fixed prompt")) must cost the same tokens.</p>")
        }
        if let sentinel = shows.sentinel { parts.append(render(sentinel)) }
        if !shows.history.isEmpty { parts.append(history(shows.history)) }
        return "\(parts)"
    }

    private static func render(_ sentinel: ModelStatus.Sentinel) -> HTML {
        let evidence: HTML =
            sentinel.logEvidence.map { " \(fixed($0, 1)) of \(fixed(sentinel.threshold, 1)) nats." } ?? .empty
        return """
            <p>Sentinels (\(sentinel.method)): \(sentinel.words).\(evidence) <span class="dim">\
            \(grouped(sentinel.tokensToday)) of \(grouped(sentinel.tokensPerDay)) tokens today.</span></p>
            """
    }

    private static func values(_ shown: [ModelStatus.Shown], now: Timestamp) -> HTML {
        let rows = shown.prefix(24).map { each -> HTML in
            let new: HTML = each.isNew ? " \(Tone.notice.badge("new"))" : .empty
            return """
                <tr><th scope="row">\(each.name)</th><td class="mono">\(each.value)\(new)</td>\
                <td class="num">\(grouped(each.answers))</td><td>\(.ago(each.first, now: now))</td>\
                <td>\(.ago(each.last, now: now))</td></tr>
                """
        }
        return """
            <div class="scroll"><table><thead><tr><th scope="col">Of the model</th><th scope="col">Value</th>\
            <th scope="col" class="num">Answers</th><th scope="col">First</th><th scope="col">Last</th></tr></thead>\
            <tbody>\(rows)</tbody></table></div>
            """
    }

    private static func history(_ changes: [ModelStatus.Change]) -> HTML {
        let rows = changes.reversed().map { each -> HTML in
            """
            <tr><th scope="row">\(.minute(each.at))</th><td>\(each.name)</td><td class="mono">\(each.before)</td>\
            <td class="mono">\(each.after)</td><td class="wide">\(each.ending)</td></tr>
            """
        }
        return """
            <h3>Changes</h3><div class="scroll"><table><thead><tr><th scope="col">Since</th><th scope="col">What</th>\
            <th scope="col">Before</th><th scope="col">After</th><th scope="col">How it ended</th></tr></thead>\
            <tbody>\(rows)</tbody></table></div>
            """
    }
}
