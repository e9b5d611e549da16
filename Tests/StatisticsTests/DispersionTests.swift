import Statistics
import Testing

@Suite struct `The normal distribution` {
    @Test func `has the shares of every table, and quantiles that lead back to them`() {
        let table = [
            (0.0, 0.5), (1, 0.841_344_746_068_543), (-1.959_963_984_540_054, 0.025), (3, 0.998_650_101_968_37),
        ]
        for (x, share) in table {
            #expect(abs(normalShare(below: x) - share) < 1e-12)
            #expect(abs(normalQuantile(share) - x) < 1e-9)
        }
        #expect(normalQuantile(0) == -.infinity && normalQuantile(1) == .infinity)
    }
}

@Suite struct DispersionTests {
    /// Slots of 12 terms of ±1 that share a part with each other for `length` slots in a row.
    private func dispersion(slots: Int, shared: Double, length: Int, seed: UInt64) -> Dispersion {
        var random = TestRandom(seed: seed)
        var dispersion = Dispersion()
        var common = 0.0
        for slot in 0..<slots {
            if slot % length == 0 { common = random.unit() < 0.5 ? -shared : shared }
            let terms = (0..<12).map { _ in common + (random.unit() < 0.5 ? -1.0 : 1) }
            dispersion.add(total: terms.reduce(0, +), squares: terms.reduce(0) { $0 + $1 * $1 })
        }
        return dispersion
    }

    @Test func `independent terms seldom show an excess`() {
        let seen = (UInt64(0)..<40).filter { dispersion(slots: 400, shared: 0, length: 1, seed: $0).excess > 0.15 }
        #expect(seen.count <= 2, "seeds \(seen)")
    }

    @Test func `terms that move together within a slot show their excess`() {
        for seed in UInt64(0)..<10 {
            let excess = dispersion(slots: 800, shared: 0.4, length: 1, seed: seed).excess
            #expect((0.9...2.2).contains(excess), "seed \(seed): \(excess)")
        }
    }

    @Test func `what persists over slots is seen in longer blocks once there are fifty`() {
        for seed in UInt64(0)..<10 {
            let few = dispersion(slots: 399, shared: 0.4, length: 32, seed: seed).excess
            let many = dispersion(slots: 1600, shared: 0.4, length: 32, seed: seed).excess
            #expect(many > 3 * few, "seed \(seed): \(few), \(many)")
        }
    }

    @Test func `merged blocks are the blocks in one`() {
        let whole = dispersion(slots: 192, shared: 0.3, length: 5, seed: 3)
        var random = dispersion(slots: 96, shared: 0.3, length: 5, seed: 3)
        #expect(random.runningSlots == 96 && random.running == .zero)
        var rest = Dispersion()
        rest.squares = whole.squares - random.squares
        rest.independent = whole.independent - random.independent
        rest.slots = 96
        random.merge(rest)
        #expect(isClose(random.excess, whole.excess))
        #expect(random.slots == whole.slots)
    }

    @Test func `nothing seen is no excess, and the effect is at least one`() {
        #expect(Dispersion().excess == 0)
        #expect(designEffect(excess: 0, effect: 0.6) == 1)
        #expect(isClose(designEffect(excess: 0.5, effect: 0.1), 2.1))
        #expect(designEffect(excess: 0.5, effect: 0.3) == designEffect(excess: 0.5, effect: 0.6))
    }
}
