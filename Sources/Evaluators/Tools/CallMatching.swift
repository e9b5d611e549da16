/// Which calls made are which of those expected: as many as possible, the same pairs every time.
enum CallMatching {
    /// In any order. **Source:** H. W. Kuhn, "The Hungarian Method", 1955: augmenting paths in a bipartite graph.
    static func any(_ expected: [ExpectedCall], _ made: [CallMade]) -> [(expected: Int, made: Int)] {
        let fits = table(expected, made)
        var owner = [Int?](repeating: nil, count: made.count)
        for wanted in expected.indices {
            var seen = [Bool](repeating: false, count: made.count)
            _ = assign(wanted, fits, &owner, &seen)
        }
        return owner.indices.compactMap { index in owner[index].map { ($0, index) } }
    }

    /// In the expected order: a longest common subsequence.
    static func inOrder(_ expected: [ExpectedCall], _ made: [CallMade]) -> [(expected: Int, made: Int)] {
        let fits = table(expected, made)
        // longest[i][j]: of what is expected from i on and was made from j on.
        var longest = [[Int]](repeating: [Int](repeating: 0, count: made.count + 1), count: expected.count + 1)
        for i in expected.indices.reversed() {
            for j in made.indices.reversed() {
                longest[i][j] = max(longest[i + 1][j], longest[i][j + 1], fits[i][j] ? longest[i + 1][j + 1] + 1 : 0)
            }
        }
        var pairs: [(expected: Int, made: Int)] = []
        var (i, j) = (0, 0)
        while i < expected.count, j < made.count, longest[i][j] > 0 {
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

    private static func table(_ expected: [ExpectedCall], _ made: [CallMade]) -> [[Bool]] {
        expected.map { wanted in made.map(wanted.matches) }
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
