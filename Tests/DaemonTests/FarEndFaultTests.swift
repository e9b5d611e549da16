import Core
import Glibc
import TestSupport
import Testing

extension EndToEnd.Faults {
    @Suite struct FarEndFaultTests {
        @Test func `every fault of a far end gets its name, two attempts at most, and harms nobody else`() async throws
        {
            let far = try ScriptedProvider()
            let plant = try Plant()
            try plant.scratch.write(Plant.suite("sums", probes: 2), to: "probes/sums.json")
            let limits: [(String, JSON)] = [("timeout", "2s"), ("max_response_size", "256KiB")]
            for fault in faults { far.script(fault.name, fault.script) }
            try plant.configure(
                providers: [Plant.provider("healthy", at: far.url("healthy"))]
                    + faults.map {
                        Plant.provider(
                            $0.name, at: far.url($0.name), limits + ($0.streams ? [("stream", true)] : []))
                    }, interval: "3s")
            try await plant.start()
            for fault in faults {
                let samples = try await plant.wait("samples of \(fault.name)", within: .seconds(40)) {
                    let called = plant.calls(fault.name)
                    return called.isEmpty ? nil : called
                }
                for sample in samples {
                    let outcome = sample["outcome"]?.string ?? ""
                    #expect(fault.outcomes.contains(outcome), "\(fault.name): \(sample.text)")
                    #expect((1...2).contains(sample["attempts"]?.int ?? 0), "\(fault.name)")
                    let isScored = ["ok", "refusal", "truncated", "malformed"].contains(outcome)
                    #expect((sample["score"]?.isNull == false) == isScored, "\(fault.name): \(sample.text)")
                }
            }
            let healthy = plant.calls("healthy")
            #expect(healthy.count >= 2)
            #expect(healthy.allSatisfy { $0["outcome"] == "ok" && $0["score"]?.double == 1 })
            #expect(healthy.allSatisfy { ($0["latency_seconds"]?.double ?? 9) < 1.5 })
            for page in ["/", "/metrics", "/traces", "/providers/nothing-but-bytes"] {
                #expect(plant.get(page)?.status == 200, "\(page)")
            }
            #expect(plant.process?.ended == nil)
            #expect(try await plant.stop(within: .seconds(40)) == .code(0))
        }

        @Test func `Retry-After is obeyed, also when it says ten years`() async throws {
            let far = try ScriptedProvider()
            let plant = try Plant()
            let waits = ["seconds": "3", "years": "315360000", "date": "Wed, 01 Jan 2099 00:00:00 GMT"]
            for (name, wait) in waits {
                far.script(name, ScriptedProvider.respond(429, headers: [Header("Retry-After", wait)]))
            }
            try plant.scratch.write(Plant.suite("sums", probes: 1), to: "probes/sums.json")
            let names = ["date", "seconds", "years"]
            try plant.configure(providers: names.map { Plant.provider($0, at: far.url($0)) })
            try await plant.start()
            for name in names {
                let sample = try await plant.wait("a sample of \(name)") {
                    plant.calls(name).first
                }
                #expect(sample["outcome"] == "rate-limited", "\(name)")
            }
            // Three rounds later nobody was asked again who wanted to be left alone for longer.
            try await plant.wait("three more rounds") {
                plant.samples("years").count { $0["outcome"] == "breaker-open" } >= 3 ? true : nil
            }
            #expect(far.requests(of: "years").count == 1)
            #expect(far.requests(of: "date").count == 1)
            try await plant.stop()
        }

        @Test func `under a total outage no more than a tenth is asked beyond what is scheduled`() async throws {
            let far = try ScriptedProvider()
            far.script("acme", ScriptedProvider.respond(503))
            let plant = try Plant()
            try plant.scratch.write(Plant.suite("sums", probes: 20), to: "probes/sums.json")
            try plant.configure(providers: [Plant.provider("acme", at: far.url("acme"))])
            try await plant.start()
            try await plant.wait("sixty samples") { plant.samples("acme").count >= 60 ? true : nil }
            let samples = plant.samples("acme").count
            #expect(Double(far.requests(of: "acme").count) <= 1.1 * Double(samples))
            #expect(plant.status?["providers"]?[0]?["breaker"]?.string != "closed")
            try await plant.stop()
        }
    }
}

/// What a far end does, and what its samples may be called.
private struct Fault: Sendable {
    var name: String
    var outcomes: [String]
    var streams = false
    var script: ScriptedProvider.Script

    init(_ name: String, _ outcomes: [String], streams: Bool = false, _ script: @escaping ScriptedProvider.Script) {
        (self.name, self.outcomes, self.streams, self.script) = (name, outcomes, streams, script)
    }

    /// An error with this status.
    init(status: Int, _ outcome: String, headers: [Header] = []) {
        self.init("status-\(status)", [outcome]) { connection, _ in
            connection.respond(status: status, headers: headers, body: #"{"error":{"message":"It broke."}}"#)
        }
    }
}

private let faults: [Fault] = [
    Fault(status: 301, "bad-request", headers: [Header("Location", "http://127.0.0.1:1/")]),
    Fault(status: 401, "auth"), Fault(status: 402, "money"), Fault(status: 404, "bad-request"),
    Fault(status: 408, "server"), Fault(status: 413, "bad-request"), Fault(status: 429, "rate-limited"),
    Fault(status: 500, "server"), Fault(status: 503, "server"), Fault(status: 529, "rate-limited"),
    Fault("nothing-but-bytes", ["network"], ScriptedProvider.raw([0, 255, 1, 254, 13, 10, 13, 10])),
    Fault("closed-at-once", ["network"], ScriptedProvider.raw([])),
    Fault("empty-body", ["malformed"], ScriptedProvider.respond(200)),
    Fault("a-page", ["error-in-200"], ScriptedProvider.respond(200, "<html>Welcome to nginx</html>")),
    Fault("not-json", ["malformed"], ScriptedProvider.respond(200, "Forty-one.")),
    Fault("error-in-200", ["error-in-200"], ScriptedProvider.respond(200, #"{"error":{"message":"It broke."}}"#)),
    Fault("hang", ["timeout"], ScriptedProvider.hang),
    Fault("reset", ["network"]) { connection, _ in
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
        connection.wait(.milliseconds(20))
        connection.reset()
        return false
    },
    Fault("endless-stream", ["server", "timeout"], streams: true) { connection, _ in
        connection.beginChunked(headers: [Header("Content-Type", "text/event-stream")])
        let words = JSON.string(String(repeating: "x", count: 4000)).text
        let event = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\(words)}}]}\n\n"
        while connection.sendChunk(Array(event.utf8)) {}
        return false
    },
    Fault("stream-cut-short", ["truncated-stream"], streams: true) { connection, _ in
        connection.beginChunked(headers: [Header("Content-Type", "text/event-stream")])
        connection.sendChunk(Array("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"4\"}}]}\n\n".utf8))
        connection.sendChunk([])
        return false
    },
    Fault("drips", ["timeout"], streams: true) { connection, _ in
        connection.beginChunked(headers: [Header("Content-Type", "text/event-stream")])
        while connection.sendChunk(Array(": wait\n\n".utf8)), connection.wait(.milliseconds(100)) {}
        return false
    },
    Fault("invalid-utf8", ["malformed", "ok"]) { connection, _ in
        let head = Array(#"{"choices":[{"index":0,"message":{"content":""#.utf8)
        let body = head + [0xFF, 0xC0, 0x80] + Array(#""}}]}"#.utf8)
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n")
        return connection.send(body)
    },
    Fault("nuls", ["malformed"], ScriptedProvider.respond(200, String(repeating: "\0", count: 5000))),
    Fault("nul-in-answer", ["ok"], ScriptedProvider.respond(200, ScriptedProvider.chat("4\u{0}\u{1B}[2J1").text)),
    Fault(
        "deep-nesting", ["malformed"],
        ScriptedProvider.respond(200, String(repeating: "[", count: 99_000) + String(repeating: "]", count: 99_000))),
    Fault("too-long", ["server"], ScriptedProvider.respond(200, String(repeating: " ", count: 400_000) + "{}")),
    Fault("gzip-bomb", ["server"]) { connection, _ in
        connection.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(bomb.count)\r\n\r\n")
        return connection.send(bomb)
    },
    Fault("wrong-gzip", ["network"]) { connection, _ in
        connection.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 7\r\n\r\nno gzip")
        return connection.send("")
    },
    Fault("many-headers", ["server", "network"]) { connection, _ in
        connection.send("HTTP/1.1 200 OK\r\n")
        while connection.send("X-Flood: \(String(repeating: "x", count: 1000))\r\n") {}
        return false
    },
]

/// Four megabytes of spaces as 4 KB of gzip: one stored deflate stream of back references.
///
/// **Source:** RFC 1951, section 3.2.6: a literal and then length 258, distance 1, in the fixed code.
private let bomb: [UInt8] = {
    var bits: [UInt8] = []
    func put(_ value: Int, _ count: Int) { for bit in (0..<count).reversed() { bits.append(UInt8(value >> bit & 1)) } }
    bits += [1, 1, 0]
    put(0x30 + 32, 8)
    for _ in 0..<(4_000_000 / 258) {
        put(0b1100_0101, 8)
        put(0, 5)
    }
    put(0, 7)
    var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
    for start in stride(from: 0, to: bits.count, by: 8) {
        bytes.append(bits[start..<min(start + 8, bits.count)].enumerated().reduce(0) { $0 | $1.element << $1.offset })
    }
    // The checksum is not looked at before the limit is passed.
    return bytes + [0, 0, 0, 0, 0, 0, 0, 0]
}()
