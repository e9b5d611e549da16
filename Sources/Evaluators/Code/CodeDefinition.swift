import Core

/// A function or type that code must define.
struct CodeDefinition: Sendable {
    /// What kind of thing it is; `type` is any of those that are no function.
    enum Kind: String, CaseIterable, Sendable {
        case function, type, `class`, `struct`, `enum`, interface, `protocol`, trait, record, actor, union, table, view
    }

    let kind: Kind
    let name: String
    let parameters: Int?

    /// A definition in a file.
    static let shape: Shape<CodeDefinition> = .object("A definition that the code must contain.") { fields in
        let kind = fields.field(
            "kind", Shape<Kind>.choice, default: .function, shown: "function",
            "What is defined; \"type\" for any but a function.")
        let name = fields.required("name", .text(1...200), "Its name.")
        let parameters = fields.optional(
            "parameters", .whole(0...255), "How many parameters it has; \"self\" is none.")
        fields.require(
            parameters == nil || kind == .function, at: "parameters", "only functions have parameters",
            instead: "remove it")
        return CodeDefinition(kind: kind, name: name, parameters: parameters)
    }

    /// How much of the definition is there, 0, 0.5 or 1, and what is wrong with it.
    func share(in code: CodeTokens, _ language: CodeLanguage) -> (score: Double, problem: String?) {
        let found = code.tokens.indices.filter { code.tokens[$0].isWord(name) }
        guard kind == .function else {
            return found.contains { isType(at: $0, code, language) }
                ? (1, nil) : (0, "there is no \(kind.rawValue) \(quoted(name))")
        }
        let counts = found.compactMap { CodeFunctions.parameters(ofNameAt: $0, code, language) }
        guard let first = counts.first else { return (0, "there is no function \(quoted(name))") }
        guard let parameters, !counts.contains(parameters) else { return (1, nil) }
        return (0.5, "\(quoted(name)) has \(first) parameter\(first == 1 ? "" : "s"), expected \(parameters)")
    }

    private func isType(at place: Int, _ code: CodeTokens, _ language: CodeLanguage) -> Bool {
        if language == .sql { return isTable(at: place, code) }
        guard place > 0 else { return false }
        func matches(_ word: String) -> Bool { kind == .type || kind.rawValue == word }
        if language == .go {
            guard code.tokens[place - 1].isWord("type"), place + 1 < code.tokens.count else { return false }
            let word = String(decoding: code.tokens[place + 1].text, as: UTF8.self)
            return kind == .type || kind.rawValue == word
        }
        var before = place - 1
        // `enum class` of C++.
        if language == .cpp, before > 0, code.tokens[before - 1].isWord("enum") { before -= 1 }
        guard let word = language.typeWords.first(where: { code.tokens[before].isWord($0) }), matches(word) else {
            return false
        }
        // In C a variable is declared by the same words: a definition has a body.
        guard language == .c || language == .cpp else { return true }
        let rest = code.tokens[(place + 1)...].prefix(32)
        return rest.first { $0.isMark("{") || $0.isMark(";") || $0.isMark("(") || $0.isMark("=") }?.isMark("{") == true
    }

    private func isTable(at place: Int, _ code: CodeTokens) -> Bool {
        let before = code.tokens[max(0, place - 8)..<place]
        guard
            let create = before.lastIndex(where: { $0.text.has("create", at: $0.text.startIndex) && $0.text.count == 6 }
            )
        else { return false }
        let words = before[create...].map { String(decoding: $0.text, as: UTF8.self).lowercased() }
        return words.contains("table") && (kind == .table || kind == .type)
            || words.contains("view") && (kind == .view || kind == .type)
    }
}

/// Finds out which names are names of functions that are defined, and how many parameters those have.
enum CodeFunctions {
    /// The number of parameters of the function that is defined under the name at a place, or nil where none is.
    static func parameters(ofNameAt place: Int, _ code: CodeTokens, _ language: CodeLanguage) -> Int? {
        let tokens = code.tokens
        let before = place > 0 ? tokens[place - 1] : nil
        switch language {
        case .python:
            if before?.isWord("def") == true { return count(from: place + 1, code, language) }
            guard mark("=", at: place + 1, tokens), place + 2 < tokens.count, tokens[place + 2].isWord("lambda") else {
                return nil
            }
            return lambda(from: place + 3, code)
        case .swift: return before?.isWord("func") == true ? count(from: place + 1, code, language) : nil
        case .rust: return before?.isWord("fn") == true ? count(from: place + 1, code, language) : nil
        case .go:
            guard let before else { return nil }
            // `func (r T) name(`.
            let opening = before.isMark(")") ? code.partner[place - 1] : -1
            let isMethod = opening > 0 && tokens[opening - 1].isWord("func")
            return before.isWord("func") || isMethod ? count(from: place + 1, code, language) : nil
        case .javascript, .typescript: return script(place, code, language)
        case .java, .c, .cpp: return bodied(place, code, language)
        case .sql:
            guard let before,
                before.text.has("function", at: before.text.startIndex)
                    || before.text.has("procedure", at: before.text.startIndex)
            else { return nil }
            return count(from: place + 1, code, language)
        }
    }

    /// `function name(`, `name = function (`, `name = (…) =>`, `name = x =>`, and methods `name(…) {`.
    private static func script(_ place: Int, _ code: CodeTokens, _ language: CodeLanguage) -> Int? {
        let tokens = code.tokens
        let before = place > 0 ? tokens[place - 1] : nil
        let isGenerator = before?.isMark("*") == true && place > 1 && tokens[place - 2].isWord("function")
        if before?.isWord("function") == true || isGenerator { return count(from: place + 1, code, language) }
        guard let start = assigned(place, code) else {
            guard let (parameters, end) = list(from: place + 1, code, language) else { return nil }
            let isCall =
                before.map { ["new", "return", "await", "function"].contains(where: $0.isWord) || $0.isMark(".") }
                ?? false
            return !isCall && bodyFollows(end, code, language) ? parameters : nil
        }
        var at = start
        if at < tokens.count, tokens[at].isWord("async") { at += 1 }
        if at < tokens.count, tokens[at].isWord("function") {
            at += mark("*", at: at + 1, tokens) ? 2 : 1
            if at < tokens.count, tokens[at].isWord { at += 1 }
            return count(from: at, code, language)
        }
        if at + 2 < tokens.count, tokens[at].isWord, mark("=", at: at + 1, tokens), mark(">", at: at + 2, tokens) {
            return 1
        }
        guard let (parameters, end) = list(from: at, code, language) else { return nil }
        // A type may stand before the arrow.
        let rest = tokens[min(end, tokens.count)...].prefix(24)
        let arrow = zip(rest, rest.dropFirst()).contains { $0.isMark("=") && $1.isMark(">") }
        return arrow ? parameters : nil
    }

    /// Where the value begins that is assigned to the name, past a type.
    private static func assigned(_ place: Int, _ code: CodeTokens) -> Int? {
        let tokens = code.tokens
        if mark("=", at: place + 1, tokens), !mark("=", at: place + 2, tokens), !mark(">", at: place + 2, tokens) {
            return place + 2
        }
        guard mark(":", at: place + 1, tokens) else { return nil }
        // `name: (a) => b` of an object, or `name: Type = …`.
        let rest = tokens[min(place + 2, tokens.count)...].prefix(40)
        let equals = rest.indices.first { index in
            tokens[index].isMark("=") && !mark(">", at: index + 1, tokens) && !mark("=", at: index + 1, tokens)
        }
        return equals.map { $0 + 1 } ?? place + 2
    }

    /// `type name(…) {` with whatever may stand between.
    private static func bodied(_ place: Int, _ code: CodeTokens, _ language: CodeLanguage) -> Int? {
        let tokens = code.tokens
        if language == .cpp, mark("=", at: place + 1, tokens), mark("[", at: place + 2, tokens) {
            return count(from: code.partner[place + 2] + 1, code, language)
        }
        guard let (parameters, end) = list(from: place + 1, code, language), place > 0 else { return nil }
        let before = tokens[place - 1]
        let isCall = ["new", "return", "else", "throw", "case"].contains(where: before.isWord)
        guard !isCall,
            before.isWord || before.isMark(">") || before.isMark("]") || before.isMark("*") || before.isMark("&")
                || before.isMark(":") || before.isMark("}")
        else { return nil }
        return bodyFollows(end, code, language) ? parameters : nil
    }

    private static func bodyFollows(_ end: Int, _ code: CodeTokens, _ language: CodeLanguage) -> Bool {
        for token in code.tokens[min(end, code.tokens.count)...].prefix(24) {
            if token.isMark("{") { return true }
            if token.isMark(";") || token.isMark("(") || token.isMark(")") || token.isMark("}") { return false }
            if token.isMark("=") { return false }
        }
        return false
    }

    private static func mark(_ mark: Unicode.Scalar, at place: Int, _ tokens: [CodeTokens.Token]) -> Bool {
        tokens.indices.contains(place) && tokens[place].isMark(mark)
    }

    private static func count(from place: Int, _ code: CodeTokens, _ language: CodeLanguage) -> Int? {
        list(from: place, code, language)?.parameters
    }

    /// The parameters of the list that begins at a place, past `<…>`, and the place behind it.
    private static func list(from start: Int, _ code: CodeTokens, _ language: CodeLanguage) -> (
        parameters: Int, end: Int
    )? {
        let tokens = code.tokens
        var place = start
        if mark("<", at: place, tokens) || (language == .go && mark("[", at: place, tokens)) {
            if language == .go {
                guard code.partner[place] > place else { return nil }
                place = code.partner[place] + 1
            } else {
                var depth = 0
                while place < tokens.count, place - start < 200 {
                    if tokens[place].isMark("<") { depth += 1 }
                    if tokens[place].isMark(">"), !mark("-", at: place - 1, tokens) { depth -= 1 }
                    place += 1
                    if depth == 0 { break }
                }
            }
        }
        guard mark("(", at: place, tokens), code.partner[place] > place else { return nil }
        let end = code.partner[place]
        return (parameters(place + 1, end, code, language), end + 1)
    }

    private static func parameters(_ start: Int, _ end: Int, _ code: CodeTokens, _ language: CodeLanguage) -> Int {
        var groups: [[CodeTokens.Token]] = [[]]
        var place = start
        var angles = 0
        while place < end {
            let token = code.tokens[place]
            if code.partner[place] > place {
                // What stands in brackets separates nothing.
                groups[groups.count - 1].append(token)
                place = code.partner[place] + 1
                continue
            }
            if token.isMark("<"), language != .python { angles += 1 }
            if token.isMark(">"), angles > 0, !mark("-", at: place - 1, code.tokens),
                !mark("=", at: place - 1, code.tokens)
            {
                angles -= 1
            }
            if token.isMark(","), angles == 0 { groups.append([]) } else { groups[groups.count - 1].append(token) }
            place += 1
        }
        return groups.enumerated().count { index, group in isParameter(group, first: index == 0, language) }
    }

    private static func isParameter(_ group: [CodeTokens.Token], first: Bool, _ language: CodeLanguage) -> Bool {
        guard let head = group.first else { return false }
        switch language {
        case .python:
            if group.count == 1, head.isMark("*") || head.isMark("/") { return false }
            return !(first && (head.isWord("self") || head.isWord("cls")))
        case .rust: return !(first && group.prefix(5).contains { $0.isWord("self") })
        case .c, .cpp: return !(group.count == 1 && head.isWord("void"))
        case .typescript: return !(first && head.isWord("this"))
        default: return true
        }
    }

    /// The parameters of `lambda a, b: …`.
    private static func lambda(from start: Int, _ code: CodeTokens) -> Int? {
        guard let end = (start..<code.tokens.count).first(where: { code.tokens[$0].isMark(":") }) else { return nil }
        return parameters(start, end, code, .python)
    }
}
