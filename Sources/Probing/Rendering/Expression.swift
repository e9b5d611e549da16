/// An expression as it was parsed; each node knows its byte in the template.
indirect enum Expression {
    /// Operators with two operands of which both are always needed.
    enum Operator: String {
        case add = "+", subtract = "-", multiply = "*", divide = "/", floorDivide = "//", modulo = "%"
        case equal = "==", unequal = "!=", less = "<", atMost = "<=", more = ">", atLeast = ">="
    }

    /// Operators that look at their second operand only when the first leaves it open.
    enum Connective: String { case and, or }

    case literal(Value)
    case name(String, byte: Int)
    case list([Expression], byte: Int)
    case call(Function, [Expression], byte: Int)
    case negate(Expression, byte: Int)
    case not(Expression, byte: Int)
    case binary(Operator, Expression, Expression, byte: Int)
    case connect(Connective, Expression, Expression, byte: Int)
    case choose(Expression, Expression, Expression, byte: Int)

    /// The names it refers to with their places, in the order of the text.
    var names: [(name: String, byte: Int)] {
        switch self {
        case .literal: []
        case .name(let name, let byte): [(name, byte)]
        case .list(let parts, _), .call(_, let parts, _): parts.flatMap(\.names)
        case .negate(let part, _), .not(let part, _): part.names
        case .binary(_, let a, let b, _), .connect(_, let a, let b, _): a.names + b.names
        case .choose(let a, let b, let c, _): a.names + b.names + c.names
        }
    }
}
