import Core
import Exposition
import Glibc
import Store
import Synchronization
import Testing

@Suite struct DefenceTests {
    @Test func `a reload needs the token, and does nothing without`() async throws {
        try await SiteUnderTest.run { site in
            for header in [
                nil, "Bearer wrong", "Basic \(SiteUnderTest.token)", "Bearer ", "Bearer \(SiteUnderTest.token)x",
            ] {
                let answer = await site.send(
                    "POST", "/-/reload", headers: header.map { [Header("Authorization", $0)] } ?? [])
                #expect(answer.status == 401 && answer.headers["www-authenticate"]?.hasPrefix("Bearer") == true)
            }
            #expect(site.seen.reloads.withLock { $0 } == 0)
            for method in ["POST", "PUT"] {
                let answer = await site.send(method, "/-/reload", headers: [bearer])
                #expect(answer.status == 200)
            }
            #expect(site.seen.reloads.withLock { $0 } == 2)
        }
    }

    @Test func `without a configured token nothing can be changed`() async throws {
        try await SiteUnderTest.run(token: nil) { site in
            let answer = await site.send("POST", "/-/reload", headers: [bearer])
            #expect(answer.status == 403 && answer.text.contains("No token is configured"))
            #expect(site.seen.reloads.withLock { $0 } == 0)
        }
    }

    @Test func `a refused configuration is 500 with every reason`() async throws {
        let problems = [
            Diagnostic(path: "a.json", line: 1, column: 2, problem: "first"),
            Diagnostic(path: "b.json", problem: "second"),
        ]
        try await SiteUnderTest.run(problems: problems) { site in
            let answer = await site.send("POST", "/-/reload", headers: [bearer])
            #expect(answer.status == 500)
            #expect(answer.text.contains("a.json:1:2: error: first\nb.json: error: second\n"))
        }
    }

    @Test func `an open incident is acknowledged with the token, others are not`() async throws {
        var commit = Commit()
        var resolved = Given.incident(2)
        resolved.state = .resolved
        commit.incidents = [Given.incident(1), resolved]
        try await SiteUnderTest.run(commit: commit) { site in
            func acknowledge(_ id: String, _ headers: [Header]) async -> Int {
                await site.send("POST", "/api/v1/incidents/\(id)/acknowledge", headers: headers).status
            }
            #expect(await acknowledge("0000000000000001", []) == 401)
            #expect(await acknowledge("0000000000000001", [bearer]) == 202)
            #expect(await acknowledge("0000000000000002", [bearer]) == 409)
            #expect(await acknowledge("0000000000000003", [bearer]) == 404)
            #expect(site.seen.acknowledged.withLock { $0 } == [RecordID(1)])
        }
    }

    @Test func `a change is accepted with the token, by name and with a reason, where there is a baseline`()
        async throws
    {
        var commit = Commit()
        var outage = Given.incident(2)
        outage.kind = .outage
        commit.incidents = [Given.incident(1), outage]
        try await SiteUnderTest.run(commit: commit) { site in
            func accept(_ id: String, _ body: String, _ headers: [Header] = [bearer]) async -> Exchange {
                await site.send(
                    "POST", "/api/v1/incidents/\(id)/rebaseline", headers: headers, body: Array(body.utf8))
            }
            let body = #"{"author": "ada", "reason": "the vendor moved to v2"}"#
            #expect(await accept("0000000000000001", body, []).status == 401)
            #expect(await accept("0000000000000001", #"{"author": "ada"}"#).status == 400)
            #expect(await accept("0000000000000001", "yes").status == 400)
            #expect(await accept("0000000000000003", body).status == 404)
            let refused = await accept("0000000000000002", body)
            #expect(refused.status == 409 && refused.text.contains("outage is no change against a baseline"))
            #expect(site.seen.accepted.withLock { $0 }.isEmpty)
            #expect(await accept("0000000000000001", body).status == 202)
            let accepted = site.seen.accepted.withLock { $0 }
            #expect(accepted.map { $0.author } == ["ada"] && accepted.first?.incident == RecordID(1))
        }
    }

    @Test func `methods that an address does not take are 405 and say which it takes`() async throws {
        try await SiteUnderTest.run { site in
            let get = await site.get("/-/reload")
            #expect(get.status == 405 && get.headers["allow"] == "POST, PUT")
            for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
                let answer = await site.send(method, "/", headers: [bearer])
                #expect(answer.status == 405 && answer.headers["allow"] == "GET, HEAD", "\(method)")
            }
        }
    }

    @Test func `a page of another name that resolves to loopback gets nothing`() async throws {
        try await SiteUnderTest.run { site in
            let foreign = await site.get("/api/v1/status", headers: [Header("Host", "evil.example")])
            #expect(foreign.status == 421 && !foreign.text.contains("gpt"))
            #expect(await site.get("/", headers: [Header("Host", "plummet.example")]).status == 200)
        }
    }

    @Test func `a body over the limit is 413, declared or not`() async throws {
        try await SiteUnderTest.run(limits: HTTPLimits(bodyBytes: 1000)) { site in
            let declared = await site.send(
                "POST", "/-/reload", headers: [bearer], body: [UInt8](repeating: 1, count: 1001))
            #expect(declared.status == 413)
            let chunk = String(repeating: "a", count: 600)
            let streamed = try rawExchange(
                site.port,
                "POST /-/reload HTTP/1.1\r\nHost: localhost\r\nAuthorization: \(bearer.value)\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "258\r\n\(chunk)\r\n258\r\n\(chunk)\r\n0\r\n\r\n")
            #expect(streamed.hasPrefix("HTTP/1.1 413"), "\(streamed)")
            #expect(site.seen.reloads.withLock { $0 } == 0)
        }
    }

    @Test func `headers that never end are cut off, and so are headers without bound`() async throws {
        try await SiteUnderTest.run(limits: HTTPLimits(idle: .milliseconds(300))) { site in
            let slow = try rawExchange(site.port, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
            #expect(slow.isEmpty)
            let large = try rawExchange(
                site.port,
                "GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: \(String(repeating: "a", count: 40_000))\r\n\r\n")
            #expect(!large.hasPrefix("HTTP/1.1 200"))
            #expect(await site.get("/-/healthy").status == 200)
        }
    }

    @Test func `what a model says is text on every page, whatever it is`() async throws {
        let hostile = "<script>alert(1)</script>\"'><img src=x onerror=y>\u{0}\u{202E}"
        var commit = Commit()
        commit.samples = [
            (
                Given.sample(1, note: hostile),
                Given.trace(1, question: hostile, answer: hostile, header: Header("x-odd", hostile))
            )
        ]
        commit.incidents = [
            Given.incident(
                2, summary: hostile,
                facts: [
                    "examples": [
                        "after": ["trace": "0000000000000001", "probe": .string(hostile), "answer": .string(hostile)]
                    ],
                    "carried_by": [["scope": .string(hostile), "share": 0.5]], "last_failure": .string(hostile),
                ])
        ]
        commit.transitions = [Transition(incident: RecordID(2), at: Given.now, event: .firing, reason: hostile)]
        var provider = Given.provider(probes: [Given.probe(hostile)])
        provider.model = hostile
        provider.labels = [(hostile, hostile)]
        provider.health.lastFailure = hostile
        var status = Given.status([provider])
        status.incidents = commit.incidents
        status.troubles = [hostile]
        status.sinks = [SinkStatus(name: hostile, lastError: hostile)]
        try await SiteUnderTest.run(status: status, commit: commit) { site in
            let query = "?probe=%3Cscript%3E&provider=%22%3E%3Cscript%3E"
            for path in [
                "/", "/providers/gpt", "/incidents", "/incidents/0000000000000002", "/traces", "/traces\(query)",
                "/traces/0000000000000001",
            ] {
                let answer = await site.get(path)
                #expect(answer.status == 200)
                #expect(!answer.text.contains("<script>") && !answer.text.contains("<img"), "\(path)")
                #expect(!answer.text.unicodeScalars.contains("\u{202E}") && !answer.body.contains(0), "\(path)")
            }
        }
    }

    @Test func `the token is in no answer`() async throws {
        try await SiteUnderTest.run { site in
            for path in ["/", "/metrics", "/api/v1/status", "/api/v1/openapi.json", "/-/ready", "/nothing"] {
                #expect(!(await site.get(path, headers: [bearer]).text.contains(SiteUnderTest.token)), "\(path)")
            }
            #expect(!(await site.send("POST", "/-/reload", headers: [bearer]).text.contains(SiteUnderTest.token)))
        }
    }
}

private let bearer = Header("Authorization", "Bearer \(SiteUnderTest.token)")

/// Sends bytes as they are and gives all that comes back until the far side closes or is silent for five seconds.
private func rawExchange(_ port: Int, _ text: String) throws -> String {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    try #require(socket >= 0)
    defer { close(socket) }
    var timeout = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    try #require(connected == 0)
    let bytes = Array(text.utf8)
    try #require(Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count)
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = recv(socket, &buffer, buffer.count, 0), count > 0 {
        received += buffer[..<count]
        if received.count > 12, text.contains("POST") { break }
    }
    // Silence until the time-out is no end: a connection that is kept open must not look like one that was closed.
    return errno == EAGAIN && received.isEmpty ? "still open" : String(decoding: received, as: UTF8.self)
}
