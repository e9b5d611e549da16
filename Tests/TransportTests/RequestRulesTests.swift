import Core
import TestSupport
import Testing
import Transport

@Suite struct RequestRulesTests {
    @Test(arguments: [
        Header("X-A", "1\r\nX-B: 2"), Header("X-A", "1\n2"), Header("X-A", "1\r2"), Header("X-A", "1\u{0}2"),
        Header("X-A", "1\u{7F}"), Header("X-A\r\nX-B", "1"), Header("X A", "1"), Header("X:A", "1"), Header("", "1"),
        Header("X-Ä", "1"), Header("Content-Length", "5"), Header("transfer-encoding", "chunked"),
        Header("Connection", "upgrade"),
    ])
    func `a header that would break its line, or is not the caller's, is refused before anything is sent`(
        header: Header
    ) async throws {
        try await withFarEnd({ $0.hold() }) { farEnd, transport in
            var request = get(farEnd)
            request.headers = [Header("Fine", "yes"), header]
            #expect(await transport.exchange(request, limits: generous).failure?.code == "bad-request")
            request.headers = []
            let secret = Secret(name: "s", bytes: Array(header.value.utf8))
            request.secretHeaders = [SecretHeader(header.name, secret)]
            let exchange = await transport.exchange(request, limits: generous)
            #expect(exchange.failure?.code == "bad-request")
            if header.value.count > 1 { #expect(exchange.failure?.detail.contains(header.value) == false) }
            #expect(farEnd.connectionCount == 0)
        }
    }

    @Test func `a prefix cannot smuggle a line in either`() async throws {
        try await withFarEnd({ $0.hold() }) { farEnd, transport in
            var request = get(farEnd)
            let secret = Secret(name: "s", bytes: Array("sk".utf8))
            request.secretHeaders = [SecretHeader("X-Key", prefix: "a\r\nb: ", secret)]
            #expect(await transport.exchange(request, limits: generous).failure?.code == "bad-request")
            #expect(farEnd.connectionCount == 0)
        }
    }

    @Test(arguments: [
        "", "/path", "127.0.0.1", "example.com:80/x", "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/",
        "http://", "http://127.0.0.1:99999/", "http://127.0.0.1/ x", "http://127.0.0.1/\r\nX: y",
        "http://127.0.0.1/\u{0}",
        "http://[::1", "http://a b/", "://x", "HTTP+UNIX://x/",
    ])
    func `a URL that is not an absolute one of HTTP is refused`(url: String) async {
        let transport = Transport(environment: [:])
        let exchange = await transport.exchange(OutboundRequest(method: "GET", url: url), limits: generous)
        #expect(exchange.failure?.code == "bad-request", "\(String(describing: exchange.failure))")
        await transport.shutDown()
    }

    @Test(arguments: ["", "GE T", "GET\r\nX: y", "GET /x HTTP/1.1\r\n", "GÉT"])
    func `a method that is not a word is refused`(method: String) async throws {
        try await withFarEnd({ $0.hold() }) { farEnd, transport in
            let request = OutboundRequest(method: method, url: farEnd.url)
            #expect(await transport.exchange(request, limits: generous).failure?.code == "bad-request")
            #expect(farEnd.connectionCount == 0)
        }
    }

    @Test func `a scheme in capitals is the same scheme`() async throws {
        try await withFarEnd({ connection in
            while connection.readRequest() != nil { connection.respond() }
        }) { farEnd, transport in
            let request = OutboundRequest(method: "GET", url: "HTTP://127.0.0.1:\(farEnd.port)/")
            #expect(await transport.exchange(request, limits: generous).status == 200)
        }
    }
}
