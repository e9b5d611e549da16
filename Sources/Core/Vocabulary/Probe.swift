/// One turn of a conversation.
package struct Message: Hashable, Sendable {
    /// `system`, `user` or `assistant`.
    package enum Role: String, Sendable, CaseIterable { case system, user, assistant }

    package var role: Role
    package var content: String

    package init(role: Role, content: String) {
        self.role = role
        self.content = content
    }
}

/// How an answer is asked for; nil leaves a parameter to the provider's default.
package struct Sampling: Hashable, Sendable {
    package var temperature: Double?
    package var topP: Double?
    /// Most tokens of the answer, hidden reasoning included.
    package var maxOutputTokens: Int
    package var stop: [String]

    package init(temperature: Double? = nil, topP: Double? = nil, maxOutputTokens: Int = 256, stop: [String] = []) {
        self.temperature = temperature
        self.topP = topP
        self.maxOutputTokens = maxOutputTokens
        self.stop = stop
    }
}

/// One golden prompt with the evaluators that score its answer; immutable under its `version`.
package struct Probe: Sendable {
    /// `suite/id`, unique in a configuration.
    package var key: String { suite + "/" + id }
    package var suite: String
    package var id: String
    package var category: String
    /// Messages with `{{…}}` where values of `vary` and expressions go.
    package var messages: [Message]
    package var sampling: Sampling
    /// Generators of the values of a varied probe by name, in their order, as declared; empty for a fixed one.
    package var vary: [(name: String, generator: JSON)]
    /// Evaluators as declared, each an object with a `type`; strings in it may hold `{{…}}`.
    package var evaluate: JSON
    /// Content hash of everything that decides question and verdict: 16 hexadecimal digits.
    package let version: String

    package init(
        suite: String, id: String, category: String, messages: [Message], sampling: Sampling,
        vary: [(name: String, generator: JSON)] = [], evaluate: JSON
    ) {
        self.suite = suite
        self.id = id
        self.category = category
        self.messages = messages
        self.sampling = sampling
        self.vary = vary
        self.evaluate = evaluate
        var parts = [suite, id, category]
        for message in messages { parts += [message.role.rawValue, message.content] }
        parts +=
            ["\(sampling.temperature ?? -1)", "\(sampling.topP ?? -1)", "\(sampling.maxOutputTokens)"] + sampling.stop
        for (name, generator) in vary { parts += ["vary", name, generator.canonical] }
        parts += ["evaluate", evaluate.canonical]
        version = StableHash.hex(parts)
    }

    /// True when every round asks a fresh question.
    package var isVaried: Bool { !vary.isEmpty }
}

/// A probe with its values filled in: exactly what is sent and what is expected.
package struct RenderedProbe: Sendable, Equatable {
    package var messages: [Message]
    package var sampling: Sampling
    /// Evaluators with every `{{…}}` replaced.
    package var evaluate: JSON
    /// Seed of the values; also sent upstream where the dialect has a place for it.
    package var seed: UInt64

    package init(messages: [Message], sampling: Sampling, evaluate: JSON, seed: UInt64) {
        self.messages = messages
        self.sampling = sampling
        self.evaluate = evaluate
        self.seed = seed
    }
}
