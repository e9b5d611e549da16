import Core

/// The two timers libcurl lacks: one for the first byte, and one for slowness that starts only with that byte, so
/// that a model that thinks for long before it answers is judged by the limit meant for it.
///
/// | state | event | next |
/// | --- | --- | --- |
/// | awaiting the first byte | bytes | flowing, window begins |
/// | awaiting the first byte | its limit passes | late |
/// | flowing | enough bytes for a window | flowing, window begins anew |
/// | flowing | window passes without enough | slow |
struct SpeedWatch {
    private enum State {
        case awaitingFirstByte
        /// The window began then, and so many bytes have come in it.
        case flowing(since: MonotonicTime, bytes: Int)
    }

    /// What the timers say.
    enum Reading: Equatable {
        /// All is well until then at least.
        case fine(until: MonotonicTime)
        /// All is well, and time alone will not change that.
        case unwatched
        case firstByteLate
        case slow
    }

    private var state = State.awaitingFirstByte
    private let firstByteDue: MonotonicTime
    private let window: Int64
    /// Bytes that must arrive in a window; 0 when slowness is no reason to stop.
    private let needed: Int

    /// The timers of an exchange that started then.
    init(_ limits: ExchangeLimits, started: MonotonicTime) {
        firstByteDue = started.advanced(byMicroseconds: limits.firstByte.microseconds)
        window = max(1, limits.lowSpeedTime.microseconds)
        guard limits.lowSpeedBytesPerSecond > 0 else {
            needed = 0
            return
        }
        let bytes = Double(limits.lowSpeedBytesPerSecond) * Double(window) / 1e6
        needed = max(1, Int(min(bytes, 1e15).rounded(.up)))
    }

    /// Bytes arrived at a moment.
    mutating func arrived(_ count: Int, at now: MonotonicTime) {
        guard case .flowing(let since, let before) = state else {
            state = .flowing(since: now, bytes: 0)
            return
        }
        let bytes = before + count
        state = bytes >= needed ? .flowing(since: now, bytes: 0) : .flowing(since: since, bytes: bytes)
    }

    /// What the timers say at a moment.
    func reading(at now: MonotonicTime) -> Reading {
        switch state {
        case .awaitingFirstByte:
            guard now < firstByteDue else { return .firstByteLate }
            // Looking again after a window finds in time that a window has begun meanwhile.
            return .fine(until: needed > 0 ? min(firstByteDue, now.advanced(byMicroseconds: window)) : firstByteDue)
        case .flowing(let since, _):
            guard needed > 0 else { return .unwatched }
            let due = since.advanced(byMicroseconds: window)
            return now < due ? .fine(until: due) : .slow
        }
    }
}
