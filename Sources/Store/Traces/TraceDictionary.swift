internal import CZstd

/// A dictionary trained on traces, ready to compress and to decompress with.
///
/// Unchecked: both pointers are set once, freed only at the end, and point to digested dictionaries, which zstd only
/// reads and allows several threads to use at a time. **Source:** zstd.h, "Bulk processing dictionary API".
final class TraceDictionary: @unchecked Sendable {
    /// Its number in the table of dictionaries.
    let number: Int
    /// Compression level: the highest that still takes well under a millisecond for a trace.
    static let level: Int32 = 9

    let compressing: OpaquePointer
    let decompressing: OpaquePointer

    /// A dictionary from its bytes, or nil when there is no memory for it.
    init?(number: Int, bytes: [UInt8]) {
        guard let compressing = ZSTD_createCDict(bytes, bytes.count, TraceDictionary.level) else { return nil }
        guard let decompressing = ZSTD_createDDict(bytes, bytes.count) else {
            ZSTD_freeCDict(compressing)
            return nil
        }
        self.number = number
        self.compressing = compressing
        self.decompressing = decompressing
    }

    deinit {
        ZSTD_freeCDict(compressing)
        ZSTD_freeDDict(decompressing)
    }

    /// Largest dictionary, and smallest worth having.
    static let sizes = 8 << 10...112 << 10

    /// The bytes of a dictionary trained on `samples`, or nil when they are too few or too unlike.
    static func train(on samples: [[UInt8]]) -> [UInt8]? {
        let joined = Array(samples.joined())
        // A tenth of what it is made of: a larger one would only learn the samples by heart.
        let size = min(max(joined.count / 10, sizes.lowerBound), sizes.upperBound)
        var dictionary = [UInt8](repeating: 0, count: size)
        let written = ZDICT_trainFromBuffer(&dictionary, size, joined, samples.map(\.count), UInt32(samples.count))
        guard ZDICT_isError(written) == 0 else { return nil }
        return Array(dictionary.prefix(written))
    }
}
