import Glibc
import Synchronization

/// A far end behind TLS for a single connection: `openssl s_server` shakes hands and passes the plain bytes to the
/// script. Its certificate is its own authority and is good for 127.0.0.1 alone.
package final class FarEndTLSServer: Sendable {
    /// The port on 127.0.0.1.
    package let port: Int
    /// The certificate in PEM, which is also the authority that a client has to trust.
    package let certificateFile: String
    private let folder: String
    private let core: FarEndCore
    private let process: Mutex<pid_t?>

    /// True when the `openssl` command is on this machine.
    package static var isAvailable: Bool { access(openssl, X_OK) == 0 }

    /// Makes a key and a certificate and listens on a free port. `protocols` are offered in ALPN: `h2`, `http/1.1`.
    package init(protocols: String = "http/1.1", script: @escaping FarEndServer.Script) throws {
        folder = try makeTemporaryFolder()
        let certificate = folder + "/cert.pem"
        let key = folder + "/key.pem"
        let made = try spawn(
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                "/CN=far-end", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
            ], input: nil)
        waitpid(made, nil, 0)
        certificateFile = certificate
        core = try FarEndCore()
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw FarEndServer.SetupError(call: "socketpair", number: errno)
        }
        let child = try spawn(
            [
                "s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-quiet", "-no_ign_eof",
                "-naccept", "1", "-alpn", protocols,
            ], input: ends[1])
        Glibc.close(ends[1])
        process = Mutex(child)
        port = try portListenedOn(by: child)
        core.serve(ends[0], script)
    }

    deinit { stop() }

    /// `https://127.0.0.1:PORT`, without a slash at the end.
    package var url: String { "https://127.0.0.1:\(port)" }

    /// The requests that the script has read so far.
    package var requests: [FarEndRequest] { core.requests }

    /// Ends openssl, and with it the connection, without a farewell; the script goes on until it notices.
    package func cut() {
        process.withLock { process in
            guard let child = process.take() else { return }
            kill(child, SIGKILL)
            waitpid(child, nil, 0)
        }
    }

    /// Cuts the connection, waits for the script and removes the files. May be called more than once.
    package func stop() {
        cut()
        core.interrupt()
        core.join()
        for name in ["cert.pem", "key.pem"] { unlink(folder + "/" + name) }
        rmdir(folder)
    }
}

private let openssl = "/usr/bin/openssl"

private func makeTemporaryFolder() throws -> String {
    var template = Array("/tmp/plummet-far-end-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FarEndServer.SetupError(call: "mkdtemp", number: errno) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// Starts openssl with these arguments; `input` becomes its standard input and output.
private func spawn(_ arguments: [String], input: Int32?) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input {
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, input, STDOUT_FILENO)
    }
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var words: [UnsafeMutablePointer<CChar>?] = ([openssl] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child = pid_t()
    let code = posix_spawn(&child, openssl, &actions, nil, &words, environ)
    guard code == 0 else { throw FarEndServer.SetupError(call: "posix_spawn", number: code) }
    return child
}

/// The port that a process listens on, as soon as it does. It is looked up by the sockets of the process, since
/// openssl names a port that it chose itself only among much else on its standard output.
private func portListenedOn(by child: pid_t) throws -> Int {
    for _ in 0..<1000 {
        let sockets = socketInodes(of: child)
        for line in contentsOfFile("/proc/net/tcp").split(separator: "\n").dropFirst() {
            let fields = line.split(separator: " ")
            guard fields.count > 9, fields[3] == "0A", sockets.contains(String(fields[9])) else { continue }
            if let port = fields[1].split(separator: ":").last.flatMap({ Int($0, radix: 16) }) { return port }
        }
        usleep(10_000)
    }
    throw FarEndServer.SetupError(call: "s_server", number: ETIMEDOUT)
}

private func socketInodes(of process: pid_t) -> [String] {
    (0..<32).compactMap { descriptor in
        var name = [CChar](repeating: 0, count: 64)
        let count = readlink("/proc/\(process)/fd/\(descriptor)", &name, name.count)
        guard count > 0 else { return nil }
        let link = String(decoding: name[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return link.hasPrefix("socket:[") ? String(link.dropFirst("socket:[".count).dropLast()) : nil
    }
}

private func contentsOfFile(_ path: String) -> String {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 32 << 10)
    while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count <= 0 { return String(decoding: bytes, as: UTF8.self) }
        bytes += buffer[..<count]
    }
}
