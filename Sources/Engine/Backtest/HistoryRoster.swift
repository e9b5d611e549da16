internal import Core
internal import Detection

/// Which probes a provider was asked, read off its samples.
struct HistoryRoster: Sendable {
    private static let nowhere = -1

    /// What a round begins with, by key.
    private(set) var members: [RoundInProgress.Member] = []
    /// Numbers of the series of `members`, in their order.
    private(set) var series: [Int] = []
    /// The place of a series in `members`, by its number; `nowhere` for others.
    private var places: [Int] = []
    /// The series whose scores were noted last, by probe, and whether a series is one of them, by its number.
    private var noted: [String: Int] = [:]
    private var isNoted: [Bool] = []
    /// How often learning began anew: the same probe is then another one to the detector.
    private var era = 0

    /// The probes as the detector knows them.
    var watched: [WatchedProbe] { members.filter { !Probe.isCopy(key: $0.key) }.map(\.watched) }

    /// Everything is learnt anew from the next round on.
    mutating func startAnew() {
        era += 1
        members = []
        series = []
        places = []
        noted = [:]
        isNoted = []
    }

    /// Whether a probe is asked, in whichever version.
    func has(_ key: String) -> Bool { members.contains { $0.key == key } }

    /// Makes these the probes of a round; `later` are the rounds after it, as far as they are known, and `scheduled` how
    /// many probes it had, where that is known. True when they changed.
    mutating func meet(
        _ round: HeldRound, later: [HeldRound], scheduled: Int?, _ table: [HistorySeries?]
    ) -> Bool {
        if round.samples.count == series.count, round.samples.allSatisfy({ place(of: $0.series) != Self.nowhere }) {
            return false
        }
        // Of two versions in one round the later one was asked from then on.
        var asked: [String: Int] = [:]
        for sample in round.samples {
            if let probe = table[sample.series]?.probe, !Probe.isSentinel(key: probe) { asked[probe] = sample.series }
        }
        let unseen = zip(members, series).filter { asked[$0.0.key] == nil }
        let unaccounted = scheduled.map { max($0 - asked.count, 0) }
        for (member, number) in unseen {
            let stays =
                if unaccounted == 0 { false } else if unaccounted == unseen.count { true } else {
                    later.count < 2 || later.contains { $0.samples.contains { $0.series == number } }
                }
            if stays { asked[member.key] = number }
        }
        return adopt(asked.keys.sorted().compactMap { asked[$0] }, table)
    }

    private func place(of number: Int) -> Int { number < places.count ? places[number] : Self.nowhere }

    private mutating func adopt(_ wanted: [Int], _ table: [HistorySeries?]) -> Bool {
        guard wanted != series else { return false }
        series = wanted
        members = wanted.compactMap { number in
            table[number].map { asked in
                RoundInProgress.Member(
                    key: asked.probe, version: asked.version,
                    watched: WatchedProbe(key: asked.probe + "@\(asked.version).\(era)", category: asked.category))
            }
        }
        places = [Int](repeating: Self.nowhere, count: (wanted.max() ?? -1) + 1)
        for (place, number) in wanted.enumerated() { places[number] = place }
        return true
    }

    /// Notes that a score of this series came. True when the last ones were of another version of the probe.
    mutating func isNewVersion(_ number: Int, _ asked: HistorySeries) -> Bool {
        if number < isNoted.count, isNoted[number] { return false }
        isNoted += [Bool](repeating: false, count: max(number + 1 - isNoted.count, 0))
        isNoted[number] = true
        guard let before = noted.updateValue(number, forKey: asked.probe) else { return false }
        isNoted[before] = false
        return true
    }
}
