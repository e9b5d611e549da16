import Core

extension ChoiceReader {
    /// All options that a part of an answer chooses: those that stand side by side, first in a part set apart for the
    /// answer or where the answer opens with them, else the last such row; without a row all that it states.
    func readAll(_ part: Part) -> Chosen {
        let text = trimmed(part.bytes)
        if let option = only(text) { return Chosen(options: [option], evidence: Excerpt(text)) }
        if let letters = lettersInARow(undecorated(text)) { return Chosen(options: letters, evidence: Excerpt(text)) }
        return all(stated(in: text), part.kind, in: text)
    }

    /// All options that an answer corrects itself to from a place on; nil where it does not.
    func correctionOfAll(in text: ArraySlice<UInt8>) -> Chosen? {
        let stated = stated(in: text)
        return stated.isCorrected ? all(stated, .whole, in: text) : nil
    }

    private func all(_ stated: StatedOptions, _ kind: Part.Kind, in text: ArraySlice<UInt8>) -> Chosen {
        let rows = rows(stated.all, in: text)
        guard let row = row(of: rows, stated, kind, in: text) else {
            let marked = stated.all.filter(\.isMarked)
            let pool = marked.isEmpty ? stated.all : marked
            if pool.isEmpty {
                let (form, texts) = statedTexts(text)
                return chosen(texts, in: form)
            }
            return chosen(pool, in: text)
        }
        return chosen(Array(stated.all[row.range]), in: text, areAlternatives: row.areAlternatives)
    }

    /// The row of options that counts.
    private func row(
        of rows: [OptionRow], _ stated: StatedOptions, _ kind: Part.Kind, in text: ArraySlice<UInt8>
    ) -> OptionRow? {
        guard let first = rows.first else { return nil }
        if stated.isCorrected, stated.leads { return first }
        let several = rows.filter { $0.range.count > 1 }
        if kind == .narrow, !stated.isCorrected { return several.first }
        let opens = undecorated(text).startIndex >= stated.all[0].place.lowerBound
        // A row of all options in their order is the question once more.
        let isListing = stated.all[first.range].map(\.option) == Array(options.labels.indices)
        if opens, first.range.count > 1, !isListing || several.count == 1 { return first }
        return several.last
    }

    private func rows(_ mentions: [OptionMention], in text: ArraySlice<UInt8>) -> [OptionRow] {
        var rows: [OptionRow] = []
        for index in mentions.indices {
            let joint =
                index == 0
                ? nil
                : OptionJoint(
                    text[pastText(mentions[index - 1], in: text)..<mentions[index].place.lowerBound], orNothing: true)
            guard let joint, let last = rows.indices.last else {
                rows.append(OptionRow(range: index..<index + 1))
                continue
            }
            rows[last].range = rows[last].range.lowerBound..<index + 1
            if joint == .or { rows[last].areAlternatives = true }
        }
        return rows
    }

    /// Behind a mention and, where it follows, its option's text.
    private func pastText(_ mention: OptionMention, in text: ArraySlice<UInt8>) -> Int {
        let own = Array(options.texts[mention.option].utf8.prefix(101)).map(\.lowered)
        var at = mention.place.upperBound
        while let byte = text.byte(at: at), textLeads[Int(byte)], at - mention.place.upperBound < 8 { at += 1 }
        let behind =
            own.isEmpty || own.count > 100 || !text.has(own, at: at) ? mention.place.upperBound : at + own.count
        return behind
    }

    private func chosen(
        _ mentions: [OptionMention], in text: ArraySlice<UInt8>, areAlternatives: Bool = false
    ) -> Chosen {
        guard let first = mentions.first, let last = mentions.last else { return Chosen(options: [], evidence: .none) }
        let evidence = around(first.place.lowerBound..<last.place.upperBound, in: text)
        return Chosen(
            options: Set(mentions.map(\.option)).sorted(), evidence: evidence, areAlternatives: areAlternatives)
    }

    /// Capital letters and nothing else, each the label of another option: `ACD`.
    private func lettersInARow(_ text: ArraySlice<UInt8>) -> [Int]? {
        guard (2...options.labels.count).contains(text.count), text.allSatisfy(\.isCapital) else { return nil }
        let found = text.compactMap { letter in options.lowered.firstIndex { $0 == [letter.lowered] } }
        return found.count == text.count && Set(found).count == found.count ? found.sorted() : nil
    }
}

private let textLeads = byteTable(" )]}*_.:-")

/// Options that stand side by side.
private struct OptionRow {
    /// Their places among the mentions.
    var range: Range<Int>
    /// Whether "or" stands between two of them.
    var areAlternatives = false
}
