internal import Alerting
internal import Core
internal import FarEnd
internal import Transport

/// The demo's course: watch, make the far end worse, wait for the alert, heal it, wait for the resolution.
struct DemoScript: Sendable {
    let answers: DemoAnswers
    let farEnd: FarEnd
    let clock: DaemonClock
    let start: Timestamp
    let secret: Secret
    let worsensAfter: Int
    let points: Int
    let limit: Duration
    let keep: Bool
    let show: @Sendable (Demo.Scene) -> Void

    /// What happens to the script.
    private enum Moment: Sendable {
        case second
        case hook(ReceivedHook)
    }

    func play(_ running: Running) async throws -> Demo.Outcome {
        let url = "http://127.0.0.1:\(running.port ?? 0)"
        show(.started(url: url))
        let (moments, post) = AsyncStream<Moment>.makeStream()
        let transport = Transport(environment: [:])
        let outcome = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await hook in farEnd.hooks { post.yield(.hook(hook)) }
            }
            group.addTask {
                while !Task.isCancelled {
                    post.yield(.second)
                    do { try await Task.sleep(for: .milliseconds(500)) } catch { break }
                }
            }
            let outcome = try await follow(moments, transport, url: url)
            group.cancelAll()
            return outcome
        }
        await transport.shutDown()
        return outcome
    }

    private func follow(_ moments: AsyncStream<Moment>, _ transport: Transport, url: String) async throws
        -> Demo.Outcome
    {
        var outcome = Demo.Outcome()
        var filled = 3
        var healsAt: Int?
        var isWorse = false
        let began = ContinuousClock.now
        for await moment in moments {
            if Task.isCancelled { break }
            let elapsed = ContinuousClock.now - began
            let round = Int(((clock.now() - start) / DemoFiles.interval).rounded(.down))
            switch moment {
            case .hook(let hook):
                take(hook, &outcome)
                if outcome.firing, healsAt == nil { healsAt = round + 5 }
                if outcome.resolved, !keep { return outcome }
            case .second:
                if filled < round + 4 {
                    try answers.fill(from: start + DemoFiles.interval * filled, rounds: round + 4 - filled)
                    filled = round + 4
                }
                if round >= worsensAfter, healsAt == nil, !isWorse {
                    isWorse = true
                    farEnd.degrade("sim-large", by: .globalDrop(points: Double(points)))
                    show(.degraded(points: points))
                }
                if isWorse, let at = healsAt, round >= at {
                    isWorse = false
                    farEnd.heal("sim-large")
                    show(.healed)
                }
                if let status = await status(transport, url: url) { show(.status(status, elapsed: elapsed)) }
                if elapsed > limit, !keep { return outcome }
            }
        }
        return outcome
    }

    /// A webhook as a careful receiver takes it: the signature first.
    private func take(_ hook: ReceivedHook, _ outcome: inout Demo.Outcome) {
        do {
            try StandardWebhook.verify(
                headers: hook.headers, body: hook.body, secrets: [secret], at: DaemonClock.wall())
            let body = try JSONParser.parse(hook.body)
            let event = body["data"]?["event"]?.string ?? ""
            if body["data"]?["provider"]?.string == "acme" {
                if event == "firing" { outcome.firing = true }
                if event == "resolved" { outcome.resolved = outcome.firing }
            } else {
                outcome.aboutControl += 1
            }
            show(.alert(event: event, text: AlertText.text(of: body)))
        } catch {
            outcome.forged += 1
            show(.forged(reason: "\(error)"))
        }
    }

    private func status(_ transport: Transport, url: String) async -> JSON? {
        let exchange = await transport.exchange(
            OutboundRequest(method: "GET", url: url + "/api/v1/status"), limits: ExchangeLimits(total: .seconds(5)))
        guard exchange.failure == nil, exchange.status == 200 else { return nil }
        do { return try JSONParser.parse(exchange.body) } catch { return nil }
    }
}
