import Core
import Glibc
import TestSupport
import Testing
import Transport

/// What a far end sends must not fill memory. Each test measures in a process of its own.
@Suite struct MemoryTests {
    @Test func `a small answer that unpacks to a gibibyte stops at the limit and costs no memory`() async {
        await #expect(processExitsWith: .success) {
            let bomb = try fixture("zeros-1GiB.gz.gz")
            try await withFarEnd({ connection in
                let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\nContent-Length: \(bomb.count)\r\n\r\n"
                while connection.readRequest() != nil { connection.send(Array(head.utf8) + bomb) }
            }) { farEnd, transport in
                let before = try residentMemory()
                let exchange = await transport.exchange(get(farEnd), limits: generous)
                try demand(exchange.failure == .bodyTooLarge(limit: generous.bodyBytes))
                try demand(exchange.body.count == generous.bodyBytes)
                try demand(residentMemory() - before < 48 << 20)
            }
        }
    }

    @Test func `far ends that flood do not fill memory, many at once or one after another`() async {
        await #expect(processExitsWith: .success) {
            try await withFarEnd({ connection in
                while connection.readRequest() != nil {
                    connection.beginChunked()
                    let piece = [UInt8](repeating: 0x61, count: 60_000)
                    while connection.sendChunk(piece) {}
                }
            }) { farEnd, transport in
                var limits = generous
                limits.bodyBytes = 100_000
                func flood() async {
                    await withTaskGroup(of: Void.self) { group in
                        for _ in 0..<16 {
                            group.addTask { [limits] in _ = await transport.exchange(get(farEnd), limits: limits) }
                        }
                    }
                }
                await flood()
                let before = try residentMemory()
                for _ in 0..<10 { await flood() }
                try demand(residentMemory() - before < 24 << 20)
            }
        }
    }

    @Test func `endless headers do not fill memory`() async {
        await #expect(processExitsWith: .success) {
            try await withFarEnd({ connection in
                guard connection.readRequest() != nil else { return }
                connection.send("HTTP/1.1 200 OK\r\n")
                let lines = String(repeating: "X-Again: and again\r\n", count: 1000)
                while connection.send(lines) {}
            }) { farEnd, transport in
                _ = await transport.exchange(get(farEnd), limits: generous)
                let before = try residentMemory()
                for _ in 0..<50 { _ = await transport.exchange(get(farEnd), limits: generous) }
                try demand(residentMemory() - before < 16 << 20)
            }
        }
    }
}

/// In a process of its own an expectation that fails has to be an exit code.
private func demand(_ holds: Bool) throws { if !holds { exit(1) } }
