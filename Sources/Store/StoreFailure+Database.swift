internal import GRDB
internal import Glibc

extension StoreFailure {
    /// What an error of SQLite means for the store whose file lies at `path`.
    init(_ error: any Error, path: String) {
        if let failure = error as? StoreFailure {
            // Who reads a row does not know its file.
            if case .corrupt(file: "", let detail) = failure {
                self = .corrupt(file: path, detail: detail)
            } else {
                self = failure
            }
        } else if let error = error as? DatabaseError {
            self.init(error, path: path)
        } else {
            self = .other(code: -1, message: "\(type(of: error))")
        }
    }

    private init(_ error: DatabaseError, path: String) {
        // Only SQLite's own words: an error's full description would show the statement's arguments.
        let detail = error.message ?? "no detail"
        switch error.resultCode {
        case .SQLITE_FULL: self = .diskFull(path: path)
        case .SQLITE_IOERR: self = StoreFailure.inputOutput(error.extendedResultCode, detail, path)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(file: path, detail: detail)
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            self = .notWritable(path: path, detail: detail)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        case .SQLITE_MISUSE where detail.contains("closed"): self = .closed
        default: self = .other(code: Int(error.extendedResultCode.rawValue), message: detail)
        }
    }

    private static func inputOutput(_ code: ResultCode, _ detail: String, _ path: String) -> StoreFailure {
        switch code {
        // The shared-memory index could not grow: a full disk, seen from its other side.
        case .SQLITE_IOERR_SHMSIZE: .diskFull(path: path)
        case .SQLITE_IOERR_SHORT_READ, .SQLITE_IOERR_CORRUPTFS, .SQLITE_IOERR_DATA: .corrupt(file: path, detail: detail)
        default: .other(code: Int(code.rawValue), message: detail)
        }
    }

    /// What the last failed system call means for `path`.
    init(errno code: Int32, path: String) {
        let detail = String(cString: strerror(code))
        switch code {
        case ENOSPC, EDQUOT: self = .diskFull(path: path)
        case ENOENT: self = .missing(path: path)
        default: self = .notWritable(path: path, detail: detail)
        }
    }
}

/// Runs what SQLite may fail in, and throws the failure in the store's words.
func asStoreFailure<T>(path: String, _ body: () throws -> T) throws(StoreFailure) -> T {
    do { return try body() } catch { throw StoreFailure(error, path: path) }
}
