internal import Glibc

/// An amount of at least 0 in 16 bits: its logarithm, exact to a thirtieth of a per cent, in the same order. 0 stands for
/// none.
enum LogCode {
    /// Codes of an amount that is twice as large, far above 1.
    static let octave = 2000.0

    /// The code of an amount, 1 to 65,535; what is below 0 or no number counts as 0.
    static func of(_ amount: Double) -> UInt16 {
        amount > 0 ? UInt16(min(1 + (octave * log2(1 + amount)).rounded(), 65_535)) : 1
    }

    /// The amount of a code; whole numbers up to about 2,800 come back as they went in.
    static func amount(_ code: Double) -> Double { exp2((code - 1) / octave) - 1 }
}

/// The value below which a share of the sorted values lies, in [0, 1]; nil for none.
func quantile(_ sorted: [Double], _ share: Double) -> Double? {
    guard let first = sorted.first else { return nil }
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    guard below + 1 < sorted.count else { return sorted.last ?? first }
    return sorted[below] + (sorted[below + 1] - sorted[below]) * (place - Double(below))
}

/// The middle of some values; nil for none.
func median(_ values: [Double]) -> Double? { quantile(values.sorted(), 0.5) }
