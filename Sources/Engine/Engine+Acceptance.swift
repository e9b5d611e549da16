internal import Alerting
internal import Core

extension Engine {
    /// Makes what an open incident tells of the new normal, and ends it. Nothing where there is no such incident, or
    /// where it is not a change against a baseline.
    mutating func accept(_ acceptance: Acceptance, now: Timestamp, _ step: inout Step) {
        guard let incident = incidents.open.first(where: { $0.id == acceptance.incident }), incident.kind.hasBaseline,
            let index = watches.firstIndex(where: { $0.provider.name == incident.provider })
        else { return }
        var part = WatchStep(commons)
        watches[index].accept(acceptance, of: incident.kind, now: now, &part)
        let why = "accepted as the new normal by \(acceptance.author): \(acceptance.reason)"
        part.observations.append((incident.kind, .clear(plan.redactor.redact(why))))
        part.isChanged = true
        finish(index, part, now: now, &step)
    }
}
