import Core
import Glibc
import Synchronization
import TestSupport
import Transport

/// Runs a test body with a scripted far end and a transport of its own, and takes both down afterwards.
func withFarEnd(
    environment: [String: String] = [:], _ script: @escaping FarEndServer.Script,
    _ body: (FarEndServer, Transport) async throws -> Void
) async throws {
    let farEnd = try FarEndServer(script: script)
    let transport = Transport(environment: environment)
    do {
        try await body(farEnd, transport)
    } catch {
        await transport.shutDown()
        farEnd.stop()
        throw error
    }
    await transport.shutDown()
    farEnd.stop()
}

/// A GET of a far end's path.
func get(_ farEnd: FarEndServer, _ path: String = "/") -> OutboundRequest {
    OutboundRequest(method: "GET", url: farEnd.url + path)
}

/// Limits that never matter in a test that is not about them.
let generous = ExchangeLimits(total: .seconds(30), connect: .seconds(30), firstByte: .seconds(30))

extension Exchange {
    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// A list that threads add to.
final class Collected<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])

    /// What has been added so far.
    var all: [Element] { elements.withLock { $0 } }

    /// Adds one.
    func add(_ element: Element) { elements.withLock { $0.append(element) } }
}

/// The bytes of a fixture of this part.
func fixture(_ name: String, file: String = #filePath) throws -> [UInt8] {
    let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
    return try readFile(folder + "/Fixtures/transport/" + name)
}

/// All bytes of a file.
func readFile(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw FileMissing(path: path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count <= 0 { return bytes }
        bytes += buffer[..<count]
    }
}

/// A file a test needs is not there.
struct FileMissing: Error { var path: String }

/// Resident memory of this process in bytes.
func residentMemory() throws -> Int {
    let fields = String(decoding: try readFile("/proc/self/statm"), as: UTF8.self).split(separator: " ")
    return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(getpagesize())
}

/// The ids of the threads of this process.
func threadIDs() throws -> [Int] {
    guard let folder = opendir("/proc/self/task") else { throw FileMissing(path: "/proc/self/task") }
    defer { closedir(folder) }
    var ids: [Int] = []
    while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        if let id = Int(name) { ids.append(id) }
    }
    return ids
}
