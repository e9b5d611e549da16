internal import Statistics

/// What ties a round to others: a state that outlasts it, and the time of day. Learnt in quiet blocks, like baselines.
struct RoundTies: Sendable, Equatable {
    /// The series of all probes in which a state is looked for.
    var reference = Persistence()
    /// By scope: sum of weighted residuals times the reference's last four slots.
    var crossProducts: [Double]
    /// By scope: sum of the squares of weighted residuals.
    var squares: [Double]
    /// Slots that the above rest on are `reference.slots`; these are the slots of the pattern.
    var daily = DailyPattern()
    /// Slots that went into the pattern.
    var dailySlots = 0

    /// Ties of nothing, for so many scopes.
    init(scopes: Int) {
        crossProducts = [Double](repeating: 0, count: scopes)
        squares = crossProducts
    }

    /// Adds a slot: its residuals by scope, and what the reference and the pattern take of it.
    mutating func add(_ residuals: [(total: Double, squares: Double)], _ slot: SlotResiduals, bin: Int?) {
        let before = reference.recentTotal
        for (scope, residual) in residuals.enumerated() {
            crossProducts[scope] += residual.total * before
            squares[scope] += residual.squares
        }
        reference.add(total: slot.total, squares: slot.squares)
        guard let bin else { return }
        daily.add(bin: bin, shortfall: slot.shortfall, scale: slot.scale)
        dailySlots += 1
    }

    /// Ends the block under way: the next slot follows none.
    mutating func end() {
        reference.dropRecent()
        daily.endVisit()
    }

    /// Adds what another block saw.
    mutating func merge(_ other: RoundTies) {
        if reference.slots < Tuning.mostLearnedSlots {
            reference.merge(other.reference)
            for scope in crossProducts.indices {
                crossProducts[scope] += other.crossProducts[scope]
                squares[scope] += other.squares[scope]
            }
        }
        if dailySlots < Tuning.mostLearnedSlots {
            daily.merge(other.daily)
            dailySlots += other.dailySlots
        }
    }

    /// Forgets how rounds are tied to their neighbours, not the pattern of the day: residuals of another pattern were
    /// something else.
    mutating func forgetNeighbours() {
        reference = Persistence()
        crossProducts = [Double](repeating: 0, count: crossProducts.count)
        squares = crossProducts
    }

    /// The ties over other scopes, told where each was before.
    func reconciled(_ origins: [Int?]) -> RoundTies {
        var ties = RoundTies(scopes: origins.count)
        for (scope, origin) in origins.enumerated() {
            guard let origin else { continue }
            ties.crossProducts[scope] = crossProducts[origin]
            ties.squares[scope] = squares[origin]
        }
        (ties.reference, ties.daily, ties.dailySlots) = (reference, daily, dailySlots)
        return ties
    }
}

/// What a slot says of ties: the residuals of all probes that learn.
struct SlotResiduals: Sendable {
    /// Residuals against what was expected at that hour. Their weight, √(mean/variance), lies between what shows a loss of
    /// the same share everywhere best and what shows one best that hits hard probes harder.
    var total = 0.0
    /// Sum of their squares.
    var squares = 0.0
    /// Shortfall against the baseline, whatever the hour; by `Baseline.patternGroup`.
    var shortfall = SIMD2<Double>.zero
    /// What it is measured in.
    var scale = SIMD2<Double>.zero

    /// Adds scores of a probe: its baseline, and what was expected of it at that hour.
    mutating func add(_ scores: some Sequence<Double>, _ baseline: Baseline, expected: Baseline) {
        let weight = expected.residualWeight.squareRoot()
        let group = baseline.patternGroup
        // About what was seen, not the mean tested for: half a failure added to a probe that never fails would be off in the same
        // direction in every slot, and look like a state.
        let center = expected.mean - baseline.mean + baseline.tally.seen
        for score in scores {
            let residual = weight * (center - score)
            total += residual
            squares += residual * residual
            shortfall[group] += baseline.mean - score
            scale[group] += baseline.patternScale
        }
    }
}

extension Baseline {
    /// From this mean on, the day is told in how many answers fail, below it in the odds of a good one.
    private static let easyMean = 0.9

    /// The group of the pattern of the day that the probe belongs to.
    var patternGroup: Int { mean >= Self.easyMean ? 0 : 1 }

    /// What a score's shortfall is measured in: its expected failure for an easy probe, the slope of the logit for others.
    var patternScale: Double { patternGroup == 0 ? 1 - mean : mean * (1 - mean) }

    /// The baseline at an hour of so much relative shortfall: an easy probe fails 1 + offset times as often (¼ to 4 times), the
    /// logit of another one moves by the offset (at most 1.5). What a call weighs stays. Known baselines stay as they are.
    func shifted(_ offsets: SIMD2<Double>) -> Baseline {
        let offset = offsets[patternGroup]
        guard standing == .learning, offset != 0 else { return self }
        if patternGroup == 0 { return moved(mean: 1 - (1 - mean) * min(max(1 + offset, 0.25), 4)) }
        return moved(mean: shiftedMean(logit: -min(max(offset, -1.5), 1.5)))
    }
}
