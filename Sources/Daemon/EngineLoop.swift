internal import Alerting
internal import Core
internal import Engine
internal import Logging
internal import ServiceLifecycle
internal import Store
internal import Synchronization
internal import Transport

/// The one task that owns the engine: takes what happened, makes the commit safe, then does what follows from it.
struct EngineLoop: Service, CustomStringConvertible {
    /// What the service group calls it; without this it would print the whole engine.
    var description: String { "engine" }

    let mailbox: Mailbox
    let clock: DaemonClock
    let store: Store
    let transport: Transport
    let sinks: SinkBoard
    let condition: Condition
    let notify: Notify
    let logger: Logger
    /// How long calls in flight may go on after the process was told to stop.
    let drainDeadline: Duration
    /// The engine as it was recovered from the store.
    let engine: Engine

    func run() async throws {
        // A cancelled group (another service failed) ends like a stop: what is in flight may end, and is stored.
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await loop()
            } onGracefulShutdown: {
                mailbox.post(.drain)
            }
        } onCancel: {
            mailbox.post(.drain)
        }
    }

    private func loop() async throws {
        var engine = engine
        defer { mailbox.retire(engine) }
        try await withThrowingDiscardingTaskGroup { group in
            var armed = Timestamp.distantFuture
            var stopBy: Timestamp?
            mailbox.post(.tick)
            while true {
                let (events, inquiries) = await mailbox.take()
                if !events.isEmpty {
                    let now = clock.now()
                    var step = Step()
                    for (index, event) in events.enumerated() {
                        // A tick is a timer that has rung, whatever the clock says: it has to be set again.
                        if case .tick = event { armed = .distantFuture }
                        if case .drain = event, stopBy == nil { stopBy = now + drainDeadline }
                        step.append(engine.handle(event, now: now, backlog: events.count - index - 1))
                    }
                    try await commit(step.commit, of: engine)
                    for effect in step.effects { perform(effect, in: &group) }
                    progressed()
                }
                for inquiry in inquiries { inquiry(engine) }
                if let stopBy {
                    if engine.inFlight == 0 { break }
                    if clock.now() >= stopBy { await transport.shutDown() }
                }
                let wake = min(engine.nextWake, stopBy ?? .distantFuture, clock.now() + idleLimit)
                if wake < armed {
                    armed = wake
                    group.addTask { [clock, mailbox] in
                        // Only a stop cuts the sleep short, and then nobody waits for the tick.
                        do { try await clock.sleep(until: wake) } catch { return }
                        mailbox.post(.tick)
                    }
                }
            }
            group.cancelAll()
        }
    }

    /// The longest the loop sleeps: it has to show the watchdog that it lives, and to notice a clock that was set forward.
    private var idleLimit: Duration { min(notify.watchdogInterval ?? .seconds(30), .seconds(30)) }

    private func progressed() {
        if notify.watchdogInterval != nil { notify.watchdog() }
        condition.setClockLead(clock.lead)
    }

    /// Tries until it is safe: nothing is lost while the disk is full, and nothing goes on that was not stored.
    /// Told to stop meanwhile, it gives up after the drain deadline.
    private func commit(_ commit: Commit, of engine: Engine) async throws {
        guard !commit.isEmpty else { return }
        var wait = Duration.milliseconds(500)
        var giveUpAt: ContinuousClock.Instant?
        while true {
            do {
                try await store.commit(commit)
                if condition.clear(.storage) {
                    logger.notice("the store can be written again")
                    notify.status("running")
                }
                return
            } catch {
                if Task.isShuttingDownGracefully { giveUpAt = giveUpAt ?? .now + drainDeadline }
                if !error.isRetryable || giveUpAt.map({ $0 <= .now }) == true { throw error }
                if condition.raise(.storage, "the store cannot be written: \(error)") {
                    logger.error(
                        "the store cannot be written; nothing is lost, nothing goes on until it can",
                        metadata: ["error": "\(error)"])
                }
                notify.status("the store cannot be written: \(error)")
                notify.watchdog()
                try await pause(for: wait, answeringFrom: engine)
                wait = min(wait * 2, giveUpAt == nil ? min(.seconds(15), idleLimit) : .seconds(1))
            }
        }
    }

    /// Waits, and answers questions meanwhile: a daemon that cannot write is still able to say so.
    private func pause(for wait: Duration, answeringFrom engine: Engine) async throws {
        let end = ContinuousClock.now + wait
        let wasStopping = Task.isShuttingDownGracefully
        while ContinuousClock.now < end, wasStopping == Task.isShuttingDownGracefully {
            for inquiry in mailbox.takeInquiries() { inquiry(engine) }
            try await Task.sleep(for: .milliseconds(100), tolerance: .milliseconds(50))
        }
    }

    private func perform(_ effect: Effect, in group: inout ThrowingDiscardingTaskGroup<any Error>) {
        switch effect {
        case .send(let call):
            group.addTask { [transport, clock, mailbox] in
                let exchange = await transport.exchange(call.request, route: call.route, limits: call.limits)
                mailbox.post(.answered(call.id, call.question.reply(in: exchange, now: clock.now())))
            }
        case .deliver(let notification):
            group.addTask { [transport, sinks, mailbox] in
                mailbox.post(.delivered(notification.id, await sinks.deliver(notification, over: transport)))
            }
        case .report(let report): ReportLog(logger: logger).write(report)
        }
    }
}

extension Step {
    /// Adds what a later event of the same turn asks for.
    mutating func append(_ later: Step) {
        commit.append(later.commit)
        effects += later.effects
    }
}
