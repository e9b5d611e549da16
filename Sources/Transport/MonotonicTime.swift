import Glibc

/// A moment on the machine's monotonic clock in microseconds, the clock libcurl itself uses. It measures how long
/// things take and says nothing of the date.
struct MonotonicTime: Comparable, Sendable {
    /// Microseconds since an arbitrary moment.
    private(set) var microseconds: Int64

    /// The moment of the call.
    static var now: MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }

    static func < (left: MonotonicTime, right: MonotonicTime) -> Bool { left.microseconds < right.microseconds }

    /// The time from an earlier moment to this one; zero when that one is later.
    func since(_ earlier: MonotonicTime) -> Duration { .microseconds(max(0, microseconds - earlier.microseconds)) }

    /// The moment so many microseconds later, at most about a century.
    func advanced(byMicroseconds count: Int64) -> MonotonicTime {
        MonotonicTime(microseconds: microseconds + min(max(0, count), 3_000_000_000_000_000))
    }
}
