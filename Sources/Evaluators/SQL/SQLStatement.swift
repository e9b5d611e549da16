/// One statement of SQL by its clauses; read lightly, so that every dialect has a place in it.
struct SQLStatement: Sendable {
    typealias Token = SQLTokens.Token

    /// `select`, `insert`, `update`, `delete` or another first word.
    private(set) var verb = ""
    /// The names behind FROM, JOIN, INTO, UPDATE and TABLE at any depth, without those that WITH defines; in order, once.
    private(set) var tables: [String] = []
    /// What is selected: each by its text, and by the names that it has.
    private(set) var columns: [(text: String, names: [String])] = []
    private(set) var whereColumns: [String] = []
    private(set) var groupBy: [String] = []
    private(set) var orderBy: [String] = []
    private(set) var limit: String?
    /// How often JOIN is said at the outermost level.
    private(set) var joins = 0
    /// What there is: `where`, `group by`, `distinct`, `subquery` and so on.
    private(set) var features: Set<String> = []
    /// The bracket that has no partner, in words; nil where all match.
    private(set) var fault: String?
    /// Whether it changes nothing: SELECT without INTO, also behind WITH, or VALUES, SHOW, EXPLAIN, DESCRIBE.
    private(set) var isReadOnly = false

    private let tokens: [Token]
    /// How many brackets are open before each token, the innermost of them (-1 for none), and how many of them hold a SELECT.
    private var depths: [Int] = []
    private var openers: [Int] = []
    private var queries: [Int] = []

    /// Most names of a kind that are kept.
    static let namesLimit = 256

    init(_ tokens: [Token]) {
        self.tokens = tokens
        measure()
        verb = mainVerb()
        readTables()
        readFeatures()
        readClauses()
        let changing = ["insert", "update", "delete", "merge", "into", "create", "drop", "alter", "truncate"]
        let reading = ["select", "values", "show", "explain", "describe"]
        isReadOnly = reading.contains(verb) && !tokens.contains { token in changing.contains { token.isWord($0) } }
    }

    private mutating func measure() {
        var open: [(place: Int, isQuery: Bool)] = []
        var queryCount = 0
        for (place, token) in tokens.enumerated() {
            if token.isMark(")") {
                if let last = open.popLast() {
                    if last.isQuery { queryCount -= 1 }
                } else {
                    fault = fault ?? "\")\" closes nothing"
                }
            }
            depths.append(open.count)
            openers.append(open.last?.place ?? -1)
            queries.append(queryCount)
            if token.isMark("(") {
                let isQuery = place + 1 < tokens.count && tokens[place + 1].isWord("select")
                open.append((place, isQuery))
                if isQuery { queryCount += 1 }
            }
        }
        if !open.isEmpty { fault = fault ?? "\"(\" is never closed" }
    }

    /// The first word, past WITH and what it defines.
    private func mainVerb() -> String {
        guard let first = tokens.firstIndex(where: { !$0.isMark("(") }), tokens[first].kind == .word else { return "" }
        guard tokens[first].text == "with" else { return tokens[first].text }
        let verbs = ["select", "insert", "update", "delete", "merge"]
        let main = tokens.indices.dropFirst(first).first { place in
            depths[place] == depths[first] && verbs.contains { tokens[place].isWord($0) }
        }
        return main.map { tokens[$0].text } ?? "with"
    }

    private mutating func readTables() {
        var defined: Set<String> = []
        if tokens.contains(where: { $0.isWord("with") }) {
            for place in tokens.indices.dropLast(2)
            where tokens[place + 1].isWord("as") && tokens[place + 2].isMark("(") {
                defined.insert(tokens[place].text)
            }
        }
        var isInFrom = false
        var fromDepth = 0
        for place in tokens.indices {
            let token = tokens[place]
            if ["from", "join", "into", "update", "table", "using"].contains(where: { token.isWord($0) }) {
                // EXTRACT(year FROM x) and FOR UPDATE name no table.
                if token.text == "from", isFunctionBracket(before: place) { continue }
                if token.text == "update", place > 0, tokens[place - 1].isWord("for") || tokens[place - 1].isWord("do")
                {
                    continue
                }
                if token.text == "using", verb != "delete", verb != "merge" { continue }
                isInFrom = token.text == "from" || token.text == "using"
                fromDepth = depths[place]
                addTable(at: place + 1, defined)
            } else if isInFrom, depths[place] == fromDepth {
                if token.isMark(",") { addTable(at: place + 1, defined) }
                if SQLStatement.clauseWords.contains(token.text), token.kind == .word { isInFrom = false }
            } else if depths[place] < fromDepth {
                isInFrom = false
            }
        }
    }

    private func isFunctionBracket(before place: Int) -> Bool {
        let open = openers[place]
        guard open > 0 else { return false }
        return ["extract", "trim", "substring", "overlay", "position"].contains { tokens[open - 1].isWord($0) }
    }

    private mutating func addTable(at start: Int, _ defined: Set<String>) {
        var place = start
        while place < tokens.count,
            ["only", "lateral", "if", "not", "exists"].contains(where: { tokens[place].isWord($0) })
        { place += 1 }
        guard place < tokens.count, tokens[place].kind == .word || tokens[place].kind == .name,
            !tokens[place].isWord("select"), !tokens[place].isWord("set")
        else { return }
        var name = tokens[place].text
        while place + 2 < tokens.count, tokens[place + 1].isMark(".") {
            name += "." + tokens[place + 2].text
            place += 2
        }
        // A function that gives rows is no table.
        if place + 1 < tokens.count, tokens[place + 1].isMark("("), verb != "insert", verb != "create" { return }
        if tables.count < SQLStatement.namesLimit, !defined.contains(name), !tables.contains(name) {
            tables.append(name)
        }
    }

    /// The words that begin a clause.
    static let clauseWords: Set<String> = [
        "where", "group", "having", "order", "limit", "offset", "fetch", "union", "intersect", "except", "returning",
        "window", "set", "values", "on", "from", "for", "qualify",
    ]

    private mutating func readFeatures() {
        let words = tokens.filter { $0.kind == .word }.map(\.text)
        for word in [
            "where", "having", "join", "distinct", "union", "intersect", "except", "with", "case", "exists", "over",
            "returning",
        ]
        where words.contains(word) { features.insert(word) }
        if words.contains("limit") || words.contains("fetch") || words.contains("top") { features.insert("limit") }
        for place in tokens.indices.dropLast() {
            let next = tokens[place + 1]
            if next.isWord("by"), tokens[place].isWord("group") { features.insert("group by") }
            if next.isWord("by"), tokens[place].isWord("order") { features.insert("order by") }
            if tokens[place].isMark("("), next.isWord("select") { features.insert("subquery") }
            if tokens[place].isWord("left") || tokens[place].isWord("right") || tokens[place].isWord("full"),
                next.isWord("join") || next.isWord("outer")
            {
                features.insert("outer join")
            }
            if next.isMark("("), ["count", "sum", "avg", "min", "max"].contains(where: { tokens[place].isWord($0) }) {
                features.insert("aggregate")
            }
        }
    }

    private mutating func readClauses() {
        let outer = tokens.firstIndex { $0.isWord(verb) && !verb.isEmpty }.map { depths[$0] } ?? 0
        let main = tokens.indices.first { depths[$0] == outer && tokens[$0].isWord(verb) } ?? 0
        joins = tokens.indices.count { $0 >= main && depths[$0] == outer && tokens[$0].isWord("join") }
        var clause = verb
        var isBehindUnion = false
        var start = main + 1
        for place in tokens.indices.dropFirst(main + 1) {
            let isLeft = depths[place] < outer
            guard
                isLeft
                    || (depths[place] == outer && tokens[place].kind == .word
                        && SQLStatement.clauseWords.contains(tokens[place].text))
            else { continue }
            read(clause, start..<place)
            start = place + 1
            clause = tokens[place].text
            // What a second SELECT of a union holds is not looked at, but for the order of the whole.
            if isLeft || ["union", "intersect", "except"].contains(clause) {
                isBehindUnion = true
                clause = ""
            }
            if isBehindUnion, clause != "order", clause != "limit", clause != "fetch" { clause = "" }
        }
        if start <= tokens.count { read(clause, start..<tokens.count) }
    }

    private mutating func read(_ clause: String, _ range: Range<Int>) {
        switch clause {
        case "select": readColumns(range)
        case "where": whereColumns = names(in: range)
        case "group": groupBy = items(range.dropFirst()).map { plain($0) }
        case "order": orderBy = items(range.dropFirst()).map { ordering($0) }
        case "limit": limit = tokens[range].first { $0.kind == .literal }?.text
        case "fetch": limit = limit ?? tokens[range].first { $0.kind == .literal }?.text
        default: break
        }
    }

    private mutating func readColumns(_ range: Range<Int>) {
        var rest = range
        while let first = rest.first, ["distinct", "all", "top"].contains(where: { tokens[first].isWord($0) }) {
            if tokens[first].isWord("top"), first + 1 < rest.upperBound {
                limit = tokens[first + 1].text
                rest = rest.dropFirst(2)
            } else {
                rest = rest.dropFirst()
            }
        }
        columns = items(rest).map { item in
            var body = item
            var names: [String] = []
            if let last = item.last, item.count > 1, tokens[last].kind == .word || tokens[last].kind == .name,
                !tokens[last - 1].isMark("."), !tokens[last].isWord("end")
            {
                let before = tokens[last - 1]
                if before.isWord("as") {
                    names.append(tokens[last].text)
                    body = item.dropLast(2)
                } else if before.isMark(")") || before.kind != .mark {
                    names.append(tokens[last].text)
                    body = item.dropLast()
                }
            }
            names.append(plain(body))
            return (tokens[item].map(\.text).joined(separator: " "), names)
        }
    }

    /// The pieces of a clause between commas.
    private func items(_ range: Range<Int>) -> [Range<Int>] {
        guard let first = range.first else { return [] }
        var found: [Range<Int>] = []
        var start = first
        for place in range where tokens[place].isMark(",") && depths[place] == depths[first] {
            found.append(start..<place)
            start = place + 1
        }
        return found + [start..<range.upperBound]
    }

    /// A piece without white space; a column without the name of its table.
    private func plain(_ range: Range<Int>) -> String {
        var text = ""
        for place in range {
            let isQualifier = place + 1 < range.upperBound && tokens[place + 1].isMark(".")
            let isDot = tokens[place].isMark(".") && place > range.lowerBound
            if isQualifier || isDot { continue }
            if let last = text.utf8.last, isWordByte(last), let next = tokens[place].text.utf8.first, isWordByte(next) {
                text += " "
            }
            text += tokens[place].text
        }
        return text
    }

    /// A piece of ORDER BY: ascending is not written, nor where nulls go.
    private func ordering(_ range: Range<Int>) -> String {
        var rest = range
        if let nulls = range.last(where: { tokens[$0].isWord("nulls") }) { rest = range.lowerBound..<nulls }
        if let last = rest.last, tokens[last].isWord("asc") { rest = rest.dropLast() }
        return plain(rest)
    }

    /// The columns that a condition names, without their tables; in order, once.
    private func names(in range: Range<Int>) -> [String] {
        var found: [String] = []
        guard range.lowerBound > 0 else { return [] }
        for place in range {
            let token = tokens[place]
            guard token.kind == .name || (token.kind == .word && !SQLStatement.notColumns.contains(token.text)) else {
                continue
            }
            let next = place + 1 < tokens.count ? tokens[place + 1] : nil
            if next?.isMark(".") == true || next?.isMark("(") == true { continue }
            // DATE '2024-01-01' and EXTRACT(year FROM x) name no column, though columns may be called so.
            if next?.kind == .literal || next?.isWord("from") == true { continue }
            if tokens[place - 1].kind == .literal { continue }
            // What is selected within a condition belongs to another query.
            if queries[place] > queries[range.lowerBound - 1] { continue }
            if found.count < SQLStatement.namesLimit, !found.contains(token.text) { found.append(token.text) }
        }
        return found
    }

    private static let notColumns: Set<String> = [
        "and", "or", "not", "in", "is", "null", "like", "ilike", "between", "exists", "true", "false", "case", "when",
        "then", "else", "end", "any", "all", "some", "escape", "current_date",
        "current_timestamp", "select", "from", "where", "as", "asc", "desc", "distinct", "similar", "to", "collate",
        "unknown",
    ]
}
