import Core
import TestSupport
import Testing
import Transport

@Suite struct DeadlineTests {
    private let short = Duration.milliseconds(600)

    private func limits(total: Duration = .seconds(30), firstByte: Duration = .seconds(30)) -> ExchangeLimits {
        ExchangeLimits(total: total, connect: .seconds(30), firstByte: firstByte)
    }

    @Test func `silence after the request is a timeout of the first byte, by either limit`() async throws {
        try await withFarEnd({ connection in
            if connection.readRequest() != nil { connection.hold() }
        }) { farEnd, transport in
            let byTotal = await transport.exchange(get(farEnd), limits: limits(total: short))
            #expect(byTotal.failure == .timeout(.firstByte))
            let byFirstByte = await transport.exchange(get(farEnd), limits: limits(firstByte: short))
            #expect(byFirstByte.failure == .timeout(.firstByte))
            #expect(byFirstByte.phases.total >= short && byFirstByte.phases.total < short * 25)
            #expect(byFirstByte.status == 0 && byFirstByte.phases.firstByte == nil)
        }
    }

    @Test func `a stream that never ends is a timeout of the body and keeps what came`() async throws {
        try await withFarEnd({ connection in
            guard connection.readRequest() != nil else { return }
            connection.beginChunked()
            while connection.sendChunk(Array("tick\n".utf8)), connection.wait(.milliseconds(20)) {}
        }) { farEnd, transport in
            let limit = Duration.milliseconds(1500)
            let exchange = await transport.exchange(get(farEnd), limits: limits(total: limit, firstByte: limit))
            #expect(exchange.failure == .timeout(.body))
            #expect(exchange.status == 200 && exchange.text.hasPrefix("tick\n"))
        }
    }

    @Test func `the first-byte limit is of no account once a byte came`() async throws {
        try await withFarEnd({ connection in
            while connection.readRequest() != nil {
                connection.send("HTTP/1.1 200 OK\r\n")
                connection.wait(.milliseconds(1700))
                connection.send("Content-Length: 2\r\n\r\nok")
            }
        }) { farEnd, transport in
            let exchange = await transport.exchange(get(farEnd), limits: limits(firstByte: .milliseconds(1500)))
            #expect(exchange.failure == nil && exchange.text == "ok")
        }
    }

    @Test func `silence in the handshake is a timeout of TLS`() async throws {
        try await withFarEnd({ $0.hold() }) { farEnd, transport in
            let request = OutboundRequest(method: "GET", url: "https://127.0.0.1:\(farEnd.port)/")
            var byConnect = limits()
            byConnect.connect = short
            #expect(await transport.exchange(request, limits: byConnect).failure == .timeout(.tls))
            #expect(await transport.exchange(request, limits: limits(total: short)).failure == .timeout(.tls))
            #expect(await transport.exchange(request, limits: limits(firstByte: short)).failure == .timeout(.tls))
        }
    }

    @Test func `a proxy that is silent about the tunnel is a timeout of the connection`() async throws {
        try await withFarEnd({ connection in
            if connection.readRequest() != nil { connection.hold() }
        }) { farEnd, transport in
            let request = OutboundRequest(method: "GET", url: "https://nowhere.invalid/")
            let route = Route(proxy: .url(farEnd.url))
            let exchange = await transport.exchange(request, route: route, limits: limits(total: short))
            #expect(exchange.failure == .timeout(.connect))
        }
    }

    @Test func `an address that swallows packets is a timeout of the connection`() async throws {
        // A listener whose queue is full drops the first packet of further connections.
        let full = try FullListener()
        defer { full.close() }
        let transport = Transport(environment: [:])
        var limits = limits()
        limits.connect = short
        let request = OutboundRequest(method: "GET", url: "http://127.0.0.1:\(full.port)/")
        let exchange = await transport.exchange(request, limits: limits)
        #expect(exchange.failure == .timeout(.connect))
        await transport.shutDown()
    }

    @Test func `too few bytes a second end an exchange, however regularly they come`() async throws {
        try await withFarEnd({ connection in
            guard connection.readRequest() != nil else { return }
            connection.beginChunked()
            while connection.sendChunk([0x61]), connection.wait(.milliseconds(50)) {}
        }) { farEnd, transport in
            var slow = limits()
            slow.lowSpeedBytesPerSecond = 1000
            slow.lowSpeedTime = short
            let exchange = await transport.exchange(get(farEnd), limits: slow)
            #expect(exchange.failure == .lowSpeed)
            #expect(!exchange.body.isEmpty)
            slow.lowSpeedBytesPerSecond = 0
            slow.total = .milliseconds(1500)
            #expect(await transport.exchange(get(farEnd), limits: slow).failure == .timeout(.body))
        }
    }

    @Test func `a long wait for the first byte is not low speed`() async throws {
        try await withFarEnd({ connection in
            while connection.readRequest() != nil {
                connection.wait(.milliseconds(500))
                connection.respond(body: "thought about it")
            }
        }) { farEnd, transport in
            var limits = limits()
            limits.lowSpeedBytesPerSecond = 1000
            limits.lowSpeedTime = .milliseconds(100)
            let exchange = await transport.exchange(get(farEnd), limits: limits)
            #expect(exchange.failure == nil && exchange.text == "thought about it")
        }
    }

    @Test func `a limit of nothing is over at once and not without limit`() async throws {
        try await withFarEnd({ $0.hold() }) { farEnd, transport in
            let exchange = await transport.exchange(get(farEnd), limits: limits(total: .zero))
            #expect(exchange.failure?.code.hasPrefix("timeout-") == true)
        }
    }

    @Test func `one that hangs delays no other`() async throws {
        try await withFarEnd({ connection in
            while let request = connection.readRequest() {
                if request.target == "/hang" { return connection.hold() }
                connection.respond(body: "ok")
            }
        }) { farEnd, transport in
            let slow = limits(total: .seconds(20))
            await withTaskGroup(of: Exchange.self) { group in
                for _ in 0..<20 { group.addTask { await transport.exchange(get(farEnd, "/hang"), limits: slow) } }
                for _ in 0..<20 {
                    let exchange = await transport.exchange(get(farEnd, "/well"), limits: generous)
                    #expect(exchange.failure == nil && exchange.phases.total < .seconds(5))
                }
                group.cancelAll()
                for await hung in group { #expect(hung.failure == .cancelled) }
            }
        }
    }
}
