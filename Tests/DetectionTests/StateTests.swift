import Core
import Detection
import Testing

@Suite struct StateTests {
    /// Steps a suite through calibration, watching, a loss and recovery, with bursts and changes of the probes.
    private func run(_ seed: UInt64, slots: Int, _ each: (inout Detector) throws -> Void) rethrows {
        var suite = SimulatedSuite.small(seed: seed)
        var detector = Detector(probes: suite.probes, settings: DetectorSettings())
        for round in 1...slots {
            let keeping = (100..<160).contains(round) ? 0.5 : 1
            _ = detector.step(suite.roughSlot(round, keeping: keeping))
            try each(&detector)
            if case .burst(let extras) = detector.demand {
                let calls = extras.map { SlotScores.Calls(key: $0.key, scores: [suite.random.chance(keeping) ? 1 : 0]) }
                _ = detector.burst(SlotScores(round: round, calls: calls))
                try each(&detector)
            }
            if round == 60 {
                _ = detector.reconcile(probes: suite.probes.dropLast() + [WatchedProbe(key: "n", category: "c")])
            }
        }
    }

    @Test(arguments: [UInt64(1), 2])
    func `stopping and continuing at every slot equals never stopping`(seed: UInt64) throws {
        var reference: [[UInt8]] = []
        run(seed, slots: 200) { reference.append($0.encoded()) }
        var index = 0
        try run(seed, slots: 200) { detector in
            let bytes = detector.encoded()
            #expect(bytes == reference[index], "seed \(seed), step \(index)")
            let continued = try Detector(encoded: bytes, settings: detector.settings)
            #expect(continued == detector, "seed \(seed), step \(index)")
            detector = continued
            index += 1
        }
    }

    @Test func `the state of 24 probes fits into 12 KiB once calibrated`() {
        var binary = SimulatedSuite.large(seed: 5)
        var detector = binary.calibrated(slots: 30)
        for round in 31...300 { _ = detector.step(binary.slot(round, keeping: round < 290 ? 1 : 0.4)) }
        #expect(detector.openAlert != nil)
        #expect(detector.encoded().count <= 12_288)
        var graded = Detector(probes: binary.probes, settings: DetectorSettings())
        for round in 1_000_001...1_000_300 {
            var slot = binary.gradedSlot(round)
            slot.hour = Double(round % 96) / 4
            _ = graded.step(slot)
        }
        #expect(graded.encoded().count <= 12_288)
    }

    @Test func `a state cut short, grown or of another version is refused`() throws {
        var suite = SimulatedSuite.small(seed: 6)
        let detector = suite.calibrated(slots: 30)
        let bytes = detector.encoded()
        for length in bytes.indices {
            #expect(throws: DetectorStateError.self) {
                try Detector(encoded: Array(bytes[..<length]), settings: detector.settings)
            }
        }
        #expect(throws: DetectorStateError.malformed) {
            try Detector(encoded: bytes + [0], settings: detector.settings)
        }
        #expect(throws: DetectorStateError.unknownVersion(9)) {
            try Detector(encoded: [9] + bytes.dropFirst(), settings: detector.settings)
        }
    }

    @Test func `damaged bytes are refused or read, but never crash`() {
        var suite = SimulatedSuite.small(seed: 7)
        var random = SeededRandom(seed: 7)
        var calibrating = Detector(probes: suite.probes, settings: DetectorSettings())
        for round in 1...5 { _ = calibrating.step(suite.roughSlot(round)) }
        for bytes in [calibrating.encoded(), suite.calibrated(slots: 30).encoded()] {
            for _ in 0..<800 {
                var damaged = bytes
                for _ in 0..<random.int(in: 1...3) {
                    damaged[random.int(in: 0...damaged.count - 1)] = UInt8(truncatingIfNeeded: random.next())
                }
                guard var detector = try? Detector(encoded: damaged, settings: DetectorSettings()) else { continue }
                _ = detector.step(suite.slot(31))
                _ = detector.finding()
                _ = detector.encoded()
            }
        }
    }
}
