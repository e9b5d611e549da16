internal import Alerting
package import Core

/// A fall of quality as the store has it.
package struct StoredFall: Sendable, Equatable {
    package var incident: RecordID
    package var provider: String
    package var since: Timestamp
    package var detectedAt: Timestamp
    package var resolvedAt: Timestamp?
    package var loss: Double
    package var logEvidence: Double

    /// The fall that an incident tells of; nil for other kinds, for a suspicion that nobody was told, and for what only a pool
    /// showed: a history does not tell the pools.
    package init?(_ incident: Incident) {
        guard incident.kind == .qualityDegraded, incident.severity != .warn, let firedAt = incident.firedAt else {
            return nil
        }
        let facts = QualityFacts(json: incident.facts)
        self.incident = incident.id
        provider = incident.provider
        since = facts?.since ?? incident.suspectedAt
        detectedAt = firedAt
        resolvedAt = incident.resolvedAt
        loss = facts?.loss ?? 0
        logEvidence = facts?.evidence.log ?? 0
    }
}

/// A fall as the backtest found it beside the one that the store has of it; at least one of the two.
package struct BacktestFall: Sendable, Equatable {
    package var found: BacktestIncident?
    package var stored: StoredFall?

    /// What the other settings would have changed.
    package enum Change: Sendable, Equatable {
        /// Detected at the same moment.
        case same
        case earlier(by: Duration)
        case later(by: Duration)
        /// The store has no such incident.
        case new
        /// The backtest found no such fall.
        case gone
    }

    /// Moments that are nearer to each other than this are the same: what is written for people has milliseconds.
    private static let instant = Duration.seconds(1)

    /// When it was noticed, against when it had been.
    package var change: Change {
        guard let found else { return .gone }
        guard let stored else { return .new }
        let difference = found.detectedAt - stored.detectedAt
        if abs(difference) < Self.instant { return .same }
        return difference < .zero ? .earlier(by: abs(difference)) : .later(by: difference)
    }

    /// The fall was dated to the same round.
    package var isDatedAlike: Bool { alike(found?.since, stored?.since) }
    /// Both were resolved at the same moment, or neither was.
    package var isResolvedAlike: Bool { alike(found?.resolvedAt, stored?.resolvedAt) }
    /// Nothing changed.
    package var isSame: Bool { change == .same && isDatedAlike && isResolvedAlike }

    /// When it was noticed, by the backtest or else by the daemon.
    package var detectedAt: Timestamp { found?.detectedAt ?? stored?.detectedAt ?? .distantPast }

    private func alike(_ a: Timestamp?, _ b: Timestamp?) -> Bool {
        guard let a, let b else { return a == nil && b == nil }
        return abs(a - b) < Self.instant
    }

    /// Lays what was found beside what was stored, of one provider: two are the same fall when they overlap in time. In
    /// the order of their detection.
    package static func compare(_ found: [BacktestIncident], _ stored: [StoredFall]) -> [BacktestFall] {
        var left = stored.sorted { $0.detectedAt < $1.detectedAt }
        var falls = found.map { incident in
            let index = left.firstIndex { overlap(incident, $0) }
            return BacktestFall(found: incident, stored: index.map { left.remove(at: $0) })
        }
        falls += left.map { BacktestFall(found: nil, stored: $0) }
        return falls.sorted { $0.detectedAt < $1.detectedAt }
    }

    private static func overlap(_ found: BacktestIncident, _ stored: StoredFall) -> Bool {
        found.since <= stored.resolvedAt ?? .distantFuture && stored.since <= found.resolvedAt ?? .distantFuture
    }
}

/// How long something is, whichever way it points.
private func abs(_ duration: Duration) -> Duration { duration < .zero ? .zero - duration : duration }
