extension Sample {
    /// The sample as API, command line and export give it; null for what is not known. Reads back equal.
    package var json: JSON {
        [
            "id": .string("\(id)"), "provider": .string(provider), "probe": .string(probe),
            "version": .string(version), "category": .string(category), "round": .timestamp(round.start),
            "due_at": .timestamp(dueAt), "finished_at": .timestamp(finishedAt),
            "outcome": .string(outcome.rawValue), "score": .optional(score), "attempts": .int(attempts),
            "status": .int(status), "note": .string(note),
            "extraction": .string(extraction), "input_tokens": .optional(inputTokens),
            "output_tokens": .optional(outputTokens), "usd": .double(cost.dollars),
            "latency_seconds": .optional(latency?.inSeconds), "first_token_seconds": .optional(firstToken?.inSeconds),
            "finish": .optional(finish?.rawValue), "fingerprint": fingerprint.json,
            "connection": .optional(connection?.rawValue), "peer": .string(peer),
        ]
    }

    /// The sample in a list of traces: whether its trace is kept beside the rest.
    package func listed(kept: Bool) -> JSON {
        .object((json.members ?? []).map { ($0.key, $0.value) } + [("kept", .bool(kept))])
    }

    /// Reads back what `json` wrote, or nil.
    package init?(json: JSON) {
        guard let id = json["id"]?.string.flatMap(RecordID.init), let provider = json["provider"]?.string,
            let probe = json["probe"]?.string, let version = json["version"]?.string,
            let category = json["category"]?.string, let round = json["round"]?.timestamp,
            let dueAt = json["due_at"]?.timestamp, let finishedAt = json["finished_at"]?.timestamp,
            let outcome = json["outcome"]?.string.flatMap(Outcome.init)
        else { return nil }
        func length(_ key: String) -> Duration? {
            json[key]?.double.map { .microseconds(Int64(($0 * 1e6).rounded())) }
        }
        self.init(
            id: id, provider: provider, probe: probe, version: version, category: category, round: Round(start: round),
            dueAt: dueAt, finishedAt: finishedAt, outcome: outcome, score: json["score"]?.double,
            attempts: json["attempts"]?.int ?? 0, status: json["status"]?.int ?? 0, note: json["note"]?.string ?? "",
            extraction: json["extraction"]?.string ?? "",
            inputTokens: json["input_tokens"]?.int, outputTokens: json["output_tokens"]?.int,
            cost: USD(json["usd"]?.double ?? 0), latency: length("latency_seconds"),
            firstToken: length("first_token_seconds"),
            finish: json["finish"]?.string.flatMap(Completion.Finish.init),
            fingerprint: Completion.Fingerprint(json: json["fingerprint"] ?? .null),
            connection: json["connection"]?.string.flatMap(Connection.init), peer: json["peer"]?.string ?? "")
    }
}

extension RoundRecord {
    /// The round as API and export give it; null for what is not known. Reads back equal.
    package var json: JSON {
        [
            "provider": .string(provider), "round": .timestamp(round.start), "closed_at": .timestamp(closedAt),
            "scheduled": .int(scheduled), "scored": .int(scored), "mean_score": .optional(meanScore),
            "expected_score": .optional(expectedScore), "log_evidence": .optional(logEvidence),
            "level": .string(level),
        ]
    }

    /// Reads back what `json` wrote, or nil.
    package init?(json: JSON) {
        guard let provider = json["provider"]?.string, let round = json["round"]?.timestamp,
            let closedAt = json["closed_at"]?.timestamp, let level = json["level"]?.string
        else { return nil }
        self.init(
            provider: provider, round: Round(start: round), closedAt: closedAt,
            scheduled: json["scheduled"]?.int ?? 0, scored: json["scored"]?.int ?? 0,
            meanScore: json["mean_score"]?.double, expectedScore: json["expected_score"]?.double,
            logEvidence: json["log_evidence"]?.double, level: level)
    }
}

extension JSON {
    /// A moment after RFC 3339 with all its microseconds.
    static func timestamp(_ time: Timestamp) -> JSON { .string(time.rfc3339(fractionDigits: 6)) }

    /// The moment of a text after RFC 3339, or nil.
    package var timestamp: Timestamp? { string.flatMap { Timestamp(rfc3339: $0) } }
}
