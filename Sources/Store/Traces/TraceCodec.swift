internal import CZstd

/// Compresses and decompresses traces; one at a time.
final class TraceCodec {
    private let compressor: OpaquePointer
    private let decompressor: OpaquePointer

    /// Longest trace that is read back: bodies and attempts are bounded far below it.
    static let maximumLength = 256 << 20

    /// A codec, or nil when there is no memory for one.
    init?() {
        guard let compressor = ZSTD_createCCtx() else { return nil }
        guard let decompressor = ZSTD_createDCtx() else {
            ZSTD_freeCCtx(compressor)
            return nil
        }
        self.compressor = compressor
        self.decompressor = decompressor
        // With a checksum a damaged row is found when it is read; the dictionary's number lies in the row already.
        ZSTD_CCtx_setParameter(compressor, ZSTD_c_checksumFlag, 1)
        ZSTD_CCtx_setParameter(compressor, ZSTD_c_dictIDFlag, 0)
        ZSTD_CCtx_setParameter(compressor, ZSTD_c_compressionLevel, TraceDictionary.level)
    }

    deinit {
        ZSTD_freeCCtx(compressor)
        ZSTD_freeDCtx(decompressor)
    }

    /// The compressed bytes, or nil when there is no memory.
    func compress(_ bytes: [UInt8], with dictionary: TraceDictionary?) -> [UInt8]? {
        ZSTD_CCtx_refCDict(compressor, dictionary?.compressing)
        defer { ZSTD_CCtx_refCDict(compressor, nil) }
        var out = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
        let written = ZSTD_compress2(compressor, &out, out.count, bytes, bytes.count)
        guard ZSTD_isError(written) == 0 else { return nil }
        return Array(out.prefix(written))
    }

    /// The bytes that were compressed, `length` of them; nil when the row is damaged or needs another dictionary.
    func decompress(_ bytes: [UInt8], length: Int, with dictionary: TraceDictionary?) -> [UInt8]? {
        guard (0...TraceCodec.maximumLength).contains(length) else { return nil }
        ZSTD_DCtx_refDDict(decompressor, dictionary?.decompressing)
        defer { ZSTD_DCtx_refDDict(decompressor, nil) }
        var out = [UInt8](repeating: 0, count: max(length, 1))
        let written = ZSTD_decompressDCtx(decompressor, &out, length, bytes, bytes.count)
        guard ZSTD_isError(written) == 0, written == length else { return nil }
        return length == 0 ? [] : out
    }
}
