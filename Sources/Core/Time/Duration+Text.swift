extension Duration {
    /// Whole microseconds, cut towards zero; saturates instead of trapping.
    package var microseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        if overflow { return seconds < 0 ? .min / 4 : .max / 4 }
        return product + attoseconds / 1_000_000_000_000
    }

    /// Seconds as a floating-point number.
    package var inSeconds: Double { Double(microseconds) / 1e6 }

    /// Reads what people write in configuration: a whole number and a unit of `ms`, `s`, `m`, `h` or `d`,
    /// and sums of these in falling order: `15m`, `1h30m`, `250ms`. Nil for anything else.
    package init?(text: String) {
        let units: [(String, Int64)] = [
            ("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000), ("ms", 1_000),
        ]
        var rest = Substring(text)
        var total: Int64 = 0
        var last = Int64.max
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            guard !digits.isEmpty, digits.count <= 9, let number = Int64(digits) else { return nil }
            rest = rest.dropFirst(digits.count)
            let letters = String(rest.prefix { $0.isLetter })
            guard let (_, size) = units.first(where: { $0.0 == letters }), size < last else { return nil }
            rest = rest.dropFirst(letters.count)
            last = size
            let (part, overflow) = number.multipliedReportingOverflow(by: size)
            guard !overflow, part <= .max / 8 else { return nil }
            total += part
        }
        self = .microseconds(total)
    }

    /// The shortest form that `init(text:)` reads back: `15m`, `1h30m`, `250ms`; microseconds are cut.
    package var text: String {
        var left = microseconds / 1_000
        guard left > 0 else { return "0s" }
        var text = ""
        for (unit, size) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)]
            as [(String, Int64)]
        where left >= size {
            text += "\(left / size)\(unit)"
            left %= size
        }
        return text
    }

    /// Two leading units for people: `3d 4h`, `12m 5s`, `1.4 s`, `85 ms`.
    package var forPeople: String {
        let seconds = inSeconds
        if seconds < 0 { return "-" + (Duration.zero - self).forPeople }
        if seconds < 1 { return "\(fixed(seconds * 1000, 0)) ms" }
        if seconds < 10 { return "\(fixed(seconds, 1)) s" }
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3_600 { return whole % 60 == 0 ? "\(whole / 60)m" : "\(whole / 60)m \(whole % 60)s" }
        if whole < 86_400 {
            return whole / 60 % 60 == 0 ? "\(whole / 3_600)h" : "\(whole / 3_600)h \(whole / 60 % 60)m"
        }
        return whole / 3_600 % 24 == 0 ? "\(whole / 86_400)d" : "\(whole / 86_400)d \(whole / 3_600 % 24)h"
    }
}
