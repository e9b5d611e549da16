/// A text with `{{expressions}}` in it. Two braces as such are written `{{'{{'}}`; a lone `}}` stands for itself.
struct Template {
    private enum Part {
        case text(String)
        case expression(Expression)
    }

    /// The text as it was written.
    let source: String
    private var parts: [Part] = []

    /// Parses a text; the first thing wrong in it is thrown.
    init(_ source: String) throws(ExpressionError) {
        self.source = source
        let bytes = Array(source.utf8)
        var at = 0
        while let opening = Self.opening(in: bytes, from: at) {
            if opening > at { parts.append(.text(String(decoding: bytes[at..<opening], as: UTF8.self))) }
            do throws(Fault) {
                let (expression, end) = try ExpressionParser.parse(bytes, from: opening + 2)
                parts.append(.expression(expression))
                at = end
            } catch {
                throw ExpressionError(error, in: source)
            }
        }
        if at < bytes.count { parts.append(.text(String(decoding: bytes[at...], as: UTF8.self))) }
    }

    /// The names that the expressions refer to, with their places, in the order of the text.
    var names: [(name: String, byte: Int)] {
        parts.flatMap { part -> [(name: String, byte: Int)] in
            switch part {
            case .text: []
            case .expression(let expression): expression.names
            }
        }
    }

    /// The names that stand alone in their braces, so that all of their value is shown, with their places.
    var wholeNames: [(name: String, byte: Int)] {
        parts.compactMap { part in
            guard case .expression(.name(let name, let byte)) = part else { return nil }
            return (name, byte)
        }
    }

    /// Whether there is anything to fill in.
    var isPlain: Bool {
        parts.allSatisfy { part in
            switch part {
            case .text: true
            case .expression: false
            }
        }
    }

    /// An error at a byte of this template's text.
    func error(_ byte: Int, _ problem: String, instead: String) -> ExpressionError {
        ExpressionError(Fault(byte: byte, problem: problem, instead: instead), in: source)
    }

    /// What the template yields: the value itself where the whole text is one expression, else a text.
    func value(_ evaluation: Evaluation) throws(ExpressionError) -> Value {
        do throws(Fault) {
            if parts.count == 1, case .expression(let only) = parts[0] { return try evaluation.result(only) }
            return .text(try filled(evaluation))
        } catch {
            throw ExpressionError(error, in: source)
        }
    }

    /// The text with every expression replaced by its value.
    func text(_ evaluation: Evaluation) throws(ExpressionError) -> String {
        do throws(Fault) { return try filled(evaluation) } catch { throw ExpressionError(error, in: source) }
    }

    private func filled(_ evaluation: Evaluation) throws(Fault) -> String {
        var text = ""
        for part in parts {
            switch part {
            case .text(let piece): text += piece
            case .expression(let expression): text += try evaluation.result(expression).text
            }
            guard text.utf8.count <= Rendering.longestText else {
                throw Fault(byte: 0, problem: "a text of more than \(Rendering.longestText) bytes")
            }
        }
        return text
    }

    private static func opening(in bytes: [UInt8], from start: Int) -> Int? {
        var at = start
        while at + 1 < bytes.count {
            if bytes[at] == UInt8(ascii: "{"), bytes[at + 1] == UInt8(ascii: "{") { return at }
            at += 1
        }
        return nil
    }
}
