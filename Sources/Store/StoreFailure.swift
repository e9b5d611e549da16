/// Why the store did not do what it was asked to.
package enum StoreFailure: Error, Sendable, Equatable {
    /// A later plummet wrote this store; schema numbers.
    case newerVersion(found: Int, supported: Int)
    /// An earlier plummet wrote this store and a reader may not bring it up to date; schema numbers.
    case olderVersion(found: Int, supported: Int)
    /// Another process has the store open for writing; its id where it could be read.
    case locked(pid: Int?)
    /// There is no store at this path.
    case missing(path: String)
    /// The directory or a file in it cannot be made, opened or written.
    case notWritable(path: String, detail: String)
    case diskFull(path: String)
    /// The file is damaged, or is no store at all.
    case corrupt(file: String, detail: String)
    /// Somebody else held the file's own lock for longer than the store waits.
    case busy
    case closed
    /// Whatever else SQLite or the system says, with its code.
    case other(code: Int, message: String)

    /// Whether the same call may succeed later without anybody changing the store.
    package var isRetryable: Bool {
        switch self {
        case .diskFull, .busy, .notWritable: true
        // SQLite's SQLITE_NOMEM, SQLITE_INTERRUPT, SQLITE_IOERR and SQLITE_PROTOCOL pass; a broken rule does not.
        case .other(let code, _): [7, 9, 10, 15].contains(code & 0xFF)
        case .newerVersion, .olderVersion, .locked, .missing, .corrupt, .closed: false
        }
    }

    /// Whether every commit would fail alike, whatever is in it.
    var isAboutTheDisk: Bool {
        switch self {
        case .diskFull, .busy, .notWritable, .closed: true
        case .newerVersion, .olderVersion, .locked, .missing, .corrupt, .other: false
        }
    }

    /// What a person should do about it, in a sentence.
    package var advice: String {
        switch self {
        case .newerVersion: "Run the plummet that wrote it or a later one, or name another directory."
        case .olderVersion: "Start the daemon once: it brings the store up to date."
        case .locked: "Stop the other process, or give each daemon a store of its own."
        case .missing: "Name the directory that the daemon writes to, or start the daemon first."
        case .notWritable: "Check owner and mode of the directory and whether its file system is mounted read-only."
        case .diskFull: "Free some space: nothing was half-written, and writing goes on by itself."
        case .corrupt:
            "Put back a snapshot, or move the file aside: the daemon then starts afresh."
        case .busy: "Look for another program that keeps the file open in a transaction."
        case .closed: "Open the store again."
        case .other: "See the message; the store itself was left as it was."
        }
    }
}

extension StoreFailure: CustomStringConvertible {
    /// What went wrong and what to do, for people.
    package var description: String { problem + " " + advice }

    private var problem: String {
        switch self {
        case .newerVersion(let found, let supported):
            "The store has schema \(found), written by a later plummet; this one knows schema \(supported)."
        case .olderVersion(let found, let supported):
            "The store has schema \(found), written by an earlier plummet; this one reads schema \(supported)."
        case .locked(let pid): "The store is in use" + (pid.map { " by process \($0)." } ?? " by another process.")
        case .missing(let path): "There is no store at \(path)."
        case .notWritable(let path, let detail): "\(path) cannot be written: \(detail)."
        case .diskFull(let path): "The disk of \(path) is full."
        case .corrupt(let file, let detail): "\(file) is damaged or is no store: \(detail)."
        case .busy: "The store is busy."
        case .closed: "The store is closed."
        case .other(let code, let message): "The store failed with code \(code): \(message)."
        }
    }
}
