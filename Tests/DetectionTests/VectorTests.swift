import Core
@testable import Detection
import Statistics
import Testing

/// The specification: every number of the vectors to 1e-9.
@Suite struct VectorTests {
    @Test(arguments: ["01_binary", "02_graded", "03_missing_burst", "05_alert_recovery"])
    func `every step has the evidence, the leader and the components of the vector`(name: String) throws {
        let vectors = try Vectors(name)
        var detector = try vectors.calibrated()
        if let baseline = vectors.json["expected_baseline"]?.array { try expectBaselines(detector, baseline, name) }
        if let effects = vectors.json["expected_phi"]?.members { try expectDesignEffects(detector, effects, name) }
        for (index, expected) in try vectors.list("expected").enumerated() {
            let step = try vectors.steps[index]
            let verdict = step.isBurst ? detector.burst(step.slot) : detector.step(step.slot)
            let place = "\(name), step \(index)"
            expectClose(verdict.logEvidence, try number(expected["log_evidence"]), place)
            try expectLeader(detector, expected, place)
            if let components = expected["components"]?.array { try expectComponents(detector, components, place) }
            try expectAlert(detector, expected["alert"], place)
        }
        if let shares = vectors.json["expected_attribution_last"]?.array { try expectAttribution(detector, shares) }
    }

    @Test func `an alert resolves at the slot and with the loss of the vector`() throws {
        let vectors = try Vectors("05_alert_recovery")
        var detector = try vectors.calibrated()
        var resolved: Alert?
        for step in try vectors.steps {
            if case .resolved(let alert) = detector.step(step.slot).alert { resolved = alert }
        }
        let alert = try #require(resolved)
        let expected = try #require(vectors.json["resolved_alert"])
        #expect(alert.openedSlot == expected["opened"]?.int)
        #expect(alert.resolvedRound == expected["resolved"]?.int.map { 999 + $0 })
        #expect(alert.startSlot == expected["start"]?.int)
        #expect(alert.startRound == 999 + alert.startSlot)
        #expect(alert.scope.description == expected["name"]?.string)
        expectClose(alert.loss, try number(expected["loss"]))
        expectClose(alert.observed, try number(expected["observed"]))
        expectClose(alert.expected, try number(expected["expected"]))
        expectClose(alert.logEvidence, try number(expected["log_evidence"]))
    }

    @Test func `baselines and design effects are learnt in blocks as in the vector`() throws {
        let vectors = try Vectors("04_learning_phi")
        var detector = try vectors.calibrated()
        try expectDesignEffects(
            detector, try #require(vectors.json["expected_phi_after_calibration"]?.members), "start")
        let checkpoints = try vectors.list("checkpoints")
        let evidence = try numbers(vectors.json["expected_log_evidence"])
        for (index, step) in try vectors.steps.enumerated() {
            expectClose(detector.step(step.slot).logEvidence, evidence[index], "step \(index)")
            for checkpoint in checkpoints where checkpoint["after_step"]?.int == index + 1 {
                let place = "after step \(index + 1)"
                #expect(detector.watch.dispersions[0].slots == checkpoint["slots"]?.int, "\(place)")
                #expect(detector.watch.learning.pending.slots == checkpoint["pending_slots"]?.int, "\(place)")
                try expectBaselines(detector, try #require(checkpoint["baseline"]?.array), place)
                try expectDesignEffects(detector, try #require(checkpoint["phi"]?.members), place)
            }
        }
    }

    @Test func `an accepted change is rebuilt from its slots as in the vector`() throws {
        let vectors = try Vectors("09_accepted")
        var detector = try vectors.calibrated()
        let evidence = try numbers(vectors.json["expected_log_evidence"])
        let steps = try vectors.steps.map(\.slot)
        let accepted = try #require(vectors.json["accepted_after"]?.int)
        for (index, slot) in steps.enumerated() {
            expectClose(detector.step(slot).logEvidence, evidence[index], "step \(index)")
            guard index + 1 == accepted else { continue }
            let open = detector.openAlert
            let keys = try vectors.list("accepted").map { try text($0) }
            #expect(open?.scope == .category("c0"))
            #expect(detector.rebaseline(keys: keys, from: Array(steps[..<accepted])) == open)
            #expect(detector.openAlert == nil)
        }
    }

    @Test func `ranks of numeric behaviour give the evidence of the vector in both directions`() throws {
        let vectors = try Vectors("06_rank_channel")
        let references = try vectors.list("reference_samples").map { RankReference(try numbers($0)) }
        let channels = references.indices.map { index in
            (
                WatchedProbe(key: "channel\(index)", category: "c"),
                FixedBaseline.rank(sample: references[index].sample.count)
            )
        }
        var down = Detector(fixed: channels.map { (probe: $0.0, baseline: $0.1) }, settings: DetectorSettings())
        var up = down
        let expected = (try numbers(vectors.json["log_evidence_down"]), try numbers(vectors.json["log_evidence_up"]))
        for (index, values) in try vectors.list("values").enumerated() {
            let ranks = zip(references, try numbers(values)).map { $0.rank($1) }
            for (rank, wanted) in zip(ranks, try numbers(vectors.list("ranks")[index])) { expectClose(rank, wanted) }
            let slots = [ranks, ranks.map { 1 - $0 }].map { ranks in
                SlotScores(round: index, calls: ranks.enumerated().map { .init(key: "channel\($0)", scores: [$1]) })
            }
            expectClose(down.step(slots[0]).logEvidence, expected.0[index], "down \(index)")
            expectClose(up.step(slots[1]).logEvidence, expected.1[index], "up \(index)")
        }
        let probe = try #require(vectors.json["probe"])
        expectClose(down.watch.baselines[0].variance, try number(probe["v"]))
        for (bet, wanted) in zip(down.watch.baselines[0].bets.lanes, try numbers(probe["lambda"])) {
            expectClose(bet, wanted)
        }
    }

    @Test func `the effects, tempering gains and thresholds are those of the vector`() throws {
        let constants = try #require(try Vectors("07_helpers").json["constants"])
        for (lane, effect) in try numbers(constants["R"]).enumerated() { expectClose(Tuning.effects[lane], effect) }
        for (lane, gain) in try numbers(constants["gamma"]).enumerated() {
            expectClose(designEffect(excess: 1, effect: Tuning.effects[lane]) - 1, gain)
        }
        expectClose(DetectorSettings().thresholds.page, try number(constants["page_log"]))
        expectClose(Tuning.recovered, try number(constants["recovery_log"]))
    }

    private func expectBaselines(_ detector: Detector, _ expected: [JSON], _ place: String) throws {
        #expect(detector.watch.baselines.count == expected.count)
        for (baseline, wanted) in zip(detector.watch.baselines, expected) {
            expectClose(baseline.tally.calls, try number(wanted["n"]), place)
            expectClose(baseline.tally.sum, try number(wanted["S"]), place)
            expectClose(baseline.tally.squares, try number(wanted["Q"]), place)
            #expect(baseline.tally.isBinary == wanted["binary"]?.bool)
            expectClose(baseline.mean, try number(wanted["p"]), place)
            expectClose(baseline.variance, try number(wanted["v"]), place)
            expectClose(baseline.information, try number(wanted["a"]), place)
            for (bet, lambda) in zip(baseline.bets.lanes, try numbers(wanted["lambda"])) {
                expectClose(bet, lambda, place)
            }
        }
    }

    private func expectDesignEffects(_ detector: Detector, _ expected: [JSON.Member], _ place: String) throws {
        for member in expected {
            let scope = try #require(detector.watch.roster.scopes.firstIndex { $0.description == member.key })
            for (effect, wanted) in zip(detector.watch.designEffects[scope].lanes, try numbers(member.value)) {
                expectClose(effect, wanted, "\(place), \(member.key)")
            }
        }
    }

    private func expectLeader(_ detector: Detector, _ expected: JSON, _ place: String) throws {
        let finding = detector.finding()
        #expect(finding.scope.description == expected["best_scope"]?.string, "\(place)")
        #expect(finding.effect == expected["best_r"]?.double, "\(place)")
        #expect(finding.startSlot == expected["best_start"]?.int, "\(place)")
    }

    private func expectComponents(_ detector: Detector, _ expected: [JSON], _ place: String) throws {
        #expect(detector.watch.components.count == expected.count)
        for (index, wanted) in expected.enumerated() {
            let component = detector.watch.components[index]
            let position = detector.watch.roster.places[index]
            let here = "\(place), component \(index)"
            #expect(detector.watch.roster.scopes[position.scope].description == wanted["scope"]?.string, "\(here)")
            expectClose(Tuning.effects[position.effect], try number(wanted["r"]), here)
            expectClose(position.logWeight, try number(wanted["logw"]), here)
            expectClose(component.cusum.level, try number(wanted["L"]), here)
            expectClose(component.cusum.relativeLength, try number(wanted["U"]), here)
            #expect(component.startSlot == wanted["start"]?.int, "\(here)")
            expectClose(component.observed, try number(wanted["sx"]), here)
            expectClose(component.expected, try number(wanted["sp"]), here)
        }
    }

    private func expectAlert(_ detector: Detector, _ expected: JSON?, _ place: String) throws {
        guard let expected, !expected.isNull else {
            #expect(detector.openAlert == nil, "\(place)")
            return
        }
        let alert = try #require(detector.openAlert, "\(place)")
        #expect(alert.openedSlot == expected["opened"]?.int, "\(place)")
        #expect(alert.startSlot == expected["start"]?.int, "\(place)")
        #expect(alert.scope.description == expected["name"]?.string, "\(place)")
        expectClose(alert.loss, try number(expected["loss"]), place)
        expectClose(alert.recovery, try number(expected["rec"]), place)
    }

    private func expectAttribution(_ detector: Detector, _ expected: [JSON]) throws {
        let shares = detector.attribution()
        #expect(shares.count == expected.count)
        for (share, wanted) in zip(shares, expected) {
            #expect(share.scope.description == (try text(wanted[0])))
            expectClose(share.share, try number(wanted[1]))
        }
    }
}
