internal import Core
internal import Dialects
internal import Probing

extension ProviderWatch {
    /// A probe is due: it takes a place, waits for one, or is skipped because it is still under way. When the daemon
    /// itself does not keep up, what is too late is let go.
    mutating func offer(_ due: Due, now: Timestamp, _ step: inout WatchStep) {
        let late = now - due.at
        switch step.commons.shedding.offered(late: late, backlog: step.commons.backlog, now: now) {
        case .unchanged: break
        case .startedShedding: step.reports.append(.shedding(true, late: late))
        case .stoppedShedding: step.reports.append(.shedding(false, late: late))
        }
        if let probe = probe(of: due), shed(due, probe, now: now, &step) { return }
        switch lane.offer(due) {
        case .start:
            offered[due.probe] = due
            start([due], now: now, &step)
        case .wait:
            offered[due.probe] = due
        case .refuse(let refusal):
            skip(due, "the probe is still under way (\(refusal))", now: now, &step)
        }
    }

    /// Lets a sample go that is too late while the daemon does not keep up. True when it did.
    private mutating func shed(_ due: Due, _ probe: Probe, now: Timestamp, _ step: inout WatchStep) -> Bool {
        let late = now - due.at
        guard step.commons.shedding.lets(go: late) else { return false }
        finish(due, probe, .shed, note: "plummet itself is \(late.forPeople) behind", now: now, &step)
        return true
    }

    /// Gives each of these its place; where none can be sent now, the place goes to the next that waits.
    mutating func start(_ dues: [Due], now: Timestamp, _ step: inout WatchStep) {
        var ready = dues[...]
        while let due = ready.popFirst() {
            guard let probe = probe(of: due) else {
                ready += release(due)
                continue
            }
            if !send(probe, due, now: now, &step) { ready += release(due) }
        }
    }

    /// Sends the samples that waited for the provider's limits until now.
    mutating func sendPaced(now: Timestamp, _ step: inout WatchStep) {
        let ready = paced.filter { $0.until <= now }.sorted {
            ($0.until, $0.due.at, $0.due.probe) < ($1.until, $1.due.at, $1.due.probe)
        }
        guard !ready.isEmpty else { return }
        paced.removeAll { $0.until <= now }
        start(ready.map(\.due), now: now, &step)
    }

    /// A sample is finished: its place goes to the next that waits.
    mutating func startNext(after due: Due, now: Timestamp, _ step: inout WatchStep) {
        start(release(due), now: now, &step)
    }

    /// Gives back a place; those that may start now.
    private mutating func release(_ due: Due) -> [Due] {
        offered[due.probe] = nil
        return lane.finished(due.probe)
    }

    /// The last moment at which a sample's request may start.
    private func deadline(of due: Due, _ probe: Probe) -> Timestamp {
        asking(probe, of: due.round).start + plan.interval + min(plan.interval, provider.limits.total)
    }

    /// Sends a probe, or records why it was not sent. True when a request is on its way, or waits for the provider's
    /// limits in the place that it has.
    private mutating func send(_ probe: Probe, _ due: Due, now: Timestamp, _ step: inout WatchStep) -> Bool {
        if shed(due, probe, now: now, &step) { return false }
        let deadline = deadline(of: due, probe)
        guard now < deadline else {
            finish(due, probe, .skipped, note: "its round was over before a place came free", now: now, &step)
            return false
        }
        let rendered: RenderedProbe
        do {
            rendered = try Rendering.render(
                probe.asked(at: due.round.start),
                seed: Rendering.seed(probe: probe, round: due.round, rootSeed: rootSeed))
        } catch {
            finish(due, probe, .skipped, note: "it cannot be rendered: \(error)", now: now, &step)
            return false
        }
        let addressee = addressee(of: probe)
        guard let dialect = Dialects.named(addressee.api, options: addressee.options) else {
            finish(due, probe, .skipped, note: "no dialect is called \(addressee.api)", now: now, &step)
            return false
        }
        let (permit, reservation): (Breaker.Permit, Spending.Reservation)
        switch leave(for: rendered, of: probe, deadline: deadline, now: now, &step) {
        case .granted(let admitted, let reserved): (permit, reservation) = (admitted, reserved)
        case .later(let until):
            paced.append((due, until))
            return true
        case .refused(let outcome, let why):
            finish(due, probe, outcome, note: why, now: now, &step)
            return false
        }
        retryBudget.firstAttempt()
        var question = Question(
            api: addressee.api, options: addressee.options, stream: addressee.stream, rendered: rendered,
            redactor: plan.redactor, prices: provider.prices)
        question.past = past(of: probe, round: due.round, seed: rendered.seed)
        issue(
            Asking(
                due: due, probe: probe, provider: addressee, question: question,
                request: dialect.encode(rendered, for: addressee, now: now), deadline: deadline,
                end: self.deadline(of: asking(probe, of: due.round)), detector: detectorFacts, permit: permit,
                reservation: reservation,
                startedAt: now), now: now, &step)
        return true
    }

    private mutating func issue(_ asking: Asking, now: Timestamp, _ step: inout WatchStep) {
        noteNonces(of: asking, now: now)
        lastCall += 1
        let id = CallID(provider: provider.name, number: lastCall)
        calls[id] = asking
        counters.requests += 1
        if asking.attemptsOfRequest > 0 { counters.retries += 1 }
        var route = asking.provider.route
        if schedule.takesOwnConnection(asking.due) { route.reuseConnection = false }
        step.sends.append(
            Call(id: id, question: asking.question, request: asking.traced, route: route, limits: asking.limits))
    }

    /// Sends the second attempts that are due, and next requests that waited for the provider's limits; what may not be
    /// sent any more ends with what its first attempt said.
    mutating func sendSecondAttempts(now: Timestamp, _ step: inout WatchStep) {
        let due = waiting.filter { $0.retryAt <= now }.sorted {
            ($0.retryAt, $0.due.probe) < ($1.retryAt, $1.due.probe)
        }
        guard !due.isEmpty else { return }
        waiting.removeAll { $0.retryAt <= now }
        for var asking in due {
            guard asking.attemptsOfRequest > 0 else {
                goOn(asking, now: now, &step)
                continue
            }
            guard now < asking.deadline else {
                giveUp(asking, now: now, &step)
                continue
            }
            switch leave(
                for: asking.question.rendered, of: asking.probe, deadline: asking.deadline, now: now, &step)
            {
            case .granted(let permit, let held):
                // Written anew, for the signatures of some APIs have a date and are good for minutes.
                let dialect = Dialects.named(asking.provider.api, options: asking.provider.options)
                let request = dialect?.encode(asking.question.rendered, for: asking.provider, now: now)
                asking.ask(request ?? asking.request, permit, held, now: now)
                issue(asking, now: now, &step)
            case .later(let until):
                asking.retryAt = until
                waiting.append(asking)
            case .refused: giveUp(asking, now: now, &step)
            }
        }
    }

    /// The next request of a conversation: admitted, paid for and sent like any other, in the place that the sample holds.
    mutating func goOn(_ asking: Asking, now: Timestamp, _ step: inout WatchStep) {
        // The process is stopping: the sample was never finished, and is taken again after the restart.
        if isDraining { return startNext(after: asking.due, now: now, &step) }
        guard now < asking.deadline else {
            return finish(asking, .skipped, "its round was over before the conversation was", now: now, &step)
        }
        let rendered = asking.question.rendered
        guard let dialect = Dialects.named(asking.provider.api, options: asking.provider.options) else {
            return finish(asking, .skipped, "no dialect is called \(asking.provider.api)", now: now, &step)
        }
        var asking = asking
        switch leave(for: rendered, of: asking.probe, deadline: asking.deadline, now: now, &step) {
        case .refused(let outcome, let why): finish(asking, outcome, why, now: now, &step)
        case .later(let until):
            asking.retryAt = until
            waiting.append(asking)
        case .granted(let permit, let held):
            retryBudget.firstAttempt()
            asking.ask(dialect.encode(rendered, for: asking.provider, now: now), permit, held, now: now)
            issue(asking, now: now, &step)
        }
    }

    /// A request ended: settles money, lets every machine learn from it, then tries again, goes on with the
    /// conversation or finishes the sample.
    mutating func answered(_ id: CallID, _ reply: Reply, now: Timestamp, _ step: inout WatchStep) {
        guard var asking = calls.removeValue(forKey: id) else { return }
        var message = ""
        var failure: CallFailure?
        if case .failure(let failed) = reply.decoded {
            (failure, message) = (failed, plan.redactor.redact(failed.message))
        }
        asking.attempts.append(
            Trace.Attempt(
                startedAt: asking.startedAt, exchange: reply.exchange, outcome: reply.outcome, message: message))
        asking.cost += spending.settle(
            asking.reservation, as: Spending.settlement(outcome: reply.outcome, usage: reply.tokens))
        let reply = learn(from: reply, to: asking, now: now, &step)
        let outcome = reply.outcome
        count(reply)
        if outcome == .cancelled {
            // The process is stopping: the sample was never finished, and is taken again after the restart.
            startNext(after: asking.due, now: now, &step)
            return
        }
        if !asking.probe.isSentinel { asking.findings = hear(reply, to: asking, now: now, &step) }
        if asking.isStale, let anew = askedAnew(asking, reply, now: now), case .granted = retryBudget.retry() {
            waiting.append(anew)
            return
        }
        if let failure, !isDraining, outcome != .ownNetwork, !asking.probe.isSentinel,
            case .retry(let at) = retries.decide(
                failure, attempt: asking.attemptsOfRequest, sample: asking.sample, now: now, deadline: asking.deadline),
            case .granted = retryBudget.retry()
        {
            asking.retryAt = at
            waiting.append(asking)
            return
        }
        // An answer that was bad is not hidden by a second call that failed.
        if !outcome.isScored, let answered = asking.attempts.first(where: { $0.outcome.isScored }) {
            return conclude(asking, asking.question.reply(in: answered.exchange, now: now), now: now, &step)
        }
        conclude(asking, reply, now: now, &step)
    }

    private mutating func count(_ reply: Reply) {
        counters.total.observe(reply.exchange.phases.total)
        if let connect = reply.exchange.phases.connect { counters.connect.observe(connect) }
        if let firstByte = reply.exchange.phases.firstByte { counters.firstByte.observe(firstByte) }
        if let firstToken = reply.firstToken { counters.firstToken.observe(firstToken) }
        counters.inputTokens += reply.tokens?.inputTokens ?? 0
        counters.outputTokens += reply.tokens?.outputTokens ?? 0
    }
}
