/// The steps that one judgement may spend on comparing sequences: a step compares one symbol of the answer with 64 of an
/// expected text.
let sequenceWorkLimit = 8_000_000

/// The edit distance of two rows of symbols: insertions, deletions and substitutions at 1 each.
///
/// Symbols are numbers below `alphabet`; -1 in `text` is like none of `pattern`. Takes the number of symbols of `text`
/// times that of `pattern` over 64 steps, and memory for one byte per symbol of `text`.
/// **Source:** Myers, "A fast bit-vector algorithm for approximate string matching" (1999), with the blocks of Hyyrö,
/// "A bit-vector algorithm for computing Levenshtein and Damerau edit distances" (2003).
func editDistance(_ pattern: [Int32], _ text: ArraySlice<Int32>, alphabet: Int) -> Int {
    guard !pattern.isEmpty else { return text.count }
    // How the value changes from one symbol of the text to the next, along the last row of the blocks before.
    var steps = [Int8](repeating: 1, count: text.count)
    var (upper, lower) = ([UInt64](repeating: 0, count: alphabet), [UInt64](repeating: 0, count: alphabet))
    for start in stride(from: 0, to: pattern.count, by: 128) {
        let middle = min(start + 64, pattern.count)
        let end = min(middle + 64, pattern.count)
        for index in start..<middle { upper[Int(pattern[index])] |= 1 << UInt64(index - start) }
        for index in middle..<end { lower[Int(pattern[index])] |= 1 << UInt64(index - middle) }
        steps.withUnsafeMutableBufferPointer { steps in
            text.withUnsafeBufferPointer { text in
                upper.withUnsafeBufferPointer { upper in
                    lower.withUnsafeBufferPointer { lower in
                        guard middle < end else { return oneBlock(upper, length: middle - start, text, steps) }
                        twoBlocks(upper, lower, length: end - middle, text, steps)
                    }
                }
            }
        }
        for index in start..<middle { upper[Int(pattern[index])] = 0 }
        for index in middle..<end { lower[Int(pattern[index])] = 0 }
    }
    return steps.reduce(pattern.count) { $0 + Int($1) }
}

/// Carries the changes of the value along one block of the pattern, its last.
private func oneBlock(
    _ masks: UnsafeBufferPointer<UInt64>, length: Int, _ text: UnsafeBufferPointer<Int32>,
    _ steps: UnsafeMutableBufferPointer<Int8>
) {
    var block = EditBlock(length: length)
    for place in 0..<text.count { steps[place] = block.step(masks, text[place], steps[place]) }
}

/// Carries them along two blocks, a full one and one of `length`: the lower one a symbol behind the upper one, so that the
/// processor works on both at once.
private func twoBlocks(
    _ upperMasks: UnsafeBufferPointer<UInt64>, _ lowerMasks: UnsafeBufferPointer<UInt64>, length: Int,
    _ text: UnsafeBufferPointer<Int32>, _ steps: UnsafeMutableBufferPointer<Int8>
) {
    guard let first = text.first else { return }
    var (upper, lower) = (EditBlock(length: 64), EditBlock(length: length))
    var between = upper.step(upperMasks, first, steps[0])
    for place in 1..<text.count {
        let next = upper.step(upperMasks, text[place], steps[place])
        steps[place - 1] = lower.step(lowerMasks, text[place - 1], between)
        between = next
    }
    let last = text.count - 1
    steps[last] = lower.step(lowerMasks, text[last], between)
}

/// The changes of the value down one column of a block, as bits.
private struct EditBlock {
    private var plus = UInt64.max
    private var minus: UInt64 = 0
    private let top: UInt64

    /// A block of so many symbols of the pattern.
    init(length: Int) { top = UInt64(length - 1) }

    /// Goes on to the next symbol of the text, where the value above changes by `step`; how it changes below.
    @inline(__always)
    mutating func step(_ masks: UnsafeBufferPointer<UInt64>, _ symbol: Int32, _ step: Int8) -> Int8 {
        var equal = symbol < 0 ? 0 : masks[Int(symbol)]
        let (rises, falls): (UInt64, UInt64) = (step > 0 ? 1 : 0, step < 0 ? 1 : 0)
        let vertical = equal | minus
        equal |= falls
        let horizontal = (((equal & plus) &+ plus) ^ plus) | equal
        let up = minus | ~(horizontal | plus)
        let down = plus & horizontal
        let below = Int8(truncatingIfNeeded: (up &>> top) & 1) &- Int8(truncatingIfNeeded: (down &>> top) & 1)
        let (upShifted, downShifted) = (up << 1 | rises, down << 1 | falls)
        plus = downShifted | ~(vertical | upShifted)
        minus = upShifted & vertical
        return below
    }
}

/// The length of the longest common subsequence of two rows of symbols; terms as for `editDistance`.
///
/// **Source:** Hyyrö, "Bit-parallel LCS-length computation revisited" (2004).
func longestCommonSubsequence(_ pattern: [Int32], _ text: ArraySlice<Int32>, alphabet: Int) -> Int {
    var carries = [UInt8](repeating: 0, count: text.count)
    var common = 0
    carries.withUnsafeMutableBufferPointer { carries in
        text.withUnsafeBufferPointer { text in
            eachBlock(pattern, alphabet: alphabet) { masks, _, _ in
                var state = UInt64.max
                for place in 0..<text.count {
                    let symbol = text[place]
                    let hits = state & (symbol < 0 ? 0 : masks[Int(symbol)])
                    let (sum, first) = state.addingReportingOverflow(hits)
                    let (whole, second) = sum.addingReportingOverflow(UInt64(carries[place]))
                    carries[place] = first || second ? 1 : 0
                    state = whole | (state &- hits)
                }
                common += (~state).nonzeroBitCount
            }
        }
    }
    return common
}

/// Calls `visit` for each 64 symbols of the pattern with the places of every symbol among them as bits, with how many
/// symbols there are, and whether they are the last.
private func eachBlock(
    _ pattern: [Int32], alphabet: Int,
    _ visit: (_ masks: UnsafeBufferPointer<UInt64>, _ length: Int, _ isLast: Bool) -> Void
) {
    var masks = [UInt64](repeating: 0, count: alphabet)
    for start in stride(from: 0, to: pattern.count, by: 64) {
        let end = min(start + 64, pattern.count)
        for index in start..<end { masks[Int(pattern[index])] |= 1 << UInt64(index - start) }
        masks.withUnsafeBufferPointer { visit($0, end - start, end == pattern.count) }
        for index in start..<end { masks[Int(pattern[index])] = 0 }
    }
}

/// How many symbols of an answer may be compared with a pattern so that the work stays below its limit, where it is
/// shared by so many expected texts.
func comparable(_ count: Int, with pattern: Int, shares: Int, limit: Int) -> Int {
    let blocks = max(1, (pattern + 63) / 64)
    return min(count, limit / max(1, shares) / blocks)
}
