import Core

/// A function of expressions.
struct Function: Sendable {
    /// What it is written with.
    let name: String
    /// How it is written, with the arguments' names.
    let usage: String
    /// How many arguments it takes.
    let arity: ClosedRange<Int>
    /// The result for arguments of the right number.
    let apply: @Sendable (Arguments) throws(Fault) -> Value

    /// A function; the arguments are counted in `usage` where `arity` is not given.
    init(
        _ usage: String, _ arity: ClosedRange<Int>? = nil,
        _ apply: @escaping @Sendable (Arguments) throws(Fault) -> Value
    ) {
        name = String(usage.prefix { $0 != "(" })
        self.usage = usage
        let counted = usage.prefix { $0 != ")" }.count { $0 == "," } + 1
        self.arity = arity ?? counted...counted
        self.apply = apply
    }

    /// All of them, by what they are about.
    static let all =
        numbers + fractions + texts + english + textsAndLists + lists + sets + tables + dates + drawing

    /// The function of a name.
    static func named(_ name: String) -> Function? { byName[name] }

    private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }
}

/// The arguments of a call, asked for by kind.
struct Arguments {
    let function: Function
    let values: [Value]
    /// Where the call stands.
    let byte: Int
    /// What the call is a part of.
    let evaluation: Evaluation

    /// Steps that reading all arguments takes.
    var work: Int {
        values.reduce(1) { sum, value in
            switch value {
            case .list(let elements): sum + elements.count
            case .text(let text): sum + text.utf8.count / 256
            case .int, .bool, .ratio, .date, .record: sum
            }
        }
    }

    /// A fault of this call.
    func fault(_ problem: String, instead: String = "") -> Fault {
        Fault(byte: byte, problem: "\(function.name)(): \(problem)", instead: instead)
    }

    /// The fault of a result that does not fit.
    var beyond: Fault { fault("beyond 64 bits") }

    /// The whole number at a place.
    func int(_ place: Int) throws(Fault) -> Int64 {
        guard case .int(let value) = values[place] else { throw wrong(place, "a number") }
        return value
    }

    /// The whole number at a place, when it lies in a range.
    func int(_ place: Int, in range: ClosedRange<Int64>, _ meaning: String) throws(Fault) -> Int {
        let value = try int(place)
        guard range.contains(value) else {
            throw fault("\(meaning) is \(value)", instead: "\(range.lowerBound) to \(range.upperBound) is possible")
        }
        return Int(value)
    }

    /// The number at a place, whole or not.
    func number(_ place: Int) throws(Fault) -> Ratio {
        guard let value = values[place].number else { throw wrong(place, "a number") }
        return value
    }

    /// The text at a place.
    func text(_ place: Int) throws(Fault) -> String {
        guard case .text(let value) = values[place] else { throw wrong(place, "text") }
        return value
    }

    /// The condition at a place.
    func bool(_ place: Int) throws(Fault) -> Bool {
        guard case .bool(let value) = values[place] else { throw wrong(place, "true or false") }
        return value
    }

    /// The list at a place.
    func list(_ place: Int) throws(Fault) -> [Value] {
        guard case .list(let value) = values[place] else { throw wrong(place, "a list") }
        return value
    }

    /// The list at a place, short enough for comparing each with each.
    func shortList(_ place: Int) throws(Fault) -> [Value] {
        let list = try list(place)
        guard list.count <= 1_000 else { throw fault("a list of more than 1000 elements") }
        try evaluation.spend(list.count * list.count / 8, byte)
        return list
    }

    /// The date at a place.
    func date(_ place: Int) throws(Fault) -> Day {
        guard case .date(let value) = values[place] else { throw wrong(place, "a date") }
        return value
    }

    /// The fields of the record at a place.
    func record(_ place: Int) throws(Fault) -> [Value.Field] {
        guard case .record(let value) = values[place] else { throw wrong(place, "a record") }
        return value
    }

    /// The list at a place whose elements are all records: a table's rows.
    func table(_ place: Int) throws(Fault) -> [[Value.Field]] {
        var rows: [[Value.Field]] = []
        for value in try list(place) {
            guard case .record(let fields) = value else {
                throw fault(
                    "a table is a list of records, and there is \(value.kindName) in it",
                    instead: "make one with table(columns, rows)")
            }
            rows.append(fields)
        }
        return rows
    }

    /// The fault of an argument of another kind than `wanted`.
    func wrong(_ place: Int, _ wanted: String) -> Fault {
        fault(
            "argument \(place + 1) is \(values[place].kindName) and should be \(wanted)",
            instead: "write \(function.usage)")
    }

    /// The elements of the only argument when it is a list, else the arguments themselves.
    func spreadOut() throws(Fault) -> [Value] { values.count == 1 ? try list(0) : values }

    /// A list where neighbours have an order.
    func ordered(_ list: [Value]) throws(Fault) -> [Value] {
        for (value, next) in zip(list, list.dropFirst()) where value.precedes(next) == nil {
            throw fault("\(value.kindName) and \(next.kindName) have no order")
        }
        return list
    }
}
