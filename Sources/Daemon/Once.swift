package import Core
internal import Detection
internal import Engine
internal import Settings
internal import Transport

/// One round now, through the same engine as the daemon's, with nothing stored: for a look, and for CI.
package struct Once: Sendable {
    /// What is asked: all providers and suites where these are nil. A selection is a suite, too.
    package var provider: String?
    package var suite: String?
    private let files: SettingsFiles
    private let environment: [String: String]

    package init(configPath: String, environment: [String: String], provider: String?, suite: String?) {
        files = SettingsFiles(configPath: configPath, secrets: Secrets(environment: environment))
        self.environment = environment
        self.provider = provider
        self.suite = suite
    }

    /// Asks every probe once. `progress` hears (done, of, the sample) after each, `kept` each sample that was sent with its
    /// trace; the result is in order of provider and probe.
    package func run(
        progress: (Int, Int, Sample) -> Void, kept: (Sample, Trace) throws -> Void = { _, _ in }
    ) async throws -> [Sample] {
        let (loaded, diagnostics) = files.load()
        guard let settings = loaded else { throw DaemonFailure.settings(diagnostics) }
        var plan = Plan(settings)
        // Late in so long a round everything is overdue, and no other round comes before the end.
        plan.interval = .seconds(86_400)
        plan.lateLimit = Plan.usualLateLimit(interval: plan.interval)
        plan.watched = plan.watched.filter { provider == nil || $0.provider.name == provider }
        for index in plan.watched.indices {
            guard let suite else { continue }
            plan.watched[index].probes.removeAll { !settings.suite(suite, asks: $0) }
        }
        let expected = plan.watched.reduce(0) { $0 + $1.probes.count }
        guard expected > 0 else { throw OnceFailure.nothingToAsk(provider: provider, suite: suite) }
        let samples = try await ask(plan, expected: expected, progress: progress, kept: kept)
        return samples.sorted { ($0.provider, $0.probe) < ($1.provider, $1.probe) }
    }

    private func ask(
        _ plan: Plan, expected: Int, progress: (Int, Int, Sample) -> Void, kept: (Sample, Trace) throws -> Void
    ) async throws -> [Sample] {
        let transport = Transport(environment: environment)
        let mailbox = Mailbox()
        let round = Round(at: DaemonClock.wall(), interval: plan.interval)
        var offset = round.start + plan.interval * 43 / 50 - DaemonClock.wall()
        func now() -> Timestamp { DaemonClock.wall() + offset }
        var engine = Engine(plan: plan, rootSeed: 0, recovered: Recovered(), now: now())
        var samples: [Sample] = []
        var isPlanned = false
        try await withThrowingDiscardingTaskGroup { group in
            mailbox.post(.tick)
            while samples.count < expected {
                for event in await mailbox.take().events {
                    let step = engine.handle(event, now: now())
                    if !isPlanned {
                        // What is overdue was spread over a minute; here nobody wants to wait for it.
                        isPlanned = true
                        offset += .seconds(61)
                        mailbox.post(.tick)
                    }
                    for (sample, trace) in step.commit.samples where sample.round == round {
                        samples.append(sample)
                        progress(samples.count, expected, sample)
                        if let trace { try kept(sample, trace) }
                    }
                    for case .send(let call) in step.effects {
                        group.addTask {
                            let exchange = await transport.exchange(
                                call.request, route: call.route, limits: call.limits)
                            mailbox.post(.answered(call.id, call.question.reply(in: exchange, now: DaemonClock.wall())))
                        }
                    }
                }
                let wait = max(.milliseconds(1), min(engine.nextWake - now(), .seconds(1)))
                group.addTask {
                    do { try await Task.sleep(for: wait) } catch { return }
                    mailbox.post(.tick)
                }
            }
            group.cancelAll()
        }
        await transport.shutDown()
        return samples
    }
}

/// Why one round could not be run.
package enum OnceFailure: Error, CustomStringConvertible {
    case nothingToAsk(provider: String?, suite: String?)

    package var description: String {
        switch self {
        case .nothingToAsk(let provider, let suite):
            "no probe matches" + (provider.map { " --provider \($0)" } ?? "") + (suite.map { " --suite \($0)" } ?? "")
                + "; see the names in the configuration and the probe files"
        }
    }
}
