extension Function {
    /// The functions that are about lists; places are counted from 1.
    func applyToList(_ arguments: Arguments) throws(Fault) -> Value {
        switch self {
        case .sort: return try sorted(arguments)
        case .unique:
            var kept: [Value] = []
            for value in try short(arguments) where !kept.contains(value) { kept.append(value) }
            return .list(kept)
        case .first, .last:
            let list = try arguments.list(0)
            guard let value = self == .first ? list.first : list.last else {
                throw arguments.fault("the list is empty")
            }
            return value
        case .nth:
            let list = try arguments.list(0)
            guard !list.isEmpty else { throw arguments.fault("the list is empty") }
            return list[try arguments.int(1, in: 1...Int64(list.count), "the place") - 1]
        case .take:
            let list = try arguments.list(0)
            return .list(Array(list.prefix(try arguments.int(1, in: 0...Int64(list.count), "the count"))))
        case .range:
            let (low, high) = (try arguments.int(0), try arguments.int(1))
            let (span, overflow) = high.subtractingReportingOverflow(low)
            guard !overflow, span < Value.longestList else {
                throw arguments.fault("a list of more than \(Value.longestList) elements")
            }
            return .list(low <= high ? (low...high).map(Value.int) : [])
        case .min, .max, .sum, .abs, .gcd, .lcm, .pow, .isprime, .digitsum, .int, .decimal, .pad, .str, .upper, .lower,
            .yesno,
            .repeat, .replace, .chars, .join, .len, .reverse, .contains, .count, .index:
            preconditionFailure("not about lists")
        }
    }

    private func sorted(_ arguments: Arguments) throws(Fault) -> Value {
        let list = try arguments.list(0)
        for (value, next) in zip(list, list.dropFirst()) where value.precedes(next) == nil {
            throw arguments.fault("\(value.kindName) and \(next.kindName) have no order")
        }
        return .list(list.sorted { $0.precedes($1) ?? false })
    }

    /// A list short enough for comparing each with each.
    private func short(_ arguments: Arguments) throws(Fault) -> [Value] {
        let list = try arguments.list(0)
        guard list.count <= 1_000 else { throw arguments.fault("a list of more than 1000 elements") }
        return list
    }
}
