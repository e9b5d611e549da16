internal import Core

/// The slot that was stepped last: its round, and the waves of extra calls that it was given.
struct ClosedSlot: Sendable, Equatable {
    var record: RoundRecord
    /// The number of the last wave; 0 before the first.
    var waves = 0

    init(_ record: RoundRecord) { self.record = record }
}

extension ClosedSlot {
    var json: JSON { ["round": record.json, "waves": .int(waves)] }

    /// Reads back what `json` wrote, or nil.
    init?(json: JSON, provider: String) {
        guard let record = json["round"].flatMap({ RoundRecord(json: $0, provider: provider) }) else { return nil }
        self.init(record)
        waves = json["waves"]?.int ?? 0
    }
}
