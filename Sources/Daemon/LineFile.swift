internal import Core
internal import Glibc

/// A file that is written line by line: whole lines only, and safe on the disk when it is finished.
package final class LineFile {
    private let path: String
    private let descriptor: Int32
    private var isOpen = true

    /// Makes the file; it is refused when there is one already, so that no recording is lost.
    package init(creating path: String) throws(SourceFailure) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unwritable(path, String(cString: strerror(errno))) }
    }

    deinit { if isOpen { close(descriptor) } }

    /// Writes a line and its end.
    package func append(_ line: [UInt8]) throws(SourceFailure) {
        var bytes = (line + [10])[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw .unwritable(path, String(cString: strerror(errno)))
            }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Waits until all of it is on the disk, and closes the file.
    package func finish() throws(SourceFailure) {
        guard isOpen else { return }
        let isSafe = fsync(descriptor) == 0
        let reason = String(cString: strerror(errno))
        isOpen = false
        close(descriptor)
        if !isSafe { throw .unwritable(path, reason) }
    }
}
