internal import GRDB
internal import Synchronization

/// The dictionaries of a store, loaded when first needed.
final class TraceShelf: Sendable {
    private let known = Mutex<[Int: TraceDictionary]>([:])

    /// Most dictionaries that are kept in memory (about 1 MB each).
    private static let limit = 8

    /// A dictionary by its number; nil stands for none.
    func dictionary(_ number: Int?, _ database: Database) throws -> TraceDictionary? {
        guard let number else { return nil }
        if let dictionary = known.withLock({ $0[number] }) { return dictionary }
        let bytes = try database.row("SELECT data FROM dictionaries WHERE id = ?", [.int(number)]) { try $0.bytes() }
        guard let bytes, let dictionary = TraceDictionary(number: number, bytes: bytes) else {
            throw StoreFailure.corrupt(file: "", detail: "dictionary \(number) is missing")
        }
        known.withLock {
            if $0.count >= TraceShelf.limit { $0 = [:] }
            $0[number] = dictionary
        }
        return dictionary
    }
}
