internal import Core

/// How one probe of a provider used to be answered, and how it was answered last: by signal the first values, kept for good,
/// and the last six. All in one array of 16-bit cells, for there may be thousands of these.
struct ProbeBehaviour: Sendable, Equatable {
    /// The probe's version.
    let version: UInt64
    private var cells: [UInt16]

    /// Values of an amount that later ones are ranked among, and those of a pace that give its usual size.
    static let amounts = 32
    static let paces = 16
    /// Answers from which the usual word of a habit is taken.
    static let habits = 24
    /// Last values of each signal.
    static let recents = 6

    init(version: UInt64) {
        self.version = version
        cells = [UInt16](repeating: 0, count: Self.length)
    }

    /// Whether enough was seen of the signal to compare with.
    func isLearnt(_ signal: BehaviourSignal) -> Bool { Int(cells[start(signal)]) >= Self.capacity(signal) }

    /// Whether the signal was ever shown.
    func isSeen(_ signal: BehaviourSignal) -> Bool { cells[start(signal)] > 0 }

    /// Takes a value: into what later ones are compared with, or, once that is complete, among the last ones.
    mutating func note(_ signal: BehaviourSignal, _ code: UInt16) {
        let start = start(signal)
        guard isLearnt(signal) else {
            learn(signal, code, start)
            cells[start] += 1
            if isLearnt(signal), signal.form != .habit { cells[reference(signal)].sort() }
            return
        }
        let first = last(signal)
        for place in first..<(first + Self.recents - 1) { cells[place] = cells[place + 1] }
        cells[first + Self.recents - 1] = code
    }

    private mutating func learn(_ signal: BehaviourSignal, _ code: UInt16, _ start: Int) {
        guard signal.form == .habit else { return cells[start + 1 + Int(cells[start])] = code }
        // The majority, with one candidate and its lead. **Source:** Boyer and Moore, 1981.
        if cells[start + 2] == 0 { cells[start + 1] = code }
        if cells[start + 1] == code { cells[start + 2] += 1 } else { cells[start + 2] -= 1 }
    }

    /// The first values of an amount or pace, sorted once they are complete.
    func first(_ signal: BehaviourSignal) -> ArraySlice<UInt16> {
        cells[reference(signal)].prefix(Int(cells[start(signal)]))
    }

    /// The code in the middle of the first values.
    func middle(_ signal: BehaviourSignal) -> Double {
        let values = first(signal)
        guard let low = values.dropFirst((values.count - 1) / 2).first,
            let high = values.dropFirst(values.count / 2).first
        else { return 0 }
        return (Double(low) + Double(high)) / 2
    }

    /// The usual word of a habit.
    func usual(_ signal: BehaviourSignal) -> UInt16 { cells[start(signal) + 1] }

    /// At most so many last values, oldest first.
    func lasts(_ signal: BehaviourSignal, atMost count: Int = recents) -> [UInt16] {
        let first = last(signal)
        return cells[first..<(first + Self.recents)].filter { $0 != 0 }.suffix(count)
    }

    /// (values below + half of the equal ones + ½)/(n + 1) among the first ones: equal values are no evidence either way.
    func rank(_ signal: BehaviourSignal, _ code: UInt16) -> Double {
        var (below, equal) = (0.0, 0.0)
        let values = first(signal)
        for value in values {
            if value < code { below += 1 } else if value == code { equal += 1 } else { break }
        }
        return (below + equal / 2 + 0.5) / Double(values.count + 1)
    }

    /// The signal is learnt anew.
    mutating func forget(_ signal: BehaviourSignal) {
        for place in start(signal)..<(last(signal) + Self.recents) { cells[place] = 0 }
    }
}

extension ProbeBehaviour {
    private static func capacity(_ signal: BehaviourSignal) -> Int {
        switch signal.form {
        case .amount: amounts
        case .pace: paces
        case .habit: habits
        }
    }

    /// Cells between the count of first values and the last values.
    private static func width(_ signal: BehaviourSignal) -> Int {
        switch signal.form {
        case .amount: amounts
        case .pace: paces
        // The candidate and its lead.
        case .habit: 2
        }
    }

    private static let starts: [Int] = {
        var starts = [0]
        for signal in BehaviourSignal.allCases { starts.append((starts.last ?? 0) + 1 + width(signal) + recents) }
        return starts
    }()

    private static var length: Int { starts.last ?? 0 }

    private func start(_ signal: BehaviourSignal) -> Int { Self.starts[signal.place] }
    private func last(_ signal: BehaviourSignal) -> Int { start(signal) + 1 + Self.width(signal) }
    private func reference(_ signal: BehaviourSignal) -> Range<Int> {
        (start(signal) + 1)..<(start(signal) + 1 + Self.width(signal))
    }

    /// The version and the cells, two bytes each.
    var json: JSON {
        var bytes = (0..<8).map { UInt8(truncatingIfNeeded: version >> (8 * UInt64($0))) }
        for cell in cells { bytes += [UInt8(truncatingIfNeeded: cell), UInt8(truncatingIfNeeded: cell >> 8)] }
        return .string(Base64.encode(bytes))
    }

    /// Reads back what `json` wrote; nil where it was written by another version of plummet.
    init?(json: JSON) {
        guard let bytes = json.string.flatMap(Base64.decode), bytes.count == 8 + 2 * Self.length else { return nil }
        version = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << (8 * UInt64($1)) }
        cells = (0..<Self.length).map { UInt16(bytes[8 + 2 * $0]) | UInt16(bytes[9 + 2 * $0]) << 8 }
        for signal in BehaviourSignal.allCases where cells[start(signal)] > Self.capacity(signal) { return nil }
    }
}
