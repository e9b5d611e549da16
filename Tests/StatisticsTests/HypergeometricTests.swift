import Statistics
import Testing

@Suite struct HypergeometricTests {
    @Test func `small tables agree with counting`() {
        for count in 1...9 {
            for drawn in 0...count {
                for marked in 0...count {
                    for hits in 0...count + 1 {
                        // All subsets of `drawn` things; the first `marked` are marked.
                        var (all, tail) = (0, 0)
                        for subset in 0..<(1 << count) where subset.nonzeroBitCount == drawn {
                            all += 1
                            if (subset & (1 << marked - 1)).nonzeroBitCount >= hits { tail += 1 }
                        }
                        let told = hypergeometricTail(hits: hits, drawn: drawn, marked: marked, of: count)
                        #expect(abs(told - Double(tail) / Double(all)) < 1e-12)
                    }
                }
            }
        }
    }

    @Test func `large tables stay in range, and nonsense is no evidence`() {
        let told = hypergeometricTail(hits: 60, drawn: 64, marked: 64, of: 256)
        #expect(told > 0 && told < 1e-30)
        #expect(hypergeometricTail(hits: 1, drawn: 5, marked: 9, of: 4) == 1)
        #expect(hypergeometricTail(hits: 1, drawn: -1, marked: 0, of: 0) == 1)
    }
}
