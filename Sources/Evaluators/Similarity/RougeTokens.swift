/// Runs of the letters a to z and digits after lower case, without stemming.
///
/// **Source:** rouge_score 0.1.2, `tokenize.py`. Beyond ASCII two characters have a lower case with an ASCII letter in it:
/// the Kelvin sign (k), and the capital i with a dot (i and a mark, which ends the run).
///
/// `atLineEnd` is called at each line feed with the number of tokens before it.
func rougeTokens(_ text: String, atLineEnd: (_ tokens: Int) -> Void = { _ in }) -> Tokens {
    var tokens = Tokens(bytes: [])
    tokens.bytes.reserveCapacity(text.utf8.count)
    var start = 0
    func end() {
        if tokens.bytes.count > start { tokens.places.append(start..<tokens.bytes.count) }
        start = tokens.bytes.count
    }
    var bytes = text.utf8.makeIterator()
    while let byte = bytes.next() {
        let lowered = byte.lowered
        if (97...122).contains(lowered) || lowered.isDigit {
            tokens.bytes.append(lowered)
        } else if byte == 0xC4 {
            if bytes.next() == 0xB0 { tokens.bytes.append(UInt8(ascii: "i")) }
            end()
        } else if byte == 0xE2 {
            let (second, third) = (bytes.next(), bytes.next())
            if second == 0x84, third == 0xAA { tokens.bytes.append(UInt8(ascii: "k")) } else { end() }
        } else {
            end()
            if byte == 10 { atLineEnd(tokens.places.count) }
        }
    }
    end()
    return tokens
}
