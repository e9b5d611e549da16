package import Core
internal import GRDB

extension StoreReader {
    /// Everything that is kept about a sample, or nil when there is no such sample.
    package func reconstruction(_ id: RecordID) async throws(StoreFailure) -> Reconstruction? {
        guard var found = try await series.read({ try $0.reconstruction(id) }) else { return nil }
        found.trace = try await trace(id)
        return found
    }
}

extension Database {
    /// Everything but the trace, which lies in another file.
    fileprivate func reconstruction(_ id: RecordID) throws -> Reconstruction? {
        let sample = try row(
            "SELECT \(SampleRow.columns) FROM \(SampleRow.source) WHERE s.id = ?", [.id(id)], SampleRow.read)
        guard let sample else { return nil }
        return Reconstruction(
            sample: sample, trace: nil, before: try round(of: sample, "< ?2 ORDER BY r.round DESC LIMIT 1"),
            after: try round(of: sample, "= ?2"), transitions: try steps(around: sample))
    }

    private func round(of sample: Sample, _ which: String) throws -> RoundRecord? {
        try row(
            """
            SELECT \(RoundRow.columns) FROM providers p CROSS JOIN rounds r ON r.provider = p.id
            WHERE p.name = ?1 AND r.round \(which)
            """, [.text(sample.provider), .time(sample.round.start)], RoundRow.read)
    }

    /// Steps of incidents that name the sample, or that its provider had between the sample's end and that of its round.
    private func steps(around sample: Sample) throws -> [Reconstruction.Step] {
        let closed = try row(
            """
            SELECT r.closed_at FROM providers p CROSS JOIN rounds r ON r.provider = p.id
            WHERE p.name = ? AND r.round = ?
            """, [.text(sample.provider), .time(sample.round.start)]
        ) { try $0.time() }
        return try rows(
            """
            SELECT t.incident, i.kind, t.at, t.event, t.reason FROM incidents i JOIN transitions t ON t.incident = i.id
            WHERE t.event <> 'reminder' AND (
                EXISTS (SELECT 1 FROM examples e WHERE e.incident = i.id AND e.sample = ?1)
                OR (i.provider = ?2 AND i.suspected_at <= ?3 AND ifnull(i.resolved_at, ?4) >= ?4))
            ORDER BY t.at, t.seq LIMIT ?5
            """,
            [
                .id(sample.id), .text(sample.provider), .time(max(closed ?? sample.finishedAt, sample.finishedAt)),
                .time(sample.finishedAt), .int(Reconstruction.maximumTransitions),
            ]
        ) { row in
            Reconstruction.Step(
                incident: try row.id(), kind: try row.word(Incident.Kind.self), at: try row.time(),
                event: try row.word(Transition.Event.self), reason: try row.text())
        }
    }
}
