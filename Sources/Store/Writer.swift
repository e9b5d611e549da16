internal import Core
internal import Dispatch
internal import GRDB
internal import Synchronization

/// The one place that writes: a queue of its own, on which everything happens in order and nothing is cancelled.
final class Writer: Sendable {
    private struct Pending {
        var commit: Commit
        var continuation: CheckedContinuation<Result<Void, StoreFailure>, Never>
    }

    private enum Inbox {
        case open([Pending])
        case closed
    }

    private struct State {
        var dimensions: Dimensions
        let codec: TraceCodec
        var dictionary: TraceDictionary?
    }

    let series: DatabaseFile
    let traces: DatabaseFile
    private let queue = DispatchQueue(label: "plummet.store.writer")
    private let inbox = Mutex<Inbox>(.open([]))
    private let state: Mutex<State>

    /// Most commits that share a transaction.
    static let groupLimit = 64

    init(
        series: DatabaseFile, traces: DatabaseFile, shelf: TraceShelf, vantage: String
    ) throws(StoreFailure) {
        self.series = series
        self.traces = traces
        guard let codec = TraceCodec() else { throw .other(code: 7, message: "no memory to compress traces") }
        let dictionary = try asStoreFailure(path: traces.path) {
            try traces.pool.read { try shelf.dictionary(TraceRow.newestDictionary($0), $0) }
        }
        state = Mutex(State(dimensions: Dimensions(vantage: vantage), codec: codec, dictionary: dictionary))
    }

    /// Waits until a commit is on the disk. Everything that waits at a time shares one transaction of each file.
    func commit(_ commit: Commit) async throws(StoreFailure) {
        let result: Result<Void, StoreFailure> = await withCheckedContinuation { continuation in
            let isAccepted = inbox.withLock { inbox in
                guard case .open(let waiting) = inbox else { return false }
                inbox = .open(waiting + [Pending(commit: commit, continuation: continuation)])
                return true
            }
            if isAccepted { queue.async { self.drain() } } else { continuation.resume(returning: .failure(.closed)) }
        }
        try result.get()
    }

    /// Runs something that writes, between commits.
    func perform<T: Sendable>(_ body: @escaping @Sendable () throws(StoreFailure) -> T) async throws(StoreFailure) -> T
    {
        let result: Result<T, StoreFailure> = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: Result(catching: body)) }
        }
        return try result.get()
    }

    /// Compresses new traces with this dictionary from now on.
    func use(_ dictionary: TraceDictionary) { state.withLock { $0.dictionary = dictionary } }

    /// Writes what still waits, accepts nothing more, then runs `last`; false when it was closed before.
    func close(_ last: @escaping @Sendable () -> Void) async -> Bool {
        await withCheckedContinuation { continuation in
            queue.async {
                while self.drain() {}
                let left: [Pending]? = self.inbox.withLock { inbox in
                    guard case .open(let waiting) = inbox else { return nil }
                    inbox = .closed
                    return waiting
                }
                if let left {
                    if !left.isEmpty { self.write(left) }
                    last()
                }
                continuation.resume(returning: left != nil)
            }
        }
    }

    /// Writes one group; false when nothing waited.
    @discardableResult
    private func drain() -> Bool {
        let group: [Pending] = inbox.withLock { inbox in
            guard case .open(let waiting) = inbox else { return [] }
            inbox = .open(Array(waiting.dropFirst(Writer.groupLimit)))
            return Array(waiting.prefix(Writer.groupLimit))
        }
        write(group)
        return !group.isEmpty
    }

    private func write(_ group: [Pending]) {
        guard !group.isEmpty else { return }
        let result = transact(group.map(\.commit))
        if case .failure(let failure) = result, group.count > 1, !failure.isAboutTheDisk {
            // One of them may be at fault: the others must not suffer for it.
            for each in group { each.continuation.resume(returning: transact([each.commit])) }
        } else {
            for each in group { each.continuation.resume(returning: result) }
        }
    }

    /// Traces first: one without its sample is harmless, a sample without its trace must not be.
    private func transact(_ commits: [Commit]) -> Result<Void, StoreFailure> {
        state.withLock { state in
            do throws(StoreFailure) {
                try writeTraces(commits, &state)
                try writeSeries(commits, &state)
                return .success(())
            } catch {
                state.dimensions.forget()
                return .failure(error)
            }
        }
    }

    private func writeTraces(_ commits: [Commit], _ state: inout State) throws(StoreFailure) {
        try asStoreFailure(path: traces.path) {
            let packed = try commits.flatMap { try TraceRow.pack($0, state.codec, state.dictionary) }
            let pins = commits.flatMap { $0.incidents.flatMap(\.namedRecords) }
            guard !packed.isEmpty || !pins.isEmpty else { return }
            try traces.pool.write { database in
                for trace in packed { try TraceRow.write(trace, database) }
                for sample in pins { try TraceRow.pin(sample, database) }
            }
        }
    }

    private func writeSeries(_ commits: [Commit], _ state: inout State) throws(StoreFailure) {
        try asStoreFailure(path: series.path) {
            try series.pool.write { database in
                for commit in commits { try commit.write(&state.dimensions, database) }
            }
        }
    }
}

extension Commit {
    /// Writes everything but the traces.
    fileprivate func write(_ dimensions: inout Dimensions, _ database: Database) throws {
        for (sample, _) in samples { try SampleRow.write(sample, &dimensions, database) }
        for round in rounds {
            try RoundRow.write(round, provider: try dimensions.provider(round.provider, database), database)
        }
        for state in providers {
            try ProviderStateRow.write(state, provider: try dimensions.provider(state.provider, database), database)
        }
        for day in spend {
            try SpendRow.write(day, provider: try dimensions.provider(day.provider, database), database)
        }
        for incident in incidents { try IncidentRow.write(incident, database) }
        for transition in transitions { try TransitionRow.write(transition, database) }
        for notification in notifications { try NotificationRow.write(notification, database) }
        for baseline in baselines {
            try BaselineRow.write(baseline, series: try dimensions.series(of: baseline, database), database)
        }
    }
}
