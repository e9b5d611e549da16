internal import Core
internal import GRDB

/// The numbers of providers, series, fingerprints and pools, so that a sample's row stays small.
///
/// What is remembered here was committed or lies in the transaction at work; forget it all when that rolls back.
struct Dimensions {
    private let vantage: String
    private var providers: [String: Int] = [:]
    private var series: [SeriesName: Int] = [:]
    private var fingerprints: [Completion.Fingerprint.Name: Int] = [:]
    private var pools: [PoolName: Int] = [:]

    /// Most names of a kind that are remembered; a gateway may show a new backend with every answer.
    private static let limit = 4096

    private struct PoolName: Hashable {
        var region: String
        var peer: String
        var connection: String
    }

    private struct SeriesName: Hashable {
        var provider: Int
        var probe: String
        var version: String
        var category: String
    }

    init(vantage: String) { self.vantage = vantage }

    mutating func forget() { self = Dimensions(vantage: vantage) }

    /// The number of a provider, given now if it has none.
    mutating func provider(_ name: String, _ database: Database) throws -> Int {
        if let known = providers[name] { return known }
        try database.change("INSERT INTO providers (name) VALUES (?) ON CONFLICT DO NOTHING", [.text(name)])
        let number = try database.number("SELECT id FROM providers WHERE name = ?", [.text(name)])
        if providers.count >= Dimensions.limit { providers = [:] }
        providers[name] = number
        return number
    }

    /// The number of a sample's series, given now if it has none.
    mutating func series(of sample: Sample, provider: Int, _ database: Database) throws -> Int {
        try series(
            SeriesName(provider: provider, probe: sample.probe, version: sample.version, category: sample.category),
            database)
    }

    /// The number of a baseline's series, given now if it has none.
    mutating func series(of baseline: RetiredBaseline, _ database: Database) throws -> Int {
        let name = SeriesName(
            provider: try provider(baseline.provider, database), probe: baseline.probe, version: baseline.version,
            category: baseline.category)
        return try series(name, database)
    }

    private mutating func series(_ name: SeriesName, _ database: Database) throws -> Int {
        if let known = series[name] { return known }
        let probe: [Argument] = [.text(name.probe), .text(name.version), .text(name.category)]
        try database.change(
            "INSERT INTO probes (probe, version, category) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", probe)
        let probeNumber = try database.number(
            "SELECT id FROM probes WHERE probe = ? AND version = ? AND category = ?", probe)
        let key: [Argument] = [.int(name.provider), .int(probeNumber), .text(vantage)]
        try database.change(
            "INSERT INTO series (provider, probe, vantage) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", key)
        let number = try database.number("SELECT id FROM series WHERE provider = ? AND probe = ? AND vantage = ?", key)
        if series.count >= Dimensions.limit { series = [:] }
        series[name] = number
        return number
    }

    /// The number of what a provider showed of itself, given now if it has none.
    mutating func fingerprint(_ fingerprint: Completion.Fingerprint, _ database: Database) throws -> Int {
        if let known = fingerprints[fingerprint.name] { return known }
        let key: [Argument] = [
            .text(fingerprint.model), .text(fingerprint.systemFingerprint), .text(fingerprint.backend),
            .text(fingerprint.serviceTier),
        ]
        try database.change(
            """
            INSERT INTO fingerprints (model, system_fingerprint, backend, service_tier) VALUES (?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """, key)
        let number = try database.number(
            """
            SELECT id FROM fingerprints
            WHERE model = ? AND system_fingerprint = ? AND backend = ? AND service_tier = ?
            """, key)
        if fingerprints.count >= Dimensions.limit { fingerprints = [:] }
        fingerprints[fingerprint.name] = number
        return number
    }

    /// The number of the pool that answered a sample, given now if it has none; nil where nothing did.
    mutating func pool(of sample: Sample, _ database: Database) throws -> Int? {
        let name = PoolName(
            region: sample.fingerprint.region, peer: sample.peer, connection: sample.connection?.rawValue ?? "")
        guard name != PoolName(region: "", peer: "", connection: "") else { return nil }
        if let known = pools[name] { return known }
        let key: [Argument] = [.text(name.region), .text(name.peer), .text(name.connection)]
        try database.change(
            "INSERT INTO pools (region, peer, connection) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", key)
        let number = try database.number(
            "SELECT id FROM pools WHERE region = ? AND peer = ? AND connection = ?", key)
        if pools.count >= Dimensions.limit { pools = [:] }
        pools[name] = number
        return number
    }
}

extension Completion.Fingerprint {
    /// What of a fingerprint stays the same from answer to answer.
    fileprivate struct Name: Hashable {
        var model: String
        var systemFingerprint: String
        var backend: String
        var serviceTier: String
    }

    fileprivate var name: Name {
        Name(model: model, systemFingerprint: systemFingerprint, backend: backend, serviceTier: serviceTier)
    }
}
