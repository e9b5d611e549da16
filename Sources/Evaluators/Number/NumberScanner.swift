/// Finds the numbers of a text in one pass: signs, thousands, decimals, powers of ten, fractions.
///
/// No numbers: digits within a word (`GPT4`, `x_1`), hexadecimal, versions and addresses (`1.2.3`), dates with points.
struct NumberScanner {
    private let text: ArraySlice<UInt8>
    private let decimalSign: DecimalSign

    /// A scanner of a text in which ambiguous signs are read as `decimalSign` says.
    init(_ text: ArraySlice<UInt8>, decimalSign: DecimalSign) {
        self.text = text
        self.decimalSign = decimalSign
    }

    /// Calls `visit` with each number in order until it gives false.
    func each(_ visit: (WrittenNumber) -> Bool) {
        var index = text.startIndex
        while index < text.endIndex {
            guard startsNumber(at: index) else { index += 1; continue }
            let (numbers, end) = numbers(at: index)
            for number in numbers where !visit(number) { return }
            index = max(end, index + 1)
        }
    }

    /// The last number, the first, and how many there are, up to the point where `only` is settled.
    func summary() -> (first: WrittenNumber?, last: WrittenNumber?, count: Int) {
        var (first, last, count) = (WrittenNumber?.none, WrittenNumber?.none, 0)
        each { number in
            first = first ?? number
            last = number
            count += 1
            return true
        }
        return (first, last, count)
    }

    private func startsNumber(at index: Int) -> Bool {
        let byte = text[index]
        if byte == UInt8(ascii: "\\") { return fractionCommand(at: index) != nil }
        guard byte.isDigit || (byte == UInt8(ascii: ".") && text.byte(at: index + 1)?.isDigit == true) else {
            return false
        }
        guard let before = text.byte(at: index - 1) else { return true }
        if before.isLetter || before.isDigit { return false }
        if before == UInt8(ascii: "_"), let earlier = text.byte(at: index - 2) {
            return !(earlier.isLetter || earlier.isDigit || earlier == UInt8(ascii: "}"))
        }
        return true
    }

    /// The numbers of the token at `index`, and where the token ends.
    private func numbers(at index: Int) -> (numbers: [WrittenNumber], end: Int) {
        if let command = fractionCommand(at: index) {
            let sign = Sign(before: index, in: text)
            let whole = digits(from: index + command.length)
            let under = digits(from: whole.upperBound + 2)
            let fraction = WrittenNumber(
                decimal(sign.isNegative, whole), over: decimal(false, under), place: sign.start..<(under.upperBound + 1)
            )
            return (fraction.map { [$0] } ?? [], under.upperBound + 1)
        }
        if isHexadecimal(at: index) { return ([], wordEnd(from: index)) }
        let chain = DigitChain(text, at: index)
        let sign = Sign(before: index, in: text)
        let pieces = chain.read(decimalSign, inBrackets: isBracketed(chain))
        if pieces.count == 1, let fraction = plainFraction(pieces[0], chain, sign) {
            return ([fraction], fraction.place.upperBound)
        }
        var found: [WrittenNumber] = []
        var end = chain.end
        for (position, piece) in pieces.enumerated() {
            let isLast = position == pieces.count - 1
            let power = isLast ? PowerOfTen(after: piece.place.upperBound, in: text) : nil
            let number = Decimal(
                isNegative: position == 0 && sign.isNegative, whole: piece.whole, fraction: piece.fraction,
                exponent: power?.exponent ?? 0)
            let start = position == 0 ? sign.start : piece.place.lowerBound
            end = max(end, power?.end ?? 0)
            found.append(WrittenNumber(decimal: number, place: start..<(power?.end ?? piece.place.upperBound)))
        }
        return (found, end)
    }

    /// `3/4`, where neither side belongs to a longer row such as a date.
    private func plainFraction(_ piece: DigitChain.Piece, _ chain: DigitChain, _ sign: Sign) -> WrittenNumber? {
        guard piece.fraction.isEmpty, piece.place == chain.start..<chain.end,
            text.byte(at: chain.end) == UInt8(ascii: "/"),
            text.byte(at: sign.start - 1) != UInt8(ascii: "/")
        else { return nil }
        let under = digits(from: chain.end + 1)
        guard !under.isEmpty, text.byte(at: under.upperBound) != UInt8(ascii: "/"),
            text.byte(at: under.upperBound)?.isLetter != true, !continues(at: under.upperBound)
        else { return nil }
        let above = Decimal(isNegative: sign.isNegative, whole: piece.whole, fraction: [], exponent: 0)
        return WrittenNumber(above, over: decimal(false, under), place: sign.start..<under.upperBound)
    }

    private func continues(at index: Int) -> Bool {
        guard let byte = text.byte(at: index), byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") else {
            return false
        }
        return text.byte(at: index + 1)?.isDigit == true
    }

    /// `\frac{3}{4}` and its relatives with whole numbers in them: how long the command is.
    private func fractionCommand(at index: Int) -> (length: Int, end: Int)? {
        guard text.byte(at: index) == UInt8(ascii: "\\") else { return nil }
        for command in fractionCommands where text.has(command, at: index) {
            let above = digits(from: index + command.count)
            guard !above.isEmpty, text.has("}{", at: above.upperBound) else { continue }
            let under = digits(from: above.upperBound + 2)
            guard !under.isEmpty, text.byte(at: under.upperBound) == UInt8(ascii: "}") else { continue }
            return (command.count, under.upperBound + 1)
        }
        return nil
    }

    private func digits(from start: Int) -> Range<Int> {
        var end = start
        while let byte = text.byte(at: end), byte.isDigit { end += 1 }
        return start..<end
    }

    private func decimal(_ isNegative: Bool, _ place: Range<Int>) -> Decimal {
        Decimal(isNegative: isNegative, whole: text[place].map { $0 - 48 }, fraction: [], exponent: 0)
    }

    private func isHexadecimal(at index: Int) -> Bool {
        text[index] == 48 && text.byte(at: index + 1)?.lowered == UInt8(ascii: "x")
            && text.byte(at: index + 2).map { $0.isDigit || (97...102).contains($0.lowered) } == true
    }

    private func wordEnd(from start: Int) -> Int {
        var end = start
        while let byte = text.byte(at: end), byte.isDigit || byte.isLetter { end += 1 }
        return end
    }

    /// Whether the chain stands alone in brackets: `(3,4)` is a pair and no decimal comma.
    private func isBracketed(_ chain: DigitChain) -> Bool {
        guard let before = text.byte(at: chain.start - 1), let after = text.byte(at: chain.end) else { return false }
        return [[40, 41], [91, 93], [123, 125]].contains([before, after])
    }
}

/// The sign before a number: ASCII or typographic, perhaps with a currency between; none where it is an operator.
private struct Sign {
    var isNegative = false
    /// Where the number starts, sign included.
    var start: Int

    init(before index: Int, in text: ArraySlice<UInt8>) {
        start = index
        // Most numbers stand behind a blank.
        if text.byte(at: index - 1).map({ $0 == 32 || $0 == UInt8(ascii: ",") }) ?? true { return }
        var at = index
        if let currency = currencies.first(where: { text.has($0, at: index - $0.count) }) { at -= currency.count }
        guard let sign = signs.first(where: { text.has($0.bytes, at: at - $0.bytes.count) }) else { return }
        let place = at - sign.bytes.count
        // After a digit, a word or a closing bracket it subtracts.
        if let before = text.byte(at: place - 1),
            before.isDigit || before.isLetter || before == 41 || before == 93 || before == 125
        {
            return
        }
        isNegative = sign.isNegative
        start = place
    }
}

private let fractionCommands: [[UInt8]] = ["\\frac{", "\\dfrac{", "\\tfrac{"].map { Array($0.utf8) }
private let currencies: [[UInt8]] = ["$", "€", "£", "¥"].map { Array($0.utf8) }
private let signs: [(bytes: [UInt8], isNegative: Bool)] = [
    ("-", true), ("+", false), ("\u{2212}", true), ("\u{2013}", true), ("\u{FE63}", true), ("\u{FF0D}", true),
].map { (Array($0.0.utf8), $0.1) }
