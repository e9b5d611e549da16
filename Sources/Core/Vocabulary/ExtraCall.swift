/// Which of the calls of a slot it is that were asked beside those of the round, because evidence of a loss had come up:
/// the number of its wave in the slot and its number among those of its probe in the wave, both from 1.
package struct ExtraCall: Hashable, Sendable, CustomStringConvertible {
    package let wave: Int
    package let number: Int

    package init(wave: Int, number: Int) {
        self.wave = wave
        self.number = number
    }

    /// Reads it off the key of a sample, `suite/id#x2.3`, with that of its probe; nil for other samples.
    package static func read(key: String) -> (probe: String, call: ExtraCall)? {
        guard let mark = key.utf8.lastIndex(of: UInt8(ascii: "#")) else { return nil }
        let name = key[key.index(after: mark)...]
        guard name.first == "x" else { return nil }
        let numbers = name.dropFirst().split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 2, let wave = numbers[0], let number = numbers[1], wave > 0, number > 0 else {
            return nil
        }
        return (String(key[..<mark]), ExtraCall(wave: wave, number: number))
    }

    /// As keys and identities name it: `x2.3`.
    package var description: String { "x\(wave).\(number)" }
}
