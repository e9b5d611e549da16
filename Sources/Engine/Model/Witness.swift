internal import Alerting
internal import Core

/// A sample that shows something of the model.
struct Witness: Sendable, Equatable {
    var sample: RecordID
    var probe: String
    var at: Timestamp

    /// As facts tell it.
    func example(_ reason: String) -> StaleFacts.Example {
        StaleFacts.Example(trace: sample, probe: probe, at: at, reason: reason)
    }
}

extension Witness {
    /// `[sample, probe, microseconds]`.
    var json: JSON { [.string("\(sample)"), .string(probe), .int(Int(at.microseconds))] }

    init?(json: JSON) {
        guard let sample = json[0]?.string.flatMap(RecordID.init), let probe = json[1]?.string, let at = json[2]?.int
        else { return nil }
        self.init(sample: sample, probe: probe, at: Timestamp(microseconds: Int64(at)))
    }
}
