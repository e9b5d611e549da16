import Core
import Testing

@testable import Evaluators

@Suite struct `Plain spelling` {
    @Test(arguments: [
        ("  a \t\n b  ", "a b"), ("“x” ‘y’", "\"x\" 'y'"), ("1–2—3", "1-2-3"), ("…", "..."), ("a\u{AD}b\u{200B}", "ab"),
        ("a\u{A0}\u{202F}b", "a b"), ("", ""), (" ", ""), ("É", "É"),
    ])
    func `leaves out what does not matter`(text: String, plain: String) { #expect(plainSpelling(text) == plain) }

    @Test func `in lower case is the lower case of the standard library`() {
        var random = SeededRandom(seed: 5)
        for round in 0..<500 {
            var text = ""
            for _ in 0..<random.int(in: 0...60) {
                let value = UInt32(random.int(in: 0...(random.chance(0.8) ? 0x2FFF : 0x1FFFF)))
                if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
            }
            #expect(
                plainSpelling(text, lowercase: true) == Array(plainSpelling(text).lowercased().utf8),
                "seed 5, round \(round): \(text.debugDescription)")
        }
    }

    @Test func `takes a word's end from the scalars beside it, whole or not`() {
        let text = Array("né e\u{301} b".utf8)[...]
        #expect(Search(Array("n".utf8), wholeWords: true).first(in: text) == nil)
        #expect(Search(Array("b".utf8), wholeWords: true).first(in: text) == 8..<9)
        #expect(text.scalar(startingAt: 1) == "é" && text.scalar(endingAt: 3) == "é")
        #expect(text.scalar(startingAt: 2) == nil && text.scalar(endingAt: 2) == nil && text.scalar(endingAt: 0) == nil)
    }
}
