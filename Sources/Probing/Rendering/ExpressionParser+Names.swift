import Core

extension ExpressionParser {
    /// `let x = 1, y = x + 1 in x + y`, where that stands here. `let` alone is a name like any other.
    mutating func local() throws(Fault) -> Expression? {
        guard token == .name("let") else { return nil }
        let before = self
        try advance()
        guard case .name = token else {
            self = before
            return nil
        }
        return try bindings()
    }

    private mutating func bindings() throws(Fault) -> Expression {
        try enter()
        defer { leave() }
        let name = try newName()
        guard try take(.assign) else { throw unexpected("\"=\" is expected here") }
        let value = try choice()
        if try take(.comma) { return .local(name, value, in: try bindings()) }
        guard token == .name("in") else { throw unexpected("\",\" or \"in\" is expected here") }
        try advance()
        return .local(name, value, in: try choice())
    }

    /// A name that is given here.
    private mutating func newName() throws(Fault) -> String {
        guard case .name(let name) = token else { throw unexpected("a name is expected here") }
        if Self.keywords.contains(name) {
            throw Fault(
                byte: byte, problem: "\"\(name)\" has a meaning of its own in expressions",
                instead: "choose another name")
        }
        try advance()
        return name
    }

    /// The rest of a list after its `[`: elements, or one element with `for`.
    mutating func list(_ at: Int) throws(Fault) -> Expression {
        if try take(.closeList) { return .list([], byte: at) }
        let first = try choice()
        guard token == .name("for") else { return .list(try elements(until: .closeList, after: first), byte: at) }
        var clauses: [Expression.Clause] = []
        while true {
            let byte = byte
            switch token {
            case .name("for"):
                try advance()
                var names = [try newName()]
                while try take(.comma) { names.append(try newName()) }
                guard token == .name("in") else { throw unexpected("\"in\" is expected here") }
                try advance()
                clauses.append(.each(names, in: try choice(), byte: byte))
            case .name("if"):
                try advance()
                clauses.append(.only(try choice(), byte: byte))
            case .symbol(.closeList):
                try advance()
                return .made(first, clauses, byte: at)
            case .name, .int, .text, .symbol, .end: throw unexpected("\"for\", \"if\" or \"]\" is expected here")
            }
        }
    }

    /// `.name` after a value, once or more.
    mutating func fields(of value: Expression) throws(Fault) -> Expression {
        var value = value
        while token == .symbol(.dot) {
            let at = byte
            try enter()
            defer { leave() }
            try advance()
            guard case .name(let name) = token else { throw unexpected("the name of a field is expected after \".\"") }
            try advance()
            value = .field(value, name, byte: at)
        }
        return value
    }
}
