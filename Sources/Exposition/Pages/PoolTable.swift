internal import Core

/// The scores of recent answers by where they came from: a fault that sticks to a pool shows as one bad row.
enum PoolTable {
    /// A row for each pool, as the status has them.
    static func render(_ pools: [PoolStatus]) -> HTML {
        guard !pools.isEmpty else { return "<p class=\"nothing\">No answer was scored yet.</p>" }
        let best = pools.map(\.score).max() ?? 1
        let rows = pools.map { pool -> HTML in
            """
            <tr><th scope="row">\(pool.connection?.rawValue ?? "–")</th><td>\(shown(pool.backend))</td>\
            <td>\(shown(pool.region))</td><td class="mono">\(shown(pool.peer))</td>\
            <td class="num">\(pool.answers)</td>\
            <td class="num">\(SampleTable.score(pool.score, expected: best))</td></tr>
            """
        }
        return """
            <div class="scroll"><table><thead><tr><th scope="col">Connection</th><th scope="col">Backend</th>\
            <th scope="col">Region</th><th scope="col">Address</th><th scope="col" class="num">Answers</th>\
            <th scope="col" class="num">Mean score</th></tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    private static func shown(_ text: String) -> String { text.isEmpty ? "–" : text }
}
