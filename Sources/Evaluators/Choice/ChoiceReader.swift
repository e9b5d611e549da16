import Core

private let openers = byteTable("([{*_`\"'")
private let closers = byteTable(")]}*_`\"'.:")
private let itemEnds = byteTable(".:,;)-\n*")

/// Reads which option an answer chooses: from `(B)`, `**B**`, `B)`, a `B` alone, or the option's text.
struct ChoiceReader {
    /// What an answer chooses.
    enum Choice {
        case none
        case one(Int, Excerpt)
        /// Different options side by side, as in "A or B".
        case several([Int], Excerpt)
    }

    private struct Mention {
        var option: Int
        var place: Range<Int>
        /// Set apart by brackets, emphasis, a line of its own or the start of the answer.
        var isMarked: Bool
    }

    private let options: ChoiceOptions
    /// Options by the first byte of their label, the longest label first.
    private let byFirstByte: [[Int]]
    /// For each byte whether a label starts with it.
    private let startsLabel: [Bool]

    init(_ options: ChoiceOptions) {
        self.options = options
        var table = [[Int]](repeating: [], count: 256)
        for index in options.lowered.indices.sorted(by: { options.lowered[$0].count > options.lowered[$1].count }) {
            if let first = options.lowered[index].first { table[Int(first)].append(index) }
        }
        byFirstByte = table
        startsLabel = (0..<256).map { !table[Int(UInt8($0).lowered)].isEmpty }
    }

    /// What a part of an answer chooses: in a part set apart for the answer the first mention counts, in the
    /// whole the last.
    func read(_ part: Part) -> Choice {
        let text = trimmed(part.bytes)
        let form = undecorated(text)
        guard form.count <= 2000 else { return readMentions(text, part.kind) }
        if let index = options.index(of: String(decoding: form, as: UTF8.self)) { return .one(index, Excerpt(text)) }
        return readMentions(text, part.kind)
    }

    private func readMentions(_ text: ArraySlice<UInt8>, _ kind: Part.Kind) -> Choice {
        let mentions = mentions(in: text)
        let marked = mentions.indices.filter { mentions[$0].isMarked }
        let pool = marked.isEmpty ? Array(mentions.indices) : marked
        guard let chosen = kind == .narrow ? pool.first : opening(marked, mentions, text) ?? pool.last else {
            return readTexts(text)
        }
        for neighbour in [chosen - 1, chosen + 1] where mentions.indices.contains(neighbour) {
            let pair = [mentions[min(chosen, neighbour)], mentions[max(chosen, neighbour)]]
            if pair[0].option != pair[1].option, isJoined(text[pair[0].place.upperBound..<pair[1].place.lowerBound]) {
                return .several(
                    pair.map(\.option), around(pair[0].place.lowerBound..<pair[1].place.upperBound, in: text))
            }
        }
        return .one(mentions[chosen].option, around(mentions[chosen].place, in: text))
    }

    /// The mention that an answer opens with, unless it opens a list of the options in their order.
    private func opening(_ marked: [Int], _ mentions: [Mention], _ text: ArraySlice<UInt8>) -> Int? {
        guard let first = marked.first, undecorated(text).startIndex >= mentions[first].place.lowerBound else {
            return nil
        }
        let next = marked.lazy.map { mentions[$0].option }.first { $0 != mentions[first].option }
        return mentions[first].option == 0 && next == 1 ? nil : first
    }

    private func mentions(in text: ArraySlice<UInt8>) -> [Mention] {
        var found: [Mention] = []
        let opening = undecorated(text).startIndex
        var index = text.startIndex
        while let next = text.next(from: index, in: startsLabel) {
            index = next
            guard let (option, range) = label(at: index, in: text) else { index += 1; continue }
            let isMarked =
                isMarked(range, in: text)
                || (range.lowerBound == opening && (range.count > 1 || endsItem(range, in: text)))
            if isMarked || range.count > 1 || isBareLetter(range, in: text) {
                found.append(Mention(option: option, place: range, isMarked: isMarked))
            }
            index = range.upperBound
        }
        return found
    }

    /// The option whose label stands at the place as a word of its own.
    private func label(at index: Int, in text: ArraySlice<UInt8>) -> (option: Int, place: Range<Int>)? {
        // Within a word no label stands alone.
        if let before = text.byte(at: index - 1), before.isLetter, text[index].isLetter { return nil }
        for option in byFirstByte[Int(text[index].lowered)] where text.has(options.lowered[option], at: index) {
            let place = index..<(index + options.lowered[option].count)
            if standsAlone(place, in: text) { return (option, place) }
        }
        return nil
    }

    private func isMarked(_ place: Range<Int>, in text: ArraySlice<UInt8>) -> Bool {
        let before = text.byte(at: place.lowerBound - 1)
        let after = text.byte(at: place.upperBound)
        let opens = before.map { openers[Int($0)] } ?? false
        let closes = after.map { closers[Int($0)] } ?? false
        if opens && closes { return true }
        let isCapital = text[place.lowerBound].isCapital || text[place.lowerBound].isDigit || place.count > 1
        if after == UInt8(ascii: ")"), place.count == 1 { return true }
        let startsLine = before == nil || before == 10
        if startsLine, isCapital, after == UInt8(ascii: ".") || after == UInt8(ascii: ":") { return true }
        return startsLine && isCapital && (after == nil || after == 10 || after == 13)
    }

    /// Whether a label at the start of an answer is followed by what ends one: `B.`, `B:`, `B,` or `B -`.
    private func endsItem(_ place: Range<Int>, in text: ArraySlice<UInt8>) -> Bool {
        guard text[place.lowerBound].isCapital, let after = text.byte(at: place.upperBound) else { return false }
        return itemEnds[Int(after)] || text.has(" -", at: place.upperBound)
    }

    /// A capital letter by itself that is neither an article nor a pronoun; digits count as they are.
    private func isBareLetter(_ place: Range<Int>, in text: ArraySlice<UInt8>) -> Bool {
        let letter = text[place.lowerBound]
        guard letter.isCapital else { return !letter.isLetter }
        let after = text.byte(at: place.upperBound)
        if after == UInt8(ascii: "'") || text.byte(at: place.lowerBound - 1) == UInt8(ascii: "'") { return false }
        let next = text.byte(at: place.upperBound + 1)
        if letter == UInt8(ascii: "A") {
            let verbs: [StaticString] = [" is ", " or ", " and "]
            return after != 32 || next?.isLetter != true || verbs.contains { text.has($0, at: place.upperBound) }
        }
        return letter != UInt8(ascii: "I") || after != 32
    }

    /// Whether what stands between two mentions puts them side by side: "or", "and", a comma, a slash.
    private func isJoined(_ between: ArraySlice<UInt8>) -> Bool {
        guard between.count <= 24 else { return false }
        let marks = Array(" ()[]{}*_`\"'.".utf8)
        let words = between.filter { !marks.contains($0) }.map(\.lowered)
        return ["or", "and", "and/or", "/", ",", "&", ",or", ",and"].contains(String(decoding: words, as: UTF8.self))
    }

    /// The option whose text occurs; a text within another that occurs does not count.
    private func readTexts(_ text: ArraySlice<UInt8>) -> Choice {
        guard options.forms.contains(where: { $0 != nil }) else { return .none }
        let form = TextMatch.loose.searchForm(String(decoding: text, as: UTF8.self))[...]
        var found: [(option: Int, form: String, place: Range<Int>)] = []
        for (index, wanted) in options.forms.enumerated() {
            guard let wanted, let place = Search(Array(wanted.utf8), wholeWords: true).last(in: form) else { continue }
            found.append((index, wanted, place))
        }
        let longest = found.filter { each in
            !found.contains {
                $0.option != each.option && Search(Array(each.form.utf8)).first(in: Array($0.form.utf8)[...]) != nil
            }
        }
        guard let last = longest.max(by: { $0.place.lowerBound < $1.place.lowerBound }) else { return .none }
        if longest.count > 1 { return .several(longest.map(\.option), around(last.place, in: form)) }
        return .one(last.option, around(last.place, in: form))
    }
}
