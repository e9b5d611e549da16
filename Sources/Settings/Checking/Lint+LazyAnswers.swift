internal import Core
internal import Evaluators
internal import Probing

/// A way to answer that needs no ability.
struct LazyWay: Sendable {
    let name: String
    /// What it says in a turn; nil where the probe has nothing that it could be made of.
    let answer: @Sendable (Trial, _ turn: Int) -> String?

    init(_ name: String, _ answer: @escaping @Sendable (Trial, Int) -> String?) {
        self.name = name
        self.answer = answer
    }

    /// The same answer to everything.
    init(_ name: String, saying text: String) { self.init(name) { _, _ in text } }

    /// Whether it passes a round; nil where it has nothing to say.
    func passes(_ round: Trial) -> Bool? {
        guard answer(round, 0) != nil else { return nil }
        return round.score { answer(round, $0) ?? "" } >= 0.5
    }
}

extension LazyWay {
    /// What is never the right answer: no probe may be passed by it.
    static let worthless: [LazyWay] = [
        LazyWay("an empty answer", saying: ""),
        refusal,
        LazyWay("all digits in a row", saying: "0 1 2 3 4 5 6 7 8 9"),
        LazyWay("all numbers from 1 to 100", saying: (1...100).map { "\($0)" }.joined(separator: " ")),
        LazyWay("all letters in a row", saying: "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z"),
        LazyWay("all of its options") { round, _ in
            round.options.isEmpty ? nil : (round.options + round.optionTexts).joined(separator: ", ")
        },
        LazyWay("a repetition of the question") { round, turn in round.questions[turn] },
        LazyWay("a repetition of the system message") { round, _ in
            round.rendered.messages.first { $0.role == .system }?.content
        },
    ]

    static let refusal = LazyWay("a refusal", saying: "I'm sorry, but I can't help with that.")

    /// What may be right once, and not whatever is asked.
    static let habits: [LazyWay] =
        ["yes", "no", "true", "false", "0", "1", "A", "B", "C", "unknown", "none", "OK", "{}", "[]"].map {
            LazyWay("\"\($0)\"", saying: $0)
        } + [
            LazyWay("the last word of the question") { round, turn in
                round.questions[turn].split { $0.isWhitespace || $0.isPunctuation }.last.map(String.init)
            },
            LazyWay("the first option") { round, _ in round.options.first },
            LazyWay("the last option") { round, _ in round.options.last },
            LazyWay("the longest option") { round, _ in longest(of: round) },
        ]

    /// The label of the option with the longest text, where one is longer than all others.
    private static func longest(of round: Trial) -> String? {
        let lengths = round.optionTexts.map(\.count)
        guard let most = lengths.max(), lengths.count(where: { $0 == most }) == 1,
            let index = lengths.firstIndex(of: most)
        else { return nil }
        return round.options[index]
    }
}

/// Answers that need no ability at all, and yet pass. What habits are worth is noted in the record.
func lazyAnswerProblems(_ trials: Trials, _ record: inout LazyRecord, tellsHabits: Bool) -> [Finding] {
    let mayRefuse = trials.declared.probe.category == "refusal" || trials.rounds[0].expectsRefusal
    var passing: [String] = []
    for way in LazyWay.worthless where !(mayRefuse && way.name == LazyWay.refusal.name) {
        if trials.rounds.allSatisfy({ way.passes($0) == true }) { passing.append(way.name) }
    }
    // Each alone may be the right one.
    if trials.rounds.allSatisfy({ round in
        ["yes", "no"].allSatisfy { word in round.score { _ in word } >= 0.5 }
    }) {
        passing.append("\"yes\" as well as \"no\"")
    }
    if isIndifferentToItsValues(trials) { passing.append("the answer to another round's question") }
    for way in LazyWay.habits where record.note(way, trials) && tellsHabits {
        passing.append("\(way.name) in nearly every round")
    }
    guard !passing.isEmpty else { return [] }
    return [
        Finding(
            .lazyAnswer, trials, "is passed by \(passing.joined(separator: ", "))",
            instead: "make the evaluators ask for more")
    ]
}

/// Whether the right answer of one round mostly passes in the others, although theirs is another.
private func isIndifferentToItsValues(_ trials: Trials) -> Bool {
    guard let example = trials.declared.examples.first(where: { $0.expectation == .pass && $0.isVaried }) else {
        return false
    }
    let rounds = trials.rounds.prefix(6)
    let answers = rounds.compactMap { round in
        // Reading the suite has noted an example that cannot be filled in.
        do { return try example.answers(round.values) } catch { return nil }
    }
    guard answers.count == rounds.count else { return false }
    var (tried, passed) = (0, 0)
    for (round, own) in zip(rounds, answers) {
        for other in answers where other != own {
            tried += 1
            if case .success(let verdict) = round.verdict(of: example, other), verdict.score ?? 0 >= 0.5 { passed += 1 }
        }
    }
    return tried > 3 && passed * 4 > tried * 3
}
