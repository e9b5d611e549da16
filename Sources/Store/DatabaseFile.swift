internal import Core
internal import GRDB
internal import Glibc

/// One open file of the store: a connection that writes and a few that read.
struct DatabaseFile: Sendable {
    let schema: Schema
    let path: String
    let pool: DatabasePool

    /// What opening found.
    struct Found: Sendable {
        var file: DatabaseFile
        /// The schema number before the steps ran; 0 for a file just made.
        var version: Int
    }

    /// Opens for writing, makes the file if there is none and brings it up to date.
    static func open(_ schema: Schema, in directory: String, after stop: PreviousStop) throws(StoreFailure) -> Found {
        let path = directory + "/" + schema.file
        return try asStoreFailure(path: path) {
            try refuseForeign(schema, path)
            let file = DatabaseFile(
                schema: schema, path: path,
                pool: try DatabasePool(path: path, configuration: configuration(schema, access: .write)))
            // A pool sets NORMAL after everything a configuration may set, so this has to come last.
            try file.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            let version = try file.pool.read { try schema.version(of: $0, path) }
            if stop == .powerLost, version > 0 { try file.pool.read(file.check) }
            try file.migrate(from: version)
            return Found(file: file, version: version)
        }
    }

    /// Opens for reading only; the file has to be there and up to date.
    static func openReading(_ schema: Schema, in directory: String) throws(StoreFailure) -> DatabaseFile {
        let path = directory + "/" + schema.file
        guard access(path, F_OK) == 0 else { throw StoreFailure(errno: errno, path: path) }
        return try asStoreFailure(path: path) {
            let file = DatabaseFile(
                schema: schema, path: path,
                pool: try DatabasePool(path: path, configuration: configuration(schema, access: .read)))
            let version = try file.pool.read { try schema.version(of: $0, path) }
            if version < schema.version { throw StoreFailure.olderVersion(found: version, supported: schema.version) }
            return file
        }
    }

    /// Runs statements on the writing connection, outside a transaction of their own.
    func run(_ sql: String) throws(StoreFailure) {
        try asStoreFailure(path: path) { try pool.writeWithoutTransaction { try $0.execute(sql: sql) } }
    }

    /// Reads on a connection of its own thread, in one transaction; a cancelled task waits all the same.
    func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws(StoreFailure) -> T {
        let result: Result<T, StoreFailure> = await withCheckedContinuation { continuation in
            pool.asyncRead { database in
                continuation.resume(
                    returning: Result { try body(database.get()) }.mapError { StoreFailure($0, path: path) })
            }
        }
        return try result.get()
    }

    /// Moves everything from the write-ahead log into the file and empties the log: a pool closes its writer first,
    /// and what it closes last may only read.
    func foldLog() {
        // Where this fails the log simply stays as long as it is: nothing is lost.
        do { try run("PRAGMA wal_checkpoint(TRUNCATE)") } catch {}
    }

    /// Closes every connection; later use throws `closed`.
    func close() {
        // This fails when a statement is still at work; the connection then closes with its last user.
        do { try pool.close() } catch {}
    }

    /// Throws when the file's structure is damaged; reads all of it.
    func check(_ database: Database) throws {
        let report = try String.fetchOne(database, sql: "PRAGMA quick_check(1)") ?? "no answer"
        if report != "ok" { throw StoreFailure.corrupt(file: path, detail: report) }
    }
}

extension DatabaseFile {
    private enum Access { case read, write }

    private static func configuration(_ schema: Schema, access: Access) -> Configuration {
        var configuration = Configuration()
        configuration.label = schema.file
        configuration.readonly = access == .read
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 2
        configuration.prepareDatabase { database in
            if !database.configuration.readonly {
                // These decide how an empty file is laid out.
                try database.execute(sql: "PRAGMA page_size = \(schema.pageSize); PRAGMA auto_vacuum = INCREMENTAL")
            }
            try database.execute(
                sql: """
                    PRAGMA trusted_schema = OFF;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA secure_delete = FAST;
                    PRAGMA journal_size_limit = 67108864;
                    """)
        }
        return configuration
    }

    /// Throws when the file is not ours or is too new, before anything is written to it: opening a pool writes.
    private static func refuseForeign(_ schema: Schema, _ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0, status.st_size > 0 else { return }
        let queue = try DatabaseQueue(path: path, configuration: configuration(schema, access: .read))
        defer { do { try queue.close() } catch {} }
        _ = try queue.read { try schema.version(of: $0, path) }
    }

    private func migrate(from version: Int) throws {
        for (number, step) in schema.steps.enumerated().dropFirst(version) {
            try pool.write { database in
                try database.execute(sql: step)
                try database.execute(
                    sql: "PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = \(number + 1)")
            }
        }
    }
}

extension Schema {
    /// The file's schema number; throws when the file is not ours or is too new.
    fileprivate func version(of database: Database, _ path: String) throws -> Int {
        let found = try database.number("PRAGMA user_version")
        let application = try database.number("PRAGMA application_id")
        let tables = try database.number("SELECT count(*) FROM sqlite_schema")
        if application != Schema.applicationID, tables > 0 || application != 0 {
            throw StoreFailure.corrupt(file: path, detail: "it is a database of another program")
        }
        if found > version { throw StoreFailure.newerVersion(found: found, supported: version) }
        return found
    }
}

extension DatabaseFile {
    /// A setting of the writing connection.
    func pragma(_ name: String) throws(StoreFailure) -> Int {
        try asStoreFailure(path: path) { try pool.writeWithoutTransaction { try $0.number("PRAGMA \(name)") } }
    }
}
