package import Core
internal import Dialects
internal import Evaluators
package import Probing

/// What is needed to understand the answer to a call: pure, so that it is done beside the engine, call by call.
package struct Question: Sendable {
    package var api: String
    /// The dialect's own options; null for none.
    package var options: JSON
    package var stream: Bool
    /// What was said before, and what is asked; must be asking.
    package var conversation: Conversation
    package var redactor: Redactor
    /// What the provider charges; zero where nobody said.
    package var prices: Prices
    /// What a wrong answer is held against; nil where there is nothing, and outside the engine.
    package var past: Past?

    package init(
        api: String, options: JSON = .null, stream: Bool, conversation: Conversation, redactor: Redactor,
        prices: Prices = Prices()
    ) {
        self.prices = prices
        self.api = api
        self.options = options
        self.stream = stream
        self.conversation = conversation
        self.redactor = redactor
    }

    /// The first question of a probe.
    package init(
        api: String, options: JSON = .null, stream: Bool, rendered: RenderedProbe, redactor: Redactor,
        prices: Prices = Prices()
    ) {
        self.init(
            api: api, options: options, stream: stream, conversation: Conversation(rendered), redactor: redactor,
            prices: prices)
    }

    /// The probe with all that was said so far: what is sent.
    package var rendered: RenderedProbe { conversation.asked }

    /// What an exchange says: without secrets, decoded and judged. `now` is the wall clock when the exchange ended.
    package func reply(in exchange: Exchange, now: Timestamp) -> Reply {
        let rendered = rendered
        var kept = exchange.kept(by: redactor)
        guard let dialect = Dialects.named(api, options: options) else {
            let failure = CallFailure(outcome: .badRequest, retry: .never, message: "no dialect is called \(api)")
            return Reply(
                endedAt: now, exchange: kept, decoded: .failure(failure), usage: nil, firstToken: nil, verdict: nil,
                conversation: conversation)
        }
        var decoding = dialect.decode(kept, of: rendered, streamed: stream, now: now)
        if repeatsSecret(decoding.decoded) {
            // Pieces that are harmless one by one were put together again: the answer is not kept, and not judged.
            kept.body = Self.withheld
            kept.chunks = []
            decoding = dialect.decode(kept, of: rendered, streamed: false, now: now)
        }
        var after = conversation
        let firstToken = decoding.timeToFirstToken ?? kept.phases.firstByte
        let facts = CallFacts(total: kept.phases.total, firstToken: firstToken, prices: prices)
        let verdict = Self.verdict(of: decoding.decoded, facts, &after)
        var reply = Reply(
            endedAt: now, exchange: kept, decoded: decoding.decoded,
            usage: decoding.partial?.usage, firstToken: firstToken,
            verdict: verdict, conversation: after)
        if let past, case .completion(let answer) = decoding.decoded, let score = verdict?.score, score < Scorecard.bad
        {
            reply.snapshot = conversation.turn.flatMap { turn in
                past.snapshot(answer, wrongFor: conversation.evaluate(turn: turn), turn: turn)
            }
            if !past.rounds.isEmpty {
                reply.isHeldAgainstPast = true
                reply.match = past.match(answer, wrongFor: rendered.evaluate)
            }
        }
        return reply
    }

    /// What is stored in place of an answer that repeated a secret.
    private static let withheld = Array(
        "{\"error\":{\"message\":\"the answer repeated a secret and is not kept\"}}".utf8)

    private func repeatsSecret(_ decoded: Decoded) -> Bool {
        guard case .completion(let completion) = decoded else { return false }
        let told =
            [completion.text, completion.reasoning, completion.refusal ?? "", completion.rawFinish]
            + completion.toolCalls.flatMap { [$0.id, $0.name, $0.arguments] }
            + [
                completion.fingerprint.model, completion.fingerprint.systemFingerprint,
                completion.fingerprint.responseID,
                completion.fingerprint.backend, completion.fingerprint.serviceTier, completion.fingerprint.region,
            ] + completion.sources
        return told.contains { redactor.redact($0) != $0 }
    }

    /// Moves the conversation on; what the turn is worth when this ended it.
    private static func verdict(
        of decoded: Decoded, _ facts: CallFacts, _ conversation: inout Conversation
    ) -> Verdict? {
        switch decoded {
        case .completion(let completion):
            switch conversation.answered(completion) {
            case .answerCalls: return nil
            case .judge(let whole, let turn):
                let evaluate = conversation.evaluate(turn: turn)
                if evaluate.array?.isEmpty == true { return nil }
                return Judge(evaluate: evaluate)?.verdict(whole, facts: facts) ?? unreadable
            }
        case .failure(let failure):
            guard failure.outcome == .malformed else { return nil }
            conversation.malformed()
            return .malformed(failure.message.isEmpty ? "no answer in the response" : failure.message)
        }
    }

    private static let unreadable = Verdict(
        score: nil,
        judgements: [
            Judgement(
                type: "unreadable", ruleVersion: 1, score: 0, extraction: .error,
                reason: "the evaluators cannot be read with the values of this round")
        ])
}

/// An exchange understood: what it says, what it is worth, and what it cost.
package struct Reply: Sendable {
    /// When the exchange ended, by the wall clock.
    package var endedAt: Timestamp
    /// The exchange as it may be kept: no secret in it.
    package var exchange: Exchange
    package var decoded: Decoded
    /// Tokens that a failed answer reported all the same.
    package var usage: Completion.Usage?
    /// Time to the first token, or to the first byte of an answer that was not streamed.
    package var firstToken: Duration?
    /// What the turn is worth that this answer ended; nil where there is nothing to judge: the call failed, the turn goes
    /// on, or it has no evaluators.
    package var verdict: Verdict?
    /// A wrong answer of a varied probe, and the earlier question that it is right for.
    package var isHeldAgainstPast = false
    package var match: Past.Match?
    /// The period of a fact that was over, as of which a wrong answer is right.
    package var snapshot: Fact.Period?
    /// The conversation after this answer: what is asked next, or how it ended. As it was when the call failed.
    package var conversation: Conversation

    /// Tokens as the provider counted them; nil where it said nothing.
    var tokens: Completion.Usage? {
        if case .completion(let completion) = decoded { completion.usage } else { usage }
    }

    /// What its headers say of the provider's limits.
    var limits: RateLimits { RateLimitHeaders.limits(exchange.headers, now: endedAt) }

    /// What it counts as.
    package var outcome: Outcome {
        switch decoded {
        case .completion(let completion): completion.outcome
        case .failure(let failure): failure.outcome
        }
    }

    /// The same reply, its failure counted as another.
    func counting(as outcome: Outcome) -> Reply {
        guard case .failure(var failure) = decoded else { return self }
        failure.outcome = outcome
        var copy = self
        copy.decoded = .failure(failure)
        return copy
    }
}

extension Conversation {
    /// The turn that is asked; nil when it is over.
    fileprivate var turn: Int? { if case .asking(let turn) = state { turn } else { nil } }
}

extension Exchange {
    /// Response headers worth keeping: identities, rate limits, caches and routes. Others, cookies above all, are not stored.
    private static let keptHeaders: Set<String> = [
        "content-type", "content-length", "date", "server", "via", "age", "retry-after", "retry-after-ms",
        "x-request-id",
        "request-id", "cache-status", "x-should-retry", "apim-request-id", "cf-ray", "location",
    ]
    private static let keptPrefixes = [
        "x-ratelimit", "ratelimit", "x-tokenlimit", "anthropic-", "openai-", "x-cache", "cf-", "x-envoy-", "x-ms-",
        "x-amzn-",
        "x-litellm-",
        "x-openrouter-", "helicone-", "x-portkey-", "x-vsr-", "x-llmgateway-",
    ]

    /// The exchange without secrets and without headers that nobody needs.
    func kept(by redactor: Redactor) -> Exchange {
        var kept = self
        kept.headers = headers.compactMap { header in
            let name = header.name.lowercased()
            guard
                Self.keptHeaders.contains(name) || Self.keptPrefixes.contains(where: { name.hasPrefix($0) })
                    || name.hasSuffix("-cache")
            else { return nil }
            return Header(header.name, redactor.redact(header.value))
        }
        kept.body = redactor.redact(body)
        return kept
    }
}
