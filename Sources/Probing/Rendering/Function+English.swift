extension Function {
    /// About how English writes things.
    static let english: [Function] = [
        Function("title(text)") { a throws(Fault) in .text(capitalized(try a.text(0), everyWord: true)) },
        Function("capital(text)") { a throws(Fault) in .text(capitalized(try a.text(0), everyWord: false)) },
        Function("ordinal(number)") { a throws(Fault) in .text(English.ordinal(try a.int(0))) },
        Function("inwords(number)") { a throws(Fault) in
            let value = try a.int(0)
            guard value.magnitude < 1_000_000_000_000_000 else {
                throw a.fault("\(value) is too large to be written out")
            }
            return .text((value < 0 ? "minus " : "") + English.words(value.magnitude))
        },
        Function("plural(noun)") { a throws(Fault) in .text(English.plural(try a.text(0))) },
        Function("counted(number, noun)") { a throws(Fault) in
            let (count, noun) = (try a.number(0), try a.text(1))
            return .text("\(count.text) \(count == Ratio(1) ? noun : English.plural(noun))")
        },
        Function("article(noun)") { a throws(Fault) in
            let noun = try a.text(0)
            return .text(English.article(noun) + " " + noun)
        },
        Function("listed(list)") { a throws(Fault) in .text(English.listed(try a.list(0).map(\.text))) },
    ]
}

private func capitalized(_ text: String, everyWord: Bool) -> String {
    var result = ""
    var isStart = true
    for scalar in text.unicodeScalars {
        result += isStart ? scalar.properties.titlecaseMapping : String(scalar)
        isStart = everyWord && (scalar == "-" || scalar.properties.isWhitespace)
    }
    return result
}

/// How English writes numbers and nouns.
enum English {
    /// `3rd`.
    static func ordinal(_ number: Int64) -> String {
        let (tens, ones) = (number.magnitude % 100, number.magnitude % 10)
        let isTeen = (11...13).contains(tens)
        return "\(number)" + (isTeen ? "th" : ones == 1 ? "st" : ones == 2 ? "nd" : ones == 3 ? "rd" : "th")
    }

    private static let small = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ]
    private static let tens = [
        "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ]

    /// `four hundred twelve thousand thirty-one`, for numbers below 10¹⁵.
    static func words(_ number: UInt64) -> String {
        if number < 20 { return small[Int(number)] }
        if number < 100 { return tens[Int(number / 10)] + (number % 10 == 0 ? "" : "-" + small[Int(number % 10)]) }
        let scales: [(UInt64, String)] = [
            (1_000_000_000_000, "trillion"), (1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"),
            (100, "hundred"),
        ]
        let (scale, name) = scales.first { number >= $0.0 } ?? (100, "hundred")
        let rest = number % scale
        return words(number / scale) + " " + name + (rest == 0 ? "" : " " + words(rest))
    }

    private static let irregular = [
        "man": "men", "woman": "women", "child": "children", "person": "people", "foot": "feet", "tooth": "teeth",
        "goose": "geese", "mouse": "mice", "ox": "oxen", "sheep": "sheep", "deer": "deer", "fish": "fish",
        "bison": "bison", "swan": "swans", "potato": "potatoes", "tomato": "tomatoes", "hero": "heroes",
        "leaf": "leaves", "loaf": "loaves", "shelf": "shelves", "knife": "knives", "life": "lives", "wife": "wives",
        "wolf": "wolves", "half": "halves", "scarf": "scarves", "calf": "calves",
    ]

    /// The plural of a noun in small letters.
    static func plural(_ noun: String) -> String {
        if let plural = irregular[noun] { return plural }
        if ["s", "x", "z", "ch", "sh"].contains(where: noun.hasSuffix) { return noun + "es" }
        if noun.hasSuffix("y"), let before = noun.dropLast().last, !"aeiou".contains(before) {
            return noun.dropLast() + "ies"
        }
        return noun + "s"
    }

    /// `a` or `an`, by the first letter: right for every word of the lists here.
    static func article(_ noun: String) -> String {
        let startsWithVowel = noun.first.map { "aeiouAEIOU".contains($0) } ?? false
        let soundsLikeYou = ["uni", "use", "eu", "one"].contains(where: noun.hasPrefix)
        return startsWithVowel && !soundsLikeYou ? "an" : "a"
    }

    /// `a, b and c`.
    static func listed(_ parts: [String]) -> String {
        guard parts.count > 1, let last = parts.last else { return parts.first ?? "" }
        return parts.dropLast().joined(separator: ", ") + " and " + last
    }

    /// `1 apple`, `3 apples`.
    static func counted(_ count: Int, _ noun: String) -> String { "\(count) " + (count == 1 ? noun : plural(noun)) }
}
