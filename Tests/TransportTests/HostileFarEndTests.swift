import Core
import TestSupport
import Testing
import Transport

/// What a far end can do wrong, and what the exchange then says.
@Suite struct HostileFarEndTests {
    /// A script, and the codes of failure that describe it.
    struct Fault: Sendable, CustomTestStringConvertible {
        var name: String
        var codes: [String]
        var status = 0
        var body = ""
        var script: @Sendable (FarEndConnection) -> Void

        var testDescription: String { name }
    }

    static let ok = "HTTP/1.1 200 OK\r\n"

    static let faults: [Fault] = [
        Fault(name: "garbage", codes: ["protocol-error"]) { $0.send("\u{1}\u{2} not HTTP at all\r\n\r\n") },
        Fault(name: "the greeting of a mail server", codes: ["protocol-error"]) { $0.send("220 mail ESMTP\r\n") },
        Fault(name: "an unknown version", codes: ["protocol-error"]) { $0.send("HTTP/7.3 200 OK\r\n\r\n") },
        Fault(name: "an empty reply", codes: ["connection-lost"]) { $0.close() },
        Fault(name: "reset before the answer", codes: ["connection-lost"]) { $0.reset() },
        Fault(name: "reset amid the headers", codes: ["connection-lost"], status: 200) {
            $0.send(ok + "X-A: 1\r\nX-B")
            $0.wait(.milliseconds(30))
            $0.reset()
        },
        Fault(name: "reset amid the body", codes: ["connection-lost"], status: 200, body: "half") {
            $0.send(ok + "Content-Length: 8\r\n\r\nhalf")
            $0.wait(.milliseconds(30))
            $0.reset()
        },
        Fault(name: "a body shorter than announced", codes: ["connection-lost"], status: 200, body: "half") {
            $0.send(ok + "Content-Length: 8\r\n\r\nhalf")
        },
        Fault(name: "a chunked body that breaks off", codes: ["connection-lost"], status: 200, body: "half") {
            $0.beginChunked()
            $0.sendChunk(Array("half".utf8))
        },
        Fault(name: "a chunk without a length", codes: ["protocol-error"], status: 200) {
            $0.beginChunked()
            $0.send("zz\r\nhello\r\n")
        },
        Fault(name: "a chunk of absurd length", codes: ["protocol-error"], status: 200) {
            $0.beginChunked()
            $0.send("ffffffffffffffffffff\r\nhello\r\n")
        },
        Fault(name: "a broken gzip", codes: ["protocol-error"], status: 200) {
            $0.send(ok + "Content-Encoding: gzip\r\nContent-Length: 20\r\n\r\nthis is not gzip at ")
        },
        Fault(name: "an unknown encoding", codes: ["protocol-error"], status: 200) {
            $0.send(ok + "Content-Encoding: rot13\r\nContent-Length: 3\r\n\r\nabc")
        },
        Fault(name: "too many layers of encoding", codes: ["protocol-error"], status: 200) {
            let layers = Array(repeating: "gzip", count: 50).joined(separator: ",")
            $0.send(ok + "Content-Encoding: \(layers)\r\nContent-Length: 3\r\n\r\nabc")
        },
        Fault(name: "endless headers", codes: ["headers-too-large"], status: 200) {
            $0.send(ok)
            while $0.send("X-Again: and again\r\n") {}
        },
        Fault(name: "one endless header", codes: ["headers-too-large"], status: 200) {
            $0.send(ok + "X-Long: ")
            while $0.send(String(repeating: "a", count: 1000)) {}
        },
        Fault(name: "an endless status line", codes: ["headers-too-large", "protocol-error"]) {
            $0.send("HTTP/1.1 200 ")
            while $0.send(String(repeating: "a", count: 1000)) {}
        },
        Fault(name: "endless interim responses", codes: ["headers-too-large"]) {
            while $0.send("HTTP/1.1 100 Continue\r\nX-I: 1\r\n\r\n") {}
        },
        Fault(name: "endless trailers", codes: ["headers-too-large", "protocol-error"], status: 200) {
            $0.beginChunked()
            $0.send("0\r\n")
            while $0.send("X-Again: and again\r\n") {}
        },
    ]

    @Test(arguments: faults) func `each fault has its word, and what came before it is kept`(fault: Fault) async throws
    {
        let script = fault.script
        try await withFarEnd({ connection in
            if connection.readRequest() != nil { script(connection) }
        }) { farEnd, transport in
            let exchange = await transport.exchange(get(farEnd), limits: generous)
            #expect(fault.codes.contains(exchange.failure?.code ?? "none"), "\(String(describing: exchange.failure))")
            #expect(exchange.text == fault.body)
            if exchange.failure?.code != "headers-too-large" || fault.status == 0 {
                #expect(exchange.status == fault.status)
            }
            #expect((exchange.failure?.detail.utf8.count ?? 0) < 300)
            // The transport is none the worse for it.
            #expect(await transport.exchange(get(farEnd), limits: generous).failure?.code == exchange.failure?.code)
        }
    }

    @Test func `a body without end stops at its limit`() async throws {
        try await withFarEnd({ connection in
            guard connection.readRequest() != nil else { return }
            connection.beginChunked()
            let piece = [UInt8](repeating: 0x61, count: 60_000)
            for _ in 0..<20_000 where !connection.sendChunk(piece) { return }
        }) { farEnd, transport in
            var limits = generous
            limits.bodyBytes = 1_000_000
            let exchange = await transport.exchange(get(farEnd), limits: limits)
            #expect(exchange.failure == .bodyTooLarge(limit: 1_000_000))
            #expect(exchange.status == 200 && exchange.body.count == 1_000_000)
        }
    }

    @Test func `a body of exactly the limit is whole, and one of a byte more is not`() async throws {
        try await withFarEnd({ connection in
            while let request = connection.readRequest() {
                connection.respond(body: String(repeating: "b", count: Int(request.target.dropFirst()) ?? 0))
            }
        }) { farEnd, transport in
            var limits = generous
            limits.bodyBytes = 1000
            let fits = await transport.exchange(get(farEnd, "/1000"), limits: limits)
            #expect(fits.failure == nil && fits.body.count == 1000)
            let exceeds = await transport.exchange(get(farEnd, "/1001"), limits: limits)
            #expect(exceeds.failure == .bodyTooLarge(limit: 1000) && exceeds.body.count == 1000)
            limits.bodyBytes = 0
            let empty = await transport.exchange(get(farEnd, "/0"), limits: limits)
            #expect(empty.failure == nil && empty.status == 200)
            let one = await transport.exchange(get(farEnd, "/1"), limits: limits)
            #expect(one.failure == .bodyTooLarge(limit: 0) && one.body.isEmpty && one.chunks.isEmpty)
        }
    }

    @Test func `more body than announced is not part of the answer`() async throws {
        try await withFarEnd({ connection in
            while connection.readRequest() != nil {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 500 Smuggled\r\n\r\n")
            }
        }) { farEnd, transport in
            let first = await transport.exchange(get(farEnd), limits: generous)
            let second = await transport.exchange(get(farEnd), limits: generous)
            #expect([first.status, second.status] == [200, 200])
            #expect([first.text, second.text] == ["ok", "ok"])
        }
    }

    @Test func `nobody at the port is a failed connection, and an unknown name is one not found`() async throws {
        let farEnd = try FarEndServer { _ in }
        let url = farEnd.url
        farEnd.stop()
        let transport = Transport(environment: [:])
        let refused = await transport.exchange(OutboundRequest(method: "GET", url: url), limits: generous)
        #expect(refused.failure?.code == "connection-failed")
        #expect(refused.peer == "" && refused.phases.connect == nil)
        let unknown = await transport.exchange(
            OutboundRequest(method: "GET", url: "http://nowhere.invalid/?key=sk-hidden"), limits: generous)
        #expect(unknown.failure?.code == "name-not-found")
        #expect(unknown.failure?.detail.contains("sk-hidden") == false)
        await transport.shutDown()
    }
}
