import Core

extension Family {
    /// A quantity in another unit of the same kind; exact, so that nothing has to be rounded.
    static let conversion = Variant<Draw>("conversion", "A quantity to be converted to another unit.") { fields in
        let kinds = Array(Quantity.allCases)
        let kind = fields.field(
            "kind", Shape<String>.word(["any"] + kinds.map(\.rawValue)), default: "any", shown: "any", "Of what kind.")
        return Draw { random in makeConversion(Quantity(rawValue: kind) ?? random.pick(kinds), &random) }
    }
}

/// Kinds of quantities with their units.
private enum Quantity: String, CaseIterable {
    case length, mass, volume, time, area

    /// Names in the plural, and how many of the smallest unit each is.
    var units: [(name: String, size: Int64)] {
        switch self {
        case .length: [("millimetres", 1), ("centimetres", 10), ("metres", 1_000), ("kilometres", 1_000_000)]
        case .mass: [("milligrams", 1), ("grams", 1_000), ("kilograms", 1_000_000), ("tonnes", 1_000_000_000)]
        case .volume: [("millilitres", 1), ("centilitres", 10), ("litres", 1_000), ("hectolitres", 100_000)]
        case .time: [("seconds", 1), ("minutes", 60), ("hours", 3_600), ("days", 86_400), ("weeks", 604_800)]
        case .area:
            [
                ("square centimetres", 1), ("square metres", 10_000), ("hectares", 100_000_000),
                ("square kilometres", 10_000_000_000),
            ]
        }
    }
}

/// From 11 to 999 hundredths of the larger unit, quarters of those of time, so that both numbers end soon.
private func makeConversion(_ quantity: Quantity, _ random: inout SeededRandom) -> Value {
    let units = quantity.units
    let place = random.int(in: 0...units.count - 2)
    let (small, large) = (units[place], units[place + 1])
    let factor = large.size / small.size
    let isUp = random.coin()
    // So many small units that the other number is a whole number or ends soon.
    let parts: Int64 = quantity == .time ? (factor % 4 == 0 ? 4 : 1) : min(factor, 100)
    let amount = Int64(random.int(in: 11...999)) * factor / parts
    let (inSmall, inLarge) = (Ratio(amount), Ratio(amount, factor) ?? Ratio(0))
    let (given, answer) = isUp ? (inSmall, inLarge) : (inLarge, inSmall)
    let (from, to) = isUp ? (small, large) : (large, small)
    // A power of ten too much.
    let wrong = answer.times(Ratio(10)) ?? Ratio(0)
    let shown = given.exactDecimal ?? given.text
    return .record([
        "text": .text("Convert \(shown) \(from.name) to \(to.name)."), "amount": given.value, "from": .text(from.name),
        "to": .text(to.name), "answer": answer.value, "wrong": wrong.value,
    ])
}
