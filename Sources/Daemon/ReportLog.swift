internal import Core
internal import Engine
internal import Logging

/// Writes the engine's facts to the log: incidents as notices, rounds as info, samples as debug.
struct ReportLog {
    let logger: Logger

    func write(_ report: Report) {
        switch report {
        case .sampled(let sample):
            logger.debug(
                "sample",
                metadata: [
                    "provider.name": "\(sample.provider)", "probe.id": "\(sample.probe)", "trace.id": "\(sample.id)",
                    "outcome": "\(sample.outcome.rawValue)", "score": "\(sample.score.map { fixed($0, 2) } ?? "none")",
                    "attempts": "\(sample.attempts)", "note": "\(sample.note)",
                ])
        case .roundClosed(let round):
            logger.info(
                "round closed",
                metadata: [
                    "provider.name": "\(round.provider)", "round": "\(round.round.start.rfc3339(fractionDigits: 0))",
                    "scored": "\(round.scored)/\(round.scheduled)",
                    "score": "\(round.meanScore.map { fixed($0, 3) } ?? "none")",
                    "evidence": "\(round.logEvidence.map { fixed($0, 2) } ?? "none")", "level": "\(round.level)",
                ])
        case .transition(let incident, let transition):
            logger.log(
                level: transition.event == .firing ? .warning : .notice, "incident \(transition.event.rawValue)",
                metadata: [
                    "incident.id": "\(incident.id)", "kind": "\(incident.kind.rawValue)",
                    "provider.name": "\(incident.provider)", "summary": "\(incident.summary)",
                    "reason": "\(transition.reason)",
                ])
        case .breaker(let provider, let state):
            logger.notice("circuit breaker \(state.rawValue)", metadata: ["provider.name": "\(provider)"])
        case .shedding(let begins, let late):
            if begins {
                logger.warning(
                    "the daemon does not keep up: samples that are too late are let go",
                    metadata: ["late": "\(late.forPeople)"])
            } else {
                logger.notice("the daemon keeps up again")
            }
        case .unreachable(let trouble, let begins):
            logger.log(
                level: begins ? .warning : .notice, begins ? "suspected to be unreachable" : "reached again",
                metadata: [
                    "what": "\(trouble.name)", "since": "\(trouble.since)",
                    "providers": "\(trouble.providers.count)",
                ])
        case .paused(let provider, let time):
            logger.warning(
                "rounds were missed while the process or its clock stood still",
                metadata: ["provider.name": "\(provider)", "time": "\(time.forPeople)"])
        }
    }
}
