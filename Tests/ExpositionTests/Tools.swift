import Core
import Glibc
import Testing

/// Runs a shell command with `input`; gives its exit status and what it wrote.
func run(_ command: String, input: [UInt8]) throws -> (status: Int32, output: String) {
    var template = Array("/tmp/plummet-metrics-XXXXXX".utf8CString)
    let file = mkstemp(&template)
    try #require(file >= 0)
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { unlink(path) }
    var sent = 0
    while sent < input.count { sent += max(write(file, Array(input[sent...]), input.count - sent), 0) }
    close(file)
    let pipe = try #require(popen("\(command) < \(path) 2>&1", "r"))
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { output += buffer[..<count] }
    return (pclose(pipe) >> 8 & 0xff, String(decoding: output, as: UTF8.self))
}
