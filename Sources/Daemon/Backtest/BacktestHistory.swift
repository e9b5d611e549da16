internal import Core
internal import Engine
internal import Store

/// Where a backtest reads: a store, or a file of exported samples.
enum BacktestHistory: Sendable {
    case store(StoreReader, span: ClosedRange<Timestamp>?)
    case export(HistoryFile)

    /// A place in it.
    enum Cursor: Sendable {
        case store(HistoryCursor)
        case export(page: Int)
    }

    /// Most incidents that are compared with.
    private static let mostIncidents = 100_000

    /// The history says which rounds the daemon closed.
    var knowsRounds: Bool {
        switch self {
        case .store: true
        case .export: false
        }
    }

    /// Most baselines of a provider that are asked what was accepted.
    private static let mostBaselines = 100_000

    /// What people accepted before `until` as the new normal, by provider; an export does not tell.
    func acceptances(until: Timestamp) async throws -> [String: [HistoryAcceptance]] {
        guard case .store(let reader, _) = self else { return [:] }
        var retired: [RetiredBaseline] = []
        for name in try await reader.providerNames() {
            retired += try await reader.baselines(provider: name, limit: Self.mostBaselines)
        }
        return HistoryAcceptance.all(of: retired.filter { $0.retiredAt < until })
    }

    /// Providers that it has samples of.
    func providers() async throws -> Int {
        switch self {
        case .store(let reader, _): try await reader.providerNames().count
        case .export(let file): file.providers
        }
    }

    /// The beginning of what finished before `until`.
    func start(until: Timestamp) -> Cursor {
        switch self {
        case .store: .store(HistoryCursor(until: until))
        case .export: .export(page: 0)
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
        case (.export(let file), .export(let page)):
            return page < file.pages ? (file.page(page), .export(page: page + 1)) : nil
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
}
