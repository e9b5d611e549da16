internal import Core
internal import Glibc

/// The service manager's notification socket: one datagram a message, as sd_notify(3) describes it.
/// Without `$NOTIFY_SOCKET` every call does nothing.
package struct Notify: Sendable {
    private let path: String?
    /// Half of the watchdog's period: how often `watchdog()` is due; nil without a watchdog for this process.
    package let watchdogInterval: Duration?

    package init(environment: [String: String]) {
        path = environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
        let isOurs = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
        watchdogInterval = isOurs ? environment["WATCHDOG_USEC"].flatMap(Int.init).map { .microseconds($0 / 2) } : nil
    }

    package func ready(_ status: String) { send("READY=1\nSTATUS=\(line(status))") }
    package func status(_ status: String) { send("STATUS=\(line(status))") }
    package func stopping() { send("STOPPING=1\nSTATUS=stopping") }
    package func watchdog() { send("WATCHDOG=1") }

    /// Announces a reload; `ready` ends it.
    package func reloading() {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        send("RELOADING=1\nMONOTONIC_USEC=\(time.tv_sec * 1_000_000 + time.tv_nsec / 1_000)")
    }

    private func line(_ text: String) -> String { text.withoutControls }

    private func send(_ message: String) {
        guard let path, path.hasPrefix("/") || path.hasPrefix("@") else { return }
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return }
        defer { Glibc.close(socket) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        // "@" stands for the NUL byte that names an abstract socket.
        if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count + (bytes[0] == 0 ? 0 : 1))
        let text = Array(message.utf8)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = sendto(socket, text, text.count, Int32(MSG_NOSIGNAL), address, length)
            }
        }
    }
}
