import Core

/// Everything about a sample as text for a terminal.
struct TraceText {
    /// Nil where only a bare trace is known.
    let whole: Reconstruction?
    let trace: Trace?

    /// Most pieces of a body whose times are shown; JSON has all of them.
    private static let maximumPieces = 12
    private static let indent = String(repeating: " ", count: 11)

    var text: String {
        var lines: [String] = []
        if let sample = whole?.sample { lines += facts(of: sample) }
        guard let trace else {
            lines.append(row("trace", "none is kept: nothing was sent, or the time for which it is kept is over"))
            return (lines + detector + incidents).joined(separator: "\n")
        }
        lines += facts(of: trace)
        for message in trace.rendered.messages { lines += block(message.role.rawValue, message.content) }
        for (index, turn) in trace.turns.enumerated() {
            if trace.turns.count > 1 { lines.append(Terminal.paint("turn \(index + 1)", .bold)) }
            lines += request(turn.request)
            lines += turn.attempts.enumerated().flatMap { attempt($0 + 1, $1) }
            if let completion = turn.completion { lines += answer(completion) }
            if trace.turns.count > 1, let verdict = turn.verdict { lines += judged("score", verdict) }
        }
        if let verdict = trace.verdict { lines += judged("score", verdict) }
        for finding in trace.withdrawn?.findings ?? [] { lines.append(row("withdrawn", told(finding))) }
        for finding in trace.findings { lines.append(row("tell-tale", told(finding))) }
        return (lines + detector + incidents).joined(separator: "\n")
    }

    private func told(_ finding: StaleFinding) -> String {
        finding.tellTale.rawValue + ": " + finding.reason + (finding.earlier.map { ", of sample \($0.sample)" } ?? "")
    }

    private func facts(of sample: Sample) -> [String] {
        let score = sample.score.map { "score \(fixed($0, 3))" } ?? "unscored"
        let tokens = [sample.inputTokens.map { "\($0) tokens in" }, sample.outputTokens.map { "\($0) out" }]
        let shown = sample.fingerprint
        let pool: [String?] = [
            named("region", shown.region), named("backend", shown.backend), named("peer", sample.peer),
            sample.connection.map { "\($0.rawValue) connection" }, named("model", shown.model),
            named("system fingerprint", shown.systemFingerprint), named("tier", shown.serviceTier),
            named("response", shown.responseID),
        ]
        return [
            row("sample", "\(sample.id)  \(sample.provider)  \(sample.probe)  \(sample.category)"),
            row(
                "outcome",
                "\(sample.outcome.rawValue), \(score)" + part(sample.extraction)
                    + (sample.note.isEmpty ? "" : ": \(sample.note)")),
            row(
                "times",
                "round \(sample.round.start), due \(sample.dueAt), finished \(sample.finishedAt)"
                    + (sample.firstToken.map { ", first token after \($0.forPeople)" } ?? "")),
            row("used", joined(["\(sample.attempts) requests", "\(sample.cost)"] + tokens)),
            row("answered", joined(pool)),
        ]
    }

    private func part(_ extraction: String) -> String {
        if extraction == Verdict.noPart { return ", without the part to judge" }
        return extraction.isEmpty ? "" : ", found by \(extraction)"
    }

    private func facts(of trace: Trace) -> [String] {
        let known: [String?] = [
            trace.api + (trace.stream ? ", streamed" : ""), trace.options.isNull ? nil : trace.options.text,
            named("configuration", trace.configuration), "written by plummet \(trace.writer)",
        ]
        let version = whole.map { "version \($0.sample.version), " } ?? ""
        return (whole == nil ? [row("sample", "\(trace.sample)")] : [])
            + [
                row("api", joined(known)),
                row("probe", "\(version)seed \(RecordID(trace.rendered.seed)), \(sampling(trace.rendered.sampling))"),
            ]
    }

    private func sampling(_ sampling: Sampling) -> String {
        joined([
            sampling.temperature.map { "temperature \(JSON.double($0).text)" },
            sampling.topP.map { "top p \(JSON.double($0).text)" }, "at most \(sampling.maxOutputTokens) tokens",
            sampling.tools.isEmpty ? nil : "tools \(sampling.tools.map(\.name).joined(separator: " "))",
        ])
    }

    private func request(_ request: OutboundRequest) -> [String] {
        [row("request", "\(request.method) \(request.url), \(bytesForPeople(request.body.count))")]
            + headers(request.headers)
    }

    private func attempt(_ number: Int, _ attempt: Trace.Attempt) -> [String] {
        let (exchange, phases) = (attempt.exchange, attempt.exchange.phases)
        let parts: [(String, Duration?)] = [
            ("queue", phases.queue == .zero ? nil : phases.queue), ("name lookup", phases.nameLookup),
            ("connect", phases.connect), ("tls", phases.tls), ("request ready", phases.requestReady),
            ("first byte", phases.firstByte), ("total", phases.total),
        ]
        let times = parts.compactMap { name, time in time.map { "\(name) \($0.forPeople)" } }
        let connection = exchange.reusedConnection ? "reused connection" : "fresh connection"
        var lines = [
            row("attempt \(number)", "\(attempt.startedAt)  \(attempt.outcome.rawValue), HTTP \(exchange.status)"),
            row("", joined(times)),
            row("", joined([named("HTTP", exchange.httpVersion), named("peer", exchange.peer), connection])),
        ]
        if let failure = exchange.failure { lines.append(row("", joined([failure.code, failure.detail]))) }
        if !attempt.message.isEmpty { lines.append(row("", attempt.message)) }
        return lines + headers(exchange.headers) + pieces(exchange)
    }

    private func headers(_ headers: [Header]) -> [String] { headers.map { row("", "  \($0.name): \($0.value)") } }

    private func pieces(_ exchange: Exchange) -> [String] {
        guard !exchange.chunks.isEmpty else { return [] }
        let shown = exchange.chunks.prefix(Self.maximumPieces).map { "\($0.length) B at \($0.at.forPeople)" }
        let left = exchange.chunks.count - shown.count
        return [
            row(
                "",
                "body of \(bytesForPeople(exchange.body.count)) in \(exchange.chunks.count) pieces: "
                    + shown.joined(separator: ", ") + (left > 0 ? " and \(left) more" : ""))
        ]
    }

    private func answer(_ completion: Completion) -> [String] {
        var lines = block("answer", completion.text)
        if let refusal = completion.refusal { lines += block("refusal", refusal) }
        for call in completion.toolCalls { lines += block("tool call", "\(call.name) \(call.arguments)") }
        lines.append(
            row(
                "finish",
                "\(completion.finish.rawValue) (\(completion.rawFinish)), model \(completion.fingerprint.model)"))
        return lines
    }

    private func judged(_ name: String, _ verdict: Verdict) -> [String] {
        [row(name, verdict.score.map { fixed($0, 3) } ?? "none")]
            + verdict.judgements.flatMap { judgement($0, depth: 0) }
    }

    private func judgement(_ judgement: Judgement, depth: Int) -> [String] {
        let indent = String(repeating: "  ", count: depth)
        let weight = JSON.double(judgement.weight).text
        return [row("", "\(indent)\(fixed(judgement.score, 2)) × \(weight)  \(judgement.type): \(judgement.reason)")]
            + judgement.parts.flatMap { self.judgement($0, depth: depth + 1) }
    }

    /// What the detector said before, when the question was sent, and after.
    private var detector: [String] {
        var lines: [String] = []
        if let before = whole?.before { lines.append(row("before", round(before))) }
        if let trace, !trace.detector.isNull { lines.append(row("detector", trace.detector.text)) }
        if let after = whole?.after {
            lines.append(row("after", round(after)))
        } else if whole != nil {
            lines.append(row("after", "its round is not closed"))
        }
        return lines
    }

    private func round(_ round: RoundRecord) -> String {
        joined([
            "round \(round.round.start)", round.level, round.logEvidence.map { "log evidence \(fixed($0, 2))" },
            round.meanScore.map { "mean score \(fixed($0, 3))" },
            round.expectedScore.map { "expected \(fixed($0, 3))" },
            "\(round.scored) of \(round.scheduled) scored",
        ])
    }

    private var incidents: [String] {
        (whole?.transitions ?? []).map { step in
            row(
                "incident",
                "\(step.incident)  \(step.kind.rawValue)  \(step.event.rawValue) at \(step.at): \(step.reason)")
        }
    }

    /// A line with its label; nothing in it moves the cursor.
    private func row(_ label: String, _ text: String) -> String {
        let space = String(repeating: " ", count: max(1, Self.indent.count - label.count))
        return (label.isEmpty ? Self.indent : label + space) + Table.Cell(text).text
    }

    private func block(_ title: String, _ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { index, line in
            row(index == 0 ? title : "", String(line))
        }
    }

    private func named(_ name: String, _ value: String) -> String? { value.isEmpty ? nil : "\(name) \(value)" }

    private func joined(_ parts: [String?]) -> String {
        parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", ")
    }
}
