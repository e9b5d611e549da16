internal import Core

/// When a notification that could not be delivered is tried again: for as long as it takes.
///
/// The schedule that Standard Webhooks suggests (5 s, 5 min, 30 min … 24 h, then never) suits business events. An
/// alert is worth most in its first minutes, and what keeps a receiver away is mostly a restart of seconds to a few
/// minutes: so the first hour holds five more attempts (after 5 s, 30 s, 2 min, 10 min, 30 min). It is worth
/// something for as long as the incident lasts: so it never ends, and once an hour is no burden for a receiver. There
/// are few alerts, hence no storm.
enum RetrySchedule {
    /// Seconds before the next attempt, after the first failed one, the second, …; the last is for all later ones.
    static let broken: [Double] = [5, 30, 120, 600, 1800, 3600]
    /// The same after an answer that will most likely be repeated until a person changes something.
    static let rejected: [Double] = [600, 1800, 3600]
    /// Longest wait that a receiver can ask for.
    static let longestRetryAfter = Duration.seconds(3600)

    /// The wait after `failedAttempts` (at least 1): the schedule's step less up to a quarter, so that what failed
    /// together does not come back together.
    static func wait(_ steps: [Double], failedAttempts: Int, using random: inout SeededRandom) -> Duration {
        let step = steps[min(max(failedAttempts, 1), steps.count) - 1]
        return .microseconds(Int64(step * (1 - 0.25 * random.unit()) * 1e6))
    }
}
