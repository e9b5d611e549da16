internal import Core
internal import GRDB

/// What open incidents keep from retention: for each provider that has one its traces from the moment since which
/// something is wrong, as far as its share of the disk goes.
struct Holds: Sendable {
    /// One provider's part.
    struct Hold: Sendable, Equatable {
        var provider: String
        var since: Timestamp
    }

    /// In the order of the providers' names.
    let all: [Hold]
    /// Most bytes that are held for one provider.
    let bytesEach: Int

    init(_ all: [Hold], _ retention: Retention) {
        self.all = all
        bytesEach = retention.maxHeldBytes / max(all.count, 1)
    }

    /// The part of a provider, or nil.
    subscript(_ provider: String) -> Hold? { all.first { $0.provider == provider } }
}

/// Traces of a provider that are held, as they are counted.
struct Holder {
    var id: Int
    var provider: String
    var bytes: Int
}

extension Database {
    /// The holds of the incidents that are open. An incident begins with its suspicion, or earlier where its facts say
    /// since when something is wrong.
    func holds(_ retention: Retention) throws -> Holds {
        var earliest: [String: Timestamp] = [:]
        let open = try rows(
            "SELECT \(IncidentRow.columns) FROM incidents WHERE state <> 'resolved'", [], IncidentRow.read)
        for incident in open {
            let begin = incident.begin
            earliest[incident.provider] = min(begin, earliest[incident.provider] ?? begin)
        }
        return Holds(
            earliest.keys.sorted().compactMap { name in earliest[name].map { Holds.Hold(provider: name, since: $0) } },
            retention)
    }

    /// The providers of these samples; none for a sample that is not there.
    func providers(of samples: [RecordID]) throws -> [RecordID: String] {
        var found: [RecordID: String] = [:]
        for sample in samples {
            found[sample] = try row(
                """
                SELECT p.name FROM samples s JOIN series r ON r.id = s.series JOIN providers p ON p.id = r.provider
                WHERE s.id = ?
                """, [.id(sample)]
            ) { try $0.text() }
        }
        return found
    }

    /// Every provider for which traces are or were held.
    func holders() throws -> [Holder] {
        try rows("SELECT id, provider, bytes FROM holders ORDER BY provider") {
            Holder(id: try $0.int(), provider: try $0.text(), bytes: try $0.int())
        }
    }

    /// Holds a trace of so many bytes that nothing keeps yet.
    func hold(_ seq: Int, bytes: Int, for provider: String) throws {
        try change(
            """
            INSERT INTO holders (provider, traces, bytes) VALUES (?1, 1, ?2)
            ON CONFLICT (provider) DO UPDATE SET traces = traces + 1, bytes = bytes + excluded.bytes
            """, [.text(provider), .int(bytes)])
        try change(
            """
            UPDATE traces SET holder = (SELECT id FROM holders WHERE provider = ?), pinned = 2 WHERE seq = ?
            """, [.text(provider), .int(seq)])
    }

    /// Lets go of up to about `limit` traces that no open incident holds any more; gives how many.
    func release(besides holds: Holds, limit: Int) throws -> Int {
        var released = 0
        for holder in try holders() where released < limit {
            let left = limit - released
            guard let hold = holds[holder.provider] else {
                let (count, _) = try release(holder, "ORDER BY finished_at", [], limit: left)
                if count == 0 { try change("DELETE FROM holders WHERE id = ?", [.int(holder.id)]) }
                released += count
                continue
            }
            let (count, bytes) = try release(
                holder, "AND finished_at < ? ORDER BY finished_at", [.time(hold.since)], limit: left)
            released += count
            // Others came to share the room: the newest go first, for the beginning of an incident tells most.
            let excess = holder.bytes - bytes - holds.bytesEach
            if excess > 0 {
                released += try release(holder, "ORDER BY finished_at DESC", [], limit: left, bytes: excess).count
            }
        }
        return released
    }

    private func release(
        _ holder: Holder, _ order: String, _ arguments: [Argument], limit: Int, bytes: Int = .max
    ) throws -> (count: Int, bytes: Int) {
        let found = try rows(
            "SELECT seq, length(data) FROM traces WHERE holder = ? \(order) LIMIT ?",
            [.int(holder.id)] + arguments + [.int(limit)]
        ) { (seq: try $0.int(), bytes: try $0.int()) }
        var (count, freed) = (0, 0)
        for trace in found where freed < bytes {
            try change(
                "UPDATE traces SET holder = NULL, pinned = pinned % 2 WHERE seq = ?", [.int(trace.seq)])
            count += 1
            freed += trace.bytes
        }
        try change(
            "UPDATE holders SET traces = traces - ?, bytes = bytes - ? WHERE id = ?",
            [.int(count), .int(freed), .int(holder.id)])
        return (count, freed)
    }
}

extension Incident {
    /// Since when something is wrong: the suspicion, or earlier where the facts date it so.
    var begin: Timestamp { min(suspectedAt, facts["since"]?.timestamp ?? suspectedAt) }
}
