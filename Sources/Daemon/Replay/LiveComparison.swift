package import Core

/// A sample as it was beside the same question asked again: what a person compares.
package struct LiveComparison: Sendable {
    /// Something that both have.
    package struct Fact: Sendable, Equatable {
        package var name: String
        package var then: String
        package var now: String

        package var differs: Bool { then != now }

        var json: JSON { ["name": .string(name), "then": .string(then), "now": .string(now)] }
    }

    package let provider: String
    private let then: Trace
    private let now: Trace

    /// `redactor` takes out of the requests what people wrote into the configuration and may be a secret after all.
    init(provider: String, then: Trace, now: Trace, redactor: Redactor) {
        self.provider = provider
        self.then = then.withRequests(redactedBy: redactor)
        self.now = now.withRequests(redactedBy: redactor)
    }

    package var sample: RecordID { then.sample }

    /// The outcome or the score is another one.
    package var differs: Bool { then.outcome != now.outcome || then.verdict?.score != now.verdict?.score }

    /// What of the first request is different: address, dialect, streaming and the parameters of the body; what was said
    /// is told as a whole.
    package var request: [Fact] {
        let (old, new) = (then.parameters, now.parameters)
        var facts = [
            Fact(name: "api", then: then.api, now: now.api),
            Fact(name: "url", then: then.url, now: now.url),
            Fact(name: "streamed", then: then.stream ? "yes" : "no", now: now.stream ? "yes" : "no"),
        ]
        for name in Set(old.map(\.name)).union(new.map(\.name)).sorted() {
            facts.append(
                Fact(
                    name: name, then: old.first { $0.name == name }?.value ?? "–",
                    now: new.first { $0.name == name }?.value ?? "–"))
        }
        return facts.filter(\.differs)
    }

    /// Outcome, score, every judgement, tokens and times, whether they differ or not.
    package var facts: [Fact] {
        var facts = [
            Fact(name: "outcome", then: then.outcome, now: now.outcome),
            Fact(name: "score", then: then.scoreText, now: now.scoreText),
        ]
        let (old, new) = (then.judgements, now.judgements)
        for index in 0..<max(old.count, new.count) {
            let (a, b) = (index < old.count ? old[index] : nil, index < new.count ? new[index] : nil)
            facts.append(
                Fact(name: a?.name ?? b?.name ?? "", then: a?.value ?? "–", now: b?.value ?? "–"))
        }
        facts += [
            Fact(name: "input tokens", then: then.tokens(\.inputTokens), now: now.tokens(\.inputTokens)),
            Fact(name: "output tokens", then: then.tokens(\.outputTokens), now: now.tokens(\.outputTokens)),
            Fact(name: "requests", then: "\(then.attempts.count)", now: "\(now.attempts.count)"),
            Fact(name: "latency", then: then.latencyText, now: now.latencyText),
        ]
        return facts
    }

    /// What the provider shows of itself and shows otherwise now; identities of answers differ always and are left out.
    package var fingerprint: [Fact] {
        let (a, b) = (then.completion?.fingerprint, now.completion?.fingerprint)
        return [
            Fact(name: "model", then: a?.model ?? "", now: b?.model ?? ""),
            Fact(name: "system_fingerprint", then: a?.systemFingerprint ?? "", now: b?.systemFingerprint ?? ""),
            Fact(name: "backend", then: a?.backend ?? "", now: b?.backend ?? ""),
            Fact(name: "service_tier", then: a?.serviceTier ?? "", now: b?.serviceTier ?? ""),
            Fact(name: "region", then: a?.region ?? "", now: b?.region ?? ""),
        ].filter(\.differs)
    }

    /// What was answered to each request, text and calls.
    package var answers: [(then: String, now: String)] {
        (0..<max(then.turns.count, now.turns.count)).map { (then.answer($0), now.answer($0)) }
    }

    /// The same for machines.
    package var json: JSON {
        [
            "sample": .string("\(sample)"), "provider": .string(provider), "differs": .bool(differs),
            "counted": false, "request": .array(request.map(\.json)), "facts": .array(facts.map(\.json)),
            "fingerprint": .array(fingerprint.map(\.json)),
            "answers": .array(answers.map { ["then": .string($0.then), "now": .string($0.now)] }),
        ]
    }
}

extension Trace {
    /// Most characters of a parameter that are shown.
    private static let longestParameter = 80

    fileprivate func withRequests(redactedBy redactor: Redactor) -> Trace {
        var trace = self
        for index in trace.turns.indices {
            trace.turns[index].request.url = redactor.redact(trace.turns[index].request.url)
            trace.turns[index].request.body = redactor.redact(trace.turns[index].request.body)
        }
        return trace
    }

    /// How the last request ended, as far as it decides what the sample is.
    fileprivate var outcome: String {
        let last = turns.last?.attempts
        let decided = last?.last { $0.outcome.isScored } ?? last?.last
        guard let decided else { return "not sent" }
        return decided.outcome.rawValue + (decided.message.isEmpty ? "" : ": " + decided.message)
    }

    fileprivate var scoreText: String { verdict?.score.map { fixed($0, 3) } ?? "none" }

    fileprivate var latencyText: String {
        turns.first?.attempts.last.map { $0.exchange.phases.total.forPeople } ?? "–"
    }

    /// Without secrets, as the trace shows it.
    fileprivate var url: String { turns.first?.request.json["url"]?.string ?? "" }

    fileprivate func tokens(_ count: KeyPath<Completion.Usage, Int?>) -> String {
        let known = turns.compactMap { $0.completion?.usage[keyPath: count] }
        return known.isEmpty ? "–" : grouped(known.reduce(0, +))
    }

    fileprivate func answer(_ turn: Int) -> String {
        guard turn < turns.count, let completion = turns[turn].completion else { return "" }
        let told = [completion.text, completion.refusal ?? ""].first { !$0.isEmpty } ?? ""
        return ([told] + completion.toolCalls.map { "\($0.name)(\($0.arguments))" }).filter { !$0.isEmpty }
            .joined(separator: "\n")
    }

    fileprivate var judgements: [(name: String, value: String)] {
        func told(_ judgement: Judgement, depth: Int) -> [(name: String, value: String)] {
            let own = (
                name: String(repeating: "  ", count: depth) + judgement.type,
                value: "\(fixed(judgement.score, 2)) \(judgement.reason)"
            )
            return [own] + judgement.parts.flatMap { told($0, depth: depth + 1) }
        }
        return (verdict?.judgements ?? []).flatMap { told($0, depth: 0) }
    }

    /// The members of the first request's body by their paths, in its order.
    fileprivate var parameters: [(name: String, value: String)] {
        guard let body = turns.first?.request.body, !body.isEmpty else { return [] }
        func leaves(_ json: JSON, _ path: String) -> [(name: String, value: String)] {
            guard let members = json.members, !members.isEmpty else {
                return [(path, shortened(json.string ?? json.text, Self.longestParameter))]
            }
            return members.flatMap { leaves($0.value, path.isEmpty ? $0.key : path + "." + $0.key) }
        }
        do {
            return leaves(try JSONParser.parse(body), "")
        } catch {
            return [("body", "\(body.count) bytes that are no JSON")]
        }
    }
}
