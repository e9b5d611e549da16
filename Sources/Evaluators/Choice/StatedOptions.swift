/// A place where an answer names an option.
struct OptionMention {
    /// The option's number.
    var option: Int
    var place: Range<Int>
    /// Set apart by brackets, emphasis, a line of its own or the start of the answer.
    var isMarked: Bool
}

/// What puts two options side by side.
enum OptionJoint {
    case or, and, comma, nothing

    /// What stands between two mentions, nil where it does not put them side by side; with `orNothing` blanks, line ends
    /// and bullets do.
    init?(_ between: ArraySlice<UInt8>, orNothing: Bool = false) {
        guard between.count <= 24 else { return nil }
        let marks = orNothing ? blanksAndBullets : marks
        switch String(decoding: between.filter { !marks[Int($0)] }.map(\.lowered), as: UTF8.self) {
        case "or", ",or", "/", "nor", ",nor": self = .or
        case "and", ",and", "&", "and/or", "aswellas": self = .and
        case ",": self = .comma
        case "": if orNothing { self = .nothing } else { return nil }
        default: return nil
        }
    }
}

private let marks = byteTable(" ()[]{}*_`\"'.")
private let blanksAndBullets = byteTable(" ()[]{}*_`\"'.-\n\r\t;")

/// The options that an answer states: without those that it rules out, that it takes back, and that stand before its last
/// correction.
struct StatedOptions {
    /// In their order.
    private(set) var all: [OptionMention]
    /// Whether the answer corrected itself; what stands before that is left out.
    private(set) var isCorrected = false
    /// Whether the first of them is what it corrected itself to: it follows the correction at once.
    private(set) var leads = false

    init(_ mentions: [OptionMention], in text: ArraySlice<UInt8>, noIsOption: Bool) {
        all = []
        guard !mentions.isEmpty else { return }
        let words = ChoiceWords(text: text)
        let ruledOut = Self.ruledOut(mentions, words)
        all = mentions.indices.filter { !ruledOut[$0] }.map { mentions[$0] }
        correct(words, noIsOption)
        let takenBack = all.map { words.takesBack(before: $0.place.lowerBound) }
        if let last = takenBack.lastIndex(of: false), takenBack[..<last].contains(true) {
            all = all.indices.filter { !takenBack[$0] }.map { all[$0] }
        }
    }

    /// Leaves out what stands before the last correction that is one: an option before it, and another one stated behind.
    private mutating func correct(_ words: ChoiceWords, _ noIsOption: Bool) {
        guard all.count > 1 else { return }
        let lastStated = all.lastIndex { $0.isMarked || words.states(before: $0.place.lowerBound) }
        var next = all.count
        for correction in ChoiceCorrections(in: words, noIsOption: noIsOption).places.reversed() {
            while next > 0, all[next - 1].place.lowerBound >= correction.end { next -= 1 }
            guard next > 0 else { return }
            guard next < all.count else { continue }
            let follows = words.leadsOver(correction.end..<all[next].place.lowerBound)
            guard follows || !correction.needsOption && (lastStated ?? -1) >= next else { continue }
            all.removeSubrange(..<next)
            (isCorrected, leads) = (true, follows)
            return
        }
    }

    private static func ruledOut(_ mentions: [OptionMention], _ words: ChoiceWords) -> [Bool] {
        var ruledOut = mentions.map { words.rulesOut(before: $0.place.lowerBound) }
        let joints = zip(mentions, mentions.dropFirst()).map { first, second in
            OptionJoint(words.text[first.place.upperBound..<second.place.lowerBound])
        }
        for (index, mention) in mentions.enumerated() {
            switch words.rulesOut(behind: mention.place.upperBound) {
            case .nothing: break
            case .one: ruledOut[index] = true
            case .row:
                // "A, B and C are wrong"
                ruledOut[index] = true
                var first = index
                while first > 0, joints[first - 1] != nil { first -= 1; ruledOut[first] = true }
            }
        }
        // "neither A, B nor C": the row ends in an alternative.
        var index = 0
        while index < mentions.count {
            var last = index
            while last < joints.count, joints[last] != nil { last += 1 }
            if ruledOut[index], last > index, joints[last - 1] == .or,
                words.rulesOut(before: mentions[index].place.lowerBound)
            {
                for each in index...last { ruledOut[each] = true }
            }
            index = last + 1
        }
        return ruledOut
    }
}
