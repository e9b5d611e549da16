import Core

/// Where the value of a name in `vary` comes from, expressions apart.
enum Generator: Sendable {
    /// Whole numbers from `low` to at most `high` in steps.
    struct Numbers: Sendable, Equatable {
        var low: Int
        var high: Int
        var step: Int
        /// How many different numbers there are; at least 1 when `low` ≤ `high`.
        var size: Int { low <= high ? (high - low) / step + 1 : 0 }
    }

    case number(Numbers)
    /// A list of so many different numbers.
    case numbers(Numbers, count: Int)
    case choice([Value])
    /// One of the values, by weights.
    case weighted([Value], [Int])
    case shuffle([Value])
    /// So many of the values, in random order.
    case sample([Value], Int)
    /// Always this value.
    case value(Value)
    /// One of the days from the first to the last.
    case date(Day, Day)
    /// What a family of questions makes.
    case family(Family.Draw)
    /// A text of so many digits of which the first is not 0.
    case digits(Int)
    /// A text of so many small letters from a to z.
    case letters(Int)
    case word(WordKind)
    /// A list of so many different words.
    case words(WordKind, count: Int)

    /// Draws a value. Words of one kind are never drawn twice for one probe: `taken` holds those that are gone.
    func draw(_ random: inout SeededRandom, taken: inout Set<String>) -> Value {
        switch self {
        case .number(let numbers): return .int(Int64(numbers.low + random.int(in: 0...numbers.size - 1) * numbers.step))
        case .numbers(let numbers, let count):
            return .list(
                distinctNumbers(count, of: numbers.size, &random).map { .int(Int64(numbers.low + $0 * numbers.step)) })
        case .choice(let values): return values[random.int(in: 0...values.count - 1)]
        case .weighted(let values, let weights): return values[place(&random, weights: weights)]
        case .sample(let values, let count):
            return .list(distinctNumbers(count, of: values.count, &random).map { values[$0] })
        case .value(let value): return value
        case .date(let first, let last):
            // The days between are days as well.
            return Day(number: random.int(in: first.number...last.number)).map(Value.date) ?? .date(first)
        case .family(let draw): return draw.make(&random)
        case .shuffle(let values):
            return .list(distinctNumbers(values.count, of: values.count, &random).map { values[$0] })
        case .digits(let count):
            return .text((0..<count).map { "\(random.int(in: ($0 == 0 ? 1 : 0)...9))" }.joined())
        case .letters(let count):
            let letters = (0..<count).map { _ in UInt8(97 + random.int(in: 0...25)) }
            return .text(String(decoding: letters, as: UTF8.self))
        case .word(let kind): return .text(words(1, of: kind, &random, &taken)[0])
        case .words(let kind, let count): return .list(words(count, of: kind, &random, &taken).map(Value.text))
        }
    }

    /// How many words of each kind a draw uses up.
    var wordsNeeded: (kind: WordKind, count: Int)? {
        switch self {
        case .word(let kind): (kind, 1)
        case .words(let kind, let count): (kind, count)
        case .number, .numbers, .choice, .weighted, .shuffle, .sample, .value, .date, .digits, .letters, .family: nil
        }
    }

    private func words(
        _ count: Int, of kind: WordKind, _ random: inout SeededRandom, _ taken: inout Set<String>
    ) -> [String] {
        let free = kind.words.filter { !taken.contains($0) }
        // Checked when the probe is read: there are never fewer than are needed.
        let drawn = distinctNumbers(count, of: free.count, &random).map { free[$0] }
        taken.formUnion(drawn)
        return drawn
    }
}

/// `count` different whole numbers from 0 to `size` − 1, in random order; `count` is at most `size`.
func distinctNumbers(_ count: Int, of size: Int, _ random: inout SeededRandom) -> [Int] {
    if size > 4 * count {
        var seen = Set<Int>()
        var drawn: [Int] = []
        while drawn.count < count {
            let candidate = random.int(in: 0...size - 1)
            if seen.insert(candidate).inserted { drawn.append(candidate) }
        }
        return drawn
    }
    var pool = Array(0..<size)
    for place in 0..<count { pool.swapAt(place, random.int(in: place...size - 1)) }
    return Array(pool.prefix(count))
}
