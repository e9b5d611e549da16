internal import Glibc

/// A sequential test of "yes still comes as often as in a reference", over many sources at once, each with a share of its
/// own that nobody knows: an e-detector (of Shiryaev and Roberts) whose alternatives learn.
///
/// Every 16 slots a run begins, and 16 are kept. In each, three alternatives predict the next answer of a source from a
/// Beta distribution around the reference, of a concentration of its own, and from what the run has seen. Against them
/// stands the best of several predictions of nobody's change: the reference and the run counted together (two samples
/// against one, so that what is not known of a reference is part of both), from each of the priors that shares may come
/// from. A run gains at most 4 nats a slot.
///
/// Each run is an e-process for shares drawn from any one of the priors, and runs that begin every so many slots may count
/// so many times: at a threshold of ln A there is at most one false alarm in A slots. For fixed shares that is measured,
/// not proved.
/// **Source:** Shin, Ramdas and Rinaldo, arXiv:2203.03532, theorem 2.4 (e-detectors); Turner, Ly and Grünwald,
/// arXiv:2106.02693 (two samples); Wasserman, Ramdas and Balakrishnan, arXiv:1912.11436 (the best of the null).
package struct ShareCUSUM: Sendable, Equatable {
    /// Answers of a source, or a prior's stand-in for them.
    package struct Counts: Sendable, Equatable {
        package var yes: Double
        package var no: Double

        package init(yes: Double = 0, no: Double = 0) {
            self.yes = yes
            self.no = no
        }

        package var total: Double { yes + no }
    }

    /// Where the shares of sources may come from.
    package enum Kind: Sendable {
        /// About even, or anything else.
        case even
        /// Yes is rare, or does not come at all.
        case rare

        var priors: [Counts] {
            switch self {
            case .even: [0.1, 0.5, 2, 8].map { Counts(yes: $0, no: $0) }
            case .rare: [Counts(yes: 0.02, no: 1), Counts(yes: 0.1, no: 1), Counts(yes: 0.5, no: 1.5)]
            }
        }
    }

    /// How strongly an alternative begins at the reference: the small ones are for changes that turn everything over.
    private static let concentrations = [2.0, 8.0, 32.0]
    /// Nats that one slot may add to an alternative.
    private static let cap = 4.0
    /// Slots from the beginning of one run to that of the next, and runs that are kept.
    private static let (spacing, kept) = (16, 16)

    fileprivate struct Run: Sendable, Equatable {
        /// Log probability of what was seen, by alternative and by prior.
        var changed: [Double]
        var same: [Double]
        /// What the alternatives may reach against the best of the priors in this slot.
        var ceilings: [Double]
        /// Answers since it began, by source.
        var seen: [Counts]

        /// Nats for each alternative.
        var levels: [Double] {
            let best = same.max() ?? 0
            return changed.map { $0 - best }
        }
    }

    /// Answers by source.
    package let references: [Counts]
    package let kind: Kind
    private let priors: [Counts]
    private var runs: [Run] = []
    private var slots = 0

    /// A test that has seen nothing; negative counts are programmer errors.
    package init(_ kind: Kind, references: [Counts]) {
        precondition(references.allSatisfy { $0.yes >= 0 && $0.no >= 0 })
        self.references = references
        self.kind = kind
        priors = kind.priors
    }

    /// Nats for "it does not"; about ln 16 while nothing speaks for it.
    package var logEvidence: Double {
        let weight = Double(Self.spacing) / Double(Self.concentrations.count)
        return logWeightedMean(runs.flatMap { $0.levels.map { (weight: weight, logValue: $0) } })
    }

    /// Answers of a source since the leading run began.
    package func run(of source: Int) -> Counts {
        runs.max { $0.levels.max() ?? 0 < $1.levels.max() ?? 0 }?.seen.dropFirst(source).first ?? Counts()
    }

    /// Starts a slot, in which all answers together count for at most 4 nats.
    package mutating func openSlot() {
        if slots % Self.spacing == 0 {
            let run = Run(
                changed: Self.concentrations.map { _ in 0 }, same: priors.map { _ in 0 },
                ceilings: Self.concentrations.map { _ in 0 }, seen: references.map { _ in Counts() })
            runs = Array((runs + [run]).suffix(Self.kept))
        }
        slots += 1
        for index in runs.indices { runs[index].ceilings = runs[index].levels.map { $0 + Self.cap } }
    }

    /// Takes an answer, in a slot; one of no source is passed over.
    package mutating func step(source: Int, isYes: Bool) {
        guard references.indices.contains(source) else { return }
        let reference = references[source]
        let share = (reference.yes + 0.5) / (reference.total + 1)
        for index in runs.indices {
            runs[index].step(
                source: source, isYes: isYes, reference: reference, usual: isYes ? share : 1 - share, priors: priors,
                concentrations: Self.concentrations)
        }
    }
}

extension ShareCUSUM.Run {
    fileprivate mutating func step(
        source: Int, isYes: Bool, reference: ShareCUSUM.Counts, usual: Double, priors: [ShareCUSUM.Counts],
        concentrations: [Double]
    ) {
        let here = seen[source]
        let before = isYes ? here.yes : here.no
        let known = (isYes ? reference.yes : reference.no) + before
        for (place, prior) in priors.enumerated() {
            same[place] += log(
                ((isYes ? prior.yes : prior.no) + known) / (prior.total + reference.total + here.total))
        }
        let best = same.max() ?? 0
        for (place, concentration) in concentrations.enumerated() {
            changed[place] += log((concentration * usual + before) / (concentration + here.total))
            changed[place] = min(changed[place], ceilings[place] + best)
        }
        if isYes { seen[source].yes += 1 } else { seen[source].no += 1 }
    }
}

extension ShareCUSUM {
    /// The state as numbers, for a test of the same kind and references: slots, then each run's sums, ceilings and counts.
    package var state: [Double] {
        [Double(slots)]
            + runs.flatMap { $0.changed + $0.same + $0.ceilings + $0.seen.flatMap { [$0.yes, $0.no] } }
    }

    /// Goes on with what `state` gave; nil for what is no state of these references.
    package init?(_ kind: Kind, references: [Counts], state: [Double]) {
        guard references.allSatisfy({ $0.yes >= 0 && $0.no >= 0 }), state.allSatisfy(\.isFinite),
            let slots = state.first.flatMap({ Int(exactly: $0) }), slots >= 0
        else { return nil }
        self.init(kind, references: references)
        let (kinds, nulls) = (Self.concentrations.count, priors.count)
        let size = 2 * kinds + nulls + 2 * references.count
        guard (state.count - 1) % size == 0, (state.count - 1) / size <= Self.kept else { return nil }
        self.slots = slots
        for start in stride(from: 1, to: state.count, by: size) {
            var rest = state[start..<(start + size)]
            func next(_ count: Int) -> [Double] {
                defer { rest = rest.dropFirst(count) }
                return Array(rest.prefix(count))
            }
            let (changed, same, ceilings) = (next(kinds), next(nulls), next(kinds))
            let seen = references.map { _ -> Counts in
                let pair = next(2)
                return Counts(yes: pair[0], no: pair[1])
            }
            guard seen.allSatisfy({ $0.yes >= 0 && $0.no >= 0 }) else { return nil }
            runs.append(Run(changed: changed, same: same, ceilings: ceilings, seen: seen))
        }
    }
}
