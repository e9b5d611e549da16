internal import Core
internal import Store

/// The last scores of a probe as a row of ticks: high for a good answer, low for a bad one, a gap for none.
enum Sparkline {
    /// Most scores that are drawn.
    static let maximumPoints = 48

    static func render(_ points: [ScorePoint]) -> HTML {
        let shown = points.suffix(maximumPoints)
        guard !shown.isEmpty else { return "<span class=\"dim\">–</span>" }
        let good = ticks(shown) { ($0.score ?? 0) >= 0.5 && $0.score != nil }
        let bad = ticks(shown) { ($0.score ?? 1) < 0.5 }
        let none = ticks(shown) { $0.score == nil }
        let passed = shown.count { ($0.score ?? 0) >= 0.5 }
        return """
            <svg class="spark" viewBox="0 0 \(maximumPoints * 3) 20" preserveAspectRatio="xMaxYMid meet" role="img" \
            aria-label="\(passed) of the last \(shown.count) answers were good"><path class="good" d="\(good)"/>\
            <path class="bad" d="\(bad)"/><path class="none" d="\(none)"/></svg>
            """
    }

    private static func ticks(_ points: ArraySlice<ScorePoint>, where wanted: (ScorePoint) -> Bool) -> HTML {
        let offset = maximumPoints - points.count
        return .join(
            points.enumerated().compactMap { index, point -> HTML? in
                guard wanted(point) else { return nil }
                let x = Double((index + offset) * 3) + 1.5
                guard let score = point.score else { return "M\(at: x) 10V11" }
                // Good answers stand up and bad ones hang down: they differ in shape and not in colour alone.
                return score < 0.5 ? "M\(at: x) 11V19" : "M\(at: x) 10V\(at: 10 - 9 * score)"
            })
    }
}

/// How much of a limit is used, as a bar with words.
enum Meter {
    /// `used` and `limit` in words; a share above 1 is drawn as full.
    static func render(share: Double?, words: String) -> HTML {
        guard let share else { return "\(words) <span class=\"dim\">no limit</span>" }
        let tone = share >= 1 ? Tone.bad : share >= 0.8 ? .notice : .good
        return """
            <span class="meter \(tone.name)"><svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">\
            <rect class="track" width="100" height="6"/><rect class="fill" width="\(at: min(max(share, 0), 1) * 100)" \
            height="6"/>\
            </svg>\(words) <span class="dim">\(Words.percent(share))</span></span>
            """
    }
}

/// The phases of an attempt on one line of time.
enum Waterfall {
    private static let names = ["name lookup", "connect", "TLS", "send", "wait", "receive"]

    /// Bars for the phases that were reached, with their lengths; `scale` is the time of the whole width.
    static func render(_ phases: Exchange.Phases, scale: Duration) -> HTML {
        let ends = [
            phases.nameLookup, phases.connect, phases.tls, phases.requestReady, phases.firstByte, phases.total,
        ]
        var start = Duration.zero
        var bars: [HTML] = []
        var words: [HTML] = []
        let width = max(scale.inSeconds, 1e-6)
        for (index, end) in ends.enumerated() {
            guard let end, end > start else { continue }
            let x = start.inSeconds / width * 1000
            let length = (end - start).inSeconds / width * 1000
            bars.append(
                "<rect class=\"p\(index)\" x=\"\(at: x)\" width=\"\(at: max(length, 2))\" height=\"14\"><title>\(names[index]) \((end - start).forPeople)</title></rect>"
            )
            words.append("<span class=\"key p\(index)\">\(names[index]) \((end - start).forPeople)</span>")
            start = end
        }
        return """
            <svg class="waterfall" viewBox="0 0 1000 14" preserveAspectRatio="none" aria-hidden="true">\(bars)</svg>
            <p class="keys">\(words)<span class="dim">total \(phases.total.forPeople)</span></p>
            """
    }
}
