/// How a provider answers against how it used to.
package struct BehaviourStatus: Sendable, Equatable {
    /// What is known of one signal.
    package struct Signal: Sendable, Equatable {
        /// What it is doing.
        package enum Phase: String, Sendable, CaseIterable { case learning, watching, shifted }

        package var signal: BehaviourSignal
        package var phase: Phase

        package init(signal: BehaviourSignal, phase: Phase) {
            self.signal = signal
            self.phase = phase
        }
    }

    /// A shift that lasted so long that it became the new baseline.
    package struct Accepted: Sendable, Equatable {
        package var signal: BehaviourSignal
        package var at: Timestamp
        /// What had moved, for people.
        package var words: String

        package init(signal: BehaviourSignal, at: Timestamp, words: String) {
            self.signal = signal
            self.at = at
            self.words = words
        }
    }

    /// The signals that the provider shows, in the order of `BehaviourSignal`.
    package var signals: [Signal]
    /// What has moved, for people, the largest first; empty while nothing has.
    package var shifts: [String]
    /// The latest last.
    package var accepted: [Accepted]

    package init(signals: [Signal] = [], shifts: [String] = [], accepted: [Accepted] = []) {
        self.signals = signals
        self.shifts = shifts
        self.accepted = accepted
    }
}
