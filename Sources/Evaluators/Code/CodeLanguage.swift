/// A language of code, as far as its words and marks are known without compiling.
enum CodeLanguage: String, CaseIterable, Sendable {
    case python, javascript, typescript, swift, go, rust, java, c, cpp = "c++", sql

    /// The names by which a fence may call it.
    var fenceNames: [String] {
        switch self {
        case .python: ["python", "py", "python3"]
        case .javascript: ["javascript", "js", "jsx", "node"]
        case .typescript: ["typescript", "ts", "tsx"]
        case .swift: ["swift"]
        case .go: ["go", "golang"]
        case .rust: ["rust", "rs"]
        case .java: ["java"]
        case .c: ["c", "h"]
        case .cpp: ["c++", "cpp", "cc", "cxx", "hpp"]
        case .sql: ["sql", "postgresql", "postgres", "mysql", "sqlite", "plsql", "tsql"]
        }
    }

    /// What begins a comment up to the end of the line.
    var lineComment: [UInt8] {
        switch self {
        case .python: [UInt8(ascii: "#")]
        case .sql: [UInt8(ascii: "-"), UInt8(ascii: "-")]
        default: [UInt8(ascii: "/"), UInt8(ascii: "/")]
        }
    }

    /// Whether `/* … */` is a comment.
    var hasBlockComments: Bool { self != .python }
    /// Whether those lie within each other.
    var nestsComments: Bool { self == .swift || self == .rust }
    /// Whether three quotes begin a text of several lines.
    var hasTripleQuotes: Bool { self == .python || self == .swift || self == .java }
    /// What begins a text that is closed by the same, backslashes escaping.
    var quotes: [UInt8] {
        switch self {
        case .swift: [UInt8(ascii: "\"")]
        case .sql: [UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`")]
        default: [UInt8(ascii: "\""), UInt8(ascii: "'")]
        }
    }
    /// Whether texts between backticks run over several lines.
    var hasBacktickTexts: Bool { self == .javascript || self == .typescript || self == .go }
    /// Whether `{}` count as brackets.
    var hasBraces: Bool { self != .sql }

    /// The words that define a type.
    var typeWords: [String] {
        switch self {
        case .python, .javascript: ["class"]
        case .typescript: ["class", "interface", "enum", "type"]
        case .swift: ["class", "struct", "enum", "protocol", "actor"]
        case .go: []
        case .rust: ["struct", "enum", "trait", "union"]
        case .java: ["class", "interface", "enum", "record"]
        case .c: ["struct", "enum", "union"]
        case .cpp: ["class", "struct", "enum", "union"]
        case .sql: []
        }
    }
}
