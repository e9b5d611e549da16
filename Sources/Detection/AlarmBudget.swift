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

    /// What decides of an alarm by chance, and has a part of the budget of its own.
    package enum Part: Sendable, CaseIterable {
        /// The detector of quality, which wakes people.
        case quality
        /// The quality of single pools.
        case pools
        case model
        case behaviour
        case agreement
        case staleness

        /// Its share of the daemon's false alarms, in [0, 1]; all of them sum to 1.
        var share: Double {
            switch self {
            case .quality: 0.5
            case .pools, .model, .behaviour, .agreement, .staleness: 0.1
            }
        }

        /// The kind of incident that it raises.
        package var kind: Incident.Kind {
            switch self {
            case .quality, .pools: .qualityDegraded
            case .model: .modelChanged
            case .behaviour: .behaviourShifted
            case .agreement: .inconsistentAnswers
            case .staleness: .staleResponse
            }
        }
    }

    /// The budget that a provider's detector of quality has its settings from.
    package init(quality: DetectorSettings, providers: Int) {
        let providers = max(providers, 1)
        self.init(
            perYear: quality.falseAlarmsPerYear * Double(providers) / Part.quality.share, providers: providers)
    }

    /// The kinds of incident that statistics decide, in the order of `Incident.Kind.allCases`.
    package static let kinds = Incident.Kind.allCases.filter { kind in Part.allCases.contains { $0.kind == kind } }

    /// False alarms of a part in a year, at each provider.
    package func perProvider(_ part: Part) -> Double { perYear * part.share / Double(providers) }

    /// False alarms of a kind in a year, at each provider; 0 for a kind that chance does not decide.
    package func perProvider(_ kind: Incident.Kind) -> Double {
        Part.allCases.filter { $0.kind == kind }.reduce(0) { $0 + perProvider($1) }
    }
}

extension DetectorSettings {
    /// The settings of another part at the same provider, of one of so many series (at least 1) that share it: its own part
    /// of the budget of false alarms, all else alike. `self` is what quality has.
    package func beside(_ part: AlarmBudget.Part, series: Int = 1) -> DetectorSettings {
        precondition(series > 0)
        var own = self
        own.falseAlarmsPerYear *= part.share / AlarmBudget.Part.quality.share / Double(series)
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
