internal import Core
internal import Detection

extension AlarmBudget {
    /// The budget for people: every kind with its part.
    var status: AlarmBudgetStatus {
        var status = AlarmBudgetStatus()
        (status.perYear, status.providers) = (perYear, providers)
        status.parts = Self.kinds.map { kind in
            let own = perProvider(kind)
            return AlarmBudgetStatus.Part(kind: kind, perYear: own * Double(providers), perProvider: own)
        }
        return status
    }
}

extension Detector {
    /// The suites of the series, by name, each with its part of the series' budget of false alarms.
    var suites: [SuiteStatus] {
        var found: [String: SuiteStatus] = [:]
        for (probe, share) in zip(probes, budgetShares) {
            let name = String(probe.key.prefix { $0 != "/" })
            var suite = found[name] ?? SuiteStatus(name: name, probes: 0, budgetShare: 0)
            suite.probes += 1
            suite.budgetShare += share
            found[name] = suite
        }
        return found.keys.sorted().compactMap { found[$0] }
    }
}
