internal import Glibc
internal import Statistics

/// The probes of a series, the scopes they form, and the components that watch those; fixed until the probes change.
struct Roster: Sendable, Equatable {
    /// Where a component stands: its scope, its effect (index) and the logarithm of its weight.
    struct Place: Sendable, Equatable {
        var scope: Int
        var effect: Int
        var logWeight: Double
        /// Its weight in the mixture; those of all places sum to 1.
        var weight: Double { exp(logWeight) }
    }

    /// In the order given at first; by key in a series that people configure.
    let probes: [WatchedProbe]
    /// All; the categories by name if there are several; the single probes if there are several.
    let scopes: [Scope]
    /// Indices of probes, by scope.
    let members: [[Int]]
    /// The first so many scopes are the ones that may hold several probes.
    let pooledScopes: Int
    /// By component: all, then categories, then probes, each with its effects. What a single probe can lose is a loss of all,
    /// so there all has the effects of both.
    let places: [Place]
    /// Index of the scope of a probe's category and of the probe alone; nil where that is `all` already.
    let categoryScope: [Int?]
    /// Index of the scope of the probe alone; nil where that is `all` already.
    let probeScope: [Int?]
    private let indices: [String: Int]

    /// A roster of probes with distinct keys, in the order given.
    init(probes: [WatchedProbe]) {
        self.probes = probes
        let names = Array(Set(probes.map(\.category))).sorted()
        let categories = names.count > 1 ? names : []
        let singles = probes.count > 1 ? Array(probes.indices) : []
        scopes = [.all] + categories.map(Scope.category) + singles.map { .probe(probes[$0].key) }
        let everyone = Array(probes.indices)
        let byCategory = Dictionary(grouping: everyone) { probes[$0].category }
        let scopeOfCategory = Dictionary(zip(categories, 1...)) { first, _ in first }
        members = [everyone] + categories.map { byCategory[$0] ?? [] } + singles.map { [$0] }
        pooledScopes = 1 + categories.count
        categoryScope = probes.map { scopeOfCategory[$0.category] }
        probeScope = everyone.map { singles.isEmpty ? nil : 1 + categories.count + $0 }
        indices = Dictionary(probes.indices.map { (probes[$0].key, $0) }) { first, _ in first }
        places = Self.places(categories: categories.count, probes: singles.count)
    }

    /// The probe with this key.
    func index(of key: String) -> Int? { indices[key] }

    /// How many of the first components are those of all.
    var placesOfAll: Int { places.prefix { $0.scope == 0 }.count }

    private static func places(categories: Int, probes: Int) -> [Place] {
        let ofAll = probes > 0 ? [0, 1, 2] : [0, 1, 2, 3]
        let tiers = [(0.60, 1, ofAll), (0.25, categories, [1, 2, 3]), (0.15, probes, [2, 3])].filter { $0.1 > 0 }
        let weights = mixtureLogWeights(tiers.map { MixtureTier(weight: $0.0, places: $0.1, effects: $0.2.count) })
        var places: [Place] = []
        var scope = 0
        for ((_, count, effects), logWeight) in zip(tiers, weights) {
            for _ in 0..<count {
                places += effects.map { Place(scope: scope, effect: $0, logWeight: logWeight) }
                scope += 1
            }
        }
        return places
    }
}
