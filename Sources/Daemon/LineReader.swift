internal import Core
internal import Glibc

/// A file of lines of any size, read a block at a time: what lies in memory is a block and the line under way.
final class LineReader {
    /// Most bytes of a line.
    static let longestLine = 64 << 20
    private static let blockSize = 256 << 10

    /// The number of the line that `next` gave last, from 1.
    private(set) var line: Int
    /// Bytes of the file up to the end of that line.
    private(set) var offset: Int
    /// Bytes of the whole file when it was opened.
    let size: Int
    private let path: String
    private let descriptor: Int32
    private var block: [UInt8] = []
    private var at = 0
    private var isAtEnd = false

    /// Opens a file at a byte offset where a line begins; `line` is the number of the line before it.
    init(_ path: String, offset: Int = 0, line: Int = 0) throws(SourceFailure) {
        self.path = path
        self.offset = offset
        self.line = line
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path, String(cString: strerror(errno))) }
        var info = stat()
        size = fstat(descriptor, &info) == 0 ? Int(info.st_size) : 0
        guard offset == 0 || lseek(descriptor, offset, SEEK_SET) >= 0 else {
            throw .unreadable(path, String(cString: strerror(errno)))
        }
    }

    deinit { close(descriptor) }

    /// The next line without its end; nil after the last one. Throws when one is too long or the file cannot be read.
    func next() throws(SourceFailure) -> [UInt8]? {
        var text: [UInt8] = []
        while true {
            if let end = block[at...].firstIndex(of: 10) {
                text += block[at..<end]
                offset += end + 1 - at
                at = end + 1
                line += 1
                return text
            }
            text += block[at...]
            offset += block.count - at
            guard text.count <= Self.longestLine else {
                throw .unreadable(
                    "\(path):\(line + 1)", "the line is longer than \(bytesForPeople(Self.longestLine))")
            }
            if !(try fill()) {
                guard !text.isEmpty else { return nil }
                line += 1
                return text
            }
        }
    }

    /// Reads the next block. False at the end of the file.
    private func fill() throws(SourceFailure) -> Bool {
        if isAtEnd { return false }
        if block.count != Self.blockSize { block = [UInt8](repeating: 0, count: Self.blockSize) }
        at = 0
        while true {
            let count = read(descriptor, &block, Self.blockSize)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(path, String(cString: strerror(errno))) }
            block.removeLast(Self.blockSize - count)
            isAtEnd = count == 0
            return count > 0
        }
    }
}
