package import Core

/// The false alarms that a whole daemon may raise in a year, and how they are split: over the kinds of incident that
/// statistics decide, and alike over the providers. Within a provider the weights of the mixture split its part over
/// scopes, and so over suites (`Detector.budgetShares`).
///
/// The sum of e-detectors with such weights is an e-detector itself: however the parts depend on each other, the daemon
/// raises at most `perYear` false alarms on average. `outage` and `blind` are no matter of chance and have no part.
/// **Source:** Shin, Ramdas and Rinaldo, arXiv:2203.03532 (weighted averages of e-detectors are e-detectors).
package struct AlarmBudget: Sendable, Equatable {
    /// False alarms a year, of all providers and kinds together; above 0.
    package var perYear: Double
    /// Providers that share it; at least 1.
    package var providers: Int

    /// A budget for so many providers; none counts as one.
    package init(perYear: Double, providers: Int) {
        precondition(perYear > 0)
        self.perYear = perYear
        self.providers = max(providers, 1)
    }

    /// The budget that a provider's detector of quality has its settings from.
    package init(quality: DetectorSettings, providers: Int) {
        let providers = max(providers, 1)
        let perYear = quality.falseAlarmsPerYear * Double(providers) / Incident.Kind.qualityDegraded.budgetShare
        self.init(perYear: perYear, providers: providers)
    }

    /// False alarms of a kind in a year, at each provider; 0 for a kind that chance does not decide.
    package func perProvider(_ kind: Incident.Kind) -> Double { perYear * kind.budgetShare / Double(providers) }
}

extension Incident.Kind {
    /// The kinds that statistics decide, in the order of `allCases`.
    package static let budgeted = allCases.filter { $0.budgetShare > 0 }

    /// The kind's part of the daemon's false alarms, in [0, 1]: what wakes people has most of it. The parts sum to 1.
    package var budgetShare: Double {
        switch self {
        case .qualityDegraded: 0.6
        case .modelChanged, .behaviourShifted, .inconsistentAnswers, .staleResponse: 0.1
        case .outage, .blind: 0
        }
    }
}

extension DetectorSettings {
    /// The settings of a series that decides of another kind of incident at the same provider, one of so many such
    /// series (at least 1): its own part of the budget of false alarms, all else alike. `self` is what quality has.
    package func beside(_ kind: Incident.Kind, series: Int = 1) -> DetectorSettings {
        precondition(kind.budgetShare > 0 && series > 0)
        var own = self
        own.falseAlarmsPerYear *= kind.budgetShare / Incident.Kind.qualityDegraded.budgetShare / Double(series)
        return own
    }
}

extension Detector {
    /// Which part of the series' budget of false alarms lies on each probe, in the order of `probes`, summing to 1: a
    /// component's weight is shared alike by the probes of its scope.
    package var budgetShares: [Double] {
        var shares = [Double](repeating: 0, count: watch.roster.probes.count)
        for place in watch.roster.places {
            let members = watch.roster.members[place.scope]
            for probe in members { shares[probe] += place.weight / Double(members.count) }
        }
        return shares
    }
}
