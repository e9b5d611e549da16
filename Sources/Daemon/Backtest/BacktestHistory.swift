internal import Core
internal import Store

/// Where a backtest reads: a store, or a file of exported samples.
enum BacktestHistory: Sendable {
    case store(StoreReader, span: ClosedRange<Timestamp>?)
    case export(HistoryFile)

    /// A place in it.
    enum Cursor: Sendable {
        case store(HistoryCursor)
        case export(HistoryFileCursor, until: Timestamp)
    }

    /// The history says which rounds the daemon closed.
    var knowsRounds: Bool {
        switch self {
        case .store: true
        case .export: false
        }
    }

    func start(until: Timestamp) -> Cursor {
        switch self {
        case .store: .store(HistoryCursor(until: until))
        case .export: .export(HistoryFileCursor(), until: until)
        }
    }

    /// The next page after a place; nil when there is none.
    func page(after cursor: Cursor) async throws -> (page: HistoryPage, cursor: Cursor)? {
        switch (self, cursor) {
        case (.store(let reader, let span), .store(let cursor)):
            guard let (read, next) = try await reader.history(after: cursor) else { return nil }
            var page = read
            if let span, let last = page.samples.last {
                let length = max((span.upperBound - span.lowerBound).inSeconds, 1)
                page.progress = min((last.finishedAt - span.lowerBound).inSeconds / length, 1)
            }
            return (page, .store(next))
        case (.export(let file), .export(let cursor, let until)):
            guard let (read, next) = try file.history(after: cursor) else { return nil }
            var page = read
            page.samples.removeAll { $0.finishedAt >= until }
            return (page, .export(next, until: until))
        case (.store, .export), (.export, .store):
            preconditionFailure("a place is of the history that gave it")
        }
    }

    /// The incidents that the daemon had; nil where the history does not know.
    func incidents() async throws -> [Incident]? {
        switch self {
        case .store(let reader, _): try await reader.incidents(.all, limit: Self.mostIncidents)
        case .export: nil
        }
    }

    /// Most incidents that are compared with.
    private static let mostIncidents = 100_000
}
