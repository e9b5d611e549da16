import Core

extension Family {
    /// Two premises, and whether a conclusion follows; valid half of the time.
    static let syllogism = Variant<Draw>("syllogism", "Whether a conclusion follows from two premises.") { _ in
        Draw { random in
            let isValid = random.coin()
            return makeSyllogism(random.pick(isValid ? validForms : invalidForms), isValid: isValid, &random)
        }
    }
}

/// A categorical statement: all, no, some, or some not of a subject are of a predicate.
private enum Mood: CaseIterable {
    case all, no, some, someNot

    var isNegative: Bool { self == .no || self == .someNot }
    var isParticular: Bool { self == .some || self == .someNot }
    /// Whether it says something of every member of its subject, and of its predicate.
    var distributesSubject: Bool { self == .all || self == .no }
    var distributesPredicate: Bool { isNegative }

    func sentence(_ subject: String, _ predicate: String) -> String {
        switch self {
        case .all: "all \(subject) are \(predicate)"
        case .no: "no \(subject) are \(predicate)"
        case .some: "some \(subject) are \(predicate)"
        case .someNot: "some \(subject) are not \(predicate)"
        }
    }
}

/// Major premise, minor premise, conclusion, and the figure: where the middle term stands.
private struct Form {
    let major, minor, conclusion: Mood
    let figure: Int

    /// Whether the middle term is the subject of the premise.
    var middleLeadsMajor: Bool { figure == 1 || figure == 3 }
    var middleLeadsMinor: Bool { figure == 3 || figure == 4 }

    /// The classical rules of distribution and quality: valid if there are things of every kind.
    var isValidTraditionally: Bool {
        let middleInMajor = middleLeadsMajor ? major.distributesSubject : major.distributesPredicate
        let middleInMinor = middleLeadsMinor ? minor.distributesSubject : minor.distributesPredicate
        let predicateInMajor = middleLeadsMajor ? major.distributesPredicate : major.distributesSubject
        let subjectInMinor = middleLeadsMinor ? minor.distributesPredicate : minor.distributesSubject
        guard middleInMajor || middleInMinor else { return false }
        guard predicateInMajor || !conclusion.distributesPredicate else { return false }
        guard subjectInMinor || !conclusion.distributesSubject else { return false }
        guard !(major.isNegative && minor.isNegative) else { return false }
        return (major.isNegative || minor.isNegative) == conclusion.isNegative
    }

    /// Valid without that as well: nothing that exists follows from what may be empty.
    var isValidAlways: Bool {
        isValidTraditionally && (conclusion.isParticular == (major.isParticular || minor.isParticular))
    }

    static let all: [Form] = Mood.allCases.flatMap { major in
        Mood.allCases.flatMap { minor in
            Mood.allCases.flatMap { conclusion in
                (1...4).map { Form(major: major, minor: minor, conclusion: conclusion, figure: $0) }
            }
        }
    }
}

/// The 15 forms that are valid however one reads "all".
private let validForms = Form.all.filter(\.isValidAlways)
/// The 232 that are not valid however one reads it; the 9 that logicians argue about are never asked.
private let invalidForms = Form.all.filter { !$0.isValidTraditionally }

/// Words without meaning, so that nothing is known about them.
private let inventedNouns = [
    "blickets", "wugs", "daxes", "feps", "toves", "zorks", "mips", "gorps", "lomets", "rivvles", "snarps", "quibs",
    "drells", "plonks", "tazzes", "vibbers", "kreels", "hommets", "jasks", "nebbles", "prunks", "sprocks", "thrumbs",
    "yolts",
]

private func makeSyllogism(_ form: Form, isValid: Bool, _ random: inout SeededRandom) -> Value {
    let terms = random.sample(inventedNouns, 3)
    let (subject, middle, predicate) = (terms[0], terms[1], terms[2])
    let major =
        form.middleLeadsMajor ? form.major.sentence(middle, predicate) : form.major.sentence(predicate, middle)
    let minor = form.middleLeadsMinor ? form.minor.sentence(middle, subject) : form.minor.sentence(subject, middle)
    let premises = random.shuffled([major, minor]).map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
    let conclusion = form.conclusion.sentence(subject, predicate)
    return .record([
        "text": .text("\(premises.joined(separator: " ")) Does it follow that \(conclusion)?"),
        "premises": .texts(premises), "conclusion": .text(conclusion), "answer": .text(isValid ? "yes" : "no"),
        "wrong": .text(isValid ? "no" : "yes"), "figure": .int(form.figure),
    ])
}
