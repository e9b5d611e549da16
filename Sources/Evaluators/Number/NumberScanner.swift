/// Finds the numbers of a text in one pass: signs, thousands, decimals, powers of ten, fractions, mixed numbers.
///
/// No numbers: digits within a word (`GPT4`, `x_1`), hexadecimal, versions and addresses (`1.2.3`), dates with points.
struct NumberScanner {
    /// Most digits of the parts of a fraction.
    static let longestOfFraction = 200

    let text: ArraySlice<UInt8>
    private let decimalSign: DecimalSign
    private let words: Bool

    /// A scanner of a text in which ambiguous signs are read as `decimalSign` says; with `words` English number words
    /// are numbers too. Digits of other scripts should have been made plain (`plainDigits`).
    init(_ text: ArraySlice<UInt8>, decimalSign: DecimalSign, words: Bool = false) {
        self.text = text
        self.decimalSign = decimalSign
        self.words = words
    }

    /// Calls `visit` with each number in order until it gives false.
    func each(_ visit: (WrittenNumber) -> Bool) {
        var index = text.startIndex
        while let next = text.next(from: index, in: words ? startsNumberOrWord : startsNumber) {
            index = next
            let byte = text[index]
            if words, byte.isLetter {
                let (number, end) = NumberWords.read(text, at: index)
                if let number, !visit(number) { return }
                index = end
                continue
            }
            guard canStart(at: index, byte) else { index += 1; continue }
            if let plain = plainNumber(at: index) {
                if !visit(plain) { return }
                index = max(plain.place.upperBound, index + 1)
            } else {
                guard let end = numbers(at: index, visit) else { return }
                index = max(end, index + 1)
            }
        }
    }

    /// The first number, the last, and how many there are.
    func summary() -> (first: WrittenNumber?, last: WrittenNumber?, count: Int) {
        var (first, last, count) = (WrittenNumber?.none, WrittenNumber?.none, 0)
        each { number in
            if first == nil { first = number }
            last = number
            count += 1
            return true
        }
        return (first, last, count)
    }

    private func canStart(at index: Int, _ byte: UInt8) -> Bool {
        if byte == UInt8(ascii: "\\") { return fractionCommand(at: index) != nil }
        if byte >= 0x80 {
            return VulgarFraction(at: index, in: text) != nil && text.byte(at: index - 1)?.isLetter != true
        }
        if byte == UInt8(ascii: "."), text.byte(at: index + 1)?.isDigit != true { return false }
        guard let before = text.byte(at: index - 1) else { return true }
        if before.isLetter || before.isDigit { return false }
        if before == UInt8(ascii: "_"), let earlier = text.byte(at: index - 2) {
            return !(earlier.isLetter || earlier.isDigit || earlier == UInt8(ascii: "}"))
        }
        return true
    }

    /// A row of digits with nothing behind it that could go on: what most numbers are.
    private func plainNumber(at index: Int) -> WrittenNumber? {
        let digits = digits(from: index)
        guard !digits.isEmpty, !goesOn(behind: digits.upperBound) else { return nil }
        let sign = Sign(before: index, in: text)
        return WrittenNumber(
            isNegative: sign.isNegative, whole: digits, place: sign.start..<digits.upperBound)
    }

    /// Whether what stands behind a row of digits may belong to the number. Being wrong costs time alone.
    private func goesOn(behind end: Int) -> Bool {
        guard let byte = text.byte(at: end), mayGoOn[Int(byte)] else { return false }
        let next = text.byte(at: end + 1)
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "'"), UInt8(ascii: "_"): return next?.isDigit == true
        case UInt8(ascii: "/"):
            let under = digits(from: end + 1)
            return !under.isEmpty && text.byte(at: under.upperBound) != UInt8(ascii: "/")
        case 32:
            guard let next, next.isDigit else { return next.map { mayGoOn[Int($0)] } ?? false }
            // A group of three digits, or the fraction of a mixed number.
            let group = digits(from: end + 1)
            let after = text.byte(at: group.upperBound) ?? 0
            return group.count == 3 || after == UInt8(ascii: "/") || after >= 0x80
        default: return true
        }
    }

    /// Calls `visit` with the numbers of the token at `index`; gives where the token ends, nil once `visit` gave false.
    private func numbers(at index: Int, _ visit: (WrittenNumber) -> Bool) -> Int? {
        let sign = Sign(before: index, in: text)
        if let command = fractionCommand(at: index) {
            guard hasValue(command.above, over: command.under) else { return command.end }
            return visit(fraction(command, sign)) ? command.end : nil
        }
        if let vulgar = VulgarFraction(at: index, in: text) {
            let number = WrittenNumber(
                isNegative: sign.isNegative, whole: 0..<0, fixed: vulgar.value, place: sign.start..<vulgar.end)
            return visit(number) ? vulgar.end : nil
        }
        if isHexadecimal(at: index) { return wordEnd(from: index) }
        let chain = DigitChain(text, at: index)
        var end = chain.end
        let isOver = chain.each(decimalSign, inBrackets: isBracketed(chain)) { piece, isFirst, isLast in
            if isFirst, isLast, let number = fraction(piece, chain, sign) ?? barePower(piece, sign) {
                end = number.place.upperBound
                return visit(number)
            }
            let power = isLast ? PowerOfTen(after: piece.place.upperBound, in: text) : nil
            let start = isFirst ? sign.start : piece.place.lowerBound
            end = max(end, power?.end ?? 0)
            return visit(
                WrittenNumber(
                    isNegative: isFirst && sign.isNegative, whole: piece.whole, fraction: piece.fraction,
                    exponent: power?.exponent ?? 0, place: start..<(power?.end ?? piece.place.upperBound)))
        }
        return isOver ? end : nil
    }

    /// `10^6`, `10⁶`: a power of ten without a number before it.
    private func barePower(_ piece: DigitChain.Piece, _ sign: Sign) -> WrittenNumber? {
        guard piece.fraction.isEmpty, piece.whole.count == 2, text.has("10", at: piece.whole.lowerBound),
            let power = PowerOfTen(base: piece.whole.upperBound, in: text)
        else { return nil }
        let one = piece.whole.lowerBound..<(piece.whole.lowerBound + 1)
        return WrittenNumber(
            isNegative: sign.isNegative, whole: one, exponent: power.exponent, place: sign.start..<power.end)
    }

    private func digits(from start: Int) -> Range<Int> {
        var end = start
        while let byte = text.byte(at: end), byte.isDigit { end += 1 }
        return start..<end
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
        switch (text.byte(at: chain.start - 1), text.byte(at: chain.end)) {
        case (40, 41), (91, 93), (123, 125), (40, 93), (91, 41), (93, 91): true
        default: false
        }
    }
}

extension NumberScanner {
    private struct Command {
        var isNegative: Bool
        var above: Range<Int>
        var under: Range<Int>
        var end: Int
    }

    /// `3/4` and `3⁄4`, where neither side belongs to a longer row such as a date, with a whole number before it or
    /// without; and a whole number before `¾` or `\frac{3}{4}`.
    private func fraction(_ piece: DigitChain.Piece, _ chain: DigitChain, _ sign: Sign) -> WrittenNumber? {
        guard piece.fraction.isEmpty, piece.place == chain.start..<chain.end else { return nil }
        if let slash = slashed(chain.end, after: sign.start), hasValue(piece.whole, over: slash) {
            return WrittenNumber(
                isNegative: sign.isNegative, whole: piece.whole, under: slash, place: sign.start..<slash.upperBound)
        }
        // A blank may stand between the whole number and its fraction.
        let next = skipBlank(chain.end)
        if let vulgar = VulgarFraction(at: next, in: text) {
            return WrittenNumber(
                isNegative: sign.isNegative, whole: 0..<0, mixed: piece.whole, fixed: vulgar.value,
                place: sign.start..<vulgar.end)
        }
        if let command = fractionCommand(at: next), !command.isNegative, hasValue(command.above, over: command.under) {
            var number = fraction(command, sign)
            number.mixed = piece.whole
            return number
        }
        guard next > chain.end else { return nil }
        let above = digits(from: next)
        guard (1...3).contains(above.count), let under = slashed(above.upperBound, after: sign.start),
            under.count <= 3, hasValue(above, over: under),
            isLess(above, under)
        else { return nil }
        return WrittenNumber(
            isNegative: sign.isNegative, whole: above, under: under, mixed: piece.whole,
            place: sign.start..<under.upperBound)
    }

    private func isLess(_ above: Range<Int>, _ under: Range<Int>) -> Bool {
        BigInt(digits: text[above].map { $0 - 48 }) < BigInt(digits: text[under].map { $0 - 48 })
    }

    private func hasValue(_ above: Range<Int>, over under: Range<Int>) -> Bool {
        above.count <= Self.longestOfFraction && under.count <= Self.longestOfFraction
            && text[under].contains { $0 != 48 }
    }

    private func skipBlank(_ index: Int) -> Int {
        if text.byte(at: index) == 32 { return index + 1 }
        if text.has([0xC2, 0xA0], at: index) { return index + 2 }
        return text.has([0xE2, 0x80, 0xAF], at: index) || text.has([0xE2, 0x80, 0x89], at: index) ? index + 3 : index
    }

    /// The digits behind a slash at `index`, where they are the denominator of a fraction.
    private func slashed(_ index: Int, after start: Int) -> Range<Int>? {
        let slash = text.byte(at: index) == UInt8(ascii: "/") ? 1 : text.has([0xE2, 0x81, 0x84], at: index) ? 3 : 0
        guard slash > 0, text.byte(at: start - 1) != UInt8(ascii: "/") else { return nil }
        let under = digits(from: index + slash)
        guard !under.isEmpty, text.byte(at: under.upperBound) != UInt8(ascii: "/"),
            text.byte(at: under.upperBound)?.isLetter != true, !continues(at: under.upperBound)
        else { return nil }
        return under
    }

    private func continues(at index: Int) -> Bool {
        guard let byte = text.byte(at: index), byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") else {
            return false
        }
        return text.byte(at: index + 1)?.isDigit == true
    }

    private func fraction(_ command: Command, _ sign: Sign) -> WrittenNumber {
        WrittenNumber(
            isNegative: sign.isNegative != command.isNegative, whole: command.above, under: command.under,
            place: sign.start..<command.end)
    }

    /// `\frac{3}{4}` and its relatives with whole numbers in them.
    private func fractionCommand(at index: Int) -> Command? {
        guard text.byte(at: index) == UInt8(ascii: "\\"), text.byte(at: index + 1)?.isLetter == true else { return nil }
        for command in fractionCommands where text.has(command, at: index) {
            let isNegative = text.byte(at: index + command.count) == UInt8(ascii: "-")
            let above = digits(from: index + command.count + (isNegative ? 1 : 0))
            guard !above.isEmpty, text.has("}{", at: above.upperBound) else { continue }
            let under = digits(from: above.upperBound + 2)
            guard !under.isEmpty, text.byte(at: under.upperBound) == UInt8(ascii: "}") else { continue }
            return Command(isNegative: isNegative, above: above, under: under, end: under.upperBound + 1)
        }
        return nil
    }
}

private let startsNumber: [Bool] = {
    var table = byteTable("0123456789.\\")
    table[0xC2] = true
    table[0xE2] = true
    return table
}()
private let startsNumberOrWord: [Bool] = (0..<256).map { startsNumber[$0] || UInt8($0).isLetter }
/// What may stand behind a row of digits and belong to the number.
private let mayGoOn: [Bool] = {
    var table = byteTable("., '_{\\/eExX*^0123456789")
    for byte in 0x80...0xFF { table[byte] = true }
    return table
}()
private let fractionCommands: [[UInt8]] = ["\\frac{", "\\dfrac{", "\\tfrac{", "\\cfrac{"].map { Array($0.utf8) }
