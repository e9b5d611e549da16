internal import Core

extension QualityConfirmation {
    /// Sums over the rounds and waves since a change, and how they lie in time: a moment is what was asked in the time of one
    /// round, by itself and by waves beside the one before it.
    struct Moments: Sendable, Equatable {
        /// Σ of the observed less the expected scores.
        private(set) var sum = 0.0
        /// Rounds and waves that brought something.
        private(set) var looks = 0
        /// Moments that brought something.
        private(set) var count = 0
        /// Σ over rounds and waves of the squared difference, of its product with their calls, and of their squared calls.
        private var (squares, cross, squaredCalls) = (0.0, 0.0, 0.0)
        /// Σ over moments of the squared calls.
        private(set) var squaredMoments = 0.0
        private var last: Timestamp?
        private var callsOfLast = 0.0

        init() {}

        /// Takes a round or wave, asked in the time of the round that began then; a moment never comes after a later one.
        mutating func add(_ difference: Double, calls: Double, at moment: Timestamp) {
            if last != moment {
                (last, callsOfLast) = (moment, 0)
                count += 1
            }
            looks += 1
            sum += difference
            squares += difference * difference
            cross += difference * calls
            squaredCalls += calls * calls
            squaredMoments += calls * (2 * callsOfLast + calls)
            callsOfLast += calls
        }

        /// The variance of `sum` over so many calls: what is expected, unless rounds and waves vary by more than one and a
        /// half standard errors more.
        func variance(of calls: Double, expected: Double) -> Double {
            guard looks > 1, calls > 0 else { return expected }
            let mean = sum / calls
            let squared = squares - 2 * mean * cross + mean * mean * squaredCalls
            let seen = squared * Double(looks) / Double(looks - 1)
            return seen > expected * (1 + 1.5 * (2 / Double(looks - 1)).squareRoot()) ? seen : expected
        }
    }
}

extension QualityConfirmation.Moments {
    /// The sums, the counts, and the last moment with its calls.
    var json: JSON {
        [
            .array([sum, squares, cross, squaredCalls, squaredMoments].map(JSON.double)), .int(looks), .int(count),
            last.map { JSON.int(Int($0.microseconds)) } ?? JSON.null, .double(callsOfLast),
        ]
    }

    /// Reads back what `json` wrote, or nil.
    init?(json: JSON) {
        guard let sums = json[0]?.array?.compactMap(\.double), sums.count == 5, let looks = json[1]?.int,
            let count = json[2]?.int, let calls = json[4]?.double
        else { return nil }
        (sum, squares, cross, squaredCalls, squaredMoments) = (sums[0], sums[1], sums[2], sums[3], sums[4])
        (self.looks, self.count, callsOfLast) = (looks, count, calls)
        last = json[3]?.int.map { Timestamp(microseconds: Int64($0)) }
    }
}
