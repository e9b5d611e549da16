internal import Core
internal import Glibc

/// What the kernel says of this process.
package struct ProcessFigures: Sendable, Equatable {
    /// Processor time, user and system, in seconds.
    package var cpuSeconds: Double
    package var residentBytes: Int
    package var openFiles: Int
    /// When it started, in seconds since 1970.
    package var startSeconds: Double

    /// Reads `/proc/self`; nil where it is missing or not understood. **Source:** proc(5).
    package static func read() -> ProcessFigures? {
        guard let stat = content(of: "/proc/self/stat"), let end = stat.lastIndex(of: ")") else { return nil }
        // What follows the command's name, which may itself hold spaces: field 3 of the line is the first here.
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        guard fields.count > 21, ticks > 0, let user = Double(fields[11]), let system = Double(fields[12]),
            let started = Double(fields[19]), let pages = Int(fields[21]), let boot = bootSeconds()
        else { return nil }
        return ProcessFigures(
            cpuSeconds: (user + system) / ticks, residentBytes: pages * Int(sysconf(Int32(_SC_PAGESIZE))),
            openFiles: openFiles(), startSeconds: boot + started / ticks)
    }

    /// Seconds from 1970 to the start of the machine, from the clocks: `/proc/stat` may be hidden from a service.
    private static func bootSeconds() -> Double? {
        var wall = timespec()
        var sinceBoot = timespec()
        guard clock_gettime(CLOCK_REALTIME, &wall) == 0, clock_gettime(CLOCK_BOOTTIME, &sinceBoot) == 0 else {
            return nil
        }
        let seconds = Double(wall.tv_sec - sinceBoot.tv_sec) + Double(wall.tv_nsec - sinceBoot.tv_nsec) / 1e9
        // To a hundredth, as the kernel counts: the figure stays the same from scrape to scrape.
        return (seconds * 100).rounded() / 100
    }

    private static func openFiles() -> Int {
        guard let directory = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        // Not counted: `.`, `..` and the descriptor of the directory that is being read.
        return max(count - 3, 0)
    }

    private static func content(of path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(file, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }
}
