internal import Core

extension ModelStatus {
    /// What a provider shows of itself, as the API tells it.
    var json: JSON {
        [
            "changed_since": .optional(changedSince?.description), "changes": .array(words.map(JSON.string)),
            "shown": .array(shown.map(\.json)), "fixed_prompts": .int(fixedPrompts),
            "history": .array(history.map(\.json)), "sentinel": sentinel?.json ?? .null,
        ]
    }
}

extension ModelStatus.Shown {
    fileprivate var json: JSON {
        [
            "name": .string(name), "value": .string(value), "first": .string("\(first)"), "last": .string("\(last)"),
            "answers": .int(answers), "new": .bool(isNew),
        ]
    }
}

extension ModelStatus.Change {
    fileprivate var json: JSON {
        [
            "at": .string("\(at)"), "name": .string(name), "before": .string(before), "after": .string(after),
            "ending": .string(ending),
        ]
    }
}

extension ModelStatus.Sentinel {
    fileprivate var json: JSON {
        [
            "method": .string(method), "progress": .string(words), "tokens_today": .int(tokensToday),
            "tokens_per_day": .int(tokensPerDay), "log_evidence": .optional(logEvidence),
            "threshold": .double(threshold),
        ]
    }
}
