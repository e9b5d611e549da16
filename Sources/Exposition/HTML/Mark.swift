internal import Core

/// How good or bad something is; shown as colour, shape and word together, never as colour alone.
enum Tone: Sendable, Equatable {
    case good, notice, bad, quiet

    /// The class that the style sheet knows.
    var name: String {
        switch self {
        case .good: "good"
        case .notice: "notice"
        case .bad: "bad"
        case .quiet: "quiet"
        }
    }

    /// A shape of its own for each tone: tick in a disc, triangle, cross in a square, ring.
    var mark: HTML {
        let shape: HTML =
            switch self {
            case .good: "<circle cx=\"8\" cy=\"8\" r=\"7.5\"/><path class=\"cut\" d=\"M4.6 8.3l2.3 2.3 4.5-4.9\"/>"
            case .notice: "<path d=\"M8 .9l7.6 13.6H.4z\"/><path class=\"cut\" d=\"M8 5.6v4.2M8 11.9v.2\"/>"
            case .bad:
                """
                <rect x=".8" y=".8" width="14.4" height="14.4" rx="2.6"/><path class="cut" d="M5 5l6 6M11 5l-6 6"/>
                """
            case .quiet: "<circle class=\"ring\" cx=\"8\" cy=\"8\" r=\"6.4\"/>"
            }
        return "<svg class=\"mark\" viewBox=\"0 0 16 16\" aria-hidden=\"true\">\(shape)</svg>"
    }

    /// The mark and a word in the tone's colour.
    func badge(_ word: String) -> HTML { "<span class=\"badge \(name)\">\(mark) \(word)</span>" }
}

/// The drawing in the browser's tab.
enum Mark {
    /// A line that runs level and falls.
    static let favicon = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" \
        fill="#1f2a44"/>\
        <path d="M5 11h11l5 11h6" fill="none" stroke="#f4b860" stroke-width="3.4" stroke-linecap="round" \
        stroke-linejoin="round"/></svg>
        """
}

extension HealthStatus.State {
    var tone: Tone {
        switch self {
        case .unknown: .quiet
        case .up: .good
        case .degraded: .notice
        case .down: .bad
        }
    }

    var word: String {
        switch self {
        case .unknown: "Unknown"
        case .up: "Up"
        case .degraded: "Unsteady"
        case .down: "Down"
        }
    }
}

extension QualityStatus.Level {
    var tone: Tone {
        switch self {
        case .learning: .quiet
        case .healthy: .good
        case .watch, .warn, .blind: .notice
        case .degraded: .bad
        }
    }

    var word: String {
        switch self {
        case .learning: "Learning"
        case .healthy: "Healthy"
        case .watch: "Watch"
        case .warn: "Warning"
        case .degraded: "Degraded"
        case .blind: "Blind"
        }
    }
}

extension Incident {
    /// Of the state: firing stands out, resolved is calm.
    var tone: Tone {
        switch state {
        case .suspected: .notice
        case .firing: severity == .page ? .bad : .notice
        case .acknowledged: .notice
        case .resolved: .quiet
        }
    }
}

extension Incident.Kind {
    /// `Quality degraded`.
    var title: String {
        let words = rawValue.replacingCharacter("-", with: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}

extension Outcome {
    var tone: Tone {
        switch plane {
        case .quality: self == .malformed ? .bad : .good
        case .health, .staleness: .notice
        case .none: .quiet
        }
    }
}

extension Tone {
    /// Of a score against what was expected: half a point lost is bad, a quarter is worth a look.
    static func of(score: Double?, expected: Double?) -> Tone {
        guard let score else { return .quiet }
        let lost = (expected ?? 1) - score
        return lost >= 0.5 ? .bad : lost >= 0.2 ? .notice : .good
    }
}
