/// What befalls a model. The first two are silent: status, latency and form of the answers stay as they were.
package enum Degradation: Sendable, Equatable {
    /// So many percentage points fewer right answers to every question.
    case globalDrop(points: Double)
    /// So many percentage points fewer right answers in one category.
    case category(String, points: Double)
    /// Every request fails with status 500.
    case outage
    /// Every request is refused with status 429 and a Retry-After, in whole seconds rounded up.
    case rateLimit(retryAfter: Duration)
    /// No request is answered until the model is healed or ten minutes have passed.
    case hang

    /// How much it takes off the chance of a right answer in a category, in 0…1.
    func loss(in category: String) -> Double {
        switch self {
        case .globalDrop(let points): points / 100
        case .category(let name, let points): name == category ? points / 100 : 0
        case .outage, .rateLimit, .hang: 0
        }
    }
}
