/// An expression as it was parsed; each node knows its byte in the template.
indirect enum Expression {
    /// Operators with two operands of which both are always needed.
    enum Operator: String {
        case add = "+", subtract = "-", multiply = "*", divide = "/", floorDivide = "//", modulo = "%"
        case equal = "==", unequal = "!=", less = "<", atMost = "<=", more = ">", atLeast = ">="
    }

    /// Operators that look at their second operand only when the first leaves it open.
    enum Connective: String { case and, or }

    /// A step of making a list: go through a list, or go on only where a condition holds.
    enum Clause {
        /// Several names take an element that is a list apart.
        case each([String], in: Expression, byte: Int)
        case only(Expression, byte: Int)
    }

    case literal(Value)
    case name(String, byte: Int)
    case list([Expression], byte: Int)
    case call(Function, [Expression], byte: Int)
    case negate(Expression, byte: Int)
    case not(Expression, byte: Int)
    case binary(Operator, Expression, Expression, byte: Int)
    case connect(Connective, Expression, Expression, byte: Int)
    case choose(Expression, Expression, Expression, byte: Int)
    /// The value of a record's field.
    case field(Expression, String, byte: Int)
    /// `[element for x in list if condition]`.
    case made(Expression, [Clause], byte: Int)
    /// `let x = value in body`.
    case local(String, Expression, in: Expression)

    /// The names of values it refers to with their places, in the order of the text; local names left out.
    var names: [(name: String, byte: Int)] {
        switch self {
        case .literal: return []
        case .name(let name, let byte): return [(name, byte)]
        case .list(let parts, _), .call(_, let parts, _): return parts.flatMap(\.names)
        case .negate(let part, _), .not(let part, _), .field(let part, _, _): return part.names
        case .binary(_, let a, let b, _), .connect(_, let a, let b, _): return a.names + b.names
        case .choose(let a, let b, let c, _): return a.names + b.names + c.names
        case .local(let name, let value, let body): return value.names + body.names.filter { $0.name != name }
        case .made(let element, let clauses, _):
            var bound: Set<String> = []
            var names: [(name: String, byte: Int)] = []
            func note(_ part: Expression) { names += part.names.filter { !bound.contains($0.name) } }
            for clause in clauses {
                switch clause {
                case .each(let new, let list, _):
                    note(list)
                    bound.formUnion(new)
                case .only(let condition, _): note(condition)
                }
            }
            note(element)
            return names.sorted { $0.byte < $1.byte }
        }
    }
}
