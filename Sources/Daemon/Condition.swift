internal import Core
internal import Synchronization

/// The daemon's own troubles, for status, metrics and readiness.
package final class Condition: Sendable {
    /// What may be wrong with the daemon itself.
    enum Trouble: Int, CaseIterable, Sendable {
        case storage, store, clock, settings, restart, recovery, retention, telemetry
    }

    private struct State {
        var troubles: [Trouble: String] = [:]
        var reload: ReloadStatus
    }

    private let state: Mutex<State>

    init(loadedAt now: Timestamp) {
        state = Mutex(State(reload: ReloadStatus(succeeded: true, succeededAt: now, attemptedAt: now)))
    }

    /// Notes a trouble. True when it is new.
    func raise(_ trouble: Trouble, _ text: String) -> Bool {
        state.withLock { $0.troubles.updateValue(text, forKey: trouble) == nil }
    }

    /// A trouble is over. True when there was one.
    func clear(_ trouble: Trouble) -> Bool {
        state.withLock { $0.troubles.removeValue(forKey: trouble) != nil }
    }

    func setClockLead(_ lead: Duration) {
        if lead > .seconds(1) {
            _ = raise(.clock, "the system clock was set back by \(lead.forPeople); time goes on from where it was")
        } else {
            _ = clear(.clock)
        }
    }

    /// Notes the outcome of an attempt to load configuration and probes.
    func noteReload(succeeded: Bool, diagnostics: [Diagnostic], now: Timestamp) {
        state.withLock { state in
            state.reload = ReloadStatus(
                succeeded: succeeded, succeededAt: succeeded ? now : state.reload.succeededAt, attemptedAt: now,
                diagnostics: diagnostics)
        }
    }

    var reload: ReloadStatus { state.withLock { $0.reload } }

    /// In words, in a fixed order.
    var troubles: [String] {
        state.withLock { state in Trouble.allCases.compactMap { state.troubles[$0] } }
    }
}
