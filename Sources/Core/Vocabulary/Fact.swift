/// Something that is so until a date and otherwise after it: what a probe expects depends on when it is asked, and an
/// answer as of before tells that a service answers from an old snapshot.
package struct Fact: Sendable, Equatable {
    /// A stretch of time in which the fact has one value.
    package struct Period: Sendable, Equatable {
        /// Nil for "always before"; the beginning belongs to the period.
        package var from: Timestamp?
        /// Nil for "until further notice"; the end does not belong to it.
        package var until: Timestamp?
        package var value: String

        package init(from: Timestamp? = nil, until: Timestamp? = nil, value: String) {
            self.from = from
            self.until = until
            self.value = value
        }

        /// For people: `from 2026-01-01 until 2026-06-01`.
        package var words: String {
            let parts = [
                from.map { "from " + $0.forPeople.prefix(10) }, until.map { "until " + $0.forPeople.prefix(10) },
            ]
            return parts.compactMap { $0 }.joined(separator: " ")
        }
    }

    /// Most facts of a probe, and most periods of a fact.
    package static let most = (facts: 8, periods: 16)

    /// By which templates call it.
    package var name: String
    /// In the order of time; at least one.
    package var periods: [Period]

    package init(name: String, periods: [Period]) {
        self.name = name
        self.periods = periods
    }

    /// The period that a moment lies in; before the first the first, in a gap the one before it.
    package func period(at moment: Timestamp) -> Period? {
        periods.last { ($0.from ?? .distantPast) <= moment } ?? periods.first
    }

    /// The periods that were over by then, the latest first.
    package func past(at moment: Timestamp) -> [Period] {
        periods.filter { ($0.until ?? .distantFuture) <= moment }.reversed()
    }
}

extension Probe {
    /// The probe with its facts as they are at a moment. Nothing else of it changes.
    package func asked(at moment: Timestamp) -> Probe {
        with { $0.period(at: moment) }
    }

    /// The probe as it was asked with one fact of an earlier period, for each of them, the latest first.
    package func outdated(at moment: Timestamp) -> [(period: Fact.Period, probe: Probe)] {
        facts.flatMap { fact in
            fact.past(at: moment).map { past in
                (past, with { $0.name == fact.name ? past : $0.period(at: moment) })
            }
        }
    }

    private func with(_ period: (Fact) -> Fact.Period?) -> Probe {
        guard !facts.isEmpty else { return self }
        var probe = self
        for fact in facts {
            guard let index = probe.vary.firstIndex(where: { $0.name == fact.name }), let now = period(fact) else {
                continue
            }
            probe.vary[index].generator = Probe.constant(now.value)
        }
        return probe
    }

    /// A generator that draws one value always.
    static func constant(_ value: String) -> JSON { ["choice": .array([.string(value)])] }
}
