/// The writing systems of a text with a tenth of its letters or eight of them, `han+kana`, in a fixed order; nil without a
/// letter. Only the first 4,096 scalars are looked at.
package func writingSystems(of text: String) -> String? {
    let counts = Script.counts(String(text.unicodeScalars.prefix(4096)))
    let total = counts.reduce(0, +)
    guard total > 0 else { return nil }
    let present = zip(Script.allCases, counts).filter { $0.1 * 10 >= total || $0.1 >= 8 }
    return present.map(\.0.rawValue).joined(separator: "+")
}
