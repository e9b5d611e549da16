import Core
import TestSupport
import Testing
import Transport

@Suite(.enabled(if: FarEndTLSServer.isAvailable, "the openssl command is not on this machine"))
struct TLSTests {
    private static let answerOnce: FarEndServer.Script = { connection in
        if connection.readRequest() != nil { connection.respond(body: "sealed") }
        connection.hold()
    }

    @Test func `a certificate nobody vouches for is refused`() async throws {
        let farEnd = try FarEndTLSServer(script: Self.answerOnce)
        defer { farEnd.stop() }
        let transport = Transport(environment: [:])
        let exchange = await transport.exchange(OutboundRequest(method: "GET", url: farEnd.url), limits: generous)
        #expect(exchange.failure?.code == "tls")
        #expect(exchange.status == 0 && farEnd.requests.isEmpty)
        await transport.shutDown()
    }

    @Test(arguments: ["route", "CURL_CA_BUNDLE", "SSL_CERT_FILE"])
    func `an authority named by the route or the environment is trusted`(way: String) async throws {
        let farEnd = try FarEndTLSServer(script: Self.answerOnce)
        defer { farEnd.stop() }
        let file = farEnd.certificateFile
        let transport = Transport(environment: way == "route" ? [:] : [way: file])
        let exchange = await transport.exchange(
            OutboundRequest(method: "GET", url: farEnd.url), route: Route(caFile: way == "route" ? file : nil),
            limits: generous)
        #expect(exchange.failure == nil && exchange.text == "sealed")
        let phases = exchange.phases
        let connect = try #require(phases.connect)
        let tls = try #require(phases.tls)
        let ready = try #require(phases.requestReady)
        #expect(connect < tls && tls <= ready)
        await transport.shutDown()
    }

    @Test func `a certificate for another host is refused`() async throws {
        let farEnd = try FarEndTLSServer(script: Self.answerOnce)
        defer { farEnd.stop() }
        let transport = Transport(environment: [:])
        let exchange = await transport.exchange(
            OutboundRequest(method: "GET", url: "https://localhost:\(farEnd.port)/"),
            route: Route(caFile: farEnd.certificateFile), limits: generous)
        #expect(exchange.failure?.code == "tls")
        await transport.shutDown()
    }

    @Test func `a missing file of authorities is a failure of TLS, not trust in everybody`() async throws {
        try await withFarEnd({ $0.hold() }) { farEnd, transport in
            let exchange = await transport.exchange(
                OutboundRequest(method: "GET", url: "https://127.0.0.1:\(farEnd.port)/"),
                route: Route(caFile: "/nonexistent.pem"), limits: generous)
            #expect(exchange.failure?.code == "tls")
        }
    }

    @Test func `plain text, an end or a reset instead of a handshake is a failure of TLS`() async throws {
        try await withFarEnd({ connection in
            switch connection.number {
            case 0: connection.send("HTTP/1.1 200 OK\r\n\r\n")
            case 1:
                _ = connection.read()
                connection.reset()
            default: _ = connection.read()
            }
        }) { farEnd, transport in
            for _ in 0..<3 {
                let exchange = await transport.exchange(
                    OutboundRequest(method: "GET", url: "https://127.0.0.1:\(farEnd.port)/"), limits: generous)
                #expect(exchange.failure?.code == "tls", "\(String(describing: exchange.failure))")
            }
        }
    }

    @Test func `a sealed stream that is cut is a lost connection`() async throws {
        let farEnd = try FarEndTLSServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.beginChunked()
            connection.sendChunk(Array("begun".utf8))
            connection.hold()
        }
        defer { farEnd.stop() }
        let transport = Transport(environment: ["SSL_CERT_FILE": farEnd.certificateFile])
        let exchange = await transport.exchange(
            OutboundRequest(method: "GET", url: farEnd.url), limits: generous, onChunk: { _, _ in farEnd.cut() })
        #expect(exchange.failure?.code == "connection-lost", "\(String(describing: exchange.failure))")
        #expect(exchange.status == 200 && exchange.text == "begun")
        await transport.shutDown()
    }

    @Test func `HTTP/2 is spoken over TLS where both know it, and not when the route asks for HTTP/1`() async throws {
        for (version, spoken) in [(Route.Version.automatic, "2"), (.http1, "1.1")] {
            let farEnd = try FarEndTLSServer(protocols: "h2,http/1.1") { connection in
                if version == .http1 { return Self.answerOnce(connection) }
                serveHTTP2(connection) { _ in .answer("framed") }
            }
            defer { farEnd.stop() }
            let transport = Transport(environment: ["SSL_CERT_FILE": farEnd.certificateFile])
            let exchange = await transport.exchange(
                OutboundRequest(url: farEnd.url, body: Array("{}".utf8)), route: Route(version: version),
                limits: generous)
            #expect(exchange.failure == nil && exchange.status == 200)
            #expect(exchange.httpVersion == spoken)
            await transport.shutDown()
        }
    }

    @Test func `over HTTP/2 a connection is shared, a stream that breaks is lost and others go on`() async throws {
        let farEnd = try FarEndTLSServer(protocols: "h2") { connection in
            serveHTTP2(connection) { [.answer("first"), .hang, .breakOff("half"), .answer("last")][min($0, 3)] }
        }
        defer { farEnd.stop() }
        let transport = Transport(environment: ["SSL_CERT_FILE": farEnd.certificateFile])
        let request = OutboundRequest(method: "GET", url: farEnd.url)
        let first = await transport.exchange(request, limits: generous)
        #expect(first.text == "first" && !first.reusedConnection)
        let hung = await transport.exchange(
            request, limits: ExchangeLimits(total: .seconds(30), firstByte: .seconds(1)))
        #expect(hung.failure == .timeout(.firstByte) && hung.reusedConnection)
        let broken = await transport.exchange(request, limits: generous)
        #expect(broken.failure?.code == "connection-lost", "\(String(describing: broken.failure))")
        #expect(broken.status == 200 && broken.text == "half")
        let last = await transport.exchange(request, limits: generous)
        #expect(last.text == "last" && last.reusedConnection && last.httpVersion == "2")
        await transport.shutDown()
    }
}
