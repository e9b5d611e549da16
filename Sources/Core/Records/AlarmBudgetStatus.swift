/// The false alarms that the daemon may raise in a year, and how they are split.
package struct AlarmBudgetStatus: Sendable, Equatable {
    /// One kind of incident that statistics decide.
    package struct Part: Sendable, Equatable {
        package var kind: Incident.Kind
        /// False alarms a year: of all providers together, and of each.
        package var perYear: Double
        package var perProvider: Double

        package init(kind: Incident.Kind, perYear: Double, perProvider: Double) {
            self.kind = kind
            self.perYear = perYear
            self.perProvider = perProvider
        }
    }

    /// False alarms a year, of all providers and kinds together; 0 where there is no provider.
    package var perYear = 0.0
    package var providers = 0
    /// In the order of `Incident.Kind.allCases`, summing to `perYear`.
    package var parts: [Part] = []

    package init() {}
}

/// A suite at a provider, and what lies on it.
package struct SuiteStatus: Sendable, Equatable {
    package var name: String
    package var probes: Int
    /// Its part of the provider's budget of false alarms of quality, in [0, 1]; over the suites they sum to 1.
    package var budgetShare: Double

    package init(name: String, probes: Int, budgetShare: Double) {
        self.name = name
        self.probes = probes
        self.budgetShare = budgetShare
    }
}
