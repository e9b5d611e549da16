/// The words of a text as SQuAD compares them: in lower case, without the marks of ASCII, without the articles "a", "an"
/// and "the", split at white space.
///
/// **Source:** SQuAD 2.0, `evaluate-v2.0.py`, `normalize_answer`: in this order, with Python's lower case, `\b` and
/// white space.
func squadWords(_ text: String) -> Tokens {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    // Where the run of word characters began that is going on.
    var run: Int?
    func endRun() {
        guard let begun = run else { return }
        run = nil
        if bytes.count - begun <= 3, isArticle(bytes[begun...]) { bytes.replaceSubrange(begun..., with: [32]) }
    }
    for scalar in lowerCase(text) {
        if scalar.isASCII {
            let byte = UInt8(scalar.value)
            if byte.isLetter || byte.isDigit {
                run = run ?? bytes.count
                bytes.append(byte)
            } else if !(0x21...0x7E).contains(byte) {
                endRun()
                bytes.append(byte)
            }
        } else {
            if CaseTraits.of(scalar).contains(.word) { run = run ?? bytes.count } else { endRun() }
            for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { bytes.append(unit) }
        }
    }
    endRun()
    return pythonSplit(bytes)
}

private func isArticle(_ word: ArraySlice<UInt8>) -> Bool {
    word.elementsEqual("a".utf8) || word.elementsEqual("an".utf8) || word.elementsEqual("the".utf8)
}

extension Tokens {
    /// The tokens with a blank between each two.
    var joined: [UInt8] {
        var out: [UInt8] = []
        for place in places {
            if !out.isEmpty { out.append(32) }
            out += bytes[place]
        }
        return out
    }
}
