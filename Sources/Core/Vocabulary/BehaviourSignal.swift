/// What is watched of how a provider answers, beside whether its answers are right.
package enum BehaviourSignal: String, Sendable, CaseIterable {
    /// Characters of the visible answer.
    case length
    case outputTokens = "output-tokens"
    /// Tokens of hidden reasoning, where the provider counts them.
    case reasoningTokens = "reasoning-tokens"
    /// Of streamed answers, from the moment at which the request was sent: making a connection is not the model's.
    case firstToken = "time-to-first-token"
    /// Of streamed answers, from the first token to the end.
    case tokenRate = "tokens-per-second"
    /// The whole call, without making a connection.
    case latency
    /// Whether the answer is a refusal, by the provider's flag or by its first words.
    case refusal
    /// Why the answer ended.
    case finish
    /// The step that found the judged part.
    case format
    /// The writing systems of the answer.
    case script

    /// How a signal is compared with its baseline.
    package enum Form: Sendable {
        /// An amount: ranked among the values of the same probe.
        case amount
        /// A time or rate that has hours and days: held against a whole week, all probes together.
        case pace
        /// One of few words: the same as usual for the probe, or not.
        case habit
    }

    package var form: Form {
        switch self {
        case .length, .outputTokens, .reasoningTokens: .amount
        case .firstToken, .tokenRate, .latency: .pace
        case .refusal, .finish, .format, .script: .habit
        }
    }

    /// The unit of its values; empty for a habit.
    package var unit: String {
        switch self {
        case .length: "characters"
        case .outputTokens, .reasoningTokens: "tokens"
        case .firstToken, .latency: "ms"
        case .tokenRate: "tokens/s"
        case .refusal, .finish, .format, .script: ""
        }
    }

    /// Ways in which one can move: an amount and a pace up and down, a habit from what is usual.
    package var directions: [Direction] {
        switch form {
        case .amount, .pace: [.up, .down]
        case .habit: [.otherwise]
        }
    }

    /// Which way a signal moved.
    package enum Direction: String, Sendable, CaseIterable { case up, down, otherwise }
}
