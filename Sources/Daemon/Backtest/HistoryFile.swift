internal import Core

/// The history in a file of exported samples, whole and in the order of time: exports have any order.
///
/// The file is one JSON object a line with the sample under `sample`, and what is known of its round under `round`. Its
/// traces are passed over, so that a sample takes some 40 bytes here.
struct HistoryFile: Sendable {
    /// Most samples of such a file: about a gigabyte of memory.
    static let mostSamples = 20_000_000
    /// Samples of a page.
    private static let pageSize = 50_000

    private var series: [HistorySeries] = []
    private var numbers: [HistorySeries: Int] = [:]
    private var rounds: [RoundName: HistoryRound] = [:]
    private var samples: [HistorySample] = []

    private struct RoundName: Hashable {
        var provider: String
        var round: Round
    }

    /// Reads what finished before `until`. Throws with file, line and column what is no sample.
    init(_ path: String, until: Timestamp) throws(SourceFailure) {
        let reader = try LineReader(path)
        while let line = try reader.next() {
            guard line.contains(where: { $0 > 32 }) else { continue }
            try take(line, "\(path):\(reader.line)", until: until)
            guard samples.count <= Self.mostSamples else {
                throw .unreadable(path, "it has more than \(grouped(Self.mostSamples)) samples; use the store itself")
            }
        }
        samples.sort { $0.finishedAt < $1.finishedAt }
    }

    /// Providers that it has samples of.
    var providers: Int { Set(series.map(\.provider)).count }

    /// How many pages it has.
    var pages: Int { (samples.count + Self.pageSize - 1) / Self.pageSize }

    /// One of its pages, counted from 0; the first tells all series and rounds.
    func page(_ number: Int) -> HistoryPage {
        var page = HistoryPage()
        if number == 0 {
            page.series = series.enumerated().map { HistoryPage.Named($0, $1) }
            page.rounds = rounds.sorted { ($0.key.provider, $0.key.round) < ($1.key.provider, $1.key.round) }
                .map { HistoryPage.Named($0.key.provider, $0.value) }
        }
        let end = min((number + 1) * Self.pageSize, samples.count)
        page.samples = Array(samples[number * Self.pageSize..<end])
        page.progress = samples.isEmpty ? 1 : Double(end) / Double(samples.count)
        return page
    }

    private mutating func take(_ line: [UInt8], _ place: String, until: Timestamp) throws(SourceFailure) {
        let json: JSON
        do {
            json = try JSONParser.parse(line)
        } catch {
            throw .unreadable("\(place):\(error.offset + 1)", error.problem)
        }
        let stored = json["sample"] ?? json
        guard let asked = HistorySeries(json: stored), let round = stored["round"]?.moment,
            let finishedAt = stored["finished_at"]?.moment
        else { throw .notASample(place) }
        guard finishedAt < until else { return }
        samples.append(
            HistorySample(
                series: number(of: asked), round: Round(start: round), finishedAt: finishedAt,
                score: stored["score"]?.double))
        // Every sample tells of its round and of the one before.
        for which in ["before", "after"] {
            guard let record = json["round"]?[which].flatMap(HistoryRound.init(json:)) else { continue }
            rounds[RoundName(provider: asked.provider, round: record.round)] = record
        }
    }

    private mutating func number(of asked: HistorySeries) -> Int {
        if let known = numbers[asked] { return known }
        series.append(asked)
        numbers[asked] = series.count - 1
        return series.count - 1
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
