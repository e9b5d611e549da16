extension Function {
    /// About lists; places are counted from 1.
    static let lists: [Function] = [
        Function("first(list)") { a throws(Fault) in try a.element { $0.first } },
        Function("last(list)") { a throws(Fault) in try a.element { $0.last } },
        Function("nth(list, number), counted from 1") { a throws(Fault) in
            let list = try a.list(0)
            guard !list.isEmpty else { throw a.fault("the list is empty") }
            return list[try a.int(1, in: 1...Int64(list.count), "the place") - 1]
        },
        Function("take(list, count)") { a throws(Fault) in
            let list = try a.list(0)
            return .list(Array(list.prefix(try a.int(1, in: 0...Int64(list.count), "the count"))))
        },
        Function("drop(list, count)") { a throws(Fault) in
            let list = try a.list(0)
            return .list(Array(list.dropFirst(try a.int(1, in: 0...Int64(list.count), "the count"))))
        },
        Function("range(low, high)") { a throws(Fault) in
            let (low, high) = (try a.int(0), try a.int(1))
            let (span, overflow) = high.subtractingReportingOverflow(low)
            guard !overflow, span < Value.longestList else {
                throw a.fault("a list of more than \(Value.longestList) elements")
            }
            try a.evaluation.spend(Swift.max(Int(span), 0), a.byte)
            return .list(low <= high ? (low...high).map { Value.int($0) } : [])
        },
        Function("sort(list)") { a throws(Fault) in
            .list(try a.ordered(try a.list(0)).sorted { $0.precedes($1) ?? false })
        },
        Function("sortby(list, keys)") { a throws(Fault) in
            let pairs = try paired(a)
            _ = try a.ordered(pairs.map(\.1))
            // The standard library's sort is stable, but does not promise it: places decide between equal keys.
            let sorted = pairs.enumerated().sorted { x, y in
                if x.element.1.precedes(y.element.1) ?? false { return true }
                if y.element.1.precedes(x.element.1) ?? false { return false }
                return x.offset < y.offset
            }
            return .list(sorted.map(\.element.0))
        },
        Function("argmin(list)") { a throws(Fault) in .int(try extremePlace(a) { $0.precedes($1) }) },
        Function("argmax(list)") { a throws(Fault) in .int(try extremePlace(a) { $1.precedes($0) }) },
        Function("zip(a, b)") { a throws(Fault) in
            let (left, right) = (try a.list(0), try a.list(1))
            guard left.count == right.count else {
                throw a.fault(
                    "lists of \(left.count) and \(right.count) elements", instead: "cut one with take(list, count)")
            }
            return .list(zip(left, right).map { .list([$0, $1]) })
        },
        Function("enumerate(list)") { a throws(Fault) in
            .list(try a.list(0).enumerated().map { .list([.int($0 + 1), $1]) })
        },
        Function("flatten(list)") { a throws(Fault) in
            var flat: [Value] = []
            for element in try a.list(0) {
                if case .list(let inner) = element { flat += inner } else { flat.append(element) }
                guard flat.count <= Value.longestList else {
                    throw a.fault("a list of more than \(Value.longestList) elements")
                }
            }
            return .list(flat)
        },
        Function("all(list)") { a throws(Fault) in .bool(try conditions(a).allSatisfy { $0 }) },
        Function("any(list)") { a throws(Fault) in .bool(try conditions(a).contains(true)) },
    ]

    /// About lists as sets: what is equal is there once.
    static let sets: [Function] = [
        Function("unique(list)") { a throws(Fault) in .list(distinct(try a.shortList(0))) },
        Function("without(list, others)") { a throws(Fault) in
            let (list, others) = (try a.shortList(0), try a.shortList(1))
            return .list(list.filter { !others.contains($0) })
        },
        Function("union(a, b)") { a throws(Fault) in .list(distinct(try a.shortList(0) + (try a.shortList(1)))) },
        Function("intersection(a, b)") { a throws(Fault) in
            let (left, right) = (try a.shortList(0), try a.shortList(1))
            return .list(distinct(left.filter { right.contains($0) }))
        },
        Function("difference(a, b)") { a throws(Fault) in
            let (left, right) = (try a.shortList(0), try a.shortList(1))
            return .list(distinct(left.filter { !right.contains($0) }))
        },
        Function("tally(list)") { a throws(Fault) in
            let list = try a.shortList(0)
            return .list(
                distinct(list).map { value in
                    .record(["value": value, "count": .int(list.count { $0 == value })])
                })
        },
        Function("group(list, keys)") { a throws(Fault) in
            _ = try a.shortList(1)
            let pairs = try paired(a)
            return .list(
                distinct(pairs.map(\.1)).map { key in
                    .record(["key": key, "items": .list(pairs.filter { $0.1 == key }.map(\.0))])
                })
        },
    ]
}

extension Arguments {
    /// The first or last element.
    fileprivate func element(_ pick: ([Value]) -> Value?) throws(Fault) -> Value {
        guard let value = pick(try list(0)) else { throw fault("the list is empty") }
        return value
    }
}

private func conditions(_ arguments: Arguments) throws(Fault) -> [Bool] {
    var conditions: [Bool] = []
    for value in try arguments.list(0) {
        guard case .bool(let condition) = value else {
            throw arguments.fault("there is \(value.kindName) in the list", instead: "write [x > 3 for x in list]")
        }
        conditions.append(condition)
    }
    return conditions
}

/// Each element of the first list with its key.
private func paired(_ arguments: Arguments) throws(Fault) -> [(Value, Value)] {
    let (list, keys) = (try arguments.list(0), try arguments.list(1))
    guard list.count == keys.count else {
        throw arguments.fault(
            "a list of \(list.count) elements and \(keys.count) keys",
            instead: "write one key for each: [len(x) for x in list]")
    }
    return Array(zip(list, keys))
}

private func extremePlace(_ arguments: Arguments, _ isBetter: (Value, Value) -> Bool?) throws(Fault) -> Int {
    let list = try arguments.ordered(try arguments.list(0))
    guard !list.isEmpty else { throw arguments.fault("the list is empty") }
    var best = 0
    for place in list.indices where isBetter(list[place], list[best]) ?? false { best = place }
    return best + 1
}

private func distinct(_ list: [Value]) -> [Value] {
    var kept: [Value] = []
    for value in list where !kept.contains(value) { kept.append(value) }
    return kept
}
