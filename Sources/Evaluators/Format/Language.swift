/// The languages that are told apart, by their ISO 639-1 codes.
enum Language: String, CaseIterable, Sendable {
    case en, de, fr, es, it, pt, nl, pl, sv, tr, ru, uk, zh, ja, ko, ar, he, el, hi, th

    /// What is said of a text.
    enum Finding: Equatable, Sendable {
        case language(Language)
        /// Too mixed, or of none of these languages; or nothing at all.
        case undecided(String)
        /// So short that nothing can be said against it but that it is of none beside these, where there are any.
        case tooShort(String, among: [Language])
    }

    /// Bytes that are looked at: the language of an answer shows at its beginning.
    static let limit = 16_384
    /// Least points, and how many times the second one's, that decide among languages of one script.
    private static let least = 2.0
    private static let lead = 1.5
    /// A text with fewer words and fewer letters than these is short.
    private static let shortWords = 12
    private static let shortLetters = 60

    /// The language of a text: by its script where that has one language here, else by common little words and by letters
    /// of its own.
    ///
    /// A word counts as much for each of its languages as it has languages: one point that is shared. A letter that one
    /// language alone has counts half a point.
    static func of(_ bytes: ArraySlice<UInt8>) -> Finding {
        let text = String(decoding: bytes.prefix(limit), as: UTF8.self).lowercased()
        let counts = Script.counts(text)
        let total = counts.reduce(0, +)
        let words = text.split(whereSeparator: \.isWhitespace).count
        let isShort = words > 0 && words < shortWords && total < shortLetters
        func undecided(_ why: String, among languages: [Language] = []) -> Finding {
            isShort ? .tooShort(why, among: languages) : .undecided(why)
        }
        guard total > 0 else { return undecided("there is no letter") }
        func share(_ scripts: Script...) -> Double {
            Double(scripts.reduce(0) { $0 + counts[$1.index] }) / Double(total)
        }
        if share(.han, .kana) > 0.6 { return .language(share(.kana) >= 0.1 ? .ja : .zh) }
        let single: [(Script, Language)] = [
            (.hangul, .ko), (.arabic, .ar), (.hebrew, .he), (.greek, .el), (.devanagari, .hi), (.thai, .th),
        ]
        if let only = single.first(where: { share($0.0) > 0.6 }) { return .language(only.1) }
        let candidates = share(.cyrillic) > 0.6 ? [.ru, .uk] : share(.latin) > 0.6 ? latin : []
        guard !candidates.isEmpty else { return undecided("no script has most of the letters") }
        let ranked = ranking(text, among: candidates)
        guard ranked[0].points >= least else {
            return undecided(isShort ? "it is too short" : "it has too few words of any", among: candidates)
        }
        guard ranked[0].points >= lead * ranked[1].points else {
            return undecided(
                "it may be \(ranked[0].language.rawValue) or \(ranked[1].language.rawValue)", among: candidates)
        }
        return .language(ranked[0].language)
    }

    private static let latin: [Language] = [.en, .de, .fr, .es, .it, .pt, .nl, .pl, .sv, .tr]

    /// The languages by what speaks for them, the likeliest first.
    private static func ranking(
        _ text: String, among languages: [Language]
    ) -> [(language: Language, points: Double)] {
        var points = [Double](repeating: 0, count: allCases.count)
        var word = String.UnicodeScalarView()
        func count() {
            guard !word.isEmpty, let owners = LanguageWords.owners[String(word)] else { return }
            for owner in owners { points[owner] += 1 / Double(owners.count) }
        }
        for scalar in text.unicodeScalars {
            if Script.of(scalar) != nil {
                if word.count < 16 { word.append(scalar) }
                if !scalar.isASCII, let owner = LanguageWords.letterOwners[scalar] { points[owner] += 0.5 }
            } else {
                count()
                word = String.UnicodeScalarView()
            }
        }
        count()
        return languages.map { (language: $0, points: points[$0.index]) }
            .sorted { ($1.points, $0.language.index) < ($0.points, $1.language.index) }
    }

    /// Its place in `allCases`.
    var index: Int { Language.allCases.firstIndex(of: self) ?? 0 }
}

/// Little words by which languages of one script are told apart, and letters that one of them alone has.
private enum LanguageWords {
    /// The places of the languages that have the word.
    static let owners: [String: [Int]] = {
        var owners: [String: [Int]] = [:]
        for (language, text) in words {
            for word in text.split(separator: " ") { owners[String(word), default: []].append(language.index) }
        }
        return owners
    }()

    static let letterOwners: [Unicode.Scalar: Int] = {
        var owners: [Unicode.Scalar: Int] = [:]
        for (language, text) in letters {
            for scalar in text.unicodeScalars { owners[scalar] = language.index }
        }
        return owners
    }()

    private static let letters: [(Language, String)] = [
        (.de, "ß"), (.es, "ñ"), (.pt, "ãõ"), (.fr, "œêûëï"), (.pl, "łąęśźżńć"), (.sv, "å"), (.tr, "şğı"),
        (.ru, "ыэъё"), (.uk, "іїєґ"), (.it, "ìò"),
    ]

    private static let words: [(Language, String)] = [
        (
            .en,
            "the of and to in is that it for on with as are this be was by from at or an which have not you but they we can will has were their there when one would what all more if so about who than its i he she my your should do does"
        ),
        (
            .de,
            "der die das und ist ein eine einen einem einer nicht mit auf für von dem den des zu im sich auch es als an am bei aus nach wird sind war wie oder aber wenn nur noch werden kann hat haben ich du wir sie er ihr sein durch um so man über zum zur dass"
        ),
        (
            .fr,
            "le la les de des du un une et est en que qui dans pour pas sur avec au aux ce cette il elle nous vous ils sont plus ne se par mais ou où leur son sa ses être a ont comme tout je tu si d l qu c n s j très peut fait"
        ),
        (
            .es,
            "el la los las de del un una y es en que por para con no se su al lo como más pero sus le ya o este esta son entre cuando muy sin sobre también hay ser fue está me yo él ella nos porque cada puede desde todo"
        ),
        (
            .it,
            "il lo la i gli le di del della dei delle un una e è in che per non con si da al alla come più ma anche sono nel nella questo questa ha o se io lui lei noi era sul sulla dal dalla ogni perché può essere molto ci quando"
        ),
        (
            .pt,
            "o a os as de do da dos das um uma e é em no na que para com não se por mais como mas ao à seu sua ou ser quando muito nos já também só pelo pela até isso ela ele entre depois sem mesmo são está foi tem você eu pode"
        ),
        (
            .nl,
            "de het een en van in is dat op te met voor zijn niet aan er om ook als bij door maar naar dan of uit nog wel wordt kan dit die hij zij ze we ik je jij heeft hebben was worden deze over tot geen veel meer moet"
        ),
        (
            .pl,
            "i w na z do nie się jest to że od o jak ale po co za dla przez tak był są czy już tylko jego jej może oraz ten ta przed który która które być ma bardzo gdy jako też"
        ),
        (
            .sv,
            "och i att det som en på är av för med till den har de inte om ett han men var jag från vi så kan när hon ska också efter eller nu under där vid mycket sig sin mot hur alla kommer finns"
        ),
        (
            .tr,
            "ve bir bu da de için ile çok daha olarak olan gibi kadar ne var ama değil her o en mi mı sonra şey ben sen biz ki ya veya ise olduğu olur yok çünkü"
        ),
        (
            .ru,
            "и в не на что он с как это по но из к у за от же для то так его она они мы вы бы был была было есть или если при до только ещё уже когда все этот этого который очень может я ты"
        ),
        (
            .uk,
            "і в не на що він з як це по але із до у за від ж для то так його вона вони ми ви був була було є або якщо при тільки ще вже коли всі цей цього який дуже може та й я ти"
        ),
    ]
}
