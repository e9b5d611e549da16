/// A seeded random generator whose child streams are derived by label; the same everywhere and for ever.
/// **Source:** xoshiro256** 1.0 seeded by SplitMix64, Blackman and Vigna, 2018.
package struct SeededRandom: RandomNumberGenerator, Sendable {
    private var s0, s1, s2, s3: UInt64
    /// The seed that this generator started from.
    package let seed: UInt64

    /// A generator at the start of the stream of `seed`.
    package init(seed: UInt64) {
        self.seed = seed
        var x = seed
        func next() -> UInt64 {
            x &+= 0x9E37_79B9_7F4A_7C15
            var z = x
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
        (s0, s1, s2, s3) = (next(), next(), next(), next())
    }

    /// The generator of a child stream: depends on this one's seed and the label, not on what was drawn so far.
    package func child(_ label: String) -> SeededRandom {
        SeededRandom(seed: StableHash.of(["\(seed)", label]))
    }

    package mutating func next() -> UInt64 {
        let result = rotate(s1 &* 5, 7) &* 9
        let t = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= t
        s3 = rotate(s3, 45)
        return result
    }

    /// A uniform number in [0, 1) with 53 random bits.
    package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A uniform whole number of a closed range, without bias (Lemire's method as the standard library has it).
    package mutating func int(in range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// True with probability `p`.
    package mutating func chance(_ p: Double) -> Bool { unit() < p }

    private func rotate(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
}
