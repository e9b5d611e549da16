import Glibc

/// A directory of a test's own; it is gone with everything in it at the end of the test.
package final class ScratchDirectory: Sendable {
    /// Absolute, without a slash at the end.
    package let path: String

    /// Makes the directory, in memory where there is a file system in memory. Throws the call that failed.
    package init() throws {
        let parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        var template = Array("\(parent)/plummet-e2e-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FarEndServer.SetupError(call: "mkdtemp", number: errno) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { ScratchDirectory.remove(path) }

    /// The path of a name in the directory.
    package func callAsFunction(_ name: String) -> String { path + "/" + name }

    /// Makes a directory in it and gives its path; one that is there is left alone.
    @discardableResult
    package func directory(_ name: String) -> String {
        mkdir(self(name), 0o750)
        return self(name)
    }

    /// Writes a file beside its name and moves it into place. Throws the call that failed.
    package func write(_ text: String, to name: String) throws {
        let beside = self(name) + ".new"
        let file = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard file >= 0 else { throw FarEndServer.SetupError(call: "open", number: errno) }
        defer { close(file) }
        var left = Array(text.utf8)[...]
        while !left.isEmpty {
            let count = left.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw FarEndServer.SetupError(call: "write", number: errno) }
            left = left.dropFirst(count)
        }
        guard rename(beside, self(name)) == 0 else { throw FarEndServer.SetupError(call: "rename", number: errno) }
    }

    /// The bytes of a file in it; none when there is no such file.
    package func read(_ name: String) -> [UInt8] { ScratchDirectory.bytes(self(name)) }

    /// Every file below a directory in it with its bytes, in the order of their paths.
    package func files(below name: String) -> [(path: String, bytes: [UInt8])] {
        ScratchDirectory.walk(self(name)).map { ($0, ScratchDirectory.bytes($0)) }
    }

    /// Removes a file, or a directory with everything in it.
    package func remove(_ name: String) { ScratchDirectory.remove(self(name)) }

    private static func bytes(_ path: String) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = Glibc.read(file, &buffer, buffer.count), count > 0 { bytes += buffer.prefix(count) }
        return bytes
    }

    private static func names(_ path: String) -> [String]? {
        guard let handle = opendir(path) else { return nil }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func walk(_ path: String) -> [String] {
        guard let names = names(path) else { return [path] }
        return names.flatMap { walk(path + "/" + $0) }
    }

    private static func remove(_ path: String) {
        for name in names(path) ?? [] { remove(path + "/" + name) }
        if unlink(path) != 0 { rmdir(path) }
    }
}
