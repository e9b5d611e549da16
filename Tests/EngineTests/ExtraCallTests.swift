import Alerting
import Core
import Detection
import Probing
import Testing

@testable import Engine

/// What holds for the extra calls of a slot, whoever asked for them.
@Suite struct ExtraCallTests {
    private static let day = Duration.seconds(86_400)

    /// A watch whose detector asks for a wave.
    private func stirred() throws -> LearntWatch {
        var learnt = try #require(LearntWatch())
        learnt.stir(3)
        return learnt
    }

    /// The same with the wave under way.
    private func inWave() throws -> LearntWatch {
        var learnt = try stirred()
        learnt.watch.beginWave(of: learnt.slot, number: 1, now: learnt.now, &learnt.step)
        try #require(learnt.watch.burst?.due.isEmpty == false)
        return learnt
    }

    private func answer(_ call: Call, at now: Timestamp, model: String) -> Reply {
        let message: JSON = ["role": "assistant", "content": "7"]
        let body: JSON = [
            "id": .string("r-\(call.id.number)"), "model": .string(model),
            "choices": [["index": 0, "finish_reason": "stop", "message": message]],
            "usage": ["prompt_tokens": 20, "completion_tokens": 3],
        ]
        let headers = [Header("content-type", "application/json")]
        return call.question.reply(in: Exchange(status: 200, headers: headers, body: body.bytes), now: now)
    }

    /// Answers everything that is sent, and what is sent after that. Gives the number of answers.
    private func answerAll(_ learnt: inout LearntWatch, at now: Timestamp, model: String) -> Int {
        var answers = 0
        while case let sends = learnt.taken().sends, !sends.isEmpty {
            for call in sends {
                learnt.watch.answered(call.id, answer(call, at: now, model: model), now: now, &learnt.step)
            }
            answers += sends.count
        }
        return answers
    }

    @Test func `their share of a day's budget grows with the day`() throws {
        let watch = try #require(LearntWatch()).watch
        let midnight = Timestamp(seconds: 86_400 * 20_834)
        #expect(abs(watch.shareForExtras(midnight) - 1.0 / 96) < 1e-9)
        #expect(abs(watch.shareForExtras(midnight + Self.day / 2) - 49.0 / 96) < 1e-9)
        #expect(watch.shareForExtras(midnight + Self.day - .seconds(1)) == 1)
    }

    @Test func `they use nothing of a day's budget before its time, and the calls of a round may use all of it`() throws
    {
        var learnt = try #require(LearntWatch())
        learnt.watch.spending.change(budget: DailyBudget(requests: 96), prices: Prices())
        let midnight = Timestamp(seconds: 86_400 * 20_834)
        let probe = Plans.probes(1)[0]
        func isGranted(_ probe: Probe, _ now: Timestamp, _ learnt: inout LearntWatch) throws -> Bool {
            let rendered = try Rendering.render(probe, seed: 1)
            let leave = learnt.watch.leave(
                for: rendered, of: probe, deadline: now + .seconds(600), now: now, &learnt.step)
            if case .granted = leave { return true }
            return false
        }
        let extra = probe.asked(as: ExtraCall(wave: 1, number: 1))
        #expect(try isGranted(extra, midnight, &learnt))
        #expect(try !isGranted(extra, midnight, &learnt))
        #expect(try isGranted(probe, midnight, &learnt))
        #expect(try isGranted(extra, midnight + Self.day / 2, &learnt))
    }

    @Test func `none are asked of a provider that is down or not called`() throws {
        let well = try inWave()
        #expect(well.watch.burst?.reason == .evidence && well.watch.closedSlot?.waves == 1)

        var open = try stirred()
        _ = open.watch.breaker.hold(until: open.now + .seconds(60), now: open.now)
        open.watch.beginWave(of: open.slot, number: 1, now: open.now, &open.step)
        #expect(open.watch.burst == nil && open.watch.closedSlot?.waves == 0)

        var down = try stirred()
        for _ in 0..<10 { _ = down.watch.health.record(.server, status: 503, at: down.now) }
        #expect(down.watch.isDown && down.watch.breaker.status == .closed)
        down.watch.beginWave(of: down.slot, number: 1, now: down.now, &down.step)
        #expect(down.watch.burst == nil && down.watch.closedSlot?.waves == 0)
    }

    @Test func `none of them is the request that finds out whether the provider is back`() throws {
        var learnt = try inWave()
        _ = learnt.watch.breaker.hold(until: learnt.now + .seconds(1), now: learnt.now)
        let due = try #require(learnt.watch.burst?.due.first)
        learnt.watch.offerExtras(now: max(due.at, learnt.now + .seconds(2)), &learnt.step)
        let step = learnt.taken()
        #expect(step.sends.isEmpty && !step.samples.isEmpty)
        #expect(step.samples.allSatisfy { $0.sample.outcome == .breakerOpen && $0.sample.attempts == 0 })
    }

    @Test
    func `a wave that is not in is dropped when the next slot is stepped, and what comes of it later is no evidence`()
        throws
    {
        var learnt = try inWave()
        learnt.stir(0)
        let next = Round(start: learnt.slot.round.start + .seconds(900))
        learnt.watch.rounds = [RoundInProgress(round: next, deadline: learnt.now, members: [])]
        learnt.watch.closeRounds(now: learnt.now, &learnt.step)
        #expect(learnt.watch.burst == nil && learnt.watch.closedSlot?.record.round == next)
        #expect(learnt.watch.closedSlot?.waves == 0)
    }

    @Test func `they show nothing of the model, as the call of a round does`() throws {
        var learnt = try inWave()
        let end = learnt.slot.round.start + .seconds(1_790)
        let before = learnt.watch.model.json
        learnt.watch.offerExtras(now: end, &learnt.step)
        #expect(answerAll(&learnt, at: end, model: "sim-2") >= 6)
        #expect(learnt.watch.model.json == before && !learnt.watch.model.isOdd)

        let probe = try #require(learnt.watch.orderedProbes.first)
        let due = Due(
            provider: "a", probe: probe.key, round: Round(start: learnt.slot.round.start + .seconds(900)), at: end)
        learnt.watch.offer(due, now: end, &learnt.step)
        #expect(answerAll(&learnt, at: end, model: "sim-2") == 1)
        #expect(learnt.watch.model.isOdd)
    }
}

/// The burst of a changed model.
@Suite struct ChangedModelBurstTests {
    @Test func `begins when the change is confirmed, and not while an alert of quality is open`() throws {
        var learnt = try #require(LearntWatch(.full))
        learnt.show("sim-2", times: 3)
        #expect(learnt.watch.burst?.reason == .changedModel && learnt.watch.wantsConfirmingWave(learnt.now))

        var fallen = try #require(LearntWatch(.full))
        fallen.alert(.all, since: fallen.round(before: 2))
        fallen.show("sim-2", times: 3)
        #expect(fallen.watch.model.isConfirming && fallen.watch.confirming.waves == ConfirmationMeans.mostWaves)
        #expect(fallen.watch.burst == nil && !fallen.watch.wantsConfirmingWave(fallen.now))
    }

    @Test func `ends when the old state returns: what was not asked yet is not asked`() throws {
        var learnt = try #require(LearntWatch(.full))
        learnt.show("sim-2", times: 3)
        learnt.show("sim-1", times: 11)
        #expect(learnt.watch.burst != nil && learnt.watch.model.isConfirming)
        learnt.show("sim-1", times: 1)
        #expect(!learnt.watch.model.isOdd && learnt.watch.burst == nil && learnt.watch.confirming.waves == 0)
    }
}
