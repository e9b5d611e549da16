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
    // How the value changes from one symbol of the text to the next, along the last row of the block before.
    var steps = [Int8](repeating: 1, count: text.count)
    var distance = pattern.count
    steps.withUnsafeMutableBufferPointer { steps in
        text.withUnsafeBufferPointer { text in
            eachBlock(pattern, alphabet: alphabet) { masks, length, isLast in
                editBlock(masks, UInt64(length - 1), text, steps)
                if isLast { for step in steps { distance += Int(step) } }
            }
        }
    }
    return distance
}

/// Carries the changes of the value along one block of the pattern, whose last symbol is the bit `top`.
private func editBlock(
    _ masks: UnsafeBufferPointer<UInt64>, _ top: UInt64, _ text: UnsafeBufferPointer<Int32>,
    _ steps: UnsafeMutableBufferPointer<Int8>
) {
    var (plus, minus) = (UInt64.max, UInt64(0))
    for place in 0..<text.count {
        let symbol = text[place]
        var equal = symbol < 0 ? 0 : masks[Int(symbol)]
        let step = steps[place]
        let (rises, falls): (UInt64, UInt64) = (step > 0 ? 1 : 0, step < 0 ? 1 : 0)
        let vertical = equal | minus
        equal |= falls
        let horizontal = (((equal & plus) &+ plus) ^ plus) | equal
        var up = minus | ~(horizontal | plus)
        var down = plus & horizontal
        steps[place] = Int8(truncatingIfNeeded: (up &>> top) & 1) &- Int8(truncatingIfNeeded: (down &>> top) & 1)
        up = up << 1 | rises
        down = down << 1 | falls
        plus = down | ~(vertical | up)
        minus = up & vertical
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
