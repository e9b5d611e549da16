import Core

/// Whether the answer is a query of the expected shape. Nothing is run; case, white space and comments do not matter.
struct SQLEvaluator: Evaluator {
    static let type = "sql"
    static let ruleVersion = 1
    static let summary = "One statement of SQL of the expected shape: the share of what is expected."

    /// Most statements that are read.
    static let statementsLimit = 16
    /// The words of `has` and `lacks`.
    static let features = [
        "where", "group by", "having", "order by", "limit", "join", "outer join", "distinct", "union", "intersect",
        "except", "with", "subquery", "aggregate", "case", "exists", "over", "returning",
    ]

    let statement: String?
    let single: Bool
    let readOnly: Bool
    let tables: [String]?
    let columns: [String]?
    let joins: Int?
    let whereColumns: [String]?
    let groupBy: [String]?
    let orderBy: [String]?
    let limit: Int?
    let has: [String]
    let lacks: [String]
    let extract: Extract

    init(reading fields: inout Fields) {
        let names = Shape<[String]>.array(of: .text(1...200), count: 0...64)
        statement = fields.optional("statement", .text(1...40), "The statement's first word, such as \"select\".")
        single = fields.field("single", .bool, default: true, shown: true, "Whether there must be one statement only.")
        readOnly = fields.field(
            "read_only", .bool, default: false, shown: false, "Whether the statement must change nothing.")
        tables = fields.optional("tables", names, "All tables that it names.")
        columns = fields.optional(
            "columns", names, "What is selected, each by its name or alias, or as it is written: \"count(*)\".")
        joins = fields.optional("joins", .whole(0...32), "How many joins it has at its outermost level.")
        whereColumns = fields.optional("where", names, "The columns that the condition names.")
        groupBy = fields.optional("group_by", names, "What it groups by.")
        orderBy = fields.optional("order_by", names, "What it orders by, in this order: \"total desc\".")
        limit = fields.optional("limit", .whole(0...1_000_000_000), "How many rows it asks for at most.")
        let words = Shape<[String]>.array(of: .word(SQLEvaluator.features), count: 1...32)
        has = fields.field("has", words, default: [], shown: [], "What must occur in it.")
        lacks = fields.field("lacks", words, default: [], shown: [], "What must not occur in it.")
        extract = Extract.read(&fields, default: Extract([.fence(language: nil), .whole]))
    }

    func judge(_ answer: Answer) -> Judgement {
        guard let part = extract.part(of: answer) else { return missing(extract, in: answer) }
        let evidence = Excerpt(part.bytes)
        let tokens = SQLTokens(part.bytes)
        let pieces = tokens.tokens.split { $0.isMark(";") }
        let statements = pieces.prefix(SQLEvaluator.statementsLimit).map { SQLStatement(Array($0)) }
        guard let query = statements.first, SQLEvaluator.verbs.contains(query.verb) else {
            return judgement(0, .failed, "there is no SQL \(answer.lack)", evidence: evidence)
        }
        if let fault = tokens.fault ?? statements.lazy.compactMap(\.fault).first {
            return judgement(0, .found, fault, evidence: evidence)
        }
        if single, pieces.count > 1 {
            return judgement(0, .found, "\(pieces.count) statements, expected one", evidence: evidence)
        }
        if readOnly, let changing = statements.first(where: { !$0.isReadOnly }) {
            return judgement(0, .found, "\(changing.verb.uppercased()) does not only read", evidence: evidence)
        }
        let parts = parts(query)
        let failures = parts.filter { $0.score < 1 }
        guard let first = failures.first else {
            return judgement(1, .found, "the query has the expected shape", evidence: evidence)
        }
        let more = failures.count > 1 ? ", and \(failures.count - 1) more" : ""
        return judgement(
            weightedMean(parts), .found, first.reason + more, evidence: evidence, parts: parts.count > 1 ? parts : [])
    }

    private static let verbs: Set<String> = [
        "select", "insert", "update", "delete", "merge", "create", "drop", "alter", "truncate", "values", "show",
        "explain", "describe", "grant", "revoke", "begin", "commit", "rollback", "set", "use",
    ]

    /// The judgement of each thing that is asked for.
    private func parts(_ query: SQLStatement) -> [Judgement] {
        var parts: [Judgement] = []
        func add(_ score: Double, _ reason: String) { parts.append(judgement(score, .found, reason)) }
        func hold(_ holds: Bool, _ good: String, _ bad: String) { add(holds ? 1 : 0, holds ? good : bad) }
        if let statement {
            hold(
                query.verb == statement.lowercased(), "it is \(query.verb.uppercased())",
                "expected \(statement.uppercased()), found \(query.verb.uppercased())")
        }
        if let tables { add(compared("tables", tables, query.tables.map { [$0, lastName($0)] }, qualified: true)) }
        if let columns { add(compared("columns", columns, query.columns.map(\.names))) }
        if let joins { hold(query.joins == joins, "\(joins) joins", "\(query.joins) joins, expected \(joins)") }
        if let whereColumns {
            add(compared("columns of the condition", whereColumns, query.whereColumns.map { [$0] }))
        }
        if let groupBy { add(compared("groups", groupBy, query.groupBy.map { [$0] })) }
        if let orderBy { add(compared("orderings", orderBy, query.orderBy.map { [$0] }, ordered: true)) }
        if let limit {
            hold(
                query.limit == "\(limit)", "the limit is \(limit)",
                "expected a limit of \(limit), found \(query.limit.map { Excerpt($0, limit: 40).text } ?? "none")")
        }
        for word in has {
            hold(query.features.contains(word), "it has \(word.uppercased())", "there is no \(word.uppercased())")
        }
        for word in lacks {
            hold(
                !query.features.contains(word), "it has no \(word.uppercased())",
                "there is \(word.uppercased()), which must not be there")
        }
        func add(_ part: (score: Double, reason: String)) { add(part.score, part.reason) }
        return parts
    }

    private func lastName(_ name: String) -> String { name.split(separator: ".").last.map(String.init) ?? name }

    /// F1 of expected names and found ones, each of which may go by several; with `ordered`, of those in the expected order.
    private func compared(
        _ what: String, _ expected: [String], _ found: [[String]], ordered: Bool = false, qualified: Bool = false
    ) -> (
        score: Double, reason: String
    ) {
        let wanted = expected.map { written($0, qualified: qualified) }
        let fits = wanted.map { name in found.map { $0.contains(name) } }
        let pairs = ordered ? CallMatching.inOrder(fits, made: found.count) : CallMatching.any(fits, made: found.count)
        let total = expected.count + found.count
        let score = total == 0 ? 1 : Double(2 * pairs.count) / Double(total)
        let met = Set(pairs.map(\.expected))
        if let missing = expected.indices.first(where: { !met.contains($0) }) {
            let isThere = fits[missing].contains(true)
            return (
                score, "\(quoted(expected[missing])) \(isThere ? "is out of order" : "is missing") among the \(what)"
            )
        }
        let used = Set(pairs.map(\.made))
        if let surplus = found.indices.first(where: { !used.contains($0) }), let name = found[surplus].first {
            return (score, "\(quoted(name)) is not expected among the \(what)")
        }
        return (score, "the \(what) are as expected")
    }

    /// A name of the file as the found ones are written: in lower case, without quotes, tables and needless space.
    private func written(_ text: String, qualified: Bool) -> String {
        let tokens = SQLTokens(Array(text.utf8)[...]).tokens
        var out = ""
        for (index, token) in tokens.enumerated() {
            let isDot = token.isMark(".") || (index + 1 < tokens.count && tokens[index + 1].isMark("."))
            if isDot, !qualified { continue }
            if token.isWord("asc"), index == tokens.count - 1, index > 0 { continue }
            if let last = out.utf8.last, isWordByte(last), let next = token.text.utf8.first, isWordByte(next) {
                out += " "
            }
            out += token.text
        }
        return out
    }
}
