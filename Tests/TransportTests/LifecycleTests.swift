import Core
import Glibc
import TestSupport
import Testing
import Transport

@Suite struct LifecycleTests {
    @Test func `a cancelled task ends its exchange at once`() async throws {
        try await withFarEnd({ connection in
            if connection.readRequest() != nil { connection.hold() }
        }) { farEnd, transport in
            let task = Task { await transport.exchange(get(farEnd), limits: generous) }
            while farEnd.requests.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
            task.cancel()
            let exchange = await task.value
            #expect(exchange.failure == .cancelled && exchange.status == 0)
            #expect(exchange.phases.total < .seconds(10))
            #expect(exchange.phases.connect != nil)
        }
    }

    @Test func `cancelling amid the body keeps what came`() async throws {
        try await withFarEnd({ connection in
            guard connection.readRequest() != nil else { return }
            connection.beginChunked()
            connection.sendChunk(Array("begun".utf8))
            connection.hold()
        }) { farEnd, transport in
            let heard = Collected<Int>()
            let task = Task {
                await transport.exchange(get(farEnd), limits: generous) { chunk, _ in heard.add(chunk.length) }
            }
            while heard.all.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
            task.cancel()
            let exchange = await task.value
            #expect(exchange.failure == .cancelled && exchange.status == 200 && exchange.text == "begun")
        }
    }

    @Test func `a task that is cancelled already sends nothing`() async throws {
        try await withFarEnd({ $0.hold() }) { farEnd, transport in
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                return await transport.exchange(get(farEnd), limits: generous)
            }
            task.cancel()
            #expect(await task.value.failure == .cancelled)
            #expect(farEnd.connectionCount == 0)
        }
    }

    @Test func `a storm of cancels leaves nothing behind and every exchange answered`() async throws {
        try await withFarEnd({ connection in
            while let request = connection.readRequest() {
                if request.target == "/hang" { return connection.hold() }
                connection.respond(body: "ok")
            }
        }) { farEnd, transport in
            let tasks = (0..<200).map { number in
                Task {
                    if number % 3 == 0 { try? await Task.sleep(for: .milliseconds(number / 10)) }
                    return await transport.exchange(get(farEnd, "/hang"), limits: generous)
                }
            }
            for (number, task) in tasks.enumerated() {
                if number % 2 == 0 { await Task.yield() }
                task.cancel()
            }
            for task in tasks { #expect(await task.value.failure == .cancelled) }
            let after = await transport.exchange(get(farEnd), limits: generous)
            #expect(after.text == "ok")
        }
    }

    @Test func `shutting down ends what is in flight, and what comes later is not begun`() async throws {
        try await withFarEnd({ connection in
            if connection.readRequest() != nil { connection.hold() }
        }) { farEnd, transport in
            let tasks = (0..<10).map { _ in Task { await transport.exchange(get(farEnd), limits: generous) } }
            while farEnd.requests.count < 10 { try await Task.sleep(for: .milliseconds(2)) }
            async let again: Void = transport.shutDown()
            await transport.shutDown()
            await again
            for task in tasks { #expect(await task.value.failure == .shutDown) }
            #expect(await transport.exchange(get(farEnd), limits: generous).failure == .shutDown)
            #expect(farEnd.connectionCount == 10)
        }
    }

    @Test func `many exchanges at once are each answered with their own answer`() async throws {
        try await withFarEnd({ connection in
            while let request = connection.readRequest() { connection.respond(body: request.target) }
        }) { farEnd, transport in
            await withTaskGroup(of: (Int, Exchange).self) { group in
                for number in 0..<300 {
                    group.addTask { (number, await transport.exchange(get(farEnd, "/\(number)"), limits: generous)) }
                }
                for await (number, exchange) in group {
                    #expect(exchange.failure == nil && exchange.text == "/\(number)")
                }
            }
        }
    }

    @Test func `with nothing in flight the driver thread never wakes`() async {
        // In a process of its own, where no other test has a driver.
        await #expect(processExitsWith: .success) {
            try await withFarEnd({ connection in
                while connection.readRequest() != nil { connection.respond() }
            }) { farEnd, transport in
                // A timer left over from the exchange would ring while the thread is watched.
                let limits = ExchangeLimits(firstByte: .seconds(5), lowSpeedTime: .milliseconds(600))
                guard await transport.exchange(get(farEnd), limits: limits).failure == nil else { exit(2) }
                let thread = try #require(try driverThreads().first)
                try await Task.sleep(for: .milliseconds(100))
                let first = try wakeUps(thread)
                try await Task.sleep(for: .milliseconds(1000))
                let second = try wakeUps(thread)
                guard first != nil, first == second else { exit(1) }
            }
        }
    }

    @Test func `a transport that is let go, or shut down, ends its thread`() async {
        await #expect(processExitsWith: .success) {
            var transport: Transport? = Transport(environment: [:])
            await transport?.shutDown()
            transport = Transport(environment: [:])
            transport = nil
            for _ in 0..<500 {
                if try driverThreads().isEmpty { exit(0) }
                try await Task.sleep(for: .milliseconds(10))
            }
            exit(1)
        }
    }
}

/// The ids of the driver threads of this process.
private func driverThreads() throws -> [Int] {
    try threadIDs().filter { id in
        let name = (try? readFile("/proc/self/task/\(id)/comm")) ?? []
        return String(decoding: name, as: UTF8.self).hasPrefix("plummet-curl")
    }
}

/// How often a thread has been scheduled after waiting; nil when it has ended.
private func wakeUps(_ thread: Int) throws -> Int? {
    guard let status = try? readFile("/proc/self/task/\(thread)/status") else { return nil }
    let line = String(decoding: status, as: UTF8.self).split(separator: "\n")
        .first { $0.hasPrefix("voluntary_ctxt_switches:") }
    return line?.split(separator: "\t").last.flatMap { Int($0) }
}
