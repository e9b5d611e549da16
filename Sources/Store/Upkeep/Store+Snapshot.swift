internal import GRDB
internal import Glibc

extension Store {
    /// Copies the store into a new directory that is itself a store, while writing goes on.
    ///
    /// The copy is that of one moment: the series of the moment, and at least their traces. It appears under its name
    /// when it is complete and on the disk; the directory must not be there before.
    package func snapshot(to directory: String) async throws(StoreFailure) {
        let source = self.directory
        try await long { () throws(StoreFailure) in try Snapshot.copy(source, to: directory) }
    }
}

extension StoreReader {
    /// Copies the store into a new directory that is itself a store, as `Store.snapshot` does; blocks until it is done.
    package static func snapshot(of directory: String, to copy: String) throws(StoreFailure) {
        try Snapshot.copy(directory, to: copy)
    }
}

private enum Snapshot {
    static func copy(_ source: String, to directory: String) throws(StoreFailure) {
        guard access(directory, F_OK) != 0 else { throw .notWritable(path: directory, detail: "it is there already") }
        let partial = directory + ".partial"
        try remove(partial)
        guard mkdir(partial, 0o750) == 0 else {
            throw .notWritable(path: partial, detail: String(cString: strerror(errno)))
        }
        do throws(StoreFailure) {
            // Traces last: a sample that was copied had its trace on the disk before.
            for schema in [Schema.series, Schema.traces] { try copy(schema, from: source, to: partial) }
            try sync(partial)
            guard rename(partial, directory) == 0 else { throw StoreFailure(errno: errno, path: directory) }
            try sync(directory + "/..")
        } catch {
            try remove(partial)
            throw error
        }
    }

    private static func copy(_ schema: Schema, from source: String, to directory: String) throws(StoreFailure) {
        let target = directory + "/" + schema.file
        let path = source + "/" + schema.file
        do throws(StoreFailure) {
            try vacuum(path, into: target)
        } catch {
            if case .diskFull = error { throw .diskFull(path: target) }
            throw error
        }
        try sync(target)
    }

    private static func vacuum(_ path: String, into target: String) throws(StoreFailure) {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        try asStoreFailure(path: path) {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            defer { do { try queue.close() } catch {} }
            try queue.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [target]) }
        }
    }

    private static func sync(_ path: String) throws(StoreFailure) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StoreFailure(errno: errno, path: path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw StoreFailure(errno: errno, path: path) }
    }

    /// Removes what an interrupted copy left behind.
    private static func remove(_ partial: String) throws(StoreFailure) {
        for schema in [Schema.series, Schema.traces] {
            for end in ["", "-journal"] where unlink(partial + "/" + schema.file + end) != 0 && errno != ENOENT {
                throw StoreFailure(errno: errno, path: partial)
            }
        }
        guard rmdir(partial) == 0 || errno == ENOENT else { throw StoreFailure(errno: errno, path: partial) }
    }
}
