internal import Core
internal import FoundationEssentials
internal import GRDB

/// The columns of a row, read from left to right; what does not fit is a damaged file, never a trap.
struct Columns {
    private let row: Row
    private var index = 0

    init(_ row: Row) { self.row = row }

    private mutating func next() -> DatabaseValue.Storage {
        defer { index += 1 }
        guard index < row.count else { return .null }
        let value: DatabaseValue = row[index]
        return value.storage
    }

    private func misfit(_ wanted: String) -> StoreFailure {
        .corrupt(file: "", detail: "\(wanted) expected in column \(index) of a row")
    }

    mutating func optionalInt() throws(StoreFailure) -> Int? {
        switch next() {
        case .int64(let value): Int(value)
        case .null: nil
        case .double, .string, .blob: throw misfit("a whole number")
        }
    }

    mutating func optionalDouble() throws(StoreFailure) -> Double? {
        switch next() {
        case .double(let value): value
        case .int64(let value): Double(value)
        case .null: nil
        case .string, .blob: throw misfit("a number")
        }
    }

    mutating func optionalText() throws(StoreFailure) -> String? {
        switch next() {
        case .string(let value): value
        case .null: nil
        case .int64, .double, .blob: throw misfit("a text")
        }
    }

    mutating func bytes() throws(StoreFailure) -> [UInt8] {
        guard case .blob(let data) = next() else { throw misfit("bytes") }
        return Array(data)
    }

    mutating func int() throws(StoreFailure) -> Int {
        guard let value = try optionalInt() else { throw misfit("a whole number") }
        return value
    }

    mutating func double() throws(StoreFailure) -> Double {
        guard let value = try optionalDouble() else { throw misfit("a number") }
        return value
    }

    mutating func text() throws(StoreFailure) -> String {
        guard let value = try optionalText() else { throw misfit("a text") }
        return value
    }

    mutating func id() throws(StoreFailure) -> RecordID {
        guard let id = RecordID(bytes: try bytes()) else { throw misfit("an identity") }
        return id
    }

    mutating func optionalID() throws(StoreFailure) -> RecordID? {
        switch next() {
        case .null: return nil
        case .blob(let data):
            guard let id = RecordID(bytes: [UInt8](data)) else { throw misfit("an identity") }
            return id
        case .int64, .double, .string: throw misfit("an identity")
        }
    }

    mutating func time() throws(StoreFailure) -> Timestamp { Timestamp(microseconds: Int64(try int())) }

    mutating func optionalTime() throws(StoreFailure) -> Timestamp? {
        try optionalInt().map { Timestamp(microseconds: Int64($0)) }
    }

    mutating func optionalLength() throws(StoreFailure) -> Duration? { try optionalInt().map { .microseconds($0) } }

    mutating func money() throws(StoreFailure) -> USD { USD(nanodollars: Int64(try int())) }

    mutating func word<Word: RawRepresentable<String>>(_ type: Word.Type) throws(StoreFailure) -> Word {
        guard let word = Word(rawValue: try text()) else { throw misfit("a word of \(type)") }
        return word
    }

    mutating func json() throws(StoreFailure) -> JSON {
        do { return try JSONParser.parse(try text()) } catch { throw misfit("JSON") }
    }
}

extension RecordID {
    /// The identity as 8 bytes, first digit first: SQL orders them as `<` does.
    var bytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * UInt64($0))) } }

    /// Reads back what `bytes` wrote, or nil.
    init?(bytes: [UInt8]) {
        guard bytes.count == 8 else { return nil }
        self.init(bytes.reduce(0) { $0 << 8 | UInt64($1) })
    }
}
