internal import Core

/// A place in an export, and what was read of it so far.
struct HistoryFileCursor: Sendable {
    fileprivate var offset = 0
    fileprivate var line = 0
    fileprivate var numbers: [HistorySeries: Int] = [:]
    /// When the latest sample of a provider finished.
    fileprivate var newest: [String: Timestamp] = [:]
    /// The last round of a provider whose record was told of.
    fileprivate var rounds: [String: Round] = [:]
}

/// The history in a file of exported traces: one JSON object a line with the sample under `sample`, and what is known of
/// its round under `round`. Traces are passed over.
struct HistoryFile: Sendable {
    /// Lines of a page.
    private static let page = 10_000
    /// How far lines may be from the order of time.
    private static let disorder = Duration.seconds(3600)

    let path: String

    /// The next samples after a place; nil when there are none.
    func history(
        after cursor: HistoryFileCursor, atLeast limit: Int = page
    ) throws(SourceFailure) -> (page: HistoryPage, cursor: HistoryFileCursor)? {
        var next = cursor
        var page = HistoryPage()
        let reader = try LineReader(path, offset: cursor.offset, line: cursor.line)
        while page.samples.count < limit, let line = try reader.next() {
            guard line.contains(where: { $0 > 32 }) else { continue }
            try take(line, "\(path):\(reader.line)", &next, &page)
        }
        (next.offset, next.line) = (reader.offset, reader.line)
        page.progress = reader.size > 0 ? Double(reader.offset) / Double(reader.size) : 1
        return page.samples.isEmpty ? nil : (page, next)
    }

    private func take(
        _ line: [UInt8], _ place: String, _ cursor: inout HistoryFileCursor, _ page: inout HistoryPage
    ) throws(SourceFailure) {
        let json: JSON
        do {
            json = try JSONParser.parse(line)
        } catch {
            throw .unreadable("\(place):\(error.offset + 1)", error.problem)
        }
        let stored = json["sample"] ?? json
        guard let series = HistorySeries(json: stored), let round = stored["round"]?.moment,
            let finishedAt = stored["finished_at"]?.moment
        else { throw .notASample(place) }
        let newest = cursor.newest[series.provider] ?? .distantPast
        guard finishedAt > newest - Self.disorder else { throw .outOfOrder(place) }
        cursor.newest[series.provider] = max(newest, finishedAt)
        let number = cursor.numbers[series] ?? cursor.numbers.count
        if cursor.numbers.updateValue(number, forKey: series) == nil {
            page.series.append(HistoryPage.Named(number, series))
        }
        page.samples.append(
            HistorySample(
                series: number, round: Round(start: round), finishedAt: finishedAt, score: stored["score"]?.double))
        // Every sample of a round tells of it; once is enough.
        if let record = json["round"]?["after"].flatMap(HistoryRound.init(json:)),
            record.round > cursor.rounds[series.provider] ?? Round(start: .distantPast)
        {
            cursor.rounds[series.provider] = record.round
            page.rounds.append(HistoryPage.Named(series.provider, record))
        }
    }
}

extension HistorySeries {
    fileprivate init?(json: JSON) {
        guard let provider = json["provider"]?.string, let probe = json["probe"]?.string,
            let version = json["version"]?.string, let category = json["category"]?.string
        else { return nil }
        self.init(provider: provider, probe: probe, version: version, category: category)
    }
}

extension HistoryRound {
    fileprivate init?(json: JSON) {
        guard let round = json["round"]?.moment, let closedAt = json["closed_at"]?.moment,
            let scheduled = json["scheduled"]?.int
        else { return nil }
        self.init(
            round: Round(start: round), closedAt: closedAt, scheduled: scheduled,
            isWatching: json["log_evidence"]?.double != nil)
    }
}

extension JSON {
    fileprivate var moment: Timestamp? { string.flatMap { Timestamp(rfc3339: $0) } }
}
