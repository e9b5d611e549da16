import Core

/// Whether two expressions are equal wherever both have a value.
enum Equivalence: Equatable {
    /// Shown by the normal form, or by agreement at so many points.
    case equal(points: Int)
    /// With a point where they differ, for people; empty where the normal form shows it.
    case different(at: String)
    /// Neither could be shown.
    case undecided(String)
    /// The answer has no value anywhere: it divides by zero.
    case undefined

    /// Points of agreement that are enough, most that are tried, and fewest that count where no more have a value.
    static let (enough, mostTries, fewest) = (8, 36, 3)

    /// Compares by normal form; where functions are left in it that leave the question open, by values at points that
    /// are drawn from a fixed seed. Two values agree when they differ by less than 2^-90 of the greater; they differ from
    /// 2^-50 of it on; what lies between leaves the question undecided.
    static func of(_ expected: Expression, _ answer: Expression) -> Equivalence {
        // Also where both are too large to be worked out.
        if expected == answer { return .equal(points: 0) }
        var algebra = Algebra()
        do throws(Algebra.Refusal) {
            let a = try algebra.normal(expected)
            let b = try algebra.normal(answer)
            let difference = try algebra.difference(a, b)
            if difference.isZero { return .equal(points: 0) }
            if algebra.isPlain(difference) { return .different(at: "") }
        } catch {
            // Beyond the limits of the normal form, or undefined in it: values may tell.
        }
        return byValues(expected, answer)
    }

    private static func byValues(_ expected: Expression, _ answer: Expression) -> Equivalence {
        let names = expected.variables.union(answer.variables).sorted()
        var random = SeededRandom(seed: 1_687)
        var callsLeft = ExpressionValue.mostCalls
        var agreed = 0
        var (expectedHasValue, answerHasValue) = (false, false)
        for attempt in 0..<(names.isEmpty ? 1 : mostTries) where callsLeft > 0 {
            var point: [String: Fraction] = [:]
            for name in names {
                // Half of the points where logarithms and roots have values, the others on both sides of 0.
                let isBelow = attempt % 4 == 1 || attempt % 4 == 3 && random.chance(0.5)
                let above = random.int(in: 20...290) * (isBelow ? -1 : 1)
                point[name] = Fraction(BigInt(above), over: BigInt(97))
            }
            var values = ExpressionValue(point: point, callsLeft: callsLeft)
            let (a, b) = (values.value(expected), values.value(answer))
            callsLeft = values.callsLeft
            expectedHasValue = expectedHasValue || a != nil
            answerHasValue = answerHasValue || b != nil
            guard let a, let b else { continue }
            switch agreement(a, b) {
            case true?: agreed += 1
            case false?: return .different(at: names.map { "\($0) = \(point[$0]?.text ?? "")" }.joined(separator: ", "))
            case nil: return .undecided("their values are too near to tell apart")
            }
            if agreed >= enough || names.isEmpty { return .equal(points: agreed) }
        }
        if agreed >= fewest { return .equal(points: agreed) }
        // Where the expected one has no value either, the limits may be to blame.
        return expectedHasValue && !answerHasValue && callsLeft > 0
            ? .undefined : .undecided("too few points where both have a value")
    }

    /// Nil where they are neither near enough nor far enough from each other.
    private static func agreement(_ a: FixedPoint, _ b: FixedPoint) -> Bool? {
        let difference = (a - b).raw.magnitude
        let greater = max(a.raw.magnitude, b.raw.magnitude, BigInt.one.shiftedLeft(FixedPoint.places - 60))
        if difference < greater.shiftedRight(90) { return true }
        return difference > greater.shiftedRight(50) ? false : nil
    }

    /// Whether two equations have the same solutions because one is a multiple of the other.
    static func ofEquations(_ expected: (Expression, Expression), _ answer: (Expression, Expression)) -> Equivalence {
        var algebra = Algebra()
        do throws(Algebra.Refusal) {
            let a = try algebra.normal(.sum([expected.0, .negative(expected.1)])).above
            let b = try algebra.normal(.sum([answer.0, .negative(answer.1)])).above
            if a.isZero || b.isZero { return a.isZero == b.isZero ? .equal(points: 0) : .different(at: "") }
            let difference = a.scaled(b.leading) - b.scaled(a.leading)
            if difference.isZero { return .equal(points: 0) }
            return algebra.isPlain(difference)
                ? .different(at: "")
                : .undecided("equations with functions in them are compared by their normal form alone")
        } catch {
            return error == .undefined ? .undefined : .undecided("the equations are too large")
        }
    }
}
