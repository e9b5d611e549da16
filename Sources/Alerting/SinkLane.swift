internal import Core

/// What waits for one sink.
struct SinkLane: Sendable, Equatable {
    let name: String
    /// Oldest first; the one in flight among them.
    var rows: [Notification] = []
    /// The row that is being sent.
    private(set) var inFlight: RecordID?
    /// Nothing is sent before this moment, because the receiver asked for it.
    private var pausedUntil = Timestamp.distantPast
    private var delivered = 0
    private var failedAttempts = 0
    private var lastError = ""

    /// Nothing waits.
    init(name: String) { self.name = name }

    /// Whether a row of that identity waits or is in flight.
    func holds(_ id: RecordID) -> Bool { rows.contains { $0.id == id } }

    /// Takes in the stored rows.
    mutating func restore(_ stored: [Notification]) {
        rows = stored.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
        lastError = rows.last { !$0.lastError.isEmpty }?.lastError ?? ""
    }

    /// Adds a row; a reminder replaces one that waits, and news makes what it waits behind due.
    mutating func append(_ row: Notification, at now: Timestamp) -> [Notification] {
        guard !holds(row.id) else { return [] }
        var changed: [Notification] = []
        if row.event == .reminder {
            changed += giveUp(at: now, "replaced by a newer reminder") {
                $0.event == .reminder && $0.incident == row.incident
            }
        }
        if rows.count >= Outbox.mostWaiting, let oldest = rows.first(where: { $0.id != inFlight })?.id {
            changed += giveUp(at: now, "given up: more than \(Outbox.mostWaiting) alerts wait") { $0.id == oldest }
        }
        changed += hasten(at: now) { $0.incident == row.incident }
        var row = row
        // Also when the clock stands still or is set back: a restart must find the order again.
        if let last = rows.last { row.createdAt = max(row.createdAt, last.createdAt + .microseconds(1)) }
        rows.append(row)
        return changed + [row]
    }

    /// The oldest row that may be sent now, which is in flight from then on.
    mutating func takeDue(at now: Timestamp) -> Notification? {
        guard inFlight == nil, hasCome(pausedUntil, now),
            let row = heads.first(where: { hasCome($0.nextAttemptAt, now) })
        else { return nil }
        inFlight = row.id
        return row
    }

    /// No wait is longer than an hour: a moment beyond that was set before the clock was set back.
    private func hasCome(_ moment: Timestamp, _ now: Timestamp) -> Bool {
        moment <= now || moment > now + RetrySchedule.longestRetryAfter
    }

    /// When something may be sent; nil while a request is in flight, for its end comes first.
    var nextWake: Timestamp? {
        guard inFlight == nil, let earliest = heads.map(\.nextAttemptAt).min() else { return nil }
        return max(earliest, pausedUntil)
    }

    /// The figures; delivered and failed since the start of the process.
    var status: SinkStatus {
        SinkStatus(
            name: name, waiting: rows.count, oldestWaiting: rows.map(\.createdAt).min(), delivered: delivered,
            failedAttempts: failedAttempts, lastError: lastError)
    }

    /// Ends the attempt in flight.
    mutating func finish(_ result: DeliveryResult, at now: Timestamp, using random: inout SeededRandom)
        -> [Notification]
    {
        guard let index = rows.firstIndex(where: { $0.id == inFlight }) else { return [] }
        inFlight = nil
        switch result {
        case .delivered:
            delivered += 1
            lastError = ""
            pausedUntil = .distantPast
            let row = close(index, .delivered, "", at: now)
            return [row] + hasten(at: now) { _ in true }
        case .refused(let error):
            note(error)
            return [close(index, .refused, error, at: now)]
        case .later(let error, let after):
            note(error)
            let asked = min(after ?? .zero, RetrySchedule.longestRetryAfter)
            if after != nil { pausedUntil = now + asked }
            return [postpone(index, error, RetrySchedule.broken, atLeast: asked, at: now, using: &random)]
        case .rejected(let error):
            note(error)
            return [postpone(index, error, RetrySchedule.rejected, atLeast: .zero, at: now, using: &random)]
        case .interrupted:
            return []
        }
    }
}

extension SinkLane {
    /// The oldest row of each incident: only these may be sent.
    private var heads: [Notification] {
        var seen: Set<RecordID> = []
        return rows.filter { seen.insert($0.incident).inserted }
    }

    private mutating func note(_ error: String) {
        failedAttempts += 1
        lastError = error
    }

    private mutating func close(_ index: Int, _ state: Notification.State, _ error: String, at now: Timestamp)
        -> Notification
    {
        var row = rows.remove(at: index)
        row.state = state
        row.attempts += 1
        row.nextAttemptAt = now
        row.lastError = error
        return row
    }

    private mutating func postpone(
        _ index: Int, _ error: String, _ steps: [Double], atLeast asked: Duration, at now: Timestamp,
        using random: inout SeededRandom
    ) -> Notification {
        rows[index].attempts += 1
        let wait = RetrySchedule.wait(steps, failedAttempts: rows[index].attempts, using: &random)
        rows[index].nextAttemptAt = now + max(wait, asked)
        rows[index].lastError = error
        return rows[index]
    }

    /// Makes the rows that match and wait for a later attempt due now.
    private mutating func hasten(at now: Timestamp, _ matches: (Notification) -> Bool) -> [Notification] {
        rows.indices.compactMap { index in
            guard matches(rows[index]), rows[index].id != inFlight, rows[index].nextAttemptAt > now else { return nil }
            rows[index].nextAttemptAt = now
            return rows[index]
        }
    }

    /// Takes out the rows that match and are not in flight: they end as refused, with the reason.
    private mutating func giveUp(at now: Timestamp, _ reason: String, _ matches: (Notification) -> Bool)
        -> [Notification]
    {
        let given = rows.filter { $0.id != inFlight && matches($0) }
        rows.removeAll { row in given.contains { $0.id == row.id } }
        return given.map { row in
            var row = row
            row.state = .refused
            row.nextAttemptAt = now
            row.lastError = reason
            return row
        }
    }
}
