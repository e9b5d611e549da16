import Statistics
import Testing

@Suite struct CUSUMTests {
    @Test func `a sum restarts at zero with nothing of its old run`() {
        var cusum = ShrunkenCUSUM()
        cusum.openSlot(cap: 4)
        cusum.step(-3, relativeLength: 0.5)
        #expect(cusum.level == -3 && cusum.evidence == -3 && cusum.restartsNext)
        cusum.openSlot(cap: 4)
        cusum.step(1, relativeLength: 0.25)
        #expect(cusum.level == 1 && cusum.relativeLength == 0.25 && cusum.evidence == 0.8)
    }

    @Test func `no number of steps in a slot gains more than its cap`() {
        var cusum = ShrunkenCUSUM()
        for slot in 1...3 {
            cusum.openSlot(cap: 4)
            for _ in 0..<10 { cusum.step(3, relativeLength: 0) }
            #expect(cusum.level == Double(4 * slot))
            #expect(cusum.isAtCeiling)
        }
    }

    @Test func `evidence saturates while a run grows against a baseline that was merely unlucky`() {
        var cusum = ShrunkenCUSUM()
        var highest = 0.0
        for _ in 0..<100_000 {
            cusum.openSlot(cap: 4)
            cusum.step(0.02, relativeLength: 0.01)
            highest = max(highest, cusum.evidence)
        }
        #expect(cusum.level > 1999)
        #expect(highest < 2)
    }

    @Test func `a reset keeps the ceiling of the slot`() {
        var cusum = ShrunkenCUSUM()
        cusum.openSlot(cap: 4)
        cusum.step(9, relativeLength: 1)
        cusum.reset()
        #expect(cusum == ShrunkenCUSUM(level: 0, relativeLength: 0, ceiling: 4))
    }

    @Test func `a plain step restarts at zero and gains at most its cap`() {
        #expect(cusumStep(-5, 1, cap: 4) == 1)
        #expect(cusumStep(2, 9, cap: 4) == 6)
        #expect(cusumStep(2, -9, cap: 4) == -7)
    }
}
