/// The export of traces to a collector.
package struct TelemetryStatus: Sendable, Equatable {
    /// Traces that wait, as far as their numbers tell.
    package var waiting: Int
    /// When the sample of the oldest that waits was finished; nil when none does.
    package var oldestWaiting: Timestamp?
    /// Traces that the collector took since the process started.
    package var exported: Int
    /// Traces that the collector refused for good, and damaged ones, since the process started.
    package var dropped: Int
    /// Spans that the collector left out of what it took, since the process started.
    package var rejectedSpans: Int
    /// Traces that retention removed before they were sent, since the export began.
    package var lost: Int
    package var failedAttempts: Int
    /// What the last attempt said, for people; empty when it succeeded.
    package var lastError: String

    package init(
        waiting: Int = 0, oldestWaiting: Timestamp? = nil, exported: Int = 0, dropped: Int = 0, rejectedSpans: Int = 0,
        lost: Int = 0, failedAttempts: Int = 0, lastError: String = ""
    ) {
        self.waiting = waiting
        self.oldestWaiting = oldestWaiting
        self.exported = exported
        self.dropped = dropped
        self.rejectedSpans = rejectedSpans
        self.lost = lost
        self.failedAttempts = failedAttempts
        self.lastError = lastError
    }
}
