/// Which extra call of a slot a sample is, beside the one call of each probe that a round asks by itself: the waves of a slot
/// are counted from 1, and in each wave the calls of a probe.
package struct ExtraCall: Hashable, Sendable, CustomStringConvertible {
    /// Who asked for the wave: the detector of quality, or a changed model, of which is found out whether quality followed.
    package enum Reason: Character, Sendable { case evidence = "x", changedModel = "c" }

    package let reason: Reason
    package let wave: Int
    package let number: Int

    package init(_ reason: Reason = .evidence, wave: Int, number: Int) {
        self.reason = reason
        self.wave = wave
        self.number = number
    }

    /// Reads it off the key of a sample, `suite/id#x2.3`, with that of its probe; nil for other samples.
    package static func read(key: String) -> (probe: String, call: ExtraCall)? {
        guard let mark = key.utf8.lastIndex(of: UInt8(ascii: "#")) else { return nil }
        let name = key[key.index(after: mark)...]
        guard let reason = name.first.flatMap(Reason.init) else { return nil }
        let numbers = name.dropFirst().split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 2, let wave = numbers[0], let number = numbers[1], wave > 0, number > 0 else {
            return nil
        }
        return (String(key[..<mark]), ExtraCall(reason, wave: wave, number: number))
    }

    /// As keys and identities name it: `x2.3`, and `c2.1` beside a changed model.
    package var description: String { "\(reason.rawValue)\(wave).\(number)" }
}
