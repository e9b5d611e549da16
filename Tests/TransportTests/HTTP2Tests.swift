import Core
import TestSupport
import Testing
import Transport

@Suite struct HTTP2Tests {
    private let route = Route(version: .http2)

    @Test func `without TLS each request has its own connection, and none disturbs another`() async throws {
        try await withFarEnd({ connection in
            serveHTTP2(connection) { _ in [.hang, .answer("well"), .breakOff("half")][connection.number % 3] }
        }) { farEnd, transport in
            let hung = Task { await transport.exchange(get(farEnd), route: route, limits: generous) }
            while farEnd.connectionCount == 0 { try await Task.sleep(for: .milliseconds(2)) }
            let well = await transport.exchange(get(farEnd), route: route, limits: generous)
            #expect(well.failure == nil && well.text == "well" && well.httpVersion == "2")
            let broken = await transport.exchange(get(farEnd), route: route, limits: generous)
            #expect(broken.failure?.code == "connection-lost", "\(String(describing: broken.failure))")
            #expect(broken.status == 200 && broken.text == "half")
            hung.cancel()
            #expect(await hung.value.failure == .cancelled)
            #expect(farEnd.connectionCount == 3)
        }
    }

    @Test func `the first byte is that of the response, not of the request's body`() async throws {
        try await withFarEnd({ connection in
            serveHTTP2(connection) { _ in
                if connection.number == 1 { return .hang }
                connection.wait(.milliseconds(200))
                return .answer("late")
            }
        }) { farEnd, transport in
            let request = OutboundRequest(url: farEnd.url, body: Array("{\"prompt\":1}".utf8))
            let late = await transport.exchange(request, route: route, limits: generous)
            #expect(late.text == "late")
            let firstByte = try #require(late.phases.firstByte)
            let ready = try #require(late.phases.requestReady)
            #expect(firstByte - ready >= .milliseconds(150))
            let limits = ExchangeLimits(total: .seconds(30), firstByte: .seconds(1))
            let never = await transport.exchange(request, route: route, limits: limits)
            #expect(never.failure == .timeout(.firstByte) && never.phases.firstByte == nil)
        }
    }

    @Test func `a farewell, nonsense or another protocol ends the exchange with a failure`() async throws {
        for reply in [HTTP2Reply.goAway, .nonsense] {
            try await withFarEnd({ connection in
                serveHTTP2(connection) { _ in reply }
                connection.close()
            }) { farEnd, transport in
                let exchange = await transport.exchange(
                    get(farEnd), route: route, limits: ExchangeLimits(total: .seconds(2)))
                #expect(exchange.failure != nil && exchange.status == 0)
            }
        }
        try await withFarEnd({ connection in
            _ = connection.read()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }) { farEnd, transport in
            let exchange = await transport.exchange(get(farEnd), route: route, limits: generous)
            #expect(exchange.failure != nil && exchange.status == 0)
        }
    }
}
