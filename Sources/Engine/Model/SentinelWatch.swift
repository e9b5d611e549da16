internal import Alerting
internal import Core
internal import Detection
internal import Statistics

/// Questions of one output token that only ask whether this is still the same model, within the tokens a day that the
/// operator gives for them; without any, nothing is asked.
///
/// | method | answers | becomes |
/// | --- | --- | --- |
/// | log-probabilities | three without them, or a request that is refused | border inputs |
/// | border inputs | eight without text, two requests refused, or no near ties found | none |
/// | none | – | – |
struct SentinelWatch: Sendable {
    enum Method: String, Sendable { case logProbabilities = "log-probabilities", borderInputs = "border-inputs", none }

    /// Calls of a round.
    static let mostCalls = 16
    /// Fewest tokens a day that make sense.
    static let fewestTokens = 500

    /// 0 for none.
    private(set) var tokensPerDay = 0
    private(set) var method = Method.logProbabilities
    /// Why it is not the first method; empty while it is.
    private(set) var why = ""
    private(set) var logProbabilities = LogProbabilityWatch()
    private(set) var borders = BorderWatch()
    private let probes: SentinelProbes
    private var settings: DetectorSettings
    /// Asked in the round under way, by key.
    private(set) var asked: [String: Probe] = [:]
    /// Tokens that those may use at worst which are not answered; after a crash they count as used.
    private var outstanding: [String: Int] = [:]
    /// Tokens that a round may still use: they come in evenly over the day.
    private var credit = 0.0
    /// Used on the UTC day.
    private(set) var day = 0
    private(set) var spent = 0
    /// What a call takes on average.
    private var cost = 40.0
    private var misses = 0

    init(api: String, settings: DetectorSettings) {
        probes = SentinelProbes(api: api)
        self.settings = settings.beside(.model, series: 2)
    }

    /// Takes what people configured.
    mutating func configure(tokensPerDay: Int, settings: DetectorSettings) {
        self.tokensPerDay = tokensPerDay
        self.settings = settings.beside(.model, series: 2)
        if tokensPerDay == 0 { asked = [:] }
    }

    /// The probes of a round.
    mutating func plan(interval: Duration, at now: Timestamp) -> [Probe] {
        (asked, outstanding) = ([:], [:])
        guard tokensPerDay >= Self.fewestTokens else { return [] }
        if now.day != day { (day, spent) = (now.day, 0) }
        let share = Double(tokensPerDay) * min(interval.inSeconds / 86_400, 1)
        credit = min(credit + share, max(2 * share, 4 * cost))
        let calls = min(Int(credit / max(cost, 1)), Self.mostCalls)
        var left = tokensPerDay - spent
        for probe in candidates(calls) {
            let worst = SentinelProbes.worstCase(probe)
            guard worst <= left else { break }
            left -= worst
            asked[probe.key] = probe
            outstanding[probe.key] = worst
        }
        return asked.keys.sorted().compactMap { asked[$0] }
    }

    private mutating func candidates(_ calls: Int) -> [Probe] {
        guard calls > 0 else { return [] }
        switch method {
        case .logProbabilities: return [probes.logProbability]
        case .borderInputs: return borders.plan(calls, probes)
        case .none: return []
        }
    }

    /// Takes what came of one of them: the answer, what was asked, and the tokens that it took, where the provider says so.
    mutating func answered(_ probe: Probe, asked text: String, _ answer: Completion?, outcome: Outcome, attempts: Int) {
        outstanding[probe.key] = nil
        guard attempts > 0 else { return }
        let told = answer.flatMap { answer in
            answer.usage.inputTokens.map { $0 + (answer.usage.outputTokens ?? probe.sampling.maxOutputTokens) }
        }
        let used = told ?? (outcome.isScored ? SentinelProbes.worstCase(probe) : 0)
        spent += used
        credit -= Double(used)
        if used > 0 { cost += (Double(used) - cost) / 8 }
        switch method {
        case .logProbabilities: logProbability(answer, outcome)
        case .borderInputs: border(probe, text, answer, outcome)
        case .none: break
        }
    }

    private mutating func logProbability(_ answer: Completion?, _ outcome: Outcome) {
        if let first = answer?.probabilities.first {
            misses = 0
            logProbabilities.heard(first)
        } else if outcome == .badRequest {
            fall(to: .borderInputs, "the provider refuses log-probabilities")
        } else if outcome.isScored {
            misses += 1
            if misses >= 3 { fall(to: .borderInputs, "its answers have no log-probabilities") }
        }
    }

    private mutating func border(_ probe: Probe, _ text: String, _ answer: Completion?, _ outcome: Outcome) {
        if let token = answer.map({ Self.firstToken(of: $0.text) }), !token.isEmpty {
            misses = 0
            borders.heard(token, to: text, as: probe.key)
            if borders.state == .failed { fall(to: .none, "no prompts were found whose first token is nearly tied") }
        } else if outcome == .badRequest {
            misses += 4
            if misses >= 8 { fall(to: .none, "the provider refuses answers of one token") }
        } else if outcome.isScored {
            misses += 1
            if misses >= 8 { fall(to: .none, "its answers of one token have no text") }
        }
    }

    private mutating func fall(to next: Method, _ reason: String) { (method, why, misses) = (next, reason, 0) }

    /// What stands for the first token where a provider insists on giving more than one: the first word; at most 24 bytes.
    private static func firstToken(of text: String) -> String {
        let start = text.drop { $0.isWhitespace }
        return shortened(String(start.prefix { !$0.isWhitespace }), 24)
    }

    /// A round is closed.
    mutating func close(_ round: Round) {
        switch method {
        case .logProbabilities: logProbabilities.close(round, settings: settings)
        case .borderInputs: borders.close(round, threshold: settings.thresholds.page)
        case .none: break
        }
    }

    /// What changed; nil while nothing did.
    var change: ModelFacts.Change? {
        switch method {
        case .logProbabilities: logProbabilities.change(settings)
        case .borderInputs: borders.change(settings)
        case .none: nil
        }
    }

    /// What is answered now is normal: it is learnt anew, and near ties are looked for anew.
    mutating func accept() {
        guard change != nil else { return }
        (logProbabilities, borders) = (LogProbabilityWatch(), BorderWatch())
    }

    /// For the status; nil without tokens for it.
    var status: ModelStatus.Sentinel? {
        guard tokensPerDay > 0 else { return nil }
        var status = ModelStatus.Sentinel(method: method.rawValue, tokensToday: spent, tokensPerDay: tokensPerDay)
        switch method {
        case .logProbabilities:
            let progress = logProbabilities.progress
            status.logEvidence = progress.logEvidence
            status.words =
                progress.logEvidence == nil ? "learning, \(progress.learnt) of \(progress.needed) rounds" : "watching"
        case .borderInputs:
            status.logEvidence = borders.logEvidence
            status.words =
                switch borders.state {
                case .searching:
                    "looking for near ties: \(borders.kept.count) of \(BorderWatch.wanted) found, "
                        + "\(grouped(borders.pairs)) prompts tried"
                case .learning: "learning what \(borders.kept.count) prompts are answered"
                case .watching: "watching \(borders.kept.count) prompts"
                case .failed: "no near ties were found"
                }
        case .none: status.words = "nothing is asked"
        }
        if !why.isEmpty { status.words += "; \(why)" }
        status.threshold = settings.thresholds.page
        return status
    }
}

extension SentinelWatch {
    /// Null while there are no tokens for it and never were.
    var json: JSON? {
        guard tokensPerDay > 0 || !logProbabilities.values.isEmpty || borders.pairs > 0 else { return nil }
        let reserved = outstanding.values.reduce(0, +)
        return .compact([
            ("method", .string(method.rawValue)), ("why", why.isEmpty ? nil : .string(why)),
            ("log_probabilities", method == .logProbabilities ? logProbabilities.json : nil),
            ("border_inputs", method == .borderInputs ? borders.json : nil),
            ("credit", .double(credit - Double(reserved))),
            ("day", .int(day)), ("spent", .int(spent + reserved)), ("cost", .double(cost)), ("misses", .int(misses)),
        ])
    }

    /// Reads back what `json` wrote; what cannot be read begins anew.
    init(json: JSON?, api: String, settings: DetectorSettings) {
        self.init(api: api, settings: settings)
        guard let json else { return }
        method = json["method"]?.string.flatMap(Method.init) ?? .logProbabilities
        why = json["why"]?.string ?? ""
        logProbabilities = LogProbabilityWatch(json: json["log_probabilities"], settings: self.settings)
        borders = BorderWatch(json: json["border_inputs"])
        credit = json["credit"]?.double ?? 0
        (day, spent) = (json["day"]?.int ?? 0, json["spent"]?.int ?? 0)
        cost = max(json["cost"]?.double ?? 40, 1)
        misses = json["misses"]?.int ?? 0
    }
}
