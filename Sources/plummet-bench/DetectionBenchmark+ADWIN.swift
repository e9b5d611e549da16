internal import Glibc

/// ADWIN, call by call, as river has it: an exponential histogram of five buckets a row, looked at every 32 calls, both
/// directions. Until its first alarm it drops nothing, so one run tells for every δ when it would have alarmed first: the
/// statistic is −ln δ of the strictest δ that alarms; usual: −ln .002.
/// **Source:** Bifet and Gavaldà, SDM 2007, theorem 3.1 and section 4; river 0.26 `drift.ADWIN`.
struct ADWINAnchor: DriftAnchor {
    private static let (buckets, clock, grace, shortest) = (5, 32, 10, 5)
    /// By row, oldest first: sums of 2^row scores, and the squared deviations within.
    private var rows: [[(sum: Double, variance: Double)]] = [[]]
    private var (width, total, variance) = (0, 0.0, 0.0)
    private var highest = 0.0

    init(_ past: DriftPast) { for slot in past.slots { for score in slot { add(score) } } }

    mutating func step(_ world: DriftWorld) -> Double {
        highest = 0
        for score in world.scores {
            add(score)
            if width % Self.clock == 0, width > Self.grace { look() }
        }
        return highest
    }

    private mutating func add(_ score: Double) {
        if width > 0 {
            let deviation = score - total / Double(width)
            variance += Double(width) * deviation * deviation / Double(width + 1)
        }
        width += 1
        total += score
        rows[0].append((score, 0))
        var row = 0
        while rows[row].count > Self.buckets {
            if row + 1 == rows.count { rows.append([]) }
            let (a, b) = (rows[row].removeFirst(), rows[row].removeFirst())
            let size = Double(1 << row)
            let difference = (a.sum - b.sum) / size
            rows[row + 1].append((a.sum + b.sum, a.variance + b.variance + size * difference * difference / 2))
            row += 1
        }
    }

    /// Every boundary between buckets as a cut: solves ε(δ) = |difference of the means| for ln(2 ln(width)/δ).
    private mutating func look() {
        let spread = variance / Double(width)
        let offset = log(2 * log(Double(width)))
        var (count, sum) = (0, 0.0)
        for row in rows.indices.reversed() {
            for bucket in rows[row] {
                count += 1 << row
                sum += bucket.sum
                let rest = width - count
                guard count >= Self.shortest, rest >= Self.shortest else { continue }
                let difference = abs(sum / Double(count) - (total - sum) / Double(rest))
                let share = 1 / Double(count - Self.shortest + 1) + 1 / Double(rest - Self.shortest + 1)
                let (square, linear) = ((2 * share * spread).squareRoot(), 2 * share / 3)
                let root = ((square * square + 4 * linear * difference).squareRoot() - square) / (2 * linear)
                highest = max(highest, root * root - offset)
            }
        }
    }
}
