/// A tell-tale of one answer, with the answer that it seems to be.
package struct StaleFinding: Sendable, Equatable {
    /// The sample whose answer, or whose question, it was before.
    package struct Earlier: Sendable, Equatable {
        package var sample: RecordID
        /// `suite/id`.
        package var probe: String
        /// When that was asked or answered.
        package var at: Timestamp

        package init(sample: RecordID, probe: String, at: Timestamp) {
            self.sample = sample
            self.probe = probe
            self.at = at
        }
    }

    package var tellTale: TellTale
    /// For people, a sentence without a full stop; quotes no more than a code.
    package var reason: String
    /// Nil where nothing earlier is known.
    package var earlier: Earlier?

    package init(_ tellTale: TellTale, reason: String, earlier: Earlier? = nil) {
        self.tellTale = tellTale
        self.reason = reason
        self.earlier = earlier
    }
}

extension StaleFinding {
    package var json: JSON {
        .compact([
            ("tell_tale", .string(tellTale.rawValue)), ("reason", .string(reason)), ("earlier", earlier?.json),
        ])
    }

    /// Reads back what `json` wrote, or nil.
    package init?(json: JSON) {
        guard let tellTale = json["tell_tale"]?.string.flatMap(TellTale.init), let reason = json["reason"]?.string
        else { return nil }
        self.init(tellTale, reason: reason, earlier: json["earlier"].flatMap(Earlier.init(json:)))
    }
}

extension StaleFinding.Earlier {
    package var json: JSON {
        ["sample": .string("\(sample)"), "probe": .string(probe), "at": .int(Int(at.microseconds))]
    }

    /// Reads back what `json` wrote, or nil.
    package init?(json: JSON) {
        guard let sample = json["sample"]?.string.flatMap(RecordID.init), let probe = json["probe"]?.string,
            let at = json["at"]?.int
        else { return nil }
        self.init(sample: sample, probe: probe, at: Timestamp(microseconds: Int64(at)))
    }
}
