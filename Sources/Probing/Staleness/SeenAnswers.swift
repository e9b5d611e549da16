internal import Core

/// The last answers by what they show of themselves, and whether that can be relied on.
///
/// Response ids are identities once 128 answers in a row each had one of its own: of a thousand ids, as some local servers
/// have, that happens once in 40 million times. An id with two texts ends it, and it has to be earned anew. Moments of creation count once 32 answers in a row were made between a minute before their
/// request and a minute after their arrival by this machine's clock.
struct SeenAnswers: Sendable, Equatable {
    /// Most answers that are remembered.
    static let kept = 128
    /// Answers in a row that make ids reliable, and moments of creation.
    static let provingIDs = kept
    static let proving = 32
    /// What clocks may differ by.
    static let skew = Duration.seconds(60)

    struct Entry: Sendable, Equatable {
        /// Stable hashes of the response id and of the text; 0 for none.
        var id: UInt64
        var text: UInt64
        /// Of the question, everything that was said included.
        var question: UInt64
        var sample: RecordID
        /// Whole seconds since 1970; nil where the provider does not say.
        var createdAt: Int64?
        var at: Timestamp
    }

    /// Oldest first.
    private(set) var entries: [Entry] = []
    /// Answers in a row with an id of their own, and with a believable moment of creation; at most as many as prove it.
    private(set) var ownIDs = 0
    private(set) var timely = 0

    var hasReliableIDs: Bool { ownIDs >= Self.provingIDs }
    var hasReliableTimes: Bool { timely >= Self.proving }

    /// The earlier answer that this one is, by id and text; nil where ids prove nothing.
    func sameResponse(as entry: Entry) -> Entry? {
        guard hasReliableIDs, entry.id != 0 else { return nil }
        return entries.last { $0.id == entry.id && $0.text == entry.text && $0.sample != entry.sample }
    }

    /// The earlier answer that this one is, by text and moment of creation, which lies before its own request.
    func sameCreation(as entry: Entry, sentAt: Timestamp) -> Entry? {
        guard let createdAt = entry.createdAt, isBefore(createdAt, sentAt) else { return nil }
        return entries.last {
            $0.createdAt == createdAt && $0.text == entry.text && $0.sample != entry.sample
        }
    }

    /// The answer says that it was made before it was asked for, by more than clocks differ.
    func isBefore(_ createdAt: Int64?, _ sentAt: Timestamp) -> Bool {
        guard hasReliableTimes, let createdAt else { return false }
        return Timestamp(microseconds: createdAt * 1_000_000) + Self.skew < sentAt
    }

    /// The last answer to the same question.
    func last(to question: UInt64) -> Entry? { entries.last { $0.question == question } }

    /// Takes an answer; one that is proven stale teaches nothing about ids and times.
    mutating func note(_ entry: Entry, sentAt: Timestamp, isFresh: Bool) {
        if isFresh { learn(entry, sentAt: sentAt) }
        entries.append(entry)
        if entries.count > Self.kept { entries.removeFirst(entries.count - Self.kept) }
    }

    private mutating func learn(_ entry: Entry, sentAt: Timestamp) {
        if entry.id != 0 {
            let known = entries.last { $0.id == entry.id && $0.sample != entry.sample }
            ownIDs = known == nil ? min(ownIDs + 1, Self.provingIDs) : 0
        }
        if let createdAt = entry.createdAt {
            let made = Timestamp(microseconds: createdAt * 1_000_000)
            let isTimely = made + Self.skew >= sentAt && made <= entry.at + Self.skew
            // One that is not is a hint; a clock that went wrong is no clock after so many of them.
            timely = isTimely ? min(timely + 1, Self.proving) : timely >= Self.proving ? timely : 0
        }
    }
}

extension SeenAnswers {
    private static let words = 6

    /// The entries as bytes, six little-endian words each.
    var json: JSON {
        var bytes: [UInt8] = []
        for entry in entries {
            let created = UInt64(bitPattern: entry.createdAt ?? .min)
            let at = UInt64(bitPattern: entry.at.microseconds)
            for word in [entry.id, entry.text, entry.question, entry.sample.value, created, at] {
                for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
            }
        }
        return ["entries": .string(Base64.encode(bytes)), "own_ids": .int(ownIDs), "timely": .int(timely)]
    }

    /// Reads back what `json` wrote; what cannot be read is left out.
    init(json: JSON) {
        ownIDs = min(max(json["own_ids"]?.int ?? 0, 0), Self.provingIDs)
        timely = min(max(json["timely"]?.int ?? 0, 0), Self.proving)
        let bytes = json["entries"]?.string.flatMap(Base64.decode) ?? []
        let size = Self.words * 8
        for start in stride(from: 0, to: bytes.count / size * size, by: size).suffix(Self.kept) {
            let words = (0..<Self.words).map { word in
                (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + word * 8 + $1]) << UInt64($1 * 8) }
            }
            let created = Int64(bitPattern: words[4])
            entries.append(
                Entry(
                    id: words[0], text: words[1], question: words[2], sample: RecordID(words[3]),
                    createdAt: created == .min ? nil : created,
                    at: Timestamp(microseconds: Int64(bitPattern: words[5]))))
        }
    }
}
