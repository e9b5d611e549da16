package import Core
internal import Dispatch
internal import GRDB
internal import Glibc
internal import Synchronization

/// The store of a daemon: two SQLite files, one that keeps the series and one that keeps the traces.
///
/// One process at a time has it; what it was told to keep is on the disk when `commit` returns. Others read it
/// meanwhile through a `StoreReader` of their own.
package final class Store: Sendable {
    /// Everything that only reads.
    package let reader: StoreReader
    /// What was found when it was opened.
    package let opening: Opening
    /// The directory that it lies in.
    package let directory: String

    let writer: Writer
    let shelf: TraceShelf
    private let lock: StoreLock
    /// Long work beside the writer: training, copying, checking.
    private let upkeep = DispatchQueue(label: "plummet.store.upkeep")

    private init(
        directory: String, series: DatabaseFile, traces: DatabaseFile, lock: StoreLock, opening: Opening,
        options: StoreOptions
    ) throws(StoreFailure) {
        shelf = TraceShelf()
        self.directory = directory
        self.lock = lock
        self.opening = opening
        writer = try Writer(series: series, traces: traces, shelf: shelf, vantage: options.vantage)
        reader = StoreReader(series: series, traces: traces, shelf: shelf)
    }

    /// Opens the store of a directory for writing, and makes both if they are not there; blocks until it is done.
    ///
    /// No time is spent on the size of the store, unless the machine went down with it: then both files are checked.
    package static func open(
        directory: String, options: StoreOptions, now: Timestamp
    ) throws(StoreFailure) -> Store {
        try makeDirectory(directory)
        let lock = try StoreLock(directory: directory)
        var quarantined: [String] = []
        let series = try file(.series, directory, lock.previousStop, options, now, &quarantined)
        let traces = try file(.traces, directory, lock.previousStop, options, now, &quarantined)
        try asStoreFailure(path: series.file.path) {
            try series.file.pool.write { try StoreMeta.write(options, now: now, $0) }
        }
        lock.trust()
        let isOld = series.version > 0 && series.version < Schema.series.version
        return try Store(
            directory: directory, series: series.file, traces: traces.file, lock: lock,
            opening: Opening(
                created: series.version == 0, stop: lock.previousStop, quarantined: quarantined,
                migratedFrom: isOld ? series.version : nil),
            options: options)
    }

    /// Keeps everything in `commit`, all of it or nothing; it is on the disk when this returns.
    ///
    /// The same commit again changes nothing. A task that is cancelled meanwhile waits all the same. A failure that
    /// `isRetryable` left nothing behind that the same commit does not put right.
    package func commit(_ commit: Commit) async throws(StoreFailure) {
        guard !commit.isEmpty else { return }
        try await writer.commit(commit)
    }

    /// Reads both files through and throws `corrupt` when one is damaged; takes seconds for each gigabyte.
    package func check() async throws(StoreFailure) {
        let files = [writer.series, writer.traces]
        try await long { () throws(StoreFailure) in
            for file in files { try asStoreFailure(path: file.path) { try file.pool.read(file.check) } }
        }
    }

    /// Writes what waits, closes both files, notes a clean stop and lets go of the lock; harmless the second time.
    package func close() async {
        let isFirst = await writer.close { [reader] in
            reader.series.foldLog()
            reader.traces.foldLog()
            reader.close()
        }
        if isFirst { lock.release() }
    }

    /// Runs long work beside the writer.
    func long<T: Sendable>(_ body: @escaping @Sendable () throws(StoreFailure) -> T) async throws(StoreFailure) -> T {
        let result: Result<T, StoreFailure> = await withCheckedContinuation { continuation in
            upkeep.async { continuation.resume(returning: Result(catching: body)) }
        }
        return try result.get()
    }
}

extension Store {
    private static func makeDirectory(_ path: String) throws(StoreFailure) {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/" + part
            guard mkdir(made, 0o750) != 0, errno != EEXIST else { continue }
            let code = errno
            // A parent that may only be passed through cannot be made, and need not be.
            if access(made, F_OK) != 0 { throw .notWritable(path: made, detail: String(cString: strerror(code))) }
        }
    }

    private static func file(
        _ schema: Schema, _ directory: String, _ stop: PreviousStop, _ options: StoreOptions, _ now: Timestamp,
        _ quarantined: inout [String]
    ) throws(StoreFailure) -> DatabaseFile.Found {
        do {
            return try DatabaseFile.open(schema, in: directory, after: stop)
        } catch {
            guard case .corrupt(let file, _) = error, options.onCorruption == .quarantine else { throw error }
            quarantined.append(try putAside(file, now))
            return try DatabaseFile.open(schema, in: directory, after: .none)
        }
    }

    /// Renames a database file and what belongs to it; returns its new name.
    private static func putAside(_ path: String, _ now: Timestamp) throws(StoreFailure) -> String {
        let time = now.rfc3339(fractionDigits: 6).filter { $0 != ":" && $0 != "-" }
        let suffix = ".corrupt-" + time
        for part in ["-wal", "-shm", ""] where access(path + part, F_OK) == 0 {
            // The log keeps its name behind the new one, so that the pair can still be opened together.
            guard rename(path + part, path + suffix + part) == 0 else {
                throw StoreFailure(errno: errno, path: path + part)
            }
        }
        return path + suffix
    }
}

extension StoreMeta {
    /// Keeps seed and birth of a new store, and who opened it last.
    fileprivate static func write(_ options: StoreOptions, now: Timestamp, _ database: Database) throws {
        let once = "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING"
        try database.change(once, [.text("root_seed"), .text(RecordID(options.rootSeed).description)])
        try database.change(once, [.text("created_at"), .text("\(now.microseconds)")])
        try database.change(once, [.text("created_by"), .text(options.writer)])
        try database.change(
            "INSERT INTO meta (key, value) VALUES ('opened_by', ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            [.text(options.writer)])
    }
}
