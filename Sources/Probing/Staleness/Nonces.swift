internal import Core

/// The codes that were sent out of late, and with which question: an answer that carries another question's code was not
/// made for its own.
///
/// A code is at least 10 digits or 8 letters that were drawn for one question, so that an answer meets one of the 48 that
/// are remembered by chance less than once in 10⁸ times: with 100,000 answers a day less than once in two years.
struct Nonces: Sendable, Equatable {
    /// Most codes that are remembered, the latest; of all probes of a provider together.
    static let kept = 48
    /// Most bytes of an answer that are searched.
    private static let searched = 16_384

    struct Entry: Sendable, Equatable {
        var code: String
        /// Of the question: tells a sample's second question from its first.
        var seed: UInt64
        var from: StaleFinding.Earlier
    }

    /// Oldest first.
    private(set) var entries: [Entry] = []

    /// A question with these codes is sent.
    mutating func sent(_ codes: [String], seed: UInt64, _ from: StaleFinding.Earlier) {
        for code in codes where !entries.contains(where: { $0.seed == seed && $0.code == code }) {
            entries.append(Entry(code: code, seed: seed, from: from))
        }
        if entries.count > Self.kept { entries.removeFirst(entries.count - Self.kept) }
    }

    /// The latest code of another question in an answer to the question of this seed. One that was found is remembered
    /// as if it were new: what a cache repeats must not be forgotten while it does.
    mutating func foreign(in answer: String, seed: UInt64) -> Entry? {
        guard entries.contains(where: { $0.seed != seed }) else { return nil }
        let own = entries.filter { $0.seed == seed }.map(\.code)
        let words = Self.words(answer)
        let place = entries.lastIndex { $0.seed != seed && !own.contains($0.code) && words.contains($0.code) }
        guard let place else { return nil }
        let found = entries.remove(at: place)
        entries.append(found)
        return found
    }

    /// Runs of digits, and of letters, long enough for a code; letters as small ones.
    private static func words(_ text: String) -> Set<String> {
        var words: Set<String> = []
        var word: [UInt8] = []
        var kind = 0
        func end() {
            if word.count >= min(Rendering.nonceLength.digits, Rendering.nonceLength.letters) {
                words.insert(String(decoding: word, as: UTF8.self))
            }
            word.removeAll(keepingCapacity: true)
        }
        for byte in text.utf8.prefix(searched) {
            let now = (48...57).contains(byte) ? 1 : (97...122).contains(byte | 0x20) ? 2 : 0
            if now != kind { end() }
            kind = now
            if now > 0 { word.append(now == 2 ? byte | 0x20 : byte) }
        }
        end()
        return words
    }
}

extension Nonces {
    /// `[code, seed, sample, probe, microseconds]` each.
    var json: JSON {
        .array(
            entries.map { entry in
                [
                    .string(entry.code), .string("\(RecordID(entry.seed))"), .string("\(entry.from.sample)"),
                    .string(entry.from.probe), .int(Int(entry.from.at.microseconds)),
                ]
            })
    }

    /// Reads back what `json` wrote; what cannot be read is left out.
    init(json: JSON) {
        entries = (json.array ?? []).suffix(Self.kept).compactMap { each in
            guard let code = each[0]?.string, let seed = each[1]?.string.flatMap(RecordID.init),
                let sample = each[2]?.string.flatMap(RecordID.init), let probe = each[3]?.string, let at = each[4]?.int
            else { return nil }
            return Entry(
                code: code, seed: seed.value,
                from: StaleFinding.Earlier(sample: sample, probe: probe, at: Timestamp(microseconds: Int64(at))))
        }
    }
}
