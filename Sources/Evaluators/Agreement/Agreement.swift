/// How far several answers to the same question agree.
package struct Agreement: Sendable, Equatable {
    /// Answers that are the same.
    package struct Group: Sendable, Equatable {
        /// The first of them, at most 60 characters; empty for an answer of nothing.
        package var sample: String
        /// Their places in the list, in order; at least one.
        package var places: [Int]

        package var count: Int { places.count }
    }

    /// The most frequent first; of equally frequent ones the one that came first.
    package let groups: [Group]
    /// Answers that were compared.
    package let count: Int

    /// Groups answers by the form in which they are compared; nil is an answer without the part that is compared, and
    /// agrees with no other.
    /// - Parameter answers: the form, and the text that people see.
    init(_ answers: [(form: String?, shown: String)]) {
        var groups: [Group] = []
        var known: [String: Int] = [:]
        for (place, answer) in answers.enumerated() {
            if let form = answer.form, let index = known[form] {
                groups[index].places.append(place)
                continue
            }
            if let form = answer.form { known[form] = groups.count }
            groups.append(Group(sample: answer.shown, places: [place]))
        }
        count = answers.count
        self.groups = groups.sorted {
            ($1.count, $0.places.first ?? 0) < ($0.count, $1.places.first ?? 0)
        }
    }

    /// The share of the answers that are the most frequent one, from 1/n to 1; 1 for none.
    package var majority: Double { count == 0 ? 1 : Double(groups.first?.count ?? 0) / Double(count) }

    /// The share of the pairs of answers that are the same, 0 to 1; 1 for fewer than two answers.
    package var pairwise: Double {
        guard count > 1 else { return 1 }
        let equal = groups.reduce(0) { $0 + $1.count * ($1.count - 1) }
        return Double(equal) / Double(count * (count - 1))
    }

    /// Shannon's entropy of the answers over the most that so many could have, 0 (all the same) to 1 (all different).
    package var entropy: Double {
        guard count > 1 else { return 0 }
        let sum = groups.reduce(0.0) { sum, group in
            let share = Double(group.count) / Double(count)
            return sum - share * naturalLogarithm(share)
        }
        return min(max(sum / naturalLogarithm(Double(count)), 0), 1)
    }

    /// The counts for people: `4 of 5 answers are "87", 1 is "78"`; at most four groups.
    package var summary: String {
        guard let first = groups.first else { return "there is no answer" }
        if groups.count == 1 { return "all \(count) answers are \(quoted(first.sample))" }
        let others = groups.dropFirst().prefix(3).map {
            "\($0.count) \($0.count == 1 ? "is" : "are") \(quoted($0.sample))"
        }
        let rest = groups.count > 4 ? ", and \(groups.count - 4) others" : ""
        return "\(first.count) of \(count) answers \(first.count == 1 ? "is" : "are") \(quoted(first.sample)), "
            + others.joined(separator: ", ") + rest
    }
}
