/// How an answer is asked for; nil leaves a parameter to the provider's default.
///
/// A dialect sends what its API has a place for and leaves out the rest.
package struct Sampling: Equatable, Sendable {
    /// Whether and which tools are called.
    package enum ToolChoice: Hashable, Sendable {
        case automatic, required, none
        case named(String)
    }

    /// The form that the answer is asked for in.
    package enum Format: Equatable, Sendable {
        case text
        /// Any JSON object.
        case json
        /// JSON after this schema, an object.
        case schema(JSON)
    }

    /// How much a model may think before it answers.
    package enum Reasoning: Hashable, Sendable {
        case off
        /// The vendor's word: `minimal`, `low`, `medium`, `high`.
        case effort(String)
        /// Most tokens of hidden reasoning.
        case tokens(Int)
    }

    package var temperature: Double?
    package var topP: Double?
    /// Most tokens of the answer, hidden reasoning included.
    package var maxOutputTokens: Int
    package var stop: [String]
    package var tools: [Tool]
    package var toolChoice: ToolChoice
    package var format: Format
    package var reasoning: Reasoning?
    /// Log-probabilities of the answer's tokens with so many alternatives each, 0 to 20; nil asks for none.
    package var logProbabilities: Int?

    package init(
        temperature: Double? = nil, topP: Double? = nil, maxOutputTokens: Int = 256, stop: [String] = [],
        tools: [Tool] = [], toolChoice: ToolChoice = .automatic, format: Format = .text, reasoning: Reasoning? = nil,
        logProbabilities: Int? = nil
    ) {
        self.temperature = temperature
        self.topP = topP
        self.maxOutputTokens = maxOutputTokens
        self.stop = stop
        self.tools = tools
        self.toolChoice = toolChoice
        self.format = format
        self.reasoning = reasoning
        self.logProbabilities = logProbabilities
    }
}
