import Core

/// A small program in the part of Python that everybody reads alike: whole numbers, `if`, `for` over a range, and one
/// line of output.
struct ToyProgram {
    /// An operand: a variable or a number.
    enum Operand {
        case variable(String)
        case number(Int)

        var text: String {
            switch self {
            case .variable(let name): name
            case .number(let value): "\(value)"
            }
        }
    }

    /// `left sign right`; the signs are those of Python, `%` and `//` by a number above 0 only.
    struct Operation {
        var left: Operand
        var sign: String
        var right: Operand

        var text: String { "\(left.text) \(sign) \(right.text)" }
    }

    indirect enum Statement {
        case assign(String, Operation)
        case when(Operation, then: [Statement], otherwise: [Statement])
        /// A variable runs from 1 to a number, both included.
        case loop(String, upTo: Int, [Statement])
    }

    /// The first values, by name, in the order of the program.
    var start: [(name: String, value: Int)]
    var statements: [Statement]
    /// The variable whose value it shows at the end.
    var shown: String

    /// The program as it is written, four spaces for each level.
    var text: String {
        let first = start.map { "\($0.name) = \($0.value)" }
        return (first + lines(statements, indent: "") + ["print" + "(\(shown))"]).joined(separator: "\n")
    }

    private func lines(_ statements: [Statement], indent: String) -> [String] {
        statements.flatMap { statement -> [String] in
            switch statement {
            case .assign(let name, let operation): return ["\(indent)\(name) = \(operation.text)"]
            case .when(let condition, let then, let otherwise):
                let first = ["\(indent)if \(condition.text):"] + lines(then, indent: indent + "    ")
                guard !otherwise.isEmpty else { return first }
                return first + ["\(indent)else:"] + lines(otherwise, indent: indent + "    ")
            case .loop(let name, let end, let body):
                return ["\(indent)for \(name) in range(1, \(end + 1)):"] + lines(body, indent: indent + "    ")
            }
        }
    }

    /// The values that the shown variable has on the way, the last one being what is shown; nil where a value leaves
    /// −100 000 to 100 000. Loops run through at most 6 times and are not nested, so that it always ends.
    func run() -> [Int]? {
        var values = Dictionary(start.map { ($0.name, $0.value) }) { $1 }
        var course = [values[shown] ?? 0]
        guard run(statements, &values, &course) else { return nil }
        return course
    }

    private func run(_ statements: [Statement], _ values: inout [String: Int], _ course: inout [Int]) -> Bool {
        for statement in statements {
            switch statement {
            case .assign(let name, let operation):
                let value = result(operation, values)
                guard abs(value) <= 100_000 else { return false }
                values[name] = value
                if name == shown { course.append(value) }
            case .when(let condition, let then, let otherwise):
                guard run(result(condition, values) != 0 ? then : otherwise, &values, &course) else { return false }
            case .loop(let name, let end, let body):
                for turn in 1...end {
                    values[name] = turn
                    guard run(body, &values, &course) else { return false }
                }
            }
        }
        return true
    }

    private func result(_ operation: Operation, _ values: [String: Int]) -> Int {
        let (a, b) = (value(operation.left, values), value(operation.right, values))
        switch operation.sign {
        case "+": return a + b
        case "-": return a - b
        case "*": return a * b
        case "%": return ((a % b) + b) % b
        case "//": return (a - ((a % b) + b) % b) / b
        case "<": return a < b ? 1 : 0
        case ">": return a > b ? 1 : 0
        default: return a == b ? 1 : 0
        }
    }

    private func value(_ operand: Operand, _ values: [String: Int]) -> Int {
        switch operand {
        case .variable(let name): values[name] ?? 0
        case .number(let value): value
        }
    }
}
