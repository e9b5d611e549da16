/// What a provider shows of the model that answers, and whether that changed.
package struct ModelStatus: Sendable, Equatable {
    /// A value that its answers show: a model id, a system fingerprint.
    package struct Shown: Sendable, Equatable {
        /// `model`, `system_fingerprint`.
        package var name: String
        package var value: String
        package var first: Timestamp
        package var last: Timestamp
        package var answers: Int
        /// Not among the values that are known: what a change is told of.
        package var isNew: Bool

        package init(
            name: String, value: String, first: Timestamp, last: Timestamp, answers: Int, isNew: Bool = false
        ) {
            self.name = name
            self.value = value
            self.first = first
            self.last = last
            self.answers = answers
            self.isNew = isNew
        }
    }

    /// A change that was told of, and how it ended.
    package struct Change: Sendable, Equatable {
        package var at: Timestamp
        package var name: String
        package var before: String
        package var after: String
        /// In a sentence: that the old state is back, or what was accepted.
        package var ending: String

        package init(at: Timestamp, name: String, before: String, after: String, ending: String) {
            self.at = at
            self.name = name
            self.before = before
            self.after = after
            self.ending = ending
        }
    }

    /// The questions that only ask whether this is still the same model.
    package struct Sentinel: Sendable, Equatable {
        /// `log-probabilities`, `border-inputs`, `none`.
        package var method: String
        /// How far it is, for people.
        package var words = ""
        package var tokensToday: Int
        package var tokensPerDay: Int
        /// Nats for a change; nil while learning.
        package var logEvidence: Double?
        /// The log evidence that is told of, in nats.
        package var threshold = 0.0

        package init(method: String, tokensToday: Int, tokensPerDay: Int) {
            self.method = method
            self.tokensToday = tokensToday
            self.tokensPerDay = tokensPerDay
        }
    }

    /// When what is told of now began; nil while nothing is.
    package var changedSince: Timestamp?
    /// What changed, for people; empty while nothing is told of.
    package var words: [String]
    /// Known values and new ones, by name, those seen last first.
    package var shown: [Shown]
    /// Fixed prompts whose input tokens are compared.
    package var fixedPrompts: Int
    /// Changes that are over, oldest first.
    package var history: [Change]
    /// Nil without tokens for them.
    package var sentinel: Sentinel?

    package init(
        changedSince: Timestamp? = nil, words: [String] = [], shown: [Shown] = [], fixedPrompts: Int = 0,
        history: [Change] = []
    ) {
        self.changedSince = changedSince
        self.words = words
        self.shown = shown
        self.fixedPrompts = fixedPrompts
        self.history = history
    }
}
