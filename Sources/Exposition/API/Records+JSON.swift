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

extension Completion.Fingerprint {
    /// What is not empty, by name.
    var shown: [(name: String, value: String)] {
        [
            ("model", model), ("system_fingerprint", systemFingerprint), ("backend", backend),
            ("service_tier", serviceTier), ("region", region),
        ].filter { !$0.1.isEmpty }
    }
}
