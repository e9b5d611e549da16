internal import Statistics

extension StateWriter {
    /// Binary scores need no sums of squares, and have whole sums.
    mutating func tally(_ tally: Tally) {
        if let calls = Int(exactly: tally.calls), let sum = Int(exactly: tally.sum), tally.isBinary {
            byte(1)
            count(calls)
            count(sum)
        } else {
            byte(tally.isBinary ? 2 : 0)
            number(tally.calls)
            number(tally.sum)
            number(tally.squares)
        }
    }

    /// What cannot be derived from the scores.
    mutating func baseline(_ baseline: Baseline) {
        byte(baseline.standing.rawValue)
        tally(baseline.tally)
        count(baseline.learnedSlots)
        if baseline.standing == .fixed {
            number(baseline.mean)
            number(baseline.variance)
        }
    }

    /// Running totals only where blocks are under way.
    mutating func dispersion(_ dispersion: Dispersion) {
        for lane in 0..<3 { number(dispersion.squares[lane]) }
        number(dispersion.independent)
        count(dispersion.slots)
        count(dispersion.runningSlots)
        if dispersion.runningSlots > 0 { for lane in 0..<3 { number(dispersion.running[lane]) } }
    }

    /// All three numbers.
    mutating func cusum(_ cusum: ShrunkenCUSUM) {
        number(cusum.level)
        number(cusum.relativeLength)
        number(cusum.ceiling)
    }

    /// Starts are told backwards from the present, which keeps them short. The first byte tells what needs no number: the
    /// ceiling of a slot that began at zero, and a whole sum of scores.
    mutating func component(_ component: Component, slot: Int, round: Int) {
        let beganAtZero = component.cusum.ceiling == Tuning.slotCap
        let whole = Int(exactly: component.observed).flatMap { $0 >= 0 ? $0 : nil }
        byte((beganAtZero ? 1 : 0) | (whole == nil ? 0 : 2))
        number(component.cusum.level)
        number(component.cusum.relativeLength)
        if !beganAtZero { number(component.cusum.ceiling) }
        if let whole { count(whole) } else { number(component.observed) }
        number(component.expected)
        count(slot - component.startSlot)
        integer(round &- component.startRound)
    }

    /// Lengths follow from the roster.
    mutating func block(_ block: Learning.Block) {
        for each in block.tallies { tally(each) }
        for each in block.missed { count(each) }
        for each in block.dispersions { dispersion(each) }
        ties(block.ties)
        count(block.slots)
    }

    /// A kind, and a name where there is one.
    mutating func scope(_ scope: Scope) {
        switch scope {
        case .all: byte(0)
        case .category(let name):
            byte(1)
            text(name)
        case .probe(let key):
            byte(2)
            text(key)
        }
    }

    /// An open alert.
    mutating func alert(_ alert: Alert) {
        scope(alert.scope)
        for value in [alert.openedSlot, alert.openedRound, alert.startSlot, alert.startRound] { integer(value) }
        for value in [
            alert.loss, alert.effect, alert.logEvidence, alert.peakLogEvidence, alert.observed, alert.expected,
            alert.recovery,
        ] { number(value) }
        byte(alert.isCreeping.map { $0 ? 2 : 1 } ?? 0)
    }
}

extension StateReader {
    /// A tally whose sums fit its calls.
    mutating func tally() throws(DetectorStateError) -> Tally {
        let form = try byte()
        if form == 1 {
            let (calls, sum) = (Double(try count()), Double(try count()))
            guard sum <= calls else { throw .malformed }
            return Tally(calls: calls, sum: sum, squares: sum, isBinary: true)
        }
        let tally = Tally(calls: try numberOrInfinity(), sum: try number(), squares: try number(), isBinary: form == 2)
        let bound = tally.calls * (1 + 1e-9)
        guard form == 0 || form == 2, tally.squares >= 0, tally.sum >= 0, tally.sum <= bound, tally.squares <= bound
        else { throw .malformed }
        return tally
    }

    /// A baseline with everything derived.
    mutating func baseline() throws(DetectorStateError) -> Baseline {
        guard let standing = Baseline.Standing(rawValue: try byte()) else { throw .malformed }
        let tally = try tally()
        let slots = try count()
        guard standing == .fixed else {
            guard tally.calls < .infinity else { throw .malformed }
            return Baseline(tally: tally, standing: standing, learnedSlots: slots)
        }
        let (mean, variance) = (try number(), try number())
        guard mean > 0, mean < 1, variance > 0, tally.calls >= Tuning.fewestCalls else {
            throw .malformed
        }
        return Baseline(fixed: FixedBaseline(mean: mean, variance: variance, calls: tally.calls))
    }

    /// A dispersion of finite sums.
    mutating func dispersion() throws(DetectorStateError) -> Dispersion {
        var dispersion = Dispersion()
        for lane in 0..<3 { dispersion.squares[lane] = try number() }
        dispersion.independent = try number()
        dispersion.slots = try count()
        dispersion.runningSlots = try count()
        if dispersion.runningSlots > 0 { for lane in 0..<3 { dispersion.running[lane] = try number() } }
        return dispersion
    }

    /// A CUSUM of finite numbers.
    mutating func cusum() throws(DetectorStateError) -> ShrunkenCUSUM {
        ShrunkenCUSUM(level: try number(), relativeLength: try number(), ceiling: try number())
    }

    /// A component that began no later than now.
    mutating func component(slot: Int, round: Int) throws(DetectorStateError) -> Component {
        let form = version > 3 ? try byte() : 0
        guard form < 4 else { throw .malformed }
        let (level, length) = (try number(), try number())
        let ceiling = form & 1 == 1 ? Tuning.slotCap : try number()
        let observed = form & 2 == 2 ? Double(try count()) : try number()
        var component = Component(
            cusum: ShrunkenCUSUM(level: level, relativeLength: length, ceiling: ceiling), observed: observed,
            expected: try number())
        let age = try count()
        guard age <= slot else { throw .malformed }
        component.startSlot = slot - age
        component.startRound = round &- (try integer())
        return component
    }

    /// A block for so many probes, pooled scopes and scopes.
    mutating func block(probes: Int, pooled: Int, scopes: Int) throws(DetectorStateError) -> Learning.Block {
        var block = Learning.Block(probes: 0, pooled: 0, scopes: scopes)
        block.tallies = try list(of: probes) { reader throws(DetectorStateError) in try reader.tally() }
        block.missed =
            version > 3
            ? try list(of: probes) { reader throws(DetectorStateError) in try reader.count() }
            : [Int](repeating: 0, count: probes)
        block.dispersions = try list(of: pooled) { reader throws(DetectorStateError) in try reader.dispersion() }
        if version > 1 { block.ties = try ties(scopes: scopes) }
        block.slots = try count()
        return block
    }

    /// A scope of any name.
    mutating func scope() throws(DetectorStateError) -> Scope {
        switch try byte() {
        case 0: return .all
        case 1: return .category(try text())
        case 2: return .probe(try text())
        default: throw .malformed
        }
    }

    /// An open alert.
    mutating func alert() throws(DetectorStateError) -> Alert {
        var alert = Alert(
            scope: try scope(), openedSlot: try integer(), openedRound: try integer(), startSlot: try integer(),
            startRound: try integer(), loss: try number(), effect: try number(), logEvidence: try number(),
            peakLogEvidence: try number(), observed: try number(), expected: try number(), isCreeping: nil,
            recovery: try number())
        guard version > 2 else { return alert }
        switch try byte() {
        case 0: break
        case 1: alert.isCreeping = false
        case 2: alert.isCreeping = true
        default: throw .malformed
        }
        return alert
    }
}
