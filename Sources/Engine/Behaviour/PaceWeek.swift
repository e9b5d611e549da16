internal import Core

/// A time or rate of a provider against a whole week of it, all probes together.
///
/// A pace has hours and days: nights are quick, afternoons slow, weekends another world. Each value is taken relative to the
/// usual one of its probe, each slot (a round, at least a quarter of an hour) by the middle of its values, so that a heavy tail
/// counts for nothing. After a week (24 slots at least) a slot is held against the slowest and the quickest that its hour of
/// day, or the one before or behind, was on any day of that week, and only what lies beyond is evidence. A slot gives one score, so that many
/// calls in one bad moment are no more than one.
struct PaceWeek: Sendable, Equatable {
    /// What a slot said.
    struct Deviation: Sendable, Equatable {
        /// The slot's beginning.
        var round: Round
        /// Ranks of the deviation beyond the quickest (low) and beyond the slowest (high) of its hour; nil while the week
        /// is not over.
        var ranks: (low: Double, high: Double)?

        static func == (a: Self, b: Self) -> Bool {
            a.round == b.round && a.ranks?.low == b.ranks?.low && a.ranks?.high == b.ranks?.high
        }
    }

    /// A slot of the week that is learnt.
    fileprivate struct Entry: Sendable, Equatable {
        /// Hours since 1970.
        var hour: Int
        var value: Double
    }

    private static let week = 7 * 24
    private static let fewestSlots = 24
    private static let mostSlots = 1024
    /// Most values of a slot that are looked at.
    private static let mostValues = 128
    /// Fewest values of a slot, where there are so many probes.
    private static let fewestValues = 3
    /// How many deviations are kept.
    static let keptDeviations = 24

    /// The slot under way, and the deviations in it.
    private var slot: Int64?
    private var values: [Double] = []
    private var entries: [Entry] = []
    /// By hour of day; empty until the week is over.
    private var usual: [Double] = []
    private var lowest: [Double] = []
    private var highest: [Double] = []
    /// Deviations within an hour, sorted.
    private var spread: [Double] = []
    /// Slots that the week had.
    private(set) var slots = 0
    /// The last slots against what is usual in their hour, oldest first, in octaves.
    private(set) var deviations: [Double] = []

    init() {}

    /// The week is over.
    var isLearnt: Bool { !usual.isEmpty }

    /// Length of a slot.
    static func slotLength(_ interval: Duration) -> Duration { max(interval, .seconds(900)) }

    /// What is usual in the hour of a moment, in octaves above the usual value of a probe.
    func usual(at moment: Timestamp) -> Double { isLearnt ? usual[Self.hour(moment) % 24] : 0 }

    /// Takes the values of a closed round, in octaves above the usual value of their probes. Gives what the slot before
    /// said, when this begins a new one.
    mutating func take(_ new: [Double], _ round: Round, interval: Duration, probes: Int) -> Deviation? {
        let length = max(Self.slotLength(interval).microseconds, 1)
        let now = round.start.microseconds / length
        var finished: Deviation?
        if let slot, slot != now {
            finished = close(Timestamp(microseconds: slot * length), probes: probes)
            values = []
        }
        slot = now
        values += new.prefix(max(Self.mostValues - values.count, 0))
        return finished
    }

    private mutating func close(_ start: Timestamp, probes: Int) -> Deviation? {
        guard values.count >= min(Self.fewestValues, max(probes, 1)), let exact = median(values) else { return nil }
        // To a thousandth of an octave, which is what it is worth.
        let middle = (exact * 1000).rounded() / 1000
        let round = Round(start: start)
        guard isLearnt else {
            if entries.count == Self.mostSlots { entries.removeFirst() }
            entries.append(Entry(hour: Self.hour(start), value: middle))
            let span = (entries.last?.hour ?? 0) - (entries.first?.hour ?? 0)
            if entries.count >= Self.fewestSlots, span >= Self.week - 1 { learn() }
            return Deviation(round: round, ranks: nil)
        }
        let hour = Self.hour(start) % 24
        deviations = Array((deviations + [middle - usual[hour]]).suffix(Self.keptDeviations))
        return Deviation(
            round: round,
            ranks: (low: below(middle - lowest[hour]), high: 1 - below(highest[hour] - middle, mirrored: true)))
    }

    private mutating func learn() {
        // The middle of each hour of each day, and how slots lie about those of the hours around them.
        var hours: [Int: [Double]] = [:]
        for entry in entries { hours[entry.hour, default: []].append(entry.value) }
        let middles = hours.mapValues { median($0) ?? 0 }
        let all = middles.values.sorted()
        let (low, high) = (all.first ?? 0, all.last ?? 0)
        for hour in 0..<24 {
            let own = middles.filter { $0.key % 24 == hour }.map(\.value).sorted()
            let around = middles.filter { [0, 1, 23].contains(($0.key - hour + 24) % 24) }.map(\.value)
            usual.append(quantile(own, 0.5) ?? median(Array(all)) ?? 0)
            lowest.append(around.min() ?? low)
            highest.append(around.max() ?? high)
        }
        let residuals = entries.map { entry in
            let near = (-1...1).compactMap { hours[entry.hour + $0] }.flatMap { $0 }
            return entry.value - near.reduce(0, +) / Double(max(near.count, 1))
        }.sorted()
        spread = (0..<64).compactMap { quantile(residuals, (Double($0) + 0.5) / 64) }
        slots = entries.count
        entries = []
    }

    /// The rank of what lies beyond an end of the week, at most ½. What lies within speaks a little against a move, and not
    /// by its rank: otherwise the busy hours of each day would undo what the quiet ones said.
    private func below(_ deviation: Double, mirrored: Bool = false) -> Double {
        guard deviation < 0 else { return Self.within }
        let beyond = mirrored ? spread.count { $0 > -deviation } : spread.count { $0 < deviation }
        return min((Double(beyond) + 0.5) / Double(spread.count + 1), 0.5)
    }

    /// More than ½ by so much that the few slots of a healthy provider that lie beyond are paid for.
    private static let within = 0.6

    private static func hour(_ moment: Timestamp) -> Int { Int(moment.microseconds / 3_600_000_000) }
}

extension PaceWeek {
    var json: JSON {
        func list(_ values: [Double]) -> JSON? { values.isEmpty ? nil : .array(values.map(JSON.double)) }
        return .compact([
            ("slot", slot.map { .int(Int($0)) }), ("values", list(values)),
            ("entries", list(entries.flatMap { [Double($0.hour), $0.value] })), ("usual", list(usual)),
            ("lowest", list(lowest)), ("highest", list(highest)), ("spread", list(spread)),
            ("slots", slots > 0 ? .int(slots) : nil), ("deviations", list(deviations)),
        ])
    }

    /// Reads back what `json` wrote; what cannot be read begins anew.
    init(json: JSON?) {
        guard let json else { return }
        func list(_ name: String) -> [Double] { (json[name]?.array ?? []).compactMap(\.double) }
        slot = json["slot"]?.int.map(Int64.init)
        values = list("values")
        let flat = list("entries")
        entries = stride(from: 0, to: flat.count - flat.count % 2, by: 2).compactMap { place in
            Int(exactly: flat[place]).map { Entry(hour: $0, value: flat[place + 1]) }
        }
        let hours = ["usual", "lowest", "highest"].map(list)
        let spread = list("spread")
        guard hours.allSatisfy({ $0.count == 24 }), !spread.isEmpty, let slots = json["slots"]?.int, slots >= 20
        else { return }
        (usual, lowest, highest, self.spread, self.slots) = (hours[0], hours[1], hours[2], spread, slots)
        deviations = list("deviations")
    }
}
