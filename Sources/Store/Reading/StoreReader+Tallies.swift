package import Core
internal import GRDB

extension StoreReader {
    /// Most samples of a series that are added up: the newest.
    package static let talliedSamples = 5_000

    /// What the samples of a provider add up to that finished since then, by probe and version; series without any are
    /// left out. Of each at most the newest `limit` count.
    package func tallies(
        provider: String, since: Timestamp = .distantPast, limit: Int = talliedSamples
    ) async throws(StoreFailure) -> [SeriesTally] {
        try await series.read { database in
            let series = try database.rows(SeriesTally.seriesSQL, [.text(provider)]) { row in
                (
                    number: try row.int(),
                    series: HistorySeries(
                        provider: provider, probe: try row.text(), version: try row.text(), category: try row.text())
                )
            }
            return try series.compactMap { number, series in
                let samples = try database.rows(
                    SeriesTally.samplesSQL, [.int(number), .time(since), .int(limit)], SeriesTally.read)
                var tally = SeriesTally(series: series)
                for sample in samples.reversed() {
                    tally.add(score: sample.score, tokens: sample.tokens, cost: sample.cost, at: sample.at)
                }
                return samples.isEmpty ? nil : tally
            }
        }
    }

    /// The state of a provider's detector as it was last stored; nil before the first round of a provider is closed.
    package func detectorState(provider: String) async throws(StoreFailure) -> [UInt8]? {
        try await series.read { database in
            try database.rows(
                "SELECT t.detector FROM provider_states t JOIN providers p ON p.id = t.provider WHERE p.name = ?",
                [.text(provider)]
            ) { try $0.bytes() }.first
        }
    }

    /// The providers that have samples, by name.
    package func providerNames() async throws(StoreFailure) -> [String] {
        try await series.read { database in
            try database.rows(
                """
                SELECT name FROM providers p WHERE EXISTS (SELECT 1 FROM series r WHERE r.provider = p.id) ORDER BY name
                """, []
            ) { try $0.text() }
        }
    }
}

extension SeriesTally {
    fileprivate static let seriesSQL = """
        SELECT r.id, b.probe, b.version, b.category
        FROM providers p JOIN series r ON r.provider = p.id JOIN probes b ON b.id = r.probe
        WHERE p.name = ? ORDER BY b.probe, b.version, b.category, r.id
        """
    fileprivate static let samplesSQL = """
        SELECT score, input_tokens, output_tokens, cost, finished_at FROM samples
        WHERE series = ? AND finished_at >= ? ORDER BY finished_at DESC, id DESC LIMIT ?
        """

    fileprivate static func read(_ row: inout Columns) throws -> (
        score: Double?, tokens: Int?, cost: USD, at: Timestamp
    ) {
        let score = try row.optionalDouble()
        let (input, output) = (try row.optionalInt(), try row.optionalInt())
        let tokens = input == nil && output == nil ? nil : (input ?? 0) + (output ?? 0)
        return (score, tokens, try row.money(), try row.time())
    }
}
