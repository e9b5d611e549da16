/// Everything that is kept about one sample, so that it can be understood and judged again anywhere: what
/// `plummet trace show` tells and one line of an export.
package struct Reconstruction: Sendable {
    /// A step of an incident that the sample has to do with.
    package struct Step: Sendable, Equatable {
        package var incident: RecordID
        package var kind: Incident.Kind
        package var at: Timestamp
        package var event: Transition.Event
        /// Why, for people.
        package var reason: String

        package init(incident: RecordID, kind: Incident.Kind, at: Timestamp, event: Transition.Event, reason: String) {
            self.incident = incident
            self.kind = kind
            self.at = at
            self.event = event
            self.reason = reason
        }
    }

    package var sample: Sample
    /// Nil when nothing was sent, and once it is no longer kept.
    package var trace: Trace?
    /// The provider's last round that was closed before the sample's: the detector before it.
    package var before: RoundRecord?
    /// The sample's own round: the detector after it; nil while the round is not closed.
    package var after: RoundRecord?
    /// Steps of the incidents that were open when it was taken or that name it, in the order of time; no reminders.
    package var transitions: [Step]

    /// Most steps that are told of.
    package static let maximumTransitions = 100

    package init(
        sample: Sample, trace: Trace?, before: RoundRecord? = nil, after: RoundRecord? = nil, transitions: [Step] = []
    ) {
        self.sample = sample
        self.trace = trace
        self.before = before
        self.after = after
        self.transitions = transitions
    }
}

extension Reconstruction {
    /// Version of this format; a reader refuses a newer one. The trace in it has a version of its own.
    package static let format = 1

    /// The whole as one JSON object, which `init(json:)` reads back.
    package var json: JSON {
        [
            "format": .int(Reconstruction.format), "sample": sample.json, "trace": trace?.json ?? .null,
            "round": ["before": before?.json ?? .null, "after": after?.json ?? .null],
            "transitions": .array(transitions.map(\.json)),
        ]
    }

    /// Reads back what `json` wrote, or nil. A trace that is there and cannot be read makes all of it unreadable.
    package init?(json: JSON) {
        // What the first version's API gave had no format yet.
        guard json["format"]?.int ?? 1 <= Reconstruction.format,
            let sample = json["sample"].flatMap(Sample.init(json:))
        else { return nil }
        var trace: Trace?
        if let stored = json["trace"], !stored.isNull {
            trace = Trace(json: stored)
            guard trace != nil else { return nil }
        }
        self.init(
            sample: sample, trace: trace, before: json["round"]?["before"].flatMap(RoundRecord.init(json:)),
            after: json["round"]?["after"].flatMap(RoundRecord.init(json:)),
            transitions: (json["transitions"]?.array ?? []).compactMap(Step.init(json:)))
    }
}

extension Reconstruction.Step {
    package var json: JSON {
        [
            "incident": .string("\(incident)"), "kind": .string(kind.rawValue), "at": .timestamp(at),
            "event": .string(event.rawValue), "reason": .string(reason),
        ]
    }

    package init?(json: JSON) {
        guard let incident = json["incident"]?.string.flatMap(RecordID.init),
            let kind = json["kind"]?.string.flatMap(Incident.Kind.init), let at = json["at"]?.timestamp,
            let event = json["event"]?.string.flatMap(Transition.Event.init)
        else { return nil }
        self.init(incident: incident, kind: kind, at: at, event: event, reason: json["reason"]?.string ?? "")
    }
}
