import Core

/// What an answer cites: the sources it was given, and others.
struct Citations {
    /// Something cited that is in no source.
    struct Wrong: Equatable {
        /// "the citation", "the address" or "the quotation".
        var what: String
        var text: String
    }

    /// Most different things cited that are looked at.
    static let limit = 256
    /// Bytes of an answer that are looked at.
    static let longest = 65_536
    /// Fewest words of a quotation that must be in a source.
    static let quotedWords = 4

    /// Places of the sources that are cited, each once, in the order of the answer's kinds of citation.
    private(set) var known: [Int] = []
    /// What is in no source, each once.
    private(set) var wrong: [Wrong] = []

    private let sources: [CitedSource]

    init(in bytes: ArraySlice<UInt8>, of sources: [CitedSource]) {
        self.sources = sources
        let text = Array(plainLines(bytes.prefix(Self.longest)))[...]
        brackets(text)
        addresses(text)
        if sources.contains(where: { $0.author != nil }) { authors(text) }
        titles(text)
        if sources.contains(where: { $0.text != nil }) { quotations(text) }
    }

    private mutating func note(_ place: Int?, orWrong what: String, _ text: String) {
        guard known.count + wrong.count < Self.limit else { return }
        if let place {
            if !known.contains(place) { known.append(place) }
        } else {
            let one = Wrong(what: what, text: Excerpt(text, limit: 60).text)
            if !wrong.contains(one) { wrong.append(one) }
        }
    }

    /// `[1]`, `[1, 3]`, `[2-4]`, `[^1]`, `【1】`, and any id in brackets. Brackets with other words in them cite nothing.
    private mutating func brackets(_ text: ArraySlice<UInt8>) {
        var index = text.startIndex
        while index < text.endIndex {
            let isWide = text[index] == 0xE3 && text.has("【", at: index)
            guard isWide || text[index] == UInt8(ascii: "[") else { index += 1; continue }
            let start = index + (isWide ? 3 : 1)
            let inner = text[start...].prefix(64)
            index = start
            guard
                let end = inner.indices.first(where: { isWide ? text.has("】", at: $0) : text[$0] == UInt8(ascii: "]") })
            else { continue }
            for each in text[start..<end].split(whereSeparator: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") })
            {
                reference(String(decoding: trimmed(each.drop { $0 == UInt8(ascii: "^") }), as: UTF8.self))
            }
        }
    }

    private mutating func reference(_ name: String) {
        if let place = sources.firstIndex(where: { $0.id.lowercased() == name.lowercased() }) {
            return note(place, orWrong: "", "")
        }
        let ends = name.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            .map { Int(String($0)?.trimmed ?? "") }
        guard ends.count <= 2, let low = ends.first ?? nil, let high = ends.last ?? nil, low <= high, high - low < 100,
            high < 1000
        else { return }
        for number in low...high {
            note(sources.firstIndex { $0.id == "\(number)" }, orWrong: "the citation", "[\(number)]")
        }
    }

    private mutating func addresses(_ text: ArraySlice<UInt8>) {
        let closers = Array(" \t\r\n<>\"'`)]}|\\".utf8)
        var index = text.startIndex
        while index < text.endIndex {
            guard text.has("http", at: index), text.has("://", at: index + 4) || text.has("s://", at: index + 4) else {
                index += 1
                continue
            }
            var address = text[index...].prefix(2000).prefix { !closers.contains($0) && $0 < 0x80 }
            index = address.endIndex
            while let last = address.last, Array(".,;:!?*_".utf8).contains(last) { address.removeLast() }
            let found = String(decoding: address, as: UTF8.self)
            let form = Self.bare(found)
            note(sources.firstIndex { $0.url.map(Self.bare) == form }, orWrong: "the address", found)
        }
    }

    /// An address without scheme, `www.`, fragment and the slash at its end; host in small letters.
    private static func bare(_ address: String) -> String {
        var rest = address[...]
        for prefix in ["https://", "http://", "www."] where rest.lowercased().hasPrefix(prefix) {
            rest = rest.dropFirst(prefix.count)
        }
        rest = rest.prefix { $0 != "#" }
        while rest.last == "/" { rest.removeLast() }
        let host = rest.prefix { $0 != "/" }
        return host.lowercased() + rest.dropFirst(host.count)
    }

    /// `(Smith 2020)`, `(Smith et al., 2020)`, `Smith and Lee (2020)`: a name, and a year of four digits behind it.
    private mutating func authors(_ text: ArraySlice<UInt8>) {
        guard let pattern = Self.authorYear else { return }
        var budget = Pattern.Budget()
        var start = 0
        while start < text.count, known.count + wrong.count < Self.limit {
            let (outcome, end) = pattern.search(text, from: start, &budget)
            guard case .match(let place) = outcome, let end, end > start else { return }
            let cited = String(decoding: text[place], as: UTF8.self)
            let name = cited.prefix { $0.isLetter || $0 == "-" || $0 == "'" }
            let year = cited.unicodeScalars.filter { $0.isASCII && UInt8($0.value).isDigit }.prefix(4)
            note(
                sources.firstIndex {
                    $0.author?.lowercased() == name.lowercased()
                        && $0.year.map { padded($0, 4) } == String(String.UnicodeScalarView(year))
                }, orWrong: "the citation", cited)
            start = end
        }
    }

    private static let authorYear: Pattern? = {
        do {
            return try Pattern(
                #"\p{Lu}[\p{L}'-]{1,40}(?: et al\.?| (?:and|&|und|et|y) \p{Lu}[\p{L}'-]{1,40})?(?:,? \(|, ?| )[12]\d{3}[a-z]?(?=[);,])"#
            )
        } catch {
            // A test proves that it compiles; a kind of citation less is better than a daemon less.
            return nil
        }
    }()

    private mutating func titles(_ text: ArraySlice<UInt8>) {
        let form = TextMatch.loose.searchForm(String(decoding: text, as: UTF8.self))[...]
        for (place, source) in sources.enumerated() where !known.contains(place) {
            guard let title = source.title else { continue }
            if Search(TextMatch.loose.searchForm(title), wholeWords: true).first(in: form) != nil {
                note(place, orWrong: "", "")
            }
        }
    }

    /// What stands in double quotes within a paragraph, with four words or more.
    private mutating func quotations(_ text: ArraySlice<UInt8>) {
        let texts = sources.map { $0.text.map { Array($0.lowercased().utf8)[...] } }
        var open: Int?
        var looked = 0
        for index in text.indices {
            if text[index] == 10, text.byte(at: index + 1) == 10 { open = nil }
            guard text[index] == UInt8(ascii: "\"") else { continue }
            guard let start = open else { open = index + 1; continue }
            open = nil
            let quotation = text[start..<index]
            let titles = sources.compactMap(\.title)
            let plain = plainSpelling(String(decoding: quotation, as: UTF8.self))
            guard wordCount(quotation) >= Self.quotedWords, looked < 64,
                !titles.contains(where: { TextMatch.loose.form($0) == TextMatch.loose.form(plain) })
            else { continue }
            looked += 1
            let words = undecorated(Array(plain.lowercased().utf8)[...])
            let search = Search(Array(words))
            let place = texts.firstIndex { $0.map { search.first(in: $0) != nil } ?? false }
            if place == nil { note(nil, orWrong: "the quotation", plain) }
        }
    }
}

/// The bytes with typographic quotes and dashes as ASCII has them, line by line, so that lines stay.
private func plainLines(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    eachLine(bytes) { line in
        let isPlain = line.allSatisfy { $0 < 0x80 }
        out += isPlain ? Array(line) : Array(plainSpelling(String(decoding: line, as: UTF8.self)).utf8)
        out.append(10)
    }
    return out
}
