internal import Core
internal import Glibc
internal import Synchronization

/// The lock that lets one process at a time write to a store, and the note that tells how that process ended.
///
/// The lock is the kernel's and ends with the process, however it ends. The file's text is `<pid> <boot id>` while the
/// store is open and empty after a clean stop: a text left behind tells that the last process died, and its boot id
/// whether the machine went down with it.
final class StoreLock: Sendable {
    private let descriptor: Mutex<Int32?>
    /// How the process before this one ended.
    let previousStop: PreviousStop

    /// Takes the lock of the store in `directory`, or tells who has it.
    init(directory: String) throws(StoreFailure) {
        let path = directory + "/store.lock"
        let existed = access(path, F_OK) == 0
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw StoreFailure(errno: errno, path: path) }
        let words = StoreLock.text(descriptor).split(separator: " ").map(String.init)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            throw code == EWOULDBLOCK
                ? .locked(pid: words.first.flatMap(Int.init)) : StoreFailure(errno: code, path: path)
        }
        let boot = StoreLock.bootID()
        if words.isEmpty {
            previousStop = existed ? .clean : .none
        } else {
            previousStop = !boot.isEmpty && words.last == boot ? .killed : .powerLost
        }
        // Until the files were checked, a process that dies must not make the next one trust them.
        guard StoreLock.write("\(getpid()) \(previousStop == .powerLost ? "unchecked" : boot)", descriptor) else {
            let code = errno
            close(descriptor)
            throw StoreFailure(errno: code, path: path)
        }
        self.descriptor = Mutex(descriptor)
    }

    /// Notes that the files were opened and, if need be, checked.
    func trust() {
        descriptor.withLock { if let open = $0 { _ = StoreLock.write("\(getpid()) \(StoreLock.bootID())", open) } }
    }

    /// Notes that the stop was a clean one and lets go of the lock.
    func release() {
        descriptor.withLock { descriptor in
            guard let open = descriptor else { return }
            // Where the note cannot be written the next start is only more careful than it had to be.
            _ = StoreLock.write("", open)
            close(open)
            descriptor = nil
        }
    }

    deinit {
        descriptor.withLock { if let open = $0 { _ = close(open) } }
    }

    private static func write(_ text: String, _ descriptor: Int32) -> Bool {
        guard ftruncate(descriptor, 0) == 0 else { return false }
        let bytes = Array(text.utf8)
        return pwrite(descriptor, bytes, bytes.count, 0) == bytes.count && fsync(descriptor) == 0
    }

    private static func text(_ descriptor: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 128)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        return String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self).trimmed
    }

    /// The kernel's name for this run of the machine; empty where it does not say.
    private static func bootID() -> String {
        let file = Glibc.open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        return text(file)
    }
}
