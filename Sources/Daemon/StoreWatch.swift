internal import Core
internal import Logging
internal import ServiceLifecycle

/// Notices that the store's files were removed or replaced under the running daemon: SQLite would go on writing into files
/// that no longer have a name, and everything would be gone at the next stop.
struct StoreWatch: Service, CustomStringConvertible {
    var description: String { "store watch" }

    /// The store's directory.
    let directory: String
    let condition: Condition
    let logger: Logger

    private static let interval = Duration.seconds(2)

    func run() async throws {
        let atStart = identity
        try await untilShutdown {
            while !Task.isCancelled {
                try await Task.sleep(for: Self.interval, tolerance: .milliseconds(500))
                guard identity != atStart else {
                    if condition.clear(.store) { logger.notice("the store's files are back") }
                    continue
                }
                let text =
                    "the store's files in \(directory) were removed or replaced: what is measured now is lost at the next stop"
                if condition.raise(.store, text) { logger.error("\(text)") }
            }
        }
    }

    private var identity: [String?] {
        ["plummet.db", "traces.db"].map { Files.inode(directory + "/" + $0) }
    }
}
