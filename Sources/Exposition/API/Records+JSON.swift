package import Core
package import Store

extension Incident {
    /// The incident as the API gives it, its facts as they are stored.
    package var json: JSON {
        [
            "id": .string("\(id)"), "kind": .string(kind.rawValue), "provider": .string(provider),
            "severity": .string(severity.rawValue), "state": .string(state.rawValue),
            "suspected_at": .string("\(suspectedAt)"), "fired_at": .optional(firedAt?.description),
            "resolved_at": .optional(resolvedAt?.description), "updated_at": .string("\(updatedAt)"),
            "reminders": .int(reminders), "summary": .string(summary), "facts": facts,
        ]
    }
}

extension IncidentHistory {
    /// The incident with its life and its alerts; bodies of alerts are left out.
    package var json: JSON {
        [
            "incident": incident.json,
            "transitions": .array(
                transitions.map {
                    ["at": .string("\($0.at)"), "event": .string($0.event.rawValue), "reason": .string($0.reason)]
                }),
            "notifications": .array(notifications.map(\.json)),
        ]
    }
}

extension Notification {
    /// The alert without its body.
    package var json: JSON {
        [
            "id": .string("\(id)"), "sink": .string(sink), "event": .string(event.rawValue),
            "created_at": .string("\(createdAt)"), "state": .string(state.rawValue), "attempts": .int(attempts),
            "next_attempt_at": .string("\(nextAttemptAt)"), "last_error": .string(lastError),
        ]
    }
}

extension Sample {
    /// The sample as the API gives it; null for what is not known.
    package var json: JSON {
        [
            "id": .string("\(id)"), "provider": .string(provider), "probe": .string(probe),
            "version": .string(version), "category": .string(category), "round": .string("\(round.start)"),
            "due_at": .string("\(dueAt)"), "finished_at": .string("\(finishedAt)"),
            "outcome": .string(outcome.rawValue), "score": .optional(score), "attempts": .int(attempts),
            "status": .int(status), "note": .string(note), "input_tokens": .optional(inputTokens),
            "output_tokens": .optional(outputTokens), "usd": .double(cost.dollars),
            "latency_seconds": .optional(latency?.inSeconds), "first_token_seconds": .optional(firstToken?.inSeconds),
            "finish": .optional(finish?.rawValue), "fingerprint": fingerprint.facts,
        ]
    }
}

extension Completion.Fingerprint {
    /// What is not empty, by name.
    var shown: [(name: String, value: String)] {
        [
            ("model", model), ("system_fingerprint", systemFingerprint), ("backend", backend),
            ("service_tier", serviceTier),
        ].filter { !$0.1.isEmpty }
    }

    fileprivate var facts: JSON {
        .object((shown + [("response_id", responseID)]).map { ($0.0, .string($0.1)) })
    }
}
