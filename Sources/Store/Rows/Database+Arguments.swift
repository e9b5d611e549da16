internal import Core
internal import FoundationEssentials
internal import GRDB

/// A value in the form that SQLite stores.
enum Argument {
    case int(Int?)
    case double(Double?)
    case text(String?)
    case bytes([UInt8])

    static func id(_ id: RecordID) -> Argument { .bytes(id.bytes) }
    static func id(_ id: RecordID?) -> Argument { id.map { .bytes($0.bytes) } ?? .text(nil) }
    static func time(_ time: Timestamp?) -> Argument { .int(time.map { Int($0.microseconds) }) }
    static func length(_ length: Duration?) -> Argument { .int(length.map { Int($0.microseconds) }) }
    static func money(_ money: USD) -> Argument { .int(Int(money.nanodollars)) }
    static func json(_ json: JSON) -> Argument { .text(json.text) }
    static func word(_ word: some RawRepresentable<String>) -> Argument { .text(word.rawValue) }

    var value: DatabaseValue {
        switch self {
        case .int(let value): value.map { Int64($0).databaseValue } ?? .null
        case .double(let value): value.map(\.databaseValue) ?? .null
        case .text(let value): value.map { Argument.withoutNUL($0).databaseValue } ?? .null
        case .bytes(let value): Data(value).databaseValue
        }
    }

    /// SQLite's texts end at the first NUL; a far end's text may have one.
    private static func withoutNUL(_ text: String) -> String {
        text.utf8.contains(0) ? text.replacingCharacter("\0", with: "\u{2400}") : text
    }
}

extension Database {
    /// Runs one statement, prepared once per connection; returns how many rows it changed.
    @discardableResult
    func change(_ sql: String, _ arguments: [Argument]) throws -> Int {
        let statement = try cachedStatement(sql: sql)
        try statement.execute(arguments: StatementArguments(arguments.map(\.value)))
        return changesCount
    }

    /// The rows of one query, prepared once per connection, each read by `read`.
    func rows<T>(_ sql: String, _ arguments: [Argument] = [], _ read: (inout Columns) throws -> T) throws -> [T] {
        let statement = try cachedStatement(sql: sql)
        let cursor = try Row.fetchCursor(statement, arguments: StatementArguments(arguments.map(\.value)))
        var result: [T] = []
        while let row = try cursor.next() {
            var columns = Columns(row)
            result.append(try read(&columns))
        }
        return result
    }

    /// The first row of one query, or nil.
    func row<T>(_ sql: String, _ arguments: [Argument] = [], _ read: (inout Columns) throws -> T) throws -> T? {
        try rows(sql, arguments, read).first
    }

    /// The only number of the only row of one query; 0 when there is none.
    func number(_ sql: String, _ arguments: [Argument] = []) throws -> Int {
        try row(sql, arguments) { try $0.optionalInt() ?? 0 } ?? 0
    }
}
