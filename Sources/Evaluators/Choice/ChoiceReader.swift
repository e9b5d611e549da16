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

    /// What an answer chooses where several may be right.
    struct Chosen {
        /// In their order, each once.
        var options: [Int]
        var evidence: Excerpt
        /// Whether they stand there as alternatives, as in "A or B".
        var areAlternatives = false
    }

    /// Most mentions that are looked at: the first half of them, and the last.
    static let mostMentions = 2000
    /// Bytes at the beginning and at the end of a text in which options are looked for; what is between in a longer one
    /// chooses nothing.
    static let window = 65_536

    /// What there is to choose from.
    let options: ChoiceOptions
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

    /// What a part of an answer chooses: what it corrects itself to, else in a part set apart for the answer the first
    /// mention, in the whole the one that it opens with, else the last.
    func read(_ part: Part) -> Choice {
        let text = trimmed(part.bytes)
        if let option = only(text) { return .one(option, Excerpt(text)) }
        let stated = stated(in: text)
        return stated.all.isEmpty ? readTexts(text) : choice(stated, part.kind, in: text)
    }

    /// What an answer corrects itself to from a place on; nil where it does not.
    func correction(in text: ArraySlice<UInt8>) -> Choice? {
        let stated = stated(in: text)
        return stated.isCorrected ? choice(stated, .whole, in: text) : nil
    }

    /// The option of which the text is the label or text, and nothing else.
    func only(_ text: ArraySlice<UInt8>) -> Int? {
        let form = undecorated(text)
        return form.count > 2000 ? nil : options.index(of: String(decoding: form, as: UTF8.self))
    }

    private func choice(_ stated: StatedOptions, _ kind: Part.Kind, in text: ArraySlice<UInt8>) -> Choice {
        let mentions = stated.all
        let marked = mentions.indices.filter { mentions[$0].isMarked }
        let pool = marked.isEmpty ? Array(mentions.indices) : marked
        let first: Int? =
            stated.isCorrected
            ? stated.leads ? 0 : nil : kind == .narrow ? pool.first : opening(marked, mentions, text)
        guard let chosen = first ?? pool.last else { return .none }
        for neighbour in [chosen - 1, chosen + 1] where mentions.indices.contains(neighbour) {
            let pair = [mentions[min(chosen, neighbour)], mentions[max(chosen, neighbour)]]
            let between = text[pair[0].place.upperBound..<pair[1].place.lowerBound]
            if pair[0].option != pair[1].option, OptionJoint(between) != nil {
                return .several(
                    pair.map(\.option), around(pair[0].place.lowerBound..<pair[1].place.upperBound, in: text))
            }
        }
        return .one(mentions[chosen].option, around(mentions[chosen].place, in: text))
    }

    /// What the answer states: its mentions without those that it rules out or takes back.
    func stated(in text: ArraySlice<UInt8>) -> StatedOptions {
        StatedOptions(mentions(in: text), in: text, noIsOption: options.lowered.contains(Array("no".utf8)))
    }

    /// The mention that an answer opens with, unless it opens a list of the options in their order.
    private func opening(_ marked: [Int], _ mentions: [OptionMention], _ text: ArraySlice<UInt8>) -> Int? {
        guard let first = marked.first, undecorated(text).startIndex >= mentions[first].place.lowerBound else {
            return nil
        }
        let next = marked.lazy.map { mentions[$0].option }.first { $0 != mentions[first].option }
        return mentions[first].option == 0 && next == 1 ? nil : first
    }

    private func mentions(in text: ArraySlice<UInt8>) -> [OptionMention] {
        var found: [OptionMention] = []
        let opening = undecorated(text).startIndex
        var index = text.startIndex
        while let next = text.next(from: outsideMiddle(index, of: text), in: startsLabel) {
            index = outsideMiddle(next, of: text)
            guard let (option, range) = label(at: index, in: text) else { index += 1; continue }
            let isMarked =
                isMarked(range, in: text)
                || (range.lowerBound == opening && (range.count > 1 || endsItem(range, in: text)))
            if isMarked || range.count > 1 || isBareLetter(range, option, in: text) {
                found.append(OptionMention(option: option, place: range, isMarked: isMarked))
            }
            index = range.upperBound
        }
        let half = Self.mostMentions / 2
        return found.count > 2 * half ? Array(found.prefix(half) + found.suffix(half)) : found
    }

    /// The option whose label stands at the place as a word of its own.
    private func label(at index: Int, in text: ArraySlice<UInt8>) -> (option: Int, place: Range<Int>)? {
        // Within a word no label stands alone.
        if let before = text.byte(at: index - 1), before.isLetter, text[index].isLetter { return nil }
        for option in byFirstByte[Int(text[index].lowered)] where text.has(options.lowered[option], at: index) {
            let place = index..<(index + options.lowered[option].count)
            if standsAlone(place, in: text), !isPartOfNumber(place, in: text) { return (option, place) }
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

    /// Whether digits go on behind a point or comma, as in `2.5`, or a share follows, as in `2%`.
    private func isPartOfNumber(_ place: Range<Int>, in text: ArraySlice<UInt8>) -> Bool {
        guard text[place.upperBound - 1].isDigit, text[place.lowerBound].isDigit else { return false }
        func isPoint(_ index: Int) -> Bool {
            text.byte(at: index) == UInt8(ascii: ".") || text.byte(at: index) == UInt8(ascii: ",")
        }
        let goesOn = isPoint(place.upperBound) && text.byte(at: place.upperBound + 1)?.isDigit == true
        let began = isPoint(place.lowerBound - 1) && text.byte(at: place.lowerBound - 2)?.isDigit == true
        return goesOn || began || text.byte(at: place.upperBound) == UInt8(ascii: "%")
    }

    /// A letter by itself, capital or as its label is, that is neither an article nor a pronoun; digits count as they are.
    private func isBareLetter(_ place: Range<Int>, _ option: Int, in text: ArraySlice<UInt8>) -> Bool {
        let letter = text[place.lowerBound]
        guard letter.isCapital || options.labels[option].utf8.first == letter else { return !letter.isLetter }
        let after = text.byte(at: place.upperBound)
        if after == UInt8(ascii: "'") || text.byte(at: place.lowerBound - 1) == UInt8(ascii: "'") { return false }
        let next = text.byte(at: place.upperBound + 1)
        let verbs: [StaticString] = [" is ", " or ", " and "]
        if letter.lowered == UInt8(ascii: "a") {
            return after != 32 || next?.isLetter != true || verbs.contains { text.has($0, at: place.upperBound) }
        }
        // The roman numeral may be said to be something, the pronoun not.
        let isNumeral = options.hasRomanNumerals && verbs.contains { text.has($0, at: place.upperBound) }
        return letter.lowered != UInt8(ascii: "i") || after != 32 || isNumeral
    }

    /// The option whose text the answer states.
    private func readTexts(_ text: ArraySlice<UInt8>) -> Choice {
        let (form, stated) = statedTexts(text)
        guard let last = stated.last else { return .none }
        if stated.count > 1 { return .several(stated.map(\.option), around(last.place, in: form)) }
        return .one(last.option, around(last.place, in: form))
    }

    /// The last places of the texts that the answer states, in their order; a text within another that occurs does not
    /// count.
    func statedTexts(_ text: ArraySlice<UInt8>) -> (form: ArraySlice<UInt8>, [OptionMention]) {
        guard options.forms.contains(where: { $0 != nil }) else { return (text, []) }
        let form = TextMatch.loose.searchForm(String(decoding: text, as: UTF8.self))[...]
        var found: [(mention: OptionMention, form: String)] = []
        for (index, wanted) in options.forms.enumerated() {
            guard let wanted, let place = Search(Array(wanted.utf8), wholeWords: true).last(in: form) else { continue }
            found.append((OptionMention(option: index, place: place, isMarked: false), wanted))
        }
        let longest = found.filter { each in
            !found.contains {
                $0.mention.option != each.mention.option
                    && Search(Array(each.form.utf8)).first(in: Array($0.form.utf8)[...]) != nil
            }
        }
        let mentions = longest.map(\.mention).sorted { $0.place.lowerBound < $1.place.lowerBound }
        return (form, StatedOptions(mentions, in: form, noIsOption: options.lowered.contains(Array("no".utf8))).all)
    }
}

/// The place itself, or behind the middle of a long text where it lies in that.
func outsideMiddle(_ index: Int, of text: ArraySlice<UInt8>) -> Int {
    let end = text.endIndex - ChoiceReader.window
    return index >= text.startIndex + ChoiceReader.window && index < end ? end : index
}
