package import Core

extension Rendering {
    /// Fewest digits and letters of a value that nobody meets by chance: 9·10⁹ and 2·10¹¹ of them.
    package static let nonceLength = (digits: 10, letters: 8)

    /// The values of a probe that are nonces: drawn digits or letters, so many that an answer which carries one was told
    /// it. In the order of `vary`.
    package static func nonces(_ probe: Probe, seed: UInt64) throws(RenderingError) -> [String] {
        let names = probe.vary.filter { isNonce($0.generator) }.map(\.name)
        guard !names.isEmpty else { return [] }
        return try values(probe, seed: seed).filter { names.contains($0.name) }.map(\.value.text)
    }

    private static func isNonce(_ generator: JSON) -> Bool {
        generator["digits"]?.int ?? 0 >= nonceLength.digits || generator["letters"]?.int ?? 0 >= nonceLength.letters
    }
}
