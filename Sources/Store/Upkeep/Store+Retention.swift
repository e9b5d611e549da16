package import Core
internal import GRDB

/// How long things are kept.
package struct Retention: Sendable, Equatable {
    /// Samples, roll-ups, rounds, spending, and incidents since they were resolved.
    package var keepSamples: Duration
    package var keepTraces: Duration
    /// Bytes that the traces may fill; the oldest go first.
    package var maxTraceBytes: Int

    package init(keepSamples: Duration, keepTraces: Duration, maxTraceBytes: Int) {
        self.keepSamples = keepSamples
        self.keepTraces = keepTraces
        self.maxTraceBytes = maxTraceBytes
    }

    /// Most bytes of traces that are held because an incident is open, all providers together: half of the room, so
    /// that an incident of a year leaves the other half to what comes. What it began with is held; once its share is
    /// full, what follows is kept as long as everything else.
    package var maxHeldBytes: Int { maxTraceBytes / 2 }
}

/// What one step of retention did.
package struct RetentionStep: Sendable, Equatable {
    package var samples = 0
    package var traces = 0
    /// Traces that an open incident holds from now on, and those that none holds any more.
    package var held = 0
    package var released = 0
    /// Roll-ups, rounds, days of spending, incidents, notifications and dictionaries.
    package var others = 0
    /// Bytes given back to the file system.
    package var freedBytes = 0
    /// Whether another step would find something to do.
    package var more = false
}

extension Store {
    /// Deletes up to about `limit` rows of what is older than it is to be kept, in transactions of their own between
    /// two commits, and gives some free pages back. Call it again while `more`.
    ///
    /// Traces and samples that a stored incident names stay as long as the incident does; an incident that is not
    /// resolved stays for ever. While it is open, its provider's traces since it began are held, up to
    /// `Retention.maxHeldBytes`.
    package func retain(
        _ retention: Retention, now: Timestamp, limit: Int = 500
    ) async throws(StoreFailure) -> RetentionStep {
        var step = RetentionStep()
        let limit = max(limit, 1)
        let (series, traces) = (writer.series, writer.traces)
        (step.traces, step.held, step.released) = try await dropTraces(retention, now: now, limit: limit)
        step.samples = try await writer.perform { () throws(StoreFailure) in
            try series.delete { try $0.deleteSamples(before: now - retention.keepSamples, limit: limit) }
        }
        step.others = try await writer.perform { () throws(StoreFailure) in
            try series.delete { try $0.deleteSums(before: now - retention.keepSamples, limit: limit) }
        }
        step.others += try await deleteIncidents(resolvedBefore: now - retention.keepSamples, limit: limit)
        step.others += try await writer.perform { () throws(StoreFailure) in
            try traces.delete { try $0.deleteDictionaries() }
        }
        for file in [traces, series] {
            step.freedBytes += try await writer.perform { () throws(StoreFailure) in try file.shrink() }
        }
        step.more =
            max(step.traces + step.held, step.samples) >= limit || step.released > 0 || step.others > 0
            || step.freedBytes > 0
        return step
    }

    /// Drops the oldest traces that nothing keeps and that are too old or too many, after deciding what is held.
    private func dropTraces(
        _ retention: Retention, now: Timestamp, limit: Int
    ) async throws(StoreFailure) -> (dropped: Int, held: Int, released: Int) {
        let (series, traces) = (writer.series, writer.traces)
        return try await writer.perform { () throws(StoreFailure) in
            let holds = try asStoreFailure(path: series.path) { try series.pool.read { try $0.holds(retention) } }
            let (surplus, released) = try asStoreFailure(path: traces.path) {
                try traces.pool.write { database in
                    let released = try database.release(besides: holds, limit: limit)
                    return (try database.surplusTraces(retention, now: now, limit: limit), released)
                }
            }
            let owners = try asStoreFailure(path: series.path) {
                try series.pool.read { holds.all.isEmpty ? [:] : try $0.providers(of: surplus.map(\.sample)) }
            }
            let (dropped, held) = try asStoreFailure(path: traces.path) {
                try traces.pool.write { try $0.drop(surplus, of: owners, holds) }
            }
            return (dropped, held, released)
        }
    }

    /// Deletes incidents with all that belongs to them, after letting go of the traces that only they name.
    private func deleteIncidents(resolvedBefore limitTime: Timestamp, limit: Int) async throws(StoreFailure) -> Int {
        let (series, traces) = (writer.series, writer.traces)
        return try await writer.perform { () throws(StoreFailure) in
            let old = try asStoreFailure(path: series.path) {
                try series.pool.read { try $0.resolvedIncidents(before: limitTime, limit: limit) }
            }
            guard !old.isEmpty else { return 0 }
            _ = try traces.delete { database in
                for sample in old.flatMap(\.onlyNamedHere) {
                    try database.change(
                        "UPDATE traces SET pinned = CASE WHEN holder IS NULL THEN 0 ELSE 2 END WHERE sample = ?",
                        [.id(sample)])
                }
                return 0
            }
            return try series.delete { database in
                for incident in old { try database.deleteIncident(incident.id) }
                return old.count
            }
        }
    }
}

extension DatabaseFile {
    /// Free pages given back in one step: some 20 ms of work.
    private static let pagesPerStep = 200

    fileprivate func delete(_ body: (Database) throws -> Int) throws(StoreFailure) -> Int {
        try asStoreFailure(path: path) { try pool.write(body) }
    }

    /// Gives some free pages back when more than an eighth of the file is free; the rest is kept for what comes.
    fileprivate func shrink() throws(StoreFailure) -> Int {
        try asStoreFailure(path: path) {
            try pool.writeWithoutTransaction { database in
                let free = try database.number("PRAGMA freelist_count")
                let all = try database.number("PRAGMA page_count")
                guard free > 64, free > all / 8 else { return 0 }
                try database.execute(sql: "PRAGMA incremental_vacuum(\(DatabaseFile.pagesPerStep))")
                return (all - (try database.number("PRAGMA page_count"))) * schema.pageSize
            }
        }
    }
}

/// An incident that may go, and the samples that no other incident names.
private struct OldIncident {
    var id: RecordID
    var onlyNamedHere: [RecordID]
}

/// A trace that is too old, or one of too many.
private struct SurplusTrace: Sendable {
    var seq: Int
    var sample: RecordID
    var finishedAt: Timestamp
    /// As it lies on the disk.
    var bytes: Int
}

extension Database {
    /// The oldest traces that nothing keeps: those beyond their age, and as many more as their share of the disk asks for.
    fileprivate func surplusTraces(_ retention: Retention, now: Timestamp, limit: Int) throws -> [SurplusTrace] {
        func oldest(from: Timestamp, before: Timestamp, limit: Int) throws -> [SurplusTrace] {
            try rows(
                """
                SELECT seq, sample, finished_at, length(data) FROM traces
                WHERE pinned = 0 AND finished_at >= ? AND finished_at < ? ORDER BY finished_at LIMIT ?
                """, [.time(from), .time(before), .int(limit)]
            ) {
                SurplusTrace(
                    seq: try $0.int(), sample: try $0.id(), finishedAt: try $0.time(), bytes: try $0.int())
            }
        }
        let cut = now - retention.keepTraces
        let byAge = try oldest(from: .distantPast, before: cut, limit: limit)
        let pages = try number("PRAGMA page_count") - number("PRAGMA freelist_count")
        guard byAge.count < limit, try pages * number("PRAGMA page_size") > retention.maxTraceBytes else {
            return byAge
        }
        return byAge + (try oldest(from: cut, before: .distantFuture, limit: limit - byAge.count))
    }

    /// Holds what an open incident covers, as far as its share goes, and drops the others.
    fileprivate func drop(
        _ surplus: [SurplusTrace], of providers: [RecordID: String], _ holds: Holds
    ) throws -> (dropped: Int, held: Int) {
        var filled = Dictionary(uniqueKeysWithValues: try holders().map { ($0.provider, $0.bytes) })
        var dropped: [Int] = []
        for trace in surplus {
            if let provider = providers[trace.sample], let hold = holds[provider], trace.finishedAt >= hold.since,
                filled[provider, default: 0] + trace.bytes <= holds.bytesEach
            {
                try self.hold(trace.seq, bytes: trace.bytes, for: provider)
                filled[provider, default: 0] += trace.bytes
            } else {
                dropped.append(trace.seq)
            }
        }
        try noteLost(dropped)
        for seq in dropped { try change("DELETE FROM traces WHERE seq = ?", [.int(seq)]) }
        return (dropped.count, surplus.count - dropped.count)
    }

    fileprivate func deleteSamples(before time: Timestamp, limit: Int) throws -> Int {
        let deleted = try change(
            """
            DELETE FROM samples WHERE (finished_at, id) IN (
                SELECT finished_at, id FROM samples s
                WHERE finished_at < ? AND NOT EXISTS (SELECT 1 FROM examples e WHERE e.sample = s.id)
                ORDER BY finished_at LIMIT ?)
            """, [.time(time), .int(limit)])
        if deleted > 0 {
            try change("UPDATE counts SET rows = rows - ? WHERE name = 'samples'", [.int(deleted)])
        }
        return deleted
    }

    fileprivate func deleteSums(before time: Timestamp, limit: Int) throws -> Int {
        let hour = Argument.int(RollupRow.hour(of: time))
        let rollups = try change(
            """
            DELETE FROM rollups WHERE (series, hour) IN (
                SELECT r.id, u.hour FROM series r CROSS JOIN rollups u ON u.series = r.id WHERE u.hour < ? LIMIT ?)
            """, [hour, .int(limit)])
        let rounds = try change(
            """
            DELETE FROM rounds WHERE (provider, round) IN (
                SELECT p.id, r.round FROM providers p CROSS JOIN rounds r ON r.provider = p.id WHERE r.round < ?
                LIMIT ?)
            """, [.time(time), .int(limit)])
        let days = try change("DELETE FROM spend WHERE day < ?", [.int(time.day)])
        let forgotten = try change(
            """
            DELETE FROM open_samples
            WHERE round < ? AND NOT EXISTS (SELECT 1 FROM samples s WHERE s.id = open_samples.id)
            """, [.time(time)])
        let baselines = try change("DELETE FROM baselines WHERE retired_at < ?", [.time(time)])
        let messages = try change(
            """
            DELETE FROM notifications WHERE id IN (
                SELECT n.id FROM notifications n WHERE n.state <> 'waiting' AND n.created_at < ?
                    AND NOT EXISTS (SELECT 1 FROM incidents i WHERE i.id = n.incident) LIMIT ?)
            """, [.time(time), .int(limit)])
        return rollups + rounds + days + forgotten + baselines + messages
    }

    fileprivate func resolvedIncidents(before time: Timestamp, limit: Int) throws -> [OldIncident] {
        let ids = try rows(
            """
            SELECT id FROM incidents i WHERE state = 'resolved' AND suspected_at < ?1 AND updated_at < ?1
                AND NOT EXISTS (SELECT 1 FROM notifications n WHERE n.incident = i.id AND n.state = 'waiting')
            ORDER BY suspected_at LIMIT ?2
            """, [.time(time), .int(min(limit, 50))]
        ) { try $0.id() }
        return try ids.map { id in
            let names = try rows(
                """
                SELECT sample FROM examples e WHERE incident = ?1
                    AND NOT EXISTS (SELECT 1 FROM examples o WHERE o.sample = e.sample AND o.incident <> ?1)
                """, [.id(id)]
            ) { try $0.id() }
            return OldIncident(id: id, onlyNamedHere: names)
        }
    }

    fileprivate func deleteIncident(_ id: RecordID) throws {
        for table in ["examples", "transitions", "notifications"] {
            try change("DELETE FROM \(table) WHERE incident = ?", [.id(id)])
        }
        try change("DELETE FROM incidents WHERE id = ?", [.id(id)])
    }

    /// Deletes dictionaries that no trace needs any more: each served the traces from its first to the next one's.
    fileprivate func deleteDictionaries() throws -> Int {
        try change(
            """
            DELETE FROM dictionaries WHERE id < (SELECT max(id) FROM dictionaries) AND NOT EXISTS (
                SELECT 1 FROM traces WHERE seq >= dictionaries.first_trace
                    AND seq < (SELECT min(n.first_trace) FROM dictionaries n WHERE n.id > dictionaries.id))
            """, [])
    }
}
