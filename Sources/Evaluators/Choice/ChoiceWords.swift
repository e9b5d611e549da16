/// The words around an option that an answer mentions: they tell whether it is ruled out or taken back.
///
/// At most eight words are looked at on either side, and none beyond a mark such as a comma, a full stop or a line end.
struct ChoiceWords {
    /// How much of a row of options is ruled out by the words behind it.
    enum RuledOut {
        case nothing
        /// "B is wrong".
        case one
        /// "A and B are wrong".
        case row
    }

    let text: ArraySlice<UInt8>

    /// Whether what stands before the place rules it out: "not B", "isn't B", "rather than B", "eliminate B".
    func rulesOut(before place: Int) -> Bool {
        var end = place
        for _ in 0..<8 {
            guard let range = word(before: end) else { return false }
            let word = plain(range)
            if negatives.contains(word) || word.hasSuffix("n't") { return true }
            if let first = pairs[word] {
                return self.word(before: range.lowerBound).map(plain)?.hasPrefix(first) ?? false
            }
            guard links.contains(word) else { return false }
            end = range.lowerBound
        }
        return false
    }

    /// Whether what stands before the place takes it back: "I thought A", "initially it was A".
    func takesBack(before place: Int) -> Bool {
        var end = place
        for _ in 0..<8 {
            guard let range = word(before: end) else { return false }
            let word = plain(range)
            if takenBack.contains(word) { return true }
            guard links.contains(word) || choosing.contains(word) else { return false }
            end = range.lowerBound
        }
        return false
    }

    /// Whether what stands before the place states it: "it is B", "I choose B", "the answer B".
    func states(before place: Int) -> Bool {
        guard let word = word(before: place).map(plain) else { return false }
        return stating.contains(word) || choosing.contains(word)
    }

    /// What the words behind the place rule out: "B is wrong", "B cannot be right", "B: incorrect.", "A and B are wrong".
    func rulesOut(behind place: Int) -> RuledOut {
        var at = skip(from: place, endings)
        if let byte = text.byte(at: at),
            byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "-")
        {
            at += 1
        }
        var (hasVerb, isDenied) = (false, false)
        var out = RuledOut.one
        for _ in 0..<8 {
            guard let range = word(behind: at) else { return isDenied && endsClause(at) ? out : .nothing }
            let word = plain(range)
            at = range.upperBound
            if plurals.contains(word) { out = .row }
            if isDenied {
                if affirmatives.contains(word) { return out }
                guard degrees.contains(word) else { return .nothing }
            } else if word == "not" || word == "cannot"
                || word.hasSuffix("n't") && verbs.contains(String(word.dropLast(3)))
            {
                isDenied = true
            } else if faults.contains(word) {
                return hasVerb || endsClause(at) ? out : .nothing
            } else {
                guard verbs.contains(word) || adverbs.contains(word) else { return .nothing }
                hasVerb = hasVerb || verbs.contains(word)
            }
        }
        return .nothing
    }

    /// Whether a text holds nothing but what may stand between "wait" and the option that is meant instead.
    func leadsOver(_ gap: Range<Int>) -> Bool {
        guard gap.count <= 64 else { return false }
        return text[gap].split { !$0.isLetter && $0 != UInt8(ascii: "'") && $0 < 0x80 }.allSatisfy { piece in
            let word = plain(piece.startIndex..<piece.endIndex)
            return piece.count < 2 || leading.contains(word) || links.contains(word) || stating.contains(word)
                || !word.utf8.contains { $0.isLetter }
        }
    }

    /// Whether a clause begins at the place, or a word such as "no" stands before it.
    func opensClause(at place: Int) -> Bool {
        var at = place
        while let byte = text.byte(at: at - 1), byte == 32 || byte == 9 || openings[Int(byte)] { at -= 1 }
        guard let before = text.byte(at: at - 1) else { return true }
        guard before.isLetter else { return !before.isDigit }
        return word(before: at).map { interjections.contains(plain($0)) } ?? false
    }

    private func endsClause(_ place: Int) -> Bool {
        let at = skip(from: place, endings)
        return text.byte(at: at).map {
            clauseEnds[Int($0)] || text.has("because ", at: at) || text.has("since ", at: at)
        }
            ?? true
    }

    private func skip(from place: Int, _ table: [Bool]) -> Int {
        var at = place
        while let byte = text.byte(at: at), byte == 32 || table[Int(byte)], at - place < 32 { at += 1 }
        return at
    }

    /// The word that ends before the place, with nothing but blanks, brackets and emphasis between.
    private func word(before place: Int) -> Range<Int>? {
        var end = place
        while let byte = text.byte(at: end - 1), byte == 32 || openings[Int(byte)], place - end < 32 { end -= 1 }
        var start = end
        while let byte = text.byte(at: start - 1), isWordByte(byte), end - start < 25 { start -= 1 }
        return start < end && end - start < 25 ? start..<end : nil
    }

    private func word(behind place: Int) -> Range<Int>? {
        let start = skip(from: place, endings)
        var end = start
        while let byte = text.byte(at: end), isWordByte(byte), end - start < 25 { end += 1 }
        return start < end && end - start < 25 ? start..<end : nil
    }

    private func isWordByte(_ byte: UInt8) -> Bool { byte.isLetter || byte == UInt8(ascii: "'") || byte >= 0x80 }

    /// A word in lower case, with the plain apostrophe.
    private func plain(_ range: Range<Int>) -> String {
        let word = text[range]
        guard word.contains(where: { $0 >= 0x80 }) else { return String(decoding: word.map(\.lowered), as: UTF8.self) }
        return String(decoding: plainSpelling(String(decoding: word, as: UTF8.self), lowercase: true), as: UTF8.self)
    }
}

private let openings = byteTable("([{*_`\"")
private let endings = byteTable(")]}*_`\"")
private let clauseEnds = byteTable(".,;!?\n\r")

private func words(_ row: String) -> Set<String> { Set(row.split(separator: " ").map(String.init)) }

private let negatives = words(
    "not neither nor never cannot unlike exclude excludes excluded excluding eliminate eliminates eliminated eliminating"
)
/// Words that rule out what follows together with the one before them, of which the beginning is told.
private let pairs = ["than": "rather", "of": "instead", "out": "rul"]
private let links = words(
    "be is was it it's its that think believe either the option options answer choice letter would must")
private let takenBack = words("thought assumed tempted initially originally")
private let choosing = words("choose chose choosing pick picked picking say said wrote go going with to for")
private let stating = words("is it's be answer correct choice correctly")
private let verbs = words("is was are were would be seems looks ca could")
private let plurals = words("are were aren't weren't both all")
private let adverbs = words("also too clearly definitely simply plainly obviously therefore thus hence both all just")
private let faults = words("wrong incorrect excluded eliminated ruled impossible")
private let affirmatives = words("right correct answer it possible option choice valid true one")
private let degrees = words("be the a an quite really either my")
private let leading = words(
    "no i mean meant should so have been not but actually sorry correction said right instead make")
private let interjections = words("no oh ah hmm hm but or um and so")
