internal import Core
internal import GRDB

/// How far an export of the traces has come.
package struct ExportPlace: Sendable, Equatable {
    /// The number of the last trace that was dealt with.
    package var seq: Int
    /// Traces that retention dropped before they were dealt with, ever.
    package var lost: Int
}

extension Store {
    /// Where an export goes on; one that is new begins with what is stored from now on.
    package func beginExport(_ name: String) async throws(StoreFailure) -> ExportPlace {
        try await writeTraces { database in
            try database.change(
                """
                INSERT INTO exports (name, seq, lost)
                VALUES (?, ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'traces'), 0), 0) ON CONFLICT DO NOTHING
                """, [.text(name)])
            let place = try database.row("SELECT seq, lost FROM exports WHERE name = ?", [.text(name)]) {
                ExportPlace(seq: try $0.int(), lost: try $0.int())
            }
            return place ?? ExportPlace(seq: 0, lost: 0)
        }
    }

    /// Notes that everything up to a trace was dealt with; an export that does not exist stays so.
    package func advanceExport(_ name: String, to seq: Int) async throws(StoreFailure) {
        try await writeTraces { database in
            _ = try database.change("UPDATE exports SET seq = max(seq, ?) WHERE name = ?", [.int(seq), .text(name)])
        }
    }

    /// Forgets an export that nobody wants any more, so that nothing counts as lost for it.
    package func endExport(_ name: String) async throws(StoreFailure) {
        try await writeTraces { database in
            _ = try database.change("DELETE FROM exports WHERE name = ?", [.text(name)])
        }
    }

    private func writeTraces<T: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> T
    ) async throws(StoreFailure) -> T {
        let traces = writer.traces
        return try await writer.perform { () throws(StoreFailure) in
            try asStoreFailure(path: traces.path) { try traces.pool.write(body) }
        }
    }
}

extension Database {
    /// Counts traces that are about to be dropped as lost for every export that has not dealt with them.
    func noteLost(_ dropped: [Int]) throws {
        let places = try rows("SELECT name, seq FROM exports") { (name: try $0.text(), seq: try $0.int()) }
        for (name, seq) in places {
            let lost = dropped.count { $0 > seq }
            guard lost > 0 else { continue }
            try change("UPDATE exports SET lost = lost + ? WHERE name = ?", [.int(lost), .text(name)])
        }
    }
}
