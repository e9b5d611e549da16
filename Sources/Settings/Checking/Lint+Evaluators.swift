internal import Core
internal import Evaluators

/// Texts of which no sensible pattern matches all.
private let arbitraryTexts = [
    "?", "42", "yes", "I do not know.", "Ich weiß es nicht.", "東京", "{\"a\": [1, 2]}", "one\ntwo\n\nthree",
]

/// Patterns that match everything, so that a wrong answer also satisfies them, or nothing, so that no answer does.
func patternProblems(_ trials: Trials) -> [Finding] {
    let round = trials.rounds[0]
    return round.evaluators.compactMap { evaluator in
        var pattern = evaluator["pattern"] ?? .null
        var alone = evaluator
        if evaluator["type"] == "lines", let each = evaluator["each"] {
            pattern = each
            alone = ["type": "regex", "pattern": each]
        } else if evaluator["type"] != "regex" {
            return nil
        }
        let isNegated = evaluator["negate"] == true
        let scores = ([""] + arbitraryTexts).compactMap { score(alone, of: $0) }
        guard scores.count == arbitraryTexts.count + 1 else { return nil }
        let matched = scores.map { ($0 >= 0.5) != isNegated }
        let problem: String
        if matched.dropFirst().allSatisfy({ $0 }) {
            problem = "matches whatever is said"
        } else if matched[0], evaluator["type"] == "regex" {
            problem = "matches the empty text"
        } else {
            return nil
        }
        return Finding(
            .loosePattern, trials, at: pattern.offset,
            "has the pattern \"\(shortened(pattern.string ?? "", 40))\", which \(problem)",
            instead: isNegated ? "write what must not be there" : "write what has to be there, between \\b or ^ and $")
    }
}

/// Evaluators of which one leaves no room for what another needs. An example that passes proves that there is none.
func contradictions(_ trials: Trials) -> [Finding] {
    guard !trials.declared.examples.contains(where: { $0.expectation == .pass }) else { return [] }
    for round in trials.rounds {
        for together in round.conjunctions {
            for wanting in together {
                guard let needed = wanting.neededText else { continue }
                for bounding in together {
                    guard let bound = bounding.upperBound(isWhole: wanting["type"] == "equals"),
                        let score = score(bound, of: needed), score < 0.5
                    else { continue }
                    let wanted = wanting["type"]?.string ?? ""
                    let limit = bounding["type"] == "contains" ? "none" : bounding["type"]?.string ?? ""
                    let problem =
                        "expects \"\(shortened(needed, 40))\" by \"\(wanted)\", which \"\(limit)\" does not allow"
                    return [
                        Finding(
                            .contradiction, trials, at: bounding.offset, problem,
                            instead: "change one of the two, and add an example that passes")
                    ]
                }
            }
        }
    }
    return []
}

extension JSON {
    /// What every answer that satisfies this evaluator contains; nil where that cannot be said.
    fileprivate var neededText: String? {
        guard self["extract"] == nil else { return nil }
        switch self["type"]?.string {
        case "equals":
            // Of several texts each may be meant.
            return self["value"]?.array == nil ? self["value"]?.shown : nil
        case "contains":
            let parts = ["value", "all"].flatMap { key in self[key].map { $0.array ?? [$0] } ?? [] }
            return parts.isEmpty ? nil : parts.map(\.shown).joined(separator: " ")
        case "number": return self["equals"]?.shown
        default: return nil
        }
    }

    /// The part of this evaluator that more text can only break, or that a whole text has to satisfy as it is.
    fileprivate func upperBound(isWhole: Bool) -> JSON? {
        guard self["extract"] == nil, let members else { return nil }
        func keeping(_ keys: [String]) -> JSON {
            .object(members.filter { keys.contains($0.key) || $0.key == "type" }.map { ($0.key, $0.value) })
        }
        switch self["type"]?.string {
        case "words": return isWhole ? self : self["max"] == nil ? nil : keeping(["max"])
        case "contains": return self["none"] == nil ? nil : keeping(["none", "match", "whole_words"])
        case "number": return isWhole ? self : nil
        default: return nil
        }
    }

    fileprivate var shown: String { string ?? text }
}
