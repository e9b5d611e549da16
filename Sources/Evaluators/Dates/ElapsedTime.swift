import Core

/// A duration as people write it, in seconds without loss.
struct ElapsedTime: Sendable, Equatable {
    let seconds: Fraction

    static let zero = ElapsedTime(seconds: .zero)

    init(seconds: Fraction) { self.seconds = seconds }

    /// The duration for people: `1 h 30 min`, in the units that are needed.
    var text: String {
        var left = seconds.magnitude
        var parts: [String] = []
        for (name, size) in [("d", 86_400), ("h", 3600), ("min", 60)] {
            guard let share = left.divided(by: Fraction(size)) else { continue }
            let whole = Fraction(share.numerator.divided(by: share.denominator).quotient)
            if !whole.isZero { parts.append("\(whole.text) \(name)") }
            left = left - whole * Fraction(size)
        }
        if !left.isZero || parts.isEmpty { parts.append("\(left.text) s") }
        return (seconds.isNegative ? "-" : "") + parts.joined(separator: " ")
    }
}

/// Finds the durations of a text: `1 h 30 min`, `90 minutes`, `1h30m`, `PT1H30M`, `1:30`, `1:30:00`.
struct DurationScanner {
    /// A duration as it stands in a text.
    struct Found {
        var duration: ElapsedTime
        var place: Range<Int>
    }

    /// What `1:30` is.
    enum Clock: String, CaseIterable, Sendable {
        /// Hours and minutes.
        case hours
        /// Minutes and seconds.
        case minutes
    }

    let text: ArraySlice<UInt8>
    let clock: Clock
    let words: Bool

    /// The last duration, the first, and how many there are.
    func summary() -> (first: Found?, last: Found?, count: Int) {
        var state = State()
        NumberScanner(text, decimalSign: .point, words: words).each { number in
            step(number, &state)
            return true
        }
        state.flush()
        return (state.first, state.last, state.count)
    }

    private struct State {
        var first: Found?
        var last: Found?
        var count = 0
        /// The row of parts that is read, such as `1 h` of `1 h 30 min`, and the size of its last unit.
        var open: (found: Found, unit: Fraction)?
        /// Where an ISO duration or a clock time ends: numbers within it are read already.
        var skipTo = 0

        mutating func flush() {
            if let open { add(open.found) }
            open = nil
        }

        mutating func add(_ found: Found) {
            if first == nil { first = found }
            last = found
            count += 1
        }
    }

    private func step(_ number: WrittenNumber, _ state: inout State) {
        guard number.place.lowerBound >= state.skipTo else { return }
        if let found = clockTime(number) {
            state.flush()
            state.add(found)
            state.skipTo = found.place.upperBound
            return
        }
        guard let unit = unit(behind: number.place.upperBound), let value = number.value(in: text).rational else {
            state.flush()
            return
        }
        let (part, smallest) = compact(
            Found(duration: ElapsedTime(seconds: value * unit.size), place: number.place.lowerBound..<unit.end),
            unit.size)
        if let open = state.open, unit.size < open.unit, joins(open.found.place.upperBound, number.place.lowerBound) {
            let isNegative = open.found.duration.seconds.isNegative
            let sum = open.found.duration.seconds + (isNegative ? -part.duration.seconds : part.duration.seconds)
            state.open = (
                Found(
                    duration: ElapsedTime(seconds: sum), place: open.found.place.lowerBound..<part.place.upperBound),
                smallest
            )
        } else {
            state.flush()
            state.open = (part, smallest)
        }
    }

    /// The part with what follows it without a blank, as in `1h30m`, and the size of its last unit: no number starts
    /// behind a letter.
    private func compact(_ first: Found, _ size: Fraction) -> (Found, Fraction) {
        var (found, size) = (first, size)
        while text.byte(at: found.place.upperBound)?.isDigit == true {
            let digits = text[found.place.upperBound...].prefix(10).prefix { $0.isDigit }
            guard digits.count < 10, let unit = unit(behind: digits.endIndex), unit.size < size else { break }
            let more = Fraction(BigInt(digits: digits.map { $0 - 48 })) * unit.size
            let seconds = found.duration.seconds
            found.duration = ElapsedTime(seconds: seconds + (seconds.isNegative ? -more : more))
            found.place = found.place.lowerBound..<unit.end
            size = unit.size
        }
        return (found, size)
    }

    /// Whether nothing but a blank, a comma or "and" stands between two parts.
    private func joins(_ end: Int, _ start: Int) -> Bool {
        guard start >= end, start - end <= 6 else { return false }
        let between = trimmed(text[end..<start])
        return between.isEmpty || between.elementsEqual(",".utf8) || between.elementsEqual("and".utf8)
            || between.elementsEqual(", and".utf8)
    }

    /// `1:30`, `01:30:15.5`: read as `clock` says; three parts are hours, minutes and seconds.
    private func clockTime(_ number: WrittenNumber) -> Found? {
        guard number.under.isEmpty, number.fixed == nil, number.fraction.isEmpty, number.exponent == 0,
            number.whole.count <= 6, text.byte(at: number.whole.upperBound) == UInt8(ascii: ":")
        else { return nil }
        var parts = [number.whole]
        var at = number.whole.upperBound
        while parts.count < 3, text.byte(at: at) == UInt8(ascii: ":"), text.byte(at: at + 1)?.isDigit == true,
            text.byte(at: at + 2)?.isDigit == true, text.byte(at: at + 3)?.isDigit != true
        {
            parts.append((at + 1)..<(at + 3))
            at += 3
        }
        guard parts.count > 1 else { return nil }
        let values = parts.map { range in text[range].reduce(0) { $0 * 10 + Int($1 & 15) } }
        guard values.dropFirst().allSatisfy({ $0 < 60 }) else { return nil }
        var seconds = values.reduce(0) { $0 * 60 + $1 }
        if parts.count == 2, clock == .hours { seconds *= 60 }
        return Found(
            duration: ElapsedTime(seconds: Fraction(number.isNegative ? -seconds : seconds)),
            place: number.place.lowerBound..<at)
    }

    /// The unit of time behind a number.
    private func unit(behind start: Int) -> (size: Fraction, end: Int)? {
        var at = start
        while at - start < 2, let byte = text.byte(at: at),
            byte == 32 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "*")
        {
            at += 1
        }
        if text.has([0xC2, 0xA0], at: at) { at += 2 } else if text.has([0xE2, 0x80, 0xAF], at: at) { at += 3 }
        var end = at
        while let byte = text.byte(at: end),
            byte.isLetter || byte == 0xC2 || byte == 0xB5 || byte == 0xCE || byte == 0xBC,
            end - at < 14
        { end += 1 }
        guard end > at else { return nil }
        let name = String(decoding: text[at..<end], as: UTF8.self)
        // A lone m is minutes among durations.
        if name == "m" || name == "M" { return (Fraction(60), end) }
        guard let scale = Units.scale(name == "H" || name == "D" || name == "S" ? name.lowercased() : name),
            scale.kind == kindOfTime
        else { return nil }
        return (scale.factor, end)
    }
}

/// The kind of the units of time.
private let kindOfTime = Units.scale("s")?.kind

/// `PT1H30M`, `P1DT12H`, `P2W`: weeks and days of 7 and 1 times 24 hours; no months or years, whose length varies.
/// **Source:** ISO 8601-1:2019, 5.5.2.
func isoDuration(_ text: ArraySlice<UInt8>) -> ElapsedTime? {
    var rest = text
    var isNegative = false
    if rest.first == UInt8(ascii: "-") {
        isNegative = true
        rest = rest.dropFirst()
    }
    guard rest.first == UInt8(ascii: "P"), rest.count <= 64 else { return nil }
    rest = rest.dropFirst()
    var total = Fraction.zero
    var (isTime, hasPart) = (false, false)
    while let first = rest.first {
        if first == UInt8(ascii: "T"), !isTime {
            isTime = true
            rest = rest.dropFirst()
            continue
        }
        let digits = rest.prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
        let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        rest = rest.dropFirst(digits.count)
        let sizes: [UInt8: Int] =
            isTime ? [72: 3600, 77: 60, 83: 1] : [68: 86_400, 87: 604_800]
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }), let letter = rest.first,
            let size = sizes[letter],
            let value = Fraction(
                BigInt(digits: parts.joined().map { $0 - 48 }),
                over: BigInt(10).power(parts.count == 2 ? parts[1].count : 0))
        else { return nil }
        total = total + value * Fraction(size)
        hasPart = true
        rest = rest.dropFirst()
    }
    return hasPart ? ElapsedTime(seconds: isNegative ? -total : total) : nil
}
