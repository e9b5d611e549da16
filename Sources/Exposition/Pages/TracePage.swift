internal import Core
internal import Store

/// `/traces/{sample id}`: question, answer, verdict, and every attempt as it went over the wire.
struct TracePage {
    let sample: Sample
    /// Nil once it is no longer kept, and for calls that were never made.
    let trace: Trace?
    let status: Status

    /// Most characters of a text that a page shows; the API gives all.
    static let maximumCharacters = 20_000

    /// The page as of now. Throws 404 for a sample that is not stored.
    static func load(_ sources: PageSources, id: RecordID) async throws -> HTML {
        guard let sample = try await sources.store.sample(id) else { throw Refusal.nothingHere }
        let trace = try await sources.store.trace(id)
        return TracePage(sample: sample, trace: trace, status: await sources.status()).html
    }

    /// The beginning of a long text, and a sentence on what is left out.
    static func limited(_ text: String) -> HTML {
        let start = text.prefix(maximumCharacters)
        guard start.endIndex < text.endIndex else { return "\(text)" }
        return "\(String(start)) <span class=\"cut\">… and \(grouped(text.count - start.count)) more characters</span>"
    }

    /// The beginning of bytes that may be no text.
    private static func limited(_ bytes: [UInt8]) -> HTML {
        limited(String(decoding: bytes.prefix(maximumCharacters * 4), as: UTF8.self))
    }

    private var html: HTML {
        Layout(title: "Trace of \(sample.probe)", section: .traces, depth: .inner).page(
            """
            <header class="title"><p>\(sample.outcome.tone.badge(sample.outcome.rawValue)) \(scored) <span \
            class="dim">\(sample.note)</span></p>
            <h1>\(sample.probe)</h1><p class="dim"><a href="../providers/\(Target.encode(sample.provider))">\
            \(sample.provider)</a>, \
            \(sample.category), \(.moment(sample.finishedAt))</p></header><div class="card">\(figures)</div>\(parts)
            <p class="dim">Sample <code>\(sample.id)</code>, <a href="../api/v1/traces/\(sample.id)">as JSON</a>.</p>
            """, status: status)
    }

    private var scored: HTML {
        sample.score.map { Tone.of(score: $0, expected: 1).badge("score \(Words.points($0))") } ?? .empty
    }

    private var figures: HTML {
        var figures: [HTML] = [
            .fact("Score", sample.score == nil ? "not scored" : "\(SampleTable.score(sample.score)) of 100"),
            .fact("Attempts", text: "\(sample.attempts)"),
            .fact("Took", text: sample.latency?.forPeople ?? "–"),
            .fact("First token", text: sample.firstToken?.forPeople ?? "–"),
            .fact(
                "Tokens",
                text: "\(sample.inputTokens.map(grouped) ?? "–") in, \(sample.outputTokens.map(grouped) ?? "–") out"),
            .fact("Cost", text: sample.cost.description),
            .fact("Probe version", "<code>\(sample.version)</code>"),
        ]
        if let finish = sample.finish { figures.append(.fact("Ended by", text: finish.rawValue)) }
        figures += sample.fingerprint.shown.map { name, value in
            .fact(name.replacingCharacter("_", with: " "), "<code>\(value)</code>")
        }
        return .facts(figures)
    }

    private var parts: HTML {
        guard let trace else {
            return
                "<p class=\"nothing\">No trace is kept: no call was made, or the time for which traces are kept is over.</p>"
        }
        return """
            \(said(trace))\(findings(trace))<section><h2>Verdict</h2>\(VerdictView.render(trace.verdict))</section>
            <section><h2>On the wire</h2>\(wire(trace))</section>
            <section><h2>What the detector knew</h2><pre>\(trace.detector.isNull ? "nothing" : trace.detector.pretty)\
            </pre></section>
            """
    }

    /// What shows that the answer was not made for this question, also of one that was asked before in its place.
    private func findings(_ trace: Trace) -> HTML {
        let told =
            (trace.withdrawn?.findings ?? []).map { ("The first answer, which was withdrawn", $0) }
            + trace.findings.map { ("The answer", $0) }
        guard !told.isEmpty else { return .empty }
        let rows = told.map { whose, finding -> HTML in
            let earlier: HTML =
                finding.earlier.map { "<a href=\"\($0.sample)\">\($0.probe)</a>, \(.minute($0.at))" } ?? "–"
            return """
                <tr><th scope="row">\(finding.tellTale.rawValue)</th><td>\(whose): \(finding.reason)</td>\
                <td>\(earlier)</td></tr>
                """
        }
        return """
            <section><h2>Tell-tales</h2><div class="scroll"><table><thead><tr><th scope="col">Tell-tale</th>\
            <th scope="col">What</th><th scope="col">Earlier</th></tr></thead><tbody>\(rows)</tbody></table></div></section>
            """
    }

    private func said(_ trace: Trace) -> HTML {
        let dialogue = DialogueView(trace: trace)
        guard !trace.isConversation else { return "<section><h2>Conversation</h2>\(dialogue.whole)</section>" }
        return """
            <div class="columns"><section><h2>Question</h2>\(dialogue.question)</section><section><h2>Answer</h2>\
            \(dialogue.answer)</section></div>
            """
    }

    private func wire(_ trace: Trace) -> HTML {
        guard !trace.turns.isEmpty else { return "<p class=\"nothing\">No request was sent.</p>" }
        let scale = trace.attempts.map(\.exchange.phases.total).max() ?? .zero
        return .join(
            trace.turns.enumerated().map { index, turn -> HTML in
                let title: HTML =
                    trace.turns.count > 1 ? "<h3>Request \(index + 1) of \(trace.turns.count)</h3>" : .empty
                return "\(title)\(request(turn.request))\(attempts(turn.attempts, scale: scale))"
            })
    }

    private func request(_ request: OutboundRequest) -> HTML {
        let secret = request.secretHeaders.map { Header($0.name, "[secret]") }
        return """
            <details><summary>Request <code>\(request.method) \(request.url)</code></summary>\
            \(headers(request.headers + secret))\
            <pre>\(TracePage.limited(request.body))</pre></details>
            """
    }

    private func attempts(_ attempts: [Trace.Attempt], scale: Duration) -> HTML {
        .join(
            attempts.enumerated().map { index, attempt -> HTML in
                let exchange = attempt.exchange
                let failure: HTML = exchange.failure.map { " \($0.code) \($0.detail)" } ?? .empty
                let connection = exchange.reusedConnection ? "reused connection" : "fresh connection"
                return """
                    <article class="attempt"><h3>Attempt \(index + 1) \
                    \(attempt.outcome.tone.badge(attempt.outcome.rawValue))</h3>
                    <p class="dim">\(.moment(attempt.startedAt)), status \(exchange.status), \
                    HTTP/\(exchange.httpVersion), \(exchange.peer), \(connection)\
                    \(failure) \(attempt.message)</p>\(Waterfall.render(exchange.phases, scale: scale))
                    <details><summary>Response: \(bytesForPeople(exchange.body.count)) in \
                    \(Words.count(exchange.chunks.count, "piece"))</summary>\
                    \(headers(exchange.headers))<pre>\(TracePage.limited(exchange.body))</pre></details></article>
                    """
            })
    }

    private func headers(_ headers: [Header]) -> HTML {
        guard !headers.isEmpty else { return .empty }
        let rows = headers.prefix(100).map { each -> HTML in
            "<tr><th scope=\"row\">\(each.name)</th><td>\(each.value)</td></tr>"
        }
        return "<div class=\"scroll\"><table class=\"headers mono\"><tbody>\(rows)</tbody></table></div>"
    }
}

/// What the evaluators said, as a tree.
enum VerdictView {
    /// Deepest nesting that is drawn.
    private static let maximumDepth = 8

    /// The judgements with reasons and evidence.
    static func render(_ verdict: Verdict?) -> HTML {
        guard let verdict else { return "<p class=\"nothing\">There was nothing to judge.</p>" }
        return list(verdict.judgements, depth: 0)
    }

    private static func list(_ judgements: [Judgement], depth: Int) -> HTML {
        guard depth < maximumDepth, !judgements.isEmpty else { return .empty }
        return "<ul class=\"verdict-list\">\(judgements.map { item($0, depth: depth) })</ul>"
    }

    private static func item(_ judgement: Judgement, depth: Int) -> HTML {
        let tone: Tone = judgement.extraction == .error ? .quiet : Tone.of(score: judgement.score, expected: 1)
        let weight: HTML =
            judgement.weight == 1 ? .empty : "<span class=\"dim\">weight \(fixed(judgement.weight, 2))</span> "
        let evidence: HTML = judgement.evidence.isEmpty ? .empty : "<br><q>\(judgement.evidence)</q>"
        let part: HTML =
            judgement.extraction == .failed
            ? SampleTable.part(Verdict.noPart) + " "
            : judgement.step.isEmpty ? .empty : "<span class=\"dim\">by \(judgement.step)</span> "
        return """
            <li>\(tone.badge(judgement.type)) <b>\(Words.points(judgement.score))</b> \(weight)\(part)<span>\
            \(judgement.reason)</span>\(evidence)\
            \(list(judgement.parts, depth: depth + 1))</li>
            """
    }
}
