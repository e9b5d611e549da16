/// The places in an answer where it takes back what it said before: "no, wait", "correction", "on second thought".
struct ChoiceCorrections {
    /// A place where something is taken back.
    struct Place {
        /// Behind the words that say so.
        var end: Int
        /// Whether it counts only where an option follows at once: "actually, B", but not "actually, it rains".
        var needsOption: Bool
    }

    /// In their order.
    let places: [Place]

    /// Those of a text; "no" is none where it is an option.
    init(in words: ChoiceWords, noIsOption: Bool) {
        let text = words.text
        var places: [Place] = []
        var index = text.startIndex
        while let next = text.next(from: outsideMiddle(index, of: text), in: firstBytes).map({
            outsideMiddle($0, of: text)
        }) {
            index = next + 1
            if let before = text.byte(at: next - 1), before.isLetter { continue }
            guard let phrase = byFirstByte[Int(text[next].lowered)].first(where: { text.has($0.words, at: next) })
            else {
                continue
            }
            let end = next + phrase.words.utf8CodeUnitCount
            if let after = text.byte(at: end), after.isLetter { continue }
            if phrase.isNo {
                let isAnswer = text.byte(at: end).map { afterNo[Int($0)] } ?? false
                if noIsOption || !isAnswer { continue }
            }
            guard words.opensClause(at: next) else { continue }
            places.append(Place(end: end, needsOption: phrase.needsOption))
        }
        self.places = places
    }
}

private struct Phrase {
    let words: StaticString
    let needsOption: Bool
    var isNo = false
}

private let phrases: [Phrase] =
    [
        "wait", "correction", "on second thought", "on reflection", "scratch that", "my mistake", "make that",
        "i was wrong", "i meant", "i made a mistake", "i made an error", "i take that back", "let me correct",
    ].map { Phrase(words: $0, needsOption: false) }
    + ["actually", "sorry", "rather", "i mean"].map { Phrase(words: $0, needsOption: true) }
    + [Phrase(words: "no", needsOption: true, isNo: true)]

/// Phrases by their first byte.
private let byFirstByte: [[Phrase]] = {
    var table = [[Phrase]](repeating: [], count: 256)
    for phrase in phrases { phrase.words.withUTF8Buffer { table[Int($0[0])].append(phrase) } }
    return table
}()

private let firstBytes = (0..<256).map { !byFirstByte[Int(UInt8($0).lowered)].isEmpty }
private let afterNo = byteTable(",.:;-!")
