import Core

extension Function {
    /// That draw: only expressions of `vary` may call them.
    static let drawing: [Function] = [
        Function("random(low, high)") { a throws(Fault) in
            let (low, high) = (try a.int(0), try a.int(1))
            guard low <= high else {
                throw a.fault("\(low) is more than \(high)", instead: "write the lowest number first")
            }
            return .int(try draw(a) { Int64.random(in: low...high, using: &$0) })
        },
        Function("chance(numerator, denominator)") { a throws(Fault) in
            let below = try a.int(1, in: 1...1_000_000, "the denominator")
            let above = try a.int(0, in: 0...Int64(below), "the numerator")
            return .bool(try draw(a) { $0.int(in: 1...below) <= above })
        },
        Function("pick(list)") { a throws(Fault) in
            let list = try a.list(0)
            guard !list.isEmpty else { throw a.fault("the list is empty") }
            return list[try draw(a) { $0.int(in: 0...list.count - 1) }]
        },
        Function("pickweighted(list, weights)") { a throws(Fault) in
            let (list, weights) = (try a.list(0), try a.list(1))
            guard list.count == weights.count else {
                throw a.fault(
                    "a list of \(list.count) elements and \(weights.count) weights",
                    instead: "write one weight for each")
            }
            var whole: [Int] = []
            for case .int(let weight) in weights where (0...1_000_000).contains(weight) { whole.append(Int(weight)) }
            guard whole.count == weights.count, whole.contains(where: { $0 > 0 }) else {
                throw a.fault("a weight that is no whole number from 0 to 1000000, or only zeros")
            }
            return list[try draw(a) { place(&$0, weights: whole) }]
        },
        Function("shuffled(list)") { a throws(Fault) in
            let list = try a.list(0)
            return .list(try draw(a) { distinctNumbers(list.count, of: list.count, &$0) }.map { list[$0] })
        },
        Function("sample(list, count)") { a throws(Fault) in
            let list = try a.list(0)
            let count = try a.int(1, in: 0...Int64(list.count), "the count")
            return .list(try draw(a) { distinctNumbers(count, of: list.count, &$0) }.map { list[$0] })
        },
        Function("wordlist(kind)") { a throws(Fault) in
            let kind = try a.text(0)
            let kinds = WordKind.allCases.map(\.rawValue)
            guard let words = WordKind(rawValue: kind)?.words else {
                throw a.fault(
                    "there are no words of the kind \"\(shortened(kind, 40))\"",
                    instead: "write one of \(kinds.map { "\"\($0)\"" }.joined(separator: ", "))")
            }
            return .texts(words)
        },
    ]
}

private func draw<Drawn>(_ arguments: Arguments, _ body: (inout SeededRandom) -> Drawn) throws(Fault) -> Drawn {
    guard var random = arguments.evaluation.random else {
        throw arguments.fault(
            "nothing can be drawn here",
            instead: "draw it in \"vary\": \"x\": {\"expr\": \"\(arguments.function.usage)\"}")
    }
    defer { arguments.evaluation.random = random }
    return body(&random)
}

/// A place drawn by weights, of which one at least is above 0.
func place(_ random: inout SeededRandom, weights: [Int]) -> Int {
    var left = random.int(in: 1...weights.reduce(0, +))
    for (place, weight) in weights.enumerated() {
        left -= weight
        if left <= 0 { return place }
    }
    return weights.count - 1
}
