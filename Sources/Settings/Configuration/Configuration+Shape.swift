internal import Alerting
internal import Core

extension Shape where Value == Configuration {
    /// The whole of `config.json`.
    static var configuration: Shape {
        Shape.object("What plummet watches, how often, and whom it tells.") { fields in
            _ = fields.optional("$schema", .text(0...4096), "The JSON Schema of this file, for editors.")
            let providers = fields.required(
                "providers", .distinct(.provider, "name", of: "provider", count: 1...200), "The upstreams to watch.")
            let probes = fields.field(
                "probes", .oneOrMore(.text(1...4096)), default: [standardProbes], shown: .string(standardProbes),
                "Directories of suite files (*.json) or suite files; relative to this file.")
            let interval = fields.field(
                "schedule", .schedule, default: .seconds(900), shown: [:], "How often everybody is asked.")
            let detection = fields.field(
                "detection", .detection(), default: DetectionSettings(), shown: [:], "What counts as worse.")
            let remindEvery = fields.field(
                "alerts", .alerts, default: .seconds(4 * 3600), shown: [:], "How people are told.")
            let sinks = fields.field(
                "sinks", .distinct(Sinks.shape, "name", of: "sink", count: 0...100), default: [], shown: [],
                "Where alerts go.")
            let store = fields.field(
                "store", .store, default: .standard, shown: [:], "What is kept, where and how long.")
            let telemetry = fields.field(
                "telemetry", .telemetry, default: nil, shown: [:], "Where traces are exported to.")
            let server = Server(&fields)
            let vantage = fields.field(
                "vantage", .name, default: "default", shown: "default",
                "What the place that this daemon looks from is called.")
            warnAboutTimeouts(providers, interval, &fields)
            let hasNoSink = (fields.source["sinks"] ?? []).array?.isEmpty == true
            fields.warn(
                hasNoSink, at: "sinks", "no sink: nobody is told of an incident", instead: "add one to \"sinks\"")
            return Configuration(
                file: SourceFile(path: "", bytes: []), providers: providers, sinks: sinks, probePaths: probes,
                interval: interval, falseAlarmsPerYear: detection.falseAlarmsPerYear,
                calibrationRounds: detection.calibrationRounds, sampling: detection.sampling, remindEvery: remindEvery,
                store: store,
                telemetry: telemetry, listen: server.listen, token: server.token, externalURL: server.externalURL,
                vantage: vantage)
        }
        .checked { _, json, reading in reading.refuseLiteralSecrets(in: json) }
    }
}

/// Where the probes of a packaged installation lie.
private let standardProbes = "/etc/plummet/probes.d"

private func warnAboutTimeouts(_ providers: [ProviderDeclaration], _ interval: Duration, _ fields: inout Fields) {
    for declaration in providers where declaration.provider.limits.total > interval {
        fields.warn(
            true, at: "schedule",
            "a request to \"\(declaration.provider.name)\" may take \(declaration.provider.limits.total.text), "
                + "longer than the interval of \(interval.text): probes in flight are skipped",
            instead: "lower its \"timeout\" or raise the interval")
    }
}

/// How the daemon is reached.
private struct Server {
    let listen: ListenAddress
    let token: Located<SecretReference>?
    let externalURL: String

    init(_ fields: inout Fields) {
        listen = fields.field(
            "listen", .listenAddress, default: .standard, shown: .string(ListenAddress.standard.description),
            "Where metrics, API and dashboard are served: \"address:port\" or \"unix:/path\".")
        token = fields.optional("token", .secret, "The bearer token that state-changing HTTP requests need.")
        externalURL =
            fields.optional("external_url", .url, "The base of links in alerts; default: from \"listen\".")
            ?? listen.url
        fields.warn(
            !listen.isLocal && !fields.has("token"), at: "listen",
            "others can reach this address, and without a token nobody may change anything over HTTP",
            instead: "add \"token\": {\"env\": \"NAME\"}, or listen on 127.0.0.1")
    }
}

extension Shape where Value == Duration {
    fileprivate static var schedule: Shape {
        .object("How often everybody is asked.") { fields in
            fields.field(
                "interval", .duration(.seconds(1)...Duration.seconds(86_400)), default: .seconds(900), shown: "15m",
                "From one round to the next; each probe is asked once in it.")
        }
    }

    fileprivate static var alerts: Shape {
        .object("How people are told.") { fields in
            fields.field(
                "remind_every", .duration(.seconds(60)...Duration.seconds(30 * 86_400)), default: .seconds(4 * 3600),
                shown: "4h",
                "From one reminder of a firing incident to the next.")
        }
    }
}

extension StoreConfiguration {
    /// What a packaged installation keeps.
    static let standard = StoreConfiguration(
        path: "/var/lib/plummet", keepSamples: .seconds(400 * 86_400), keepTraces: .seconds(30 * 86_400),
        maxTracesBytes: 2 << 30)
}

extension Shape where Value == StoreConfiguration {
    fileprivate static var store: Shape {
        .object("What is kept, where and how long.") { fields in
            let years = Duration.seconds(10 * 366 * 86_400)
            var store = StoreConfiguration.standard
            store.path = fields.field(
                "path", .text(1...4096), default: store.path, shown: .string(store.path),
                "The directory of the databases; relative to this file.")
            store.keepSamples = fields.field(
                "keep_samples", .duration(.seconds(86_400)...years), default: store.keepSamples, shown: "400d",
                "How long scores are kept.")
            store.keepTraces = fields.field(
                "keep_traces", .duration(.seconds(3600)...years), default: store.keepTraces, shown: "30d",
                "How long requests and answers are kept.")
            store.maxTracesBytes = fields.field(
                "max_traces_size", .size((16 << 20)...(1 << 40)), default: store.maxTracesBytes, shown: "2GiB",
                "Most bytes of requests and answers; the oldest go first.")
            return store
        }
    }
}

extension Shape {
    /// An array of objects that each have another word under `key`.
    fileprivate static func distinct<Element: Sendable>(
        _ element: Shape<Element>, _ key: String, of what: String, count: ClosedRange<Int>
    ) -> Shape where Value == [Element] {
        Shape<[Element]>.array(of: element, count: count).checked { _, json, reading in
            reading.refuseRepeated(key, of: what, in: json)
        }
    }
}
