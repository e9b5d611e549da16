/// What became of a call that belongs to a slot: nothing yet, a sample without a score, or its score.
enum CallResult: Sendable {
    case awaited, unscored
    case scored(Double)

    /// It has come, with a score or without.
    var isIn: Bool {
        switch self {
        case .awaited: false
        case .unscored, .scored: true
        }
    }

    /// In [0, 1]; nil without one.
    var score: Double? {
        switch self {
        case .awaited, .unscored: nil
        case .scored(let score): score
        }
    }
}
