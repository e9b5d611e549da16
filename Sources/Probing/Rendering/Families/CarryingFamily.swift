import Core

extension Family {
    /// Sums and differences of numbers of so many digits with exactly so many carries or borrows.
    static let carrying = Variant<Draw>("carrying", "A sum or difference with a given number of carries.") { fields in
        let digits = fields.field(
            "digits", .int(1...15).templated, default: 3, shown: 3, "How many digits both numbers have.")
        let carries = fields.field(
            "carries", .int(0...15).templated, default: 1, shown: 1, "How many carries (or borrows) there are.")
        let operation = fields.field(
            "operation", Shape<String>.word(["add", "subtract"]), default: "add", shown: "add", "What is asked for.")
        let most = operation == "add" ? digits : digits - 1
        fields.require(
            carries <= most, at: "carries", "\(carries) carries with \(digits) digits",
            instead: "write at most \(most), or more digits")
        let (count, isSum) = (min(carries, most), operation == "add")
        return Draw { random in makeSum(digits, carries: count, isSum: isSum, &random) }
    }
}

/// A difference a − b is made from its sum b + c = a, of which the last column cannot carry.
private func makeSum(_ digits: Int, carries: Int, isSum: Bool, _ random: inout SeededRandom) -> Value {
    let places = isSum ? digits : digits - 1
    let carrying = Set(distinctNumbers(min(carries, places), of: max(places, 1), &random))
    var (a, b, scale, carry) = (0, 0, 1, 0)
    for place in 0..<digits {
        let isLast = place == digits - 1
        let pair = column(carry: carry, carries: carrying.contains(place), leads: isLast, isSum: isSum, &random)
        (a, b) = (a + pair.0 * scale, b + pair.1 * scale)
        carry = carrying.contains(place) ? 1 : 0
        scale *= 10
    }
    let (first, second, answer) = isSum ? (a, b, a + b) : (a + b, a, b)
    // What comes out when every carry is forgotten.
    let forgotten = isSum ? withoutCarries(a, b) : withoutBorrows(a + b, a)
    let sign = isSum ? "+" : "-"
    return .record([
        "text": .text("\(first) \(sign) \(second)"), "a": .int(first), "b": .int(second), "answer": .int(answer),
        "carries": .int(carries), "wrong": .int(forgotten == answer ? answer + 10 : forgotten),
    ])
}

/// The digits of one column, uniform among all that carry as they should.
private func column(
    carry: Int, carries: Bool, leads: Bool, isSum: Bool, _ random: inout SeededRandom
) -> (Int, Int) {
    // The leading digits are not 0; of a difference that is the subtrahend's and the minuend's.
    let least = leads ? 1 : 0
    var fitting: [(Int, Int)] = []
    for x in least...9 {
        for y in (isSum ? least : 0)...9 where (x + y + carry >= 10) == carries { fitting.append((x, y)) }
    }
    return fitting[random.int(in: 0...fitting.count - 1)]
}

private func withoutCarries(_ a: Int, _ b: Int) -> Int {
    var (a, b, scale, sum) = (a, b, 1, 0)
    while a > 0 || b > 0 {
        sum += (a % 10 + b % 10) % 10 * scale
        (a, b, scale) = (a / 10, b / 10, scale * 10)
    }
    return sum
}

private func withoutBorrows(_ a: Int, _ b: Int) -> Int {
    var (a, b, scale, difference) = (a, b, 1, 0)
    while a > 0 || b > 0 {
        difference += abs(a % 10 - b % 10) * scale
        (a, b, scale) = (a / 10, b / 10, scale * 10)
    }
    return difference
}
