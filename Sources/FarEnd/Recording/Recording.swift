package import Core

/// Exchanges that really happened, and which of them answers a request: what a recorded far end goes by.
///
/// A recording is a file of exported traces, one a line. Every attempt of every turn is an exchange of its own.
package struct Recording: Sendable {
    /// One request and what came back.
    package struct Entry: Sendable {
        /// The sample it belongs to.
        package var sample: RecordID
        /// The dialect's name, for people who point a provider at the recording.
        package var api: String
        package var request: OutboundRequest
        package var exchange: Exchange
    }

    /// How well an exchange fits a request.
    package enum Match: String, Sendable, CaseIterable {
        /// The same method, path and bytes.
        case exact
        /// The same but for members that are drawn anew each time, such as the seed.
        case alike
        /// The next of the same method and path, whatever was asked.
        case inOrder = "in-order"
    }

    package let entries: [Entry]
    /// How often each key was asked for: the n-th time gets the n-th exchange of that key, and after the last the first.
    private var asked: [String: Int] = [:]

    /// Most bytes of a recording, and most exchanges in one.
    package static let maximumBytes = 256 << 20
    package static let maximumEntries = 100_000

    /// Members of a body that say nothing about the question.
    private static let volatile: Set<String> = ["seed", "random_seed", "cache_salt", "user", "metadata", "store"]

    package init(_ traces: [Trace]) {
        entries = traces.flatMap { trace in
            trace.turns.flatMap { turn in
                turn.attempts.filter { $0.exchange.failure?.isOwn != true }.map {
                    Entry(sample: trace.sample, api: trace.api, request: turn.request, exchange: $0.exchange)
                }
            }
        }
    }

    /// The exchange that answers a request, and how well it fits; nil when nothing was recorded of its method and path.
    ///
    /// `strict` leaves out exchanges that answer another question.
    package mutating func answer(
        method: String, path: String, body: [UInt8], strict: Bool = false
    ) -> (entry: Entry, match: Match)? {
        let candidates = entries.filter { $0.request.method == method && Self.path(of: $0.request.url) == path }
        guard !candidates.isEmpty else { return nil }
        let exact = candidates.filter { $0.request.body == body }
        if let entry = next(of: exact, "exact \(method) \(path) \(Digest.hex(Digest.sha256(body)))") {
            return (entry, .exact)
        }
        if let stable = Self.stable(body) {
            let alike = candidates.filter { Self.stable($0.request.body) == stable }
            if let entry = next(of: alike, "alike \(method) \(path) \(stable)") { return (entry, .alike) }
        }
        guard !strict, let entry = next(of: candidates, "order \(method) \(path)") else { return nil }
        return (entry, .inOrder)
    }

    private mutating func next(of fitting: [Entry], _ key: String) -> Entry? {
        guard !fitting.isEmpty else { return nil }
        let count = asked[key, default: 0]
        asked[key] = count + 1
        return fitting[count % fitting.count]
    }

    /// The path and query of an absolute URL.
    package static func path(of url: String) -> String {
        guard let scheme = url.utf8.firstIndex(of: UInt8(ascii: ":")) else { return "/" }
        let authority = url[scheme...].dropFirst(3)
        guard let slash = authority.firstIndex(of: "/") else { return "/" }
        return String(authority[slash...].prefix { $0 != "#" })
    }

    /// A body in canonical form without volatile members; nil for what is no JSON object.
    private static func stable(_ body: [UInt8]) -> String? {
        guard
            case .success(let json) = Result(catching: { () throws(JSONParser.Failure) in try JSONParser.parse(body) }),
            let members = json.members
        else { return nil }
        return JSON.object(members.filter { !volatile.contains($0.key) }.map { ($0.key, withoutSeeds($0.value)) })
            .canonical
    }

    /// Parameters that some dialects keep one level down.
    private static func withoutSeeds(_ value: JSON) -> JSON {
        guard let members = value.members else { return value }
        return .object(members.filter { !volatile.contains($0.key) }.map { ($0.key, $0.value) })
    }
}

extension TransportFailure {
    /// Whether this process ended the exchange: such an exchange says nothing about the far end.
    fileprivate var isOwn: Bool {
        switch self {
        case .cancelled, .shutDown, .badRequest: true
        case .timeout, .lowSpeed, .bodyTooLarge, .headersTooLarge, .nameNotFound, .connectionFailed, .tls,
            .connectionLost, .protocolError, .proxy:
            false
        }
    }
}
