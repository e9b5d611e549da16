/// An answer as every dialect gives it, with what the provider shows of itself.
package struct Completion: Sendable, Equatable {
    /// Why the answer ended, in one vocabulary for all dialects.
    package enum Finish: String, Sendable, CaseIterable {
        case stop, length, toolCalls = "tool-calls", contentFilter = "content-filter", refusal, unknown
    }

    /// Tokens as the provider counts them; nil where it says nothing, never negative.
    package struct Usage: Sendable, Equatable {
        package var inputTokens: Int?
        package var outputTokens: Int?
        package var cachedInputTokens: Int?
        package var reasoningTokens: Int?
        /// What the provider says that the answer cost; nil where it leaves that to its price list.
        package var cost: USD?

        package init(
            inputTokens: Int? = nil, outputTokens: Int? = nil, cachedInputTokens: Int? = nil,
            reasoningTokens: Int? = nil, cost: USD? = nil
        ) {
            self.inputTokens = inputTokens
            self.outputTokens = outputTokens
            self.cachedInputTokens = cachedInputTokens
            self.reasoningTokens = reasoningTokens
            self.cost = cost
        }
    }

    /// A token of the answer with its natural-log probability, at most 0.
    package struct TokenProbability: Sendable, Equatable {
        package var token: String
        package var log: Double
        /// The likeliest tokens in its place, the likeliest first; at most 20.
        package var alternatives: [Alternative]

        package struct Alternative: Sendable, Equatable {
            package var token: String
            package var log: Double

            package init(token: String, log: Double) {
                self.token = token
                self.log = log
            }
        }

        package init(token: String, log: Double, alternatives: [Alternative] = []) {
            self.token = token
            self.log = log
            self.alternatives = alternatives
        }
    }

    /// What the provider shows of itself in an answer; empty strings where it shows nothing.
    package struct Fingerprint: Sendable, Equatable {
        package var model: String
        package var systemFingerprint: String
        package var responseID: String
        /// Name of the backend that a gateway routed to.
        package var backend: String
        package var serviceTier: String
        /// The region that answered.
        package var region: String

        package init(
            model: String = "", systemFingerprint: String = "", responseID: String = "", backend: String = "",
            serviceTier: String = "", region: String = ""
        ) {
            self.model = model
            self.systemFingerprint = systemFingerprint
            self.responseID = responseID
            self.backend = backend
            self.serviceTier = serviceTier
            self.region = region
        }
    }

    /// The visible answer; never the hidden reasoning.
    package var text: String
    /// What the provider shows of the model's reasoning.
    package var reasoning: String
    /// The provider's own refusal text or explanation; nil when it flagged none.
    package var refusal: String?
    package var toolCalls: [ToolCall]
    package var finish: Finish
    /// The finish reason as the provider wrote it.
    package var rawFinish: String
    package var usage: Usage
    package var fingerprint: Fingerprint
    /// Of the answer's tokens, where they were asked for and given; at most `maximumProbabilities`.
    package var probabilities: [TokenProbability]
    /// When the provider says that it made the answer, to the second by its own clock; nil where it does not say.
    package var createdAt: Timestamp?
    /// Whether the far end says that a cache of whole answers replied in the model's place.
    package var fromCache: Bool
    /// Places that the provider says it drew the answer from, in their order: URLs, titles, identifiers.
    package var sources: [String]

    /// Most tokens whose probabilities are kept.
    package static let maximumProbabilities = 512
    /// Most sources that are kept, and most characters of each.
    package static let maximumSources = (count: 32, length: 500)

    package init(
        text: String, reasoning: String = "", refusal: String? = nil, toolCalls: [ToolCall] = [],
        finish: Finish = .stop, rawFinish: String = "", usage: Usage = Usage(),
        fingerprint: Fingerprint = Fingerprint(), probabilities: [TokenProbability] = [], createdAt: Timestamp? = nil,
        fromCache: Bool = false, sources: [String] = []
    ) {
        self.text = text
        self.reasoning = reasoning
        self.refusal = refusal
        self.toolCalls = toolCalls
        self.finish = finish
        self.rawFinish = rawFinish
        self.usage = usage
        self.fingerprint = fingerprint
        self.probabilities = probabilities
        self.createdAt = createdAt
        self.fromCache = fromCache
        self.sources = sources
    }
}
