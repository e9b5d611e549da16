internal import Core
internal import Statistics

/// A series that is being watched: baselines, components, learning and the alert. Slots count from the end of
/// calibration.
struct Watch: Sendable, Equatable {
    /// Probes, scopes and places.
    var roster: Roster
    /// By probe.
    var baselines: [Baseline]
    /// By place of the roster.
    var components: [Component]
    /// By pooled scope: what the baselines' slots said of dispersion.
    var dispersions: [Dispersion]
    /// What the baselines' slots said of ties between rounds.
    var ties: RoundTies
    /// What may become baseline.
    var learning: Learning
    /// Scope `all` by effect, as if every missed call had been answered with a score of 0.
    var shadows: [ShrunkenCUSUM]
    /// Slots so far.
    var slot = 0
    /// The engine's number of the last slot.
    var round = 0
    /// Part of the day of the last slot; nil where its hour is not known.
    var bin: Int?
    /// What the calibration found; nil for baselines that were known, or learnt before there were reports.
    var report: CalibrationReport?
    /// How the last days went.
    var past = RecentPast()
    /// Extra steps in this slot.
    var bursts = 0
    /// The alert, while one is open.
    var alert: Alert?
    // Derived from the above.
    /// By scope and effect.
    private(set) var designEffects: [SIMD4<Double>] = []
    /// By scope, where a state outlasts rounds.
    private(set) var lasting: [LastingExcess?] = []
    /// Relative shortfall to expect, by part of the day; nil where the day makes no difference.
    private(set) var pattern: [SIMD2<Double>]?
    /// Σ information of the ready probes, by scope.
    private(set) var readyInformation: [Double] = []
    /// Log evidence of the whole mixture; nats.
    private(set) var logEvidence = 0.0
    /// The same with the shadows in place of scope `all`.
    private(set) var logEvidenceIfMissedHadFailed = 0.0

    /// A watch over baselines in the order of the roster, at slot 0.
    init(roster: Roster, baselines: [Baseline], dispersions: [Dispersion], ties: RoundTies? = nil) {
        self.roster = roster
        self.baselines = baselines
        self.dispersions = dispersions
        self.ties = ties ?? RoundTies(scopes: roster.scopes.count)
        components = [Component](repeating: Component(), count: roster.places.count)
        learning = Learning(
            probes: roster.probes.count, pooled: roster.pooledScopes, scopes: roster.scopes.count)
        shadows = [ShrunkenCUSUM](repeating: ShrunkenCUSUM(), count: roster.placesOfAll)
        refresh()
        mix()
    }

    /// Recomputes what depends on baselines and dispersions.
    mutating func refresh() {
        designEffects = roster.scopes.indices.map { scope in
            guard scope < roster.pooledScopes, roster.members[scope].count > 1 else { return SIMD4(repeating: 1) }
            let excess = dispersions[scope].excess
            var effects = SIMD4<Double>.zero
            for lane in 0..<4 { effects[lane] = designEffect(excess: excess, effect: Tuning.effects[lane]) }
            return effects
        }
        let state = ties.reference.state
        lasting = roster.scopes.indices.map { lastingExcess($0, state) }
        pattern = ties.daily.offsets
        readyInformation = roster.members.map { members in
            members.reduce(0) { $0 + (baselines[$1].isReady ? baselines[$1].information : 0) }
        }
    }

    /// Recomputes the log evidence from the components.
    mutating func mix() {
        guard components.contains(where: { $0.cusum.level != 0 }) || shadows.contains(where: { $0.level != 0 }) else {
            (logEvidence, logEvidenceIfMissedHadFailed) = (0, 0)
            return
        }
        let values = components.indices.map { roster.places[$0].logWeight + evidence($0) }
        logEvidence = logSumExp(values)
        logEvidenceIfMissedHadFailed = logEvidence
        if zip(shadows, components).contains(where: { $0 != $1.cusum }) {
            let shadowed = values.indices.map {
                $0 < shadows.count ? roster.places[$0].logWeight + shadows[$0].evidence / stretch($0) : values[$0]
            }
            logEvidenceIfMissedHadFailed = logSumExp(shadowed)
        }
    }

    /// The component with the most weighted evidence.
    var leader: Int {
        var best = 0
        var most = -Double.infinity
        for index in components.indices {
            let value = roster.places[index].logWeight + evidence(index)
            if value > most { (best, most) = (index, value) }
        }
        return best
    }

    /// Forgets all runs.
    mutating func resetComponents(where affected: (Int) -> Bool = { _ in true }) {
        for index in components.indices where affected(roster.places[index].scope) {
            components[index].reset(slot: slot, round: round)
        }
        if affected(0) { for index in shadows.indices { shadows[index].reset() } }
    }
}
