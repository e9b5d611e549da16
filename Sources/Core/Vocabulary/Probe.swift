/// What is said after an answer of a scripted conversation, and what is expected then.
package struct FollowUp: Sendable, Equatable {
    /// What is said next; the last message is the user's.
    package var messages: [Message]
    /// Evaluators of the answer to it, as declared; an empty array judges nothing.
    package var evaluate: JSON

    package init(messages: [Message], evaluate: JSON) {
        self.messages = messages
        self.evaluate = evaluate
    }
}

/// What a tool of a probe answers.
package struct ToolResult: Sendable, Equatable {
    package var tool: String
    /// Arguments that a call must have for this result, others beside them allowed; nil for any.
    package var arguments: JSON?
    /// What the tool says, usually JSON.
    package var result: String

    package init(tool: String, arguments: JSON? = nil, result: String) {
        self.tool = tool
        self.arguments = arguments
        self.result = result
    }
}

/// One golden prompt or scripted conversation with the evaluators that score its answer; immutable under its `version`.
package struct Probe: Sendable {
    /// `suite/id`, unique in a configuration; a copy's has its number behind it, `suite/id#2`, and an extra call's which
    /// it is, `suite/id#x1.4`.
    package var key: String {
        if let extra { return "\(plainKey)#\(extra)" }
        return copy == 1 ? plainKey : "\(plainKey)#\(copy)"
    }
    /// `suite/id`, whatever is asked of it.
    package var plainKey: String { suite + "/" + id }
    /// The key under which its question is known from round to round: its own, and for an extra call that of the probe.
    package var questionKey: String { extra == nil ? key : plainKey }
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
    /// Answers of its tools, tried in this order; strings in them may hold `{{…}}`.
    package var toolResults: [ToolResult]
    /// The rest of a scripted conversation; empty for a single question.
    package var followUps: [FollowUp]
    /// What changes at a date; `vary` has each of them as a constant, the latest value unless it is asked for a moment.
    package let facts: [Fact]
    /// What is asked beside it in the same round.
    package var company = Company.alone
    /// Which of its copies this is; 1 for the probe itself.
    package private(set) var copy = 1
    /// Which extra call of a slot this is; nil for what a round asks by itself.
    package private(set) var extra: ExtraCall?
    /// Content hash of everything that decides question and verdict: 16 hexadecimal digits.
    package let version: String

    package init(
        suite: String, id: String, category: String, messages: [Message], sampling: Sampling,
        vary: [(name: String, generator: JSON)] = [], evaluate: JSON, toolResults: [ToolResult] = [],
        followUps: [FollowUp] = [], facts: [Fact] = []
    ) {
        self.suite = suite
        self.id = id
        self.category = category
        self.messages = messages
        self.sampling = sampling
        self.vary =
            vary
            + facts.compactMap { fact in
                fact.periods.last.map { (name: fact.name, generator: Probe.constant($0.value)) }
            }
        self.facts = facts
        self.evaluate = evaluate
        self.toolResults = toolResults
        self.followUps = followUps
        var parts = [suite, id, category]
        for message in messages { parts += message.hashParts }
        parts += sampling.hashParts
        for (name, generator) in vary { parts += ["vary", name, generator.canonical] }
        parts += ["evaluate", evaluate.canonical]
        for each in toolResults { parts += ["result", each.tool, each.arguments?.canonical ?? "", each.result] }
        for followUp in followUps {
            parts += ["then"] + followUp.messages.flatMap { $0.hashParts } + [followUp.evaluate.canonical]
        }
        for fact in facts {
            parts += ["fact", fact.name]
            for period in fact.periods {
                parts += [
                    period.from.map { "\($0.microseconds)" } ?? "", period.until.map { "\($0.microseconds)" } ?? "",
                    period.value,
                ]
            }
        }
        version = StableHash.hex(parts)
    }

    /// What a round asks beside a probe: its copies are compared with it and never counted for quality.
    package enum Company: Hashable, Sendable {
        case alone
        /// The same question so many times in all.
        case repeats(Int)
        /// The same probe once more with other values: neither answer may be the other's.
        case twin
    }

    /// Most times that a probe is asked in a round.
    package static let maximumRepeats = 5

    /// The probe and the copies of it that a round asks.
    package var copies: [Probe] {
        let count: Int =
            switch company {
            case .alone: 1
            case .repeats(let count): min(count, Probe.maximumRepeats)
            case .twin: 2
            }
        return (1...max(count, 1)).map { number in
            var copy = self
            copy.copy = number
            return copy
        }
    }

    /// It is asked only to be compared with another.
    package var isCopy: Bool { copy > 1 }

    /// The probe once more, beside what its round asks.
    package func asked(as extra: ExtraCall) -> Probe {
        var call = self
        call.extra = extra
        return call
    }

    /// Whether a key is that of a copy or of an extra call: neither is a part of the rounds' quality.
    package static func isCopy(key: String) -> Bool { key.utf8.contains(UInt8(ascii: "#")) }

    /// The suite of the questions that only ask whether this is still the same model; people cannot name one so.
    package static let sentinelSuite = "~sentinels"

    /// It only asks whether this is still the same model, and has no score.
    package var isSentinel: Bool { suite == Probe.sentinelSuite }

    /// Whether a key is that of a sentinel.
    package static func isSentinel(key: String) -> Bool { key.hasPrefix(sentinelSuite + "/") }

    /// True when every round asks a fresh question.
    package var isVaried: Bool { vary.count > facts.count }
}

/// A probe with its values filled in: exactly what is sent and what is expected.
package struct RenderedProbe: Sendable, Equatable {
    package var messages: [Message]
    package var sampling: Sampling
    /// Evaluators with every `{{…}}` replaced.
    package var evaluate: JSON
    /// Seed of the values; also sent upstream where the dialect has a place for it.
    package var seed: UInt64
    /// Answers of its tools, tried in this order.
    package var toolResults: [ToolResult]
    /// The rest of a scripted conversation.
    package var followUps: [FollowUp]

    package init(
        messages: [Message], sampling: Sampling, evaluate: JSON, seed: UInt64, toolResults: [ToolResult] = [],
        followUps: [FollowUp] = []
    ) {
        self.messages = messages
        self.sampling = sampling
        self.evaluate = evaluate
        self.seed = seed
        self.toolResults = toolResults
        self.followUps = followUps
    }
}

extension Message {
    /// What a probe's version is made of.
    fileprivate var hashParts: [String] {
        [role.rawValue, content] + toolCalls.flatMap { ["call", $0.id, $0.name, $0.arguments] }
            + (answers.map { ["answers", $0.id, $0.name] } ?? [])
    }
}

extension Sampling {
    /// What a probe's version is made of; what is not asked for adds nothing, so that old versions stay what they were.
    fileprivate var hashParts: [String] {
        var parts = ["\(temperature ?? -1)", "\(topP ?? -1)", "\(maxOutputTokens)"] + stop
        let added = RequestForm(self).json
        if added.members?.isEmpty == false { parts += ["form", added.canonical] }
        return parts
    }
}
