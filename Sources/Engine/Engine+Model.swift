internal import Alerting
internal import Core

extension Engine {
    /// What is seen of a provider's model, with the identity of the quality incident where quality followed.
    func linked(_ observation: Observation, _ kind: Incident.Kind, provider: String) -> Observation {
        guard kind == .modelChanged, var facts = ModelFacts(json: observation.facts),
            facts.confirmation?.state == .followed
        else { return observation }
        let open = incidents.open.filter { $0.provider == provider }
        let told = open.first { $0.kind == .modelChanged }.flatMap { ModelFacts(json: $0.facts)?.qualityIncident }
        // One that fired, not a mere suspicion that came after it.
        let quality = open.first { $0.kind == .qualityDegraded }
        facts.qualityIncident = quality?.firedAt != nil ? quality?.id : told ?? quality?.id
        var linked = observation
        linked.facts = facts.json
        return linked
    }
}
