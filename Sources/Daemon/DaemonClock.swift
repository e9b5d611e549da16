package import Core
internal import Glibc
internal import Synchronization

/// The daemon's time: the wall clock while that behaves, and never backwards.
///
/// Set forward, time jumps with it. Set back, time goes on at half its pace until the wall clock has caught up; how far it
/// is ahead is `lead`. An accelerated clock (the demo's) runs `speed` times as fast from its start and knows no jumps.
package final class DaemonClock: Sendable {
    private struct State {
        var anchor: Timestamp
        var anchoredAt: ContinuousClock.Instant
        var last: Timestamp
        var lead: Duration = .zero
    }

    /// Differences up to this are the usual slewing of a synchronised clock.
    private static let tolerance = Duration.seconds(1)

    /// How many times as fast as the wall clock it runs.
    let speed: Int
    private let state: Mutex<State>

    /// A clock that starts at the wall clock, but not before `floor` (what the store has already seen).
    package init(speed: Int = 1, floor: Timestamp = .distantPast) {
        self.speed = speed
        let start = max(Self.wall(), floor)
        state = Mutex(State(anchor: start, anchoredAt: .now, last: start))
    }

    /// The wall clock of the system, which may jump.
    package static func wall() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }

    /// The present moment; at least the one of every earlier call.
    package func now() -> Timestamp {
        let instant = ContinuousClock.Instant.now
        let wall = Self.wall()
        return state.withLock { state in
            var now = state.anchor + (instant - state.anchoredAt) * speed
            if speed == 1 {
                let difference = wall - now
                if difference > .zero - Self.tolerance {
                    now = wall
                    (state.anchor, state.anchoredAt) = (wall, instant)
                } else {
                    // Ahead: half the pace, until the wall clock is there.
                    now = state.last + (instant - state.anchoredAt) / 2
                    (state.anchor, state.anchoredAt) = (now, instant)
                }
                state.lead = max(.zero, now - wall)
            }
            state.last = max(state.last, now)
            return state.last
        }
    }

    /// How far this clock is ahead of a wall clock that was set back; zero when all is well.
    package var lead: Duration { state.withLock { $0.lead } }

    /// Sleeps until about `moment`, at most half a minute at a time, so that a clock that was set forward is noticed.
    package func sleep(until moment: Timestamp) async throws {
        let wait = max(.zero, moment - now()) / speed
        try await Task.sleep(for: min(wait, .seconds(30)), tolerance: .milliseconds(2))
    }

    /// A stretch of this clock's time as it really lasts.
    package func real(_ duration: Duration) -> Duration { duration / speed }
}
