import Testing

/// The binary as a process. Every test starts daemons and mostly waits for them, so a few go on at once, but not all.
@Suite(.enabled(if: Plant.binary != nil, "the binary plummet is not built; build it or set PLUMMET"))
enum EndToEnd {
    /// What people and machines see of it.
    @Suite(.serialized) enum Surface {}
    /// How it starts, stops, dies and comes back.
    @Suite(.serialized) enum Life {}
    /// What it does when something around it fails.
    @Suite(.serialized) enum Faults {}
}

/// What did not happen in time, and what the daemon had logged by then.
struct Overdue: Error, CustomStringConvertible {
    var what: String
    var log: String

    var description: String { "did not happen in time: \(what)\n\(log)" }
}

/// Asks again and again until there is an answer; throws when there is none within `limit`.
func eventually<Value>(
    _ what: String, within limit: Duration = .seconds(20), log: () -> String = { "" }, _ answer: () throws -> Value?
) async throws -> Value {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    while true {
        if let value = try answer() { return value }
        if clock.now >= deadline { throw Overdue(what: what, log: log()) }
        try await Task.sleep(for: .milliseconds(25))
    }
}
