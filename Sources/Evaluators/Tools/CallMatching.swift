/// Which calls made are which of those expected: as many as possible, the same pairs every time. What fits what is a
/// table of a row for each that is expected.
enum CallMatching {
    /// In any order. **Source:** H. W. Kuhn, "The Hungarian Method", 1955: augmenting paths in a bipartite graph.
    static func any(_ fits: [[Bool]], made: Int) -> [(expected: Int, made: Int)] {
        var owner = [Int?](repeating: nil, count: made)
        for wanted in fits.indices {
            var seen = [Bool](repeating: false, count: made)
            _ = assign(wanted, fits, &owner, &seen)
        }
        return owner.indices.compactMap { index in owner[index].map { ($0, index) } }
    }

    /// In the expected order: a longest common subsequence.
    static func inOrder(_ fits: [[Bool]], made: Int) -> [(expected: Int, made: Int)] {
        // longest[i][j]: of what is expected from i on and was made from j on.
        var longest = [[Int]](repeating: [Int](repeating: 0, count: made + 1), count: fits.count + 1)
        for i in fits.indices.reversed() {
            for j in (0..<made).reversed() {
                longest[i][j] = max(longest[i + 1][j], longest[i][j + 1], fits[i][j] ? longest[i + 1][j + 1] + 1 : 0)
            }
        }
        var pairs: [(expected: Int, made: Int)] = []
        var (i, j) = (0, 0)
        while i < fits.count, j < made, longest[i][j] > 0 {
            if fits[i][j], longest[i][j] == longest[i + 1][j + 1] + 1 {
                pairs.append((i, j))
                (i, j) = (i + 1, j + 1)
            } else if longest[i + 1][j] == longest[i][j] {
                i += 1
            } else {
                j += 1
            }
        }
        return pairs
    }

    /// Finds a call for what is expected, moving others to another call where that helps.
    private static func assign(_ wanted: Int, _ fits: [[Bool]], _ owner: inout [Int?], _ seen: inout [Bool]) -> Bool {
        for index in owner.indices where fits[wanted][index] && !seen[index] {
            seen[index] = true
            guard let other = owner[index] else {
                owner[index] = wanted
                return true
            }
            if assign(other, fits, &owner, &seen) {
                owner[index] = wanted
                return true
            }
        }
        return false
    }
}
