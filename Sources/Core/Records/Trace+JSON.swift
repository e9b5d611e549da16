extension Trace {
    /// Version of this format; a reader refuses a newer one and reads the older ones.
    package static let format = 3
    /// The first format whose verdicts tell which step found the part that was judged.
    package static let firstFormatWithSteps = 3

    /// The trace as one JSON object: what is stored and exported.
    package var json: JSON {
        .compact([
            ("format", .int(format)), ("writer", .string(writer)), ("sample", .string(sample.description)),
            ("api", .string(api)), ("options", options.isNull ? nil : options), ("stream", .bool(stream)),
            ("configuration", configuration.isEmpty ? nil : .string(configuration)), ("rendered", rendered.json),
            ("turns", .array(turns.map(\.json))), ("verdict", verdict?.json),
            ("findings", findings.isEmpty ? nil : .array(findings.map(\.json))), ("withdrawn", withdrawn?.json),
            ("detector", detector),
            ("prices", prices == Prices() ? nil : prices.json),
        ])
    }

    /// Reads back what `json` wrote, or nil.
    package init?(json: JSON) {
        guard let format = json["format"]?.int, format <= Trace.format, let writer = json["writer"]?.string,
            let sample = json["sample"]?.string.flatMap(RecordID.init), let api = json["api"]?.string,
            let stream = json["stream"]?.bool, let rendered = json["rendered"].flatMap(RenderedProbe.init)
        else { return nil }
        // Format 1 had the one turn's members in the trace itself.
        let turns = format == 1 ? [json] : json["turns"]?.array ?? []
        self.init(
            sample: sample, api: api, options: json["options"] ?? .null, stream: stream,
            configuration: json["configuration"]?.string ?? "", rendered: rendered,
            turns: turns.compactMap(Turn.init), verdict: json["verdict"].flatMap(Verdict.init),
            findings: (json["findings"]?.array ?? []).compactMap(StaleFinding.init(json:)),
            withdrawn: json["withdrawn"].flatMap(Withdrawn.init(json:)),
            detector: json["detector"] ?? .null, writer: writer, format: max(format, 2),
            prices: json["prices"].map(Prices.init(json:)) ?? Prices())
    }
}

extension Prices {
    /// Nanodollars for a million tokens each.
    fileprivate var json: JSON { ["input": .int(Int(input.nanodollars)), "output": .int(Int(output.nanodollars))] }

    fileprivate init(json: JSON) {
        self.init(
            input: USD(nanodollars: Int64(json["input"]?.int ?? 0)),
            output: USD(nanodollars: Int64(json["output"]?.int ?? 0)))
    }
}

extension Trace.Turn {
    package var json: JSON {
        .compact([
            ("request", request.json), ("attempts", .array(attempts.map(\.json))), ("completion", completion?.json),
            ("verdict", verdict?.json),
        ])
    }

    package init?(json: JSON) {
        guard let request = json["request"].flatMap(OutboundRequest.init), let attempts = json["attempts"]?.array
        else { return nil }
        self.init(
            request: request, attempts: attempts.compactMap(Trace.Attempt.init),
            completion: json["completion"].flatMap(Completion.init), verdict: json["verdict"].flatMap(Verdict.init))
    }
}

extension Trace.Withdrawn {
    package var json: JSON {
        ["rendered": rendered.json, "turn": turn.json, "findings": .array(findings.map(\.json))]
    }

    package init?(json: JSON) {
        guard let rendered = json["rendered"].flatMap(RenderedProbe.init),
            let turn = json["turn"].flatMap(Trace.Turn.init)
        else { return nil }
        self.init(
            rendered: rendered, turn: turn,
            findings: (json["findings"]?.array ?? []).compactMap(StaleFinding.init(json:)))
    }
}

extension Trace.Attempt {
    package var json: JSON {
        .compact([
            ("started_at", .int(Int(startedAt.microseconds))), ("outcome", .string(outcome.rawValue)),
            ("message", message.isEmpty ? nil : .string(message)), ("exchange", exchange.json),
        ])
    }

    package init?(json: JSON) {
        guard let at = json["started_at"]?.int, let outcome = json["outcome"]?.string.flatMap(Outcome.init),
            let exchange = json["exchange"].flatMap(Exchange.init)
        else { return nil }
        self.init(
            startedAt: Timestamp(microseconds: Int64(at)), exchange: exchange, outcome: outcome,
            message: json["message"]?.string ?? "")
    }
}

extension RenderedProbe {
    package var json: JSON {
        .compact(
            [
                ("messages", .array(messages.map(\.json))),
                ("temperature", sampling.temperature.map(JSON.double)), ("top_p", sampling.topP.map(JSON.double)),
                ("max_output_tokens", .int(sampling.maxOutputTokens)),
                ("stop", sampling.stop.isEmpty ? nil : .array(sampling.stop.map(JSON.string))),
                ("evaluate", evaluate), ("seed", .string(RecordID(seed).description)),
                ("tool_results", toolResults.isEmpty ? nil : .array(toolResults.map(\.json))),
                ("follow_ups", followUps.isEmpty ? nil : .array(followUps.map(\.json))),
            ] + (RequestForm(sampling).json.members ?? []).map { ($0.key, $0.value) })
    }

    package init?(json: JSON) {
        guard let messages = json["messages"]?.array, let limit = json["max_output_tokens"]?.int,
            let evaluate = json["evaluate"], let seed = json["seed"]?.string.flatMap(RecordID.init)
        else { return nil }
        var sampling = Sampling(
            temperature: json["temperature"]?.double, topP: json["top_p"]?.double, maxOutputTokens: limit,
            stop: (json["stop"]?.array ?? []).compactMap(\.string))
        RequestForm.read(json, into: &sampling)
        self.init(
            messages: messages.compactMap(Message.init(json:)), sampling: sampling, evaluate: evaluate,
            seed: seed.value, toolResults: (json["tool_results"]?.array ?? []).compactMap(ToolResult.init(json:)),
            followUps: (json["follow_ups"]?.array ?? []).compactMap(FollowUp.init(json:)))
    }
}

extension Header {
    package var json: JSON { .array([.string(name), .string(value)]) }

    package init?(json: JSON) {
        guard let name = json[0]?.string, let value = json[1]?.string else { return nil }
        self.init(name, value)
    }
}

extension OutboundRequest {
    /// The request without its secrets: their headers stand there as `[secret …]`, whatever else has the name of a
    /// credential as `[redacted]`.
    package var json: JSON {
        let shown = headers.map(\.kept) + secretHeaders.map { Header($0.name, $0.prefix + $0.secret.description) }
        return [
            "method": .string(method), "url": .string(Credentials.removed(fromURL: url)),
            "headers": .array(shown.map(\.json)), "body": .blob(body),
        ]
    }

    package init?(json: JSON) {
        guard let method = json["method"]?.string, let url = json["url"]?.string, let headers = json["headers"]?.array,
            let body = json["body"]?.blob
        else { return nil }
        self.init(method: method, url: url, headers: headers.compactMap(Header.init), body: body)
    }
}

extension Completion {
    package var json: JSON {
        .compact([
            ("text", .string(text)), ("reasoning", reasoning.isEmpty ? nil : .string(reasoning)),
            ("refusal", refusal.map(JSON.string)),
            ("tool_calls", toolCalls.isEmpty ? nil : .array(toolCalls.map(\.json))),
            ("finish", .string(finish.rawValue)), ("raw_finish", .string(rawFinish)),
            ("input_tokens", usage.inputTokens.map(JSON.int)), ("output_tokens", usage.outputTokens.map(JSON.int)),
            ("cached_input_tokens", usage.cachedInputTokens.map(JSON.int)),
            ("reasoning_tokens", usage.reasoningTokens.map(JSON.int)),
            ("cost_nanodollars", (usage.cost?.nanodollars).map { .int(Int($0)) }), ("fingerprint", fingerprint.json),
            ("probabilities", probabilities.isEmpty ? nil : .array(probabilities.map(\.json))),
            ("created_at", createdAt.map { .int(Int($0.microseconds / 1_000_000)) }),
            ("from_cache", fromCache ? true : nil),
            ("sources", sources.isEmpty ? nil : .array(sources.map(JSON.string))),
        ])
    }

    package init?(json: JSON) {
        guard let text = json["text"]?.string, let finish = json["finish"]?.string.flatMap(Finish.init) else {
            return nil
        }
        self.init(
            text: text, reasoning: json["reasoning"]?.string ?? "", refusal: json["refusal"]?.string,
            toolCalls: (json["tool_calls"]?.array ?? []).map(ToolCall.init(json:)),
            finish: finish, rawFinish: json["raw_finish"]?.string ?? "",
            usage: Usage(
                inputTokens: json["input_tokens"]?.int, outputTokens: json["output_tokens"]?.int,
                cachedInputTokens: json["cached_input_tokens"]?.int, reasoningTokens: json["reasoning_tokens"]?.int,
                cost: (json["cost_nanodollars"]?.int).map { USD(nanodollars: Int64($0)) }),
            fingerprint: json["fingerprint"].map(Fingerprint.init(json:)) ?? Fingerprint(),
            probabilities: (json["probabilities"]?.array ?? []).compactMap(TokenProbability.init(json:)),
            createdAt: json["created_at"]?.int.map { Timestamp(microseconds: Int64($0) * 1_000_000) },
            fromCache: json["from_cache"]?.bool ?? false,
            sources: (json["sources"]?.array ?? []).compactMap(\.string))
    }
}

extension Completion.TokenProbability {
    /// `[token, log, [[token, log], …]]`.
    package var json: JSON {
        .array([
            .string(token), .double(log),
            .array(alternatives.map { .array([.string($0.token), .double($0.log)]) }),
        ])
    }

    package init?(json: JSON) {
        guard let token = json[0]?.string, let log = json[1]?.double else { return nil }
        self.init(
            token: token, log: log,
            alternatives: (json[2]?.array ?? []).compactMap { pair in
                guard let token = pair[0]?.string, let log = pair[1]?.double else { return nil }
                return Alternative(token: token, log: log)
            })
    }
}

extension Completion.Fingerprint {
    package var json: JSON {
        func shown(_ text: String) -> JSON? { text.isEmpty ? nil : .string(text) }
        return .compact([
            ("model", shown(model)), ("system_fingerprint", shown(systemFingerprint)),
            ("response_id", shown(responseID)), ("backend", shown(backend)), ("service_tier", shown(serviceTier)),
            ("region", shown(region)),
        ])
    }

    package init(json: JSON) {
        self.init(
            model: json["model"]?.string ?? "", systemFingerprint: json["system_fingerprint"]?.string ?? "",
            responseID: json["response_id"]?.string ?? "", backend: json["backend"]?.string ?? "",
            serviceTier: json["service_tier"]?.string ?? "", region: json["region"]?.string ?? "")
    }
}
