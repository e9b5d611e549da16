import Core
import TestSupport
import Testing
import Transport

@Suite struct ExchangeTests {
    @Test func `a GET brings status, version, headers, body, times and peer`() async throws {
        try await withFarEnd({ connection in
            while connection.readRequest() != nil {
                connection.respond(status: 203, headers: [Header("X-One", " 1 "), Header("x-one", "2")], body: "hello")
            }
        }) { farEnd, transport in
            let exchange = await transport.exchange(get(farEnd, "/a?b=c"), limits: generous)
            #expect(exchange.failure == nil)
            #expect(exchange.status == 203)
            #expect(exchange.httpVersion == "1.1")
            #expect(exchange.headers.filter { $0.name.lowercased() == "x-one" }.map(\.value) == ["1", "2"])
            #expect(exchange.text == "hello")
            #expect(exchange.peer == "127.0.0.1:\(farEnd.port)")
            #expect(!exchange.reusedConnection)
            let phases = exchange.phases
            let steps = [phases.nameLookup, phases.connect, phases.requestReady, phases.firstByte, phases.total]
            let times = steps.compactMap { $0 }
            #expect(times.count == 5)
            #expect(times == times.sorted())
            #expect(phases.tls == nil)
            #expect(exchange.chunks.map(\.length) == [5])
            let request = try #require(farEnd.requests.first)
            #expect(request.method == "GET" && request.target == "/a?b=c" && request.body.isEmpty)
            #expect(request.headers["accept-encoding"]?.contains("gzip") == true)
        }
    }

    @Test func `a POST sends exactly its bytes and headers, and nothing of a web form`() async throws {
        try await withFarEnd({ connection in
            while connection.readRequest() != nil { connection.respond() }
        }) { farEnd, transport in
            let body = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            let secret = Secret(name: "env KEY", bytes: Array("sk-123".utf8))
            let request = OutboundRequest(
                url: farEnd.url, headers: [Header("X-Empty", ""), Header("X-Word", "ä b")],
                secretHeaders: [SecretHeader("Authorization", prefix: "Bearer ", secret)], body: body)
            let exchange = await transport.exchange(request, limits: generous)
            #expect(exchange.failure == nil && exchange.status == 200)
            let seen = try #require(farEnd.requests.first)
            #expect(seen.method == "POST" && seen.body == body)
            #expect(seen.headers["authorization"] == "Bearer sk-123")
            #expect(seen.headers["x-empty"] == "" && seen.headers["x-word"] == "ä b")
            #expect(seen.headers["content-type"] == nil && seen.headers["expect"] == nil)
        }
    }

    @Test(arguments: [("POST", ""), ("PUT", "x"), ("DELETE", ""), ("PATCH", "y"), ("GET", "z"), ("HEAD", "")])
    func `a method and its body arrive as given`(method: String, body: String) async throws {
        try await withFarEnd({ connection in
            while let request = connection.readRequest() {
                if request.method == "HEAD" { connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n") }
                connection.respond(body: "ok")
            }
        }) { farEnd, transport in
            let request = OutboundRequest(method: method, url: farEnd.url, body: Array(body.utf8))
            let exchange = await transport.exchange(request, limits: generous)
            #expect(exchange.failure == nil && exchange.status == 200)
            #expect(exchange.text == (method == "HEAD" ? "" : "ok"))
            #expect(farEnd.requests.map(\.method) == [method])
            #expect(farEnd.requests.first?.body == Array(body.utf8))
        }
    }

    @Test func `a connection is used again unless the route asks for one of its own`() async throws {
        try await withFarEnd({ connection in
            while connection.readRequest() != nil { connection.respond(body: "\(connection.number)") }
        }) { farEnd, transport in
            let first = await transport.exchange(get(farEnd), limits: generous)
            let second = await transport.exchange(get(farEnd), limits: generous)
            let own = await transport.exchange(get(farEnd), route: Route(reuseConnection: false), limits: generous)
            let fourth = await transport.exchange(get(farEnd), limits: generous)
            #expect([first, second, own, fourth].map(\.reusedConnection) == [false, true, false, true])
            #expect([first, second, own, fourth].map(\.text) == ["0", "0", "1", "0"])
            #expect(second.phases.connect == nil && second.phases.nameLookup == nil)
            #expect(farEnd.connectionCount == 2)
        }
    }

    @Test func `a kept connection that the far end has closed meanwhile harms no exchange`() async throws {
        try await withFarEnd({ connection in
            guard connection.readRequest() != nil else { return }
            connection.respond(body: "once")
            // Every other connection dies only when it is used again.
            if connection.number % 2 == 0 { _ = connection.readRequest() }
        }) { farEnd, transport in
            for _ in 0..<6 {
                let exchange = await transport.exchange(get(farEnd), limits: generous)
                #expect(exchange.failure == nil && exchange.text == "once" && !exchange.reusedConnection)
            }
        }
    }

    @Test func `a body that nobody reads ends with the limits of the exchange`() async throws {
        try await withFarEnd({ $0.wait(.seconds(20)) }) { farEnd, transport in
            let request = OutboundRequest(url: farEnd.url, body: [UInt8](repeating: 0x61, count: 16 << 20))
            let limits = ExchangeLimits(total: .seconds(20), firstByte: .seconds(2))
            let exchange = await transport.exchange(request, limits: limits)
            #expect(exchange.failure == .timeout(.firstByte) && exchange.phases.firstByte == nil)
        }
    }

    @Test func `the wait for an answer to a long request ends with its first byte`() async throws {
        try await withFarEnd({ connection in
            while connection.readRequest() != nil {
                connection.wait(.milliseconds(200))
                connection.respond()
            }
        }) { farEnd, transport in
            let request = OutboundRequest(url: farEnd.url, body: [UInt8](repeating: 0x61, count: 300_000))
            let exchange = await transport.exchange(request, limits: generous)
            let firstByte = try #require(exchange.phases.firstByte)
            #expect(firstByte >= .milliseconds(190) && firstByte <= exchange.phases.total)
        }
    }

    @Test func `a redirect is the answer unless the route follows it`() async throws {
        try await withFarEnd({ connection in
            while let request = connection.readRequest() {
                if request.target == "/new" {
                    connection.respond(headers: [Header("X-Last", "yes")], body: "there")
                } else {
                    connection.respond(status: 301, headers: [Header("Location", "/new")], body: "moved")
                }
            }
        }) { farEnd, transport in
            let kept = await transport.exchange(get(farEnd, "/old"), limits: generous)
            #expect(kept.status == 301 && kept.failure == nil && kept.text == "moved")
            let followed = await transport.exchange(get(farEnd, "/old"), route: Route(redirects: 1), limits: generous)
            #expect(followed.status == 200 && followed.text == "there" && followed.headers["x-last"] == "yes")
            #expect(followed.headers["location"] == nil)
        }
    }

    @Test func `a circle of redirects ends, and one to a file is refused`() async throws {
        try await withFarEnd({ connection in
            while let request = connection.readRequest() {
                let target = request.target == "/file" ? "file:///etc/hostname" : "/again"
                connection.respond(status: 302, headers: [Header("Location", target)])
            }
        }) { farEnd, transport in
            let circle = await transport.exchange(get(farEnd), route: Route(redirects: 5), limits: generous)
            #expect(circle.failure?.code == "protocol-error")
            #expect(farEnd.requests.count == 6)
            let file = await transport.exchange(get(farEnd, "/file"), route: Route(redirects: 5), limits: generous)
            #expect(file.failure?.code == "protocol-error")
            #expect(file.body.isEmpty)
        }
    }

    @Test func `a secret never travels along a redirect`() async throws {
        let other = try FarEndServer { connection in
            while connection.readRequest() != nil { connection.respond() }
        }
        defer { other.stop() }
        let elsewhere = other.url
        try await withFarEnd({ connection in
            while connection.readRequest() != nil {
                connection.respond(status: 307, headers: [Header("Location", elsewhere)])
            }
        }) { farEnd, transport in
            var request = get(farEnd)
            request.secretHeaders = [SecretHeader("x-api-key", Secret(name: "key", bytes: Array("hidden".utf8)))]
            let exchange = await transport.exchange(request, route: Route(redirects: 3), limits: generous)
            #expect(exchange.status == 307 && exchange.failure == nil)
            #expect(other.connectionCount == 0)
        }
    }

    @Test func `interim responses leave no trace in the final one`() async throws {
        try await withFarEnd({ connection in
            while connection.readRequest() != nil {
                connection.send("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
                connection.respond(body: "final")
            }
        }) { farEnd, transport in
            let exchange = await transport.exchange(get(farEnd), limits: generous)
            #expect(exchange.status == 200 && exchange.text == "final" && exchange.headers["link"] == nil)
        }
    }

    @Test func `trailers are not headers`() async throws {
        try await withFarEnd({ connection in
            while connection.readRequest() != nil {
                connection.beginChunked()
                connection.send("2\r\nhi\r\n0\r\nX-Trailer: late\r\n\r\n")
            }
        }) { farEnd, transport in
            let exchange = await transport.exchange(get(farEnd), limits: generous)
            #expect(exchange.failure == nil && exchange.text == "hi")
            #expect(exchange.headers["x-trailer"] == nil)
        }
    }

    @Test func `pieces of a stream are reported as they come, with growing times`() async throws {
        let events = (0..<5).map { "data: {\"n\":\($0)}\n\n" }
        let heard = Collected<(Exchange.Chunk, [UInt8])>()
        try await withFarEnd({ connection in
            while connection.readRequest() != nil {
                connection.beginChunked(headers: [Header("Content-Type", "text/event-stream")])
                for (number, event) in events.enumerated() {
                    connection.sendChunk(Array(event.utf8))
                    // The pause begins when the piece has been heard, so that a busy machine cannot shorten it.
                    while heard.all.count <= number, connection.wait(.milliseconds(2)) {}
                    connection.wait(.milliseconds(40))
                }
                connection.sendChunk([])
            }
        }) { farEnd, transport in
            let exchange = await transport.exchange(get(farEnd), limits: generous) { heard.add(($0, $1)) }
            #expect(exchange.failure == nil && exchange.text == events.joined())
            #expect(exchange.chunks.map(\.length) == events.map(\.utf8.count))
            #expect(heard.all.map(\.0) == exchange.chunks)
            #expect(heard.all.flatMap(\.1) == exchange.body)
            let times = exchange.chunks.map(\.at)
            #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 >= .milliseconds(35) })
            let first = try #require(exchange.phases.firstByte)
            #expect(first <= times[0] && times[4] <= exchange.phases.total)
        }
    }

    @Test func `times of at most 4096 pieces are kept, and no byte is lost`() async throws {
        try await withFarEnd({ connection in
            while connection.readRequest() != nil {
                connection.beginChunked()
                for _ in 0..<600 { connection.send(String(repeating: "1\r\nx\r\n", count: 10)) }
                connection.sendChunk([])
            }
        }) { farEnd, transport in
            let exchange = await transport.exchange(get(farEnd), limits: generous)
            #expect(exchange.failure == nil && exchange.body.count == 6000)
            #expect(exchange.chunks.count <= Exchange.maximumChunks)
            #expect(exchange.chunks.reduce(0) { $0 + $1.length } == 6000)
        }
    }

    @Test func `a proxy of the route, or of the environment, gets the whole URL`() async throws {
        let proxy = try FarEndServer { connection in
            while connection.readRequest() != nil { connection.respond(body: "by proxy") }
        }
        defer { proxy.stop() }
        let request = OutboundRequest(method: "GET", url: "http://nowhere.invalid/x")
        let plain = Transport(environment: [:])
        let named = await plain.exchange(request, route: Route(proxy: .url(proxy.url)), limits: generous)
        #expect(named.failure == nil && named.text == "by proxy")
        let surrounded = Transport(environment: ["http_proxy": proxy.url, "no_proxy": "127.0.0.1"])
        let found = await surrounded.exchange(request, limits: generous)
        #expect(found.text == "by proxy")
        #expect(proxy.requests.map(\.target) == ["http://nowhere.invalid/x", "http://nowhere.invalid/x"])
        let direct = await surrounded.exchange(get(proxy, "/direct"), limits: generous)
        #expect(direct.text == "by proxy" && proxy.requests.last?.target == "/direct")
        let none = await surrounded.exchange(request, route: Route(proxy: .none), limits: generous)
        #expect(none.failure?.code == "name-not-found")
        await plain.shutDown()
        await surrounded.shutDown()
    }

    @Test func `a proxy that refuses the tunnel is the proxy's failure and no answer`() async throws {
        try await withFarEnd({ connection in
            while connection.readRequest() != nil { connection.respond(status: 407, body: "who are you") }
        }) { farEnd, transport in
            let request = OutboundRequest(method: "GET", url: "https://nowhere.invalid/x")
            let exchange = await transport.exchange(request, route: Route(proxy: .url(farEnd.url)), limits: generous)
            #expect(exchange.failure?.code == "proxy")
            #expect(exchange.status == 0 && exchange.body.isEmpty && exchange.headers.isEmpty)
            #expect(farEnd.requests.map(\.method) == ["CONNECT"])
        }
    }

    @Test func `the version of libcurl is told`() {
        #expect(Transport.libraryVersion.hasPrefix("libcurl/"))
    }
}
