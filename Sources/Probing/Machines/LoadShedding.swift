package import Core

/// Notices that the daemon itself does not keep up, and lets go what is too late, so that nothing piles up.
///
/// A look is *late* when a due sample was offered later than `limit` after its time, or when more than `deepest` events
/// waited; *prompt* when the sample was offered within half of it and few waited; else it is *fair*. Looks without a due
/// sample and without a deep backlog say nothing.
///
/// | state | late | fair | prompt |
/// | --- | --- | --- | --- |
/// | keeping up | behind, since now | | |
/// | behind(since) | shedding, once `limit` has passed since then | | keeping up |
/// | shedding(calm: nil) | | | shedding, calm since now |
/// | shedding(calm since) | shedding(calm: nil) | | keeping up, once `calm` times the limit has passed since then |
///
/// While it sheds, a sample that is later than `limit` is let go; one that is not is sent as ever.
package struct LoadShedding: Sendable, Equatable {
    /// Events that wait for the engine; more is late.
    package static let deepest = 512
    /// How often the limit has to pass without a late look before it keeps up again: by chance alone nothing is late for
    /// a while.
    package static let calm = 4

    /// What is known of the daemon's pace.
    package enum State: Sendable, Equatable {
        case keepingUp
        case behind(since: Timestamp)
        case shedding(since: Timestamp, calmSince: Timestamp?)
    }

    /// What a look did to the state.
    package enum Change: Sendable, Equatable {
        case unchanged
        case startedShedding
        case stoppedShedding
    }

    package private(set) var state: State = .keepingUp
    /// How late is too late, and how long that has to last.
    package private(set) var limit: Duration
    /// How late the last due sample was offered.
    package private(set) var lateness: Duration = .zero

    /// A machine with a limit that is longer than zero.
    package init(limit: Duration) {
        self.limit = max(limit, .milliseconds(1))
    }

    /// Late samples are let go.
    package var isShedding: Bool {
        switch state {
        case .keepingUp, .behind: false
        case .shedding: true
        }
    }

    /// The limit changed with the configuration.
    package mutating func use(limit new: Duration) { limit = max(new, .milliseconds(1)) }

    /// A due sample is offered so long after its time, with so many events waiting behind it.
    package mutating func offered(late: Duration, backlog: Int, now: Timestamp) -> Change {
        lateness = max(late, .zero)
        return look(lateness > limit ? .late : lateness * 2 <= limit ? .prompt : .fair, backlog, now)
    }

    /// Nothing is due, and so many events wait.
    package mutating func waited(backlog: Int, now: Timestamp) -> Change {
        backlog > Self.deepest ? look(.late, backlog, now) : .unchanged
    }

    /// Whether a sample that is offered so late is let go.
    package func lets(go late: Duration) -> Bool { isShedding && late > limit }

    private enum Pace { case late, fair, prompt }

    private mutating func look(_ pace: Pace, _ backlog: Int, _ now: Timestamp) -> Change {
        let pace = backlog > Self.deepest ? Pace.late : pace
        switch (state, pace) {
        case (.keepingUp, .late): state = .behind(since: now)
        case (.keepingUp, .fair), (.keepingUp, .prompt), (.behind, .fair): break
        case (.behind, .prompt): state = .keepingUp
        case (.behind(let since), .late):
            guard now - since >= limit else { break }
            state = .shedding(since: now, calmSince: nil)
            return .startedShedding
        case (.shedding(let since, _), .late): state = .shedding(since: since, calmSince: nil)
        case (.shedding, .fair): break
        case (.shedding(let since, nil), .prompt): state = .shedding(since: since, calmSince: now)
        case (.shedding(_, let calm?), .prompt):
            guard now - calm >= limit * Self.calm else { break }
            state = .keepingUp
            return .stoppedShedding
        }
        return .unchanged
    }
}
