/// An answer as every dialect gives it, with what the provider shows of itself.
package struct Completion: Sendable, Equatable {
    /// Why the answer ended, in one vocabulary for all dialects.
    package enum Finish: String, Sendable, CaseIterable {
        case stop, length, toolCalls = "tool-calls", contentFilter = "content-filter", refusal, unknown
    }

    /// A call of a tool that the answer asks for.
    package struct ToolCall: Sendable, Equatable {
        package var id: String
        package var name: String
        /// JSON text as the model wrote it, possibly invalid.
        package var arguments: String

        package init(id: String, name: String, arguments: String) {
            self.id = id
            self.name = name
            self.arguments = arguments
        }
    }

    /// Tokens as the provider counts them; nil where it says nothing, never negative.
    package struct Usage: Sendable, Equatable {
        package var inputTokens: Int?
        package var outputTokens: Int?
        package var cachedInputTokens: Int?
        package var reasoningTokens: Int?

        package init(
            inputTokens: Int? = nil, outputTokens: Int? = nil, cachedInputTokens: Int? = nil,
            reasoningTokens: Int? = nil
        ) {
            self.inputTokens = inputTokens
            self.outputTokens = outputTokens
            self.cachedInputTokens = cachedInputTokens
            self.reasoningTokens = reasoningTokens
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

        package init(
            model: String = "", systemFingerprint: String = "", responseID: String = "", backend: String = "",
            serviceTier: String = ""
        ) {
            self.model = model
            self.systemFingerprint = systemFingerprint
            self.responseID = responseID
            self.backend = backend
            self.serviceTier = serviceTier
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

    package init(
        text: String, reasoning: String = "", refusal: String? = nil, toolCalls: [ToolCall] = [],
        finish: Finish = .stop,
        rawFinish: String = "", usage: Usage = Usage(), fingerprint: Fingerprint = Fingerprint()
    ) {
        self.text = text
        self.reasoning = reasoning
        self.refusal = refusal
        self.toolCalls = toolCalls
        self.finish = finish
        self.rawFinish = rawFinish
        self.usage = usage
        self.fingerprint = fingerprint
    }
}
