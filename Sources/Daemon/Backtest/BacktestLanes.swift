internal import Core
internal import Engine
internal import Settings

/// One backtest for each provider of a history, side by side: they have nothing to do with each other.
struct BacktestLanes: Sendable {
    /// The only provider that is looked at; nil for all.
    let wanted: String?
    let settings: DetectionSettings
    /// Providers that share the budget of false alarms.
    let providers: Int
    /// From one round to the next where the history does not show it.
    let interval: Duration
    /// Limits of requests by provider.
    let limits: [String: ExchangeLimits]
    let knowsRounds: Bool
    /// What people accepted, by provider.
    let acceptances: [String: [HistoryAcceptance]]

    /// Series by their number.
    private var table: [HistorySeries?] = []
    /// The lane of a series by its number; nil for a provider that is not looked at.
    private var owners: [Int?] = []
    /// Nil only while a task has it.
    private var lanes: [ProviderBacktest?] = []
    private var lanesByName: [String: Int] = [:]

    init(
        wanted: String?, settings: DetectionSettings, providers: Int, interval: Duration,
        limits: [String: ExchangeLimits], knowsRounds: Bool, acceptances: [String: [HistoryAcceptance]]
    ) {
        self.acceptances = acceptances
        self.providers = providers
        self.wanted = wanted
        self.settings = settings
        self.interval = interval
        self.limits = limits
        self.knowsRounds = knowsRounds
    }

    /// What was found, by provider.
    var backtests: [ProviderBacktest] { lanes.compactMap { $0 }.sorted { $0.provider < $1.provider } }

    /// Takes a page, every provider on its own.
    mutating func take(_ page: HistoryPage) async {
        for named in page.series { learn(named.value, number: named.name) }
        var samples = [[HistorySample]](repeating: [], count: lanes.count)
        var rounds = [[HistoryRound]](repeating: [], count: lanes.count)
        for lane in samples.indices { samples[lane].reserveCapacity(page.samples.count / lanes.count * 2) }
        for sample in page.samples {
            guard owners.indices.contains(sample.series), let lane = owners[sample.series] else { continue }
            samples[lane].append(sample)
        }
        for named in page.rounds { if let lane = lanesByName[named.name] { rounds[lane].append(named.value) } }
        let (table, all, closed) = (table, samples, rounds)
        await each { lane, backtest in backtest.take(all[lane], closed[lane], series: table) }
    }

    /// The history is over.
    mutating func finish() async {
        let table = table
        await each { _, backtest in backtest.finish(series: table) }
    }

    private mutating func each(_ step: @escaping @Sendable (Int, inout ProviderBacktest) -> Void) async {
        await withTaskGroup(of: (Int, ProviderBacktest).self) { group in
            for lane in lanes.indices {
                // Moved, not copied: whoever has it may change it in place.
                guard let backtest = lanes[lane].take() else { continue }
                group.addTask {
                    var backtest = backtest
                    step(lane, &backtest)
                    return (lane, backtest)
                }
            }
            for await (lane, backtest) in group { lanes[lane] = backtest }
        }
    }

    private mutating func learn(_ series: HistorySeries, number: Int) {
        let missing = max(number + 1 - table.count, 0)
        table += [HistorySeries?](repeating: nil, count: missing)
        owners += [Int?](repeating: nil, count: missing)
        table[number] = series
        guard wanted == nil || series.provider == wanted else { return }
        if lanesByName[series.provider] == nil {
            lanesByName[series.provider] = lanes.count
            lanes.append(
                ProviderBacktest(
                    provider: series.provider, settings: settings.detector(interval: interval, providers: providers),
                    limits: limits[series.provider] ?? ExchangeLimits(), knowsRounds: knowsRounds,
                    sampling: settings.sampling, acceptances: acceptances[series.provider] ?? []))
        }
        owners[number] = lanesByName[series.provider]
    }
}
