package import Core
internal import Store
internal import Transport

/// What answers the questions of `plummet trace`: the running daemon over HTTP, or a store that is read beside it.
package struct TraceArchive: Sendable {
    private enum Place: Sendable {
        case daemon(DaemonCalls)
        case store(StoreReader)
    }

    private let place: Place

    /// Most samples that are asked for at once.
    private static let page = 200

    /// The daemon that these calls reach.
    init(_ calls: DaemonCalls) { place = .daemon(calls) }

    /// A store of its own directory.
    init(_ reader: StoreReader) { place = .store(reader) }

    /// Lets go of what was opened; nothing can be asked afterwards.
    package func close() async {
        switch place {
        case .daemon(let calls): await calls.close()
        case .store(let reader): reader.close()
        }
    }

    /// Hands over the samples of a selection, the newest first, at most `limit` (nil for all); how many there were.
    @discardableResult
    package func list(
        _ selection: TraceSelection, limit: Int?, _ body: (ListedTrace) async throws -> Void
    ) async throws -> Int {
        var (count, cursor): (Int, SampleCursor?) = (0, nil)
        repeat {
            let wanted = min(limit.map { $0 - count } ?? Self.page, Self.page)
            guard wanted > 0 else { break }
            let (traces, next) = try await page(selection, after: cursor, limit: wanted)
            for trace in traces { try await body(trace) }
            count += traces.count
            cursor = next
        } while cursor != nil
        return count
    }

    /// Everything about a sample, or nil when there is no such sample.
    package func reconstruction(_ id: RecordID) async throws -> Reconstruction? {
        switch place {
        case .store(let reader): return try await reader.reconstruction(id)
        case .daemon(let calls):
            do {
                return try SourceFailure.read(try await calls.get("/api/v1/traces/\(id)"), "the sample \(id)") {
                    Reconstruction(json: $0)
                }
            } catch SourceFailure.notFound {
                return nil
            }
        }
    }

    private func page(
        _ selection: TraceSelection, after: SampleCursor?, limit: Int
    ) async throws -> (traces: [ListedTrace], next: SampleCursor?) {
        switch place {
        case .store(let reader):
            let page = try await reader.samples(selection.query(after: after, limit: limit))
            let kept = try await reader.kept(page.samples.map(\.id))
            return (page.samples.map { ListedTrace(sample: $0, kept: kept.contains($0.id)) }, page.next)
        case .daemon(let calls):
            let target = selection.target(after: after, limit: limit)
            return try SourceFailure.read(try await calls.get(target), "the list of traces") { json in
                guard let traces = json["traces"]?.array else { return nil }
                let listed = traces.compactMap { each in
                    Sample(json: each).map { ListedTrace(sample: $0, kept: each["kept"]?.bool ?? false) }
                }
                guard listed.count == traces.count else { return nil }
                return (listed, json["next"]?.string.flatMap(SampleCursor.init))
            }
        }
    }
}

/// Requests to the running daemon over one connection that is kept.
struct DaemonCalls: Sendable {
    /// The daemon's URL without a slash at the end.
    let base: String
    private let transport = Transport(environment: [:])

    func close() async { await transport.shutDown() }

    /// The body of an answer of 200; throws for every other.
    func get(_ target: String) async throws -> [UInt8] {
        try await body(
            OutboundRequest(method: "GET", url: base + target, headers: [Header("accept", "application/json")]), target)
    }

    /// Changes something; throws for every answer but 200 and 202.
    func post(_ target: String, _ body: JSON, token: Secret) async throws {
        var request = OutboundRequest(
            method: "POST", url: base + target,
            headers: [Header("accept", "application/json"), Header("content-type", "application/json")],
            body: Array(body.text.utf8))
        request.secretHeaders = [SecretHeader("authorization", prefix: "Bearer ", token)]
        _ = try await self.body(request, target)
    }

    private func body(_ request: OutboundRequest, _ target: String) async throws -> [UInt8] {
        let exchange = await transport.exchange(
            request, limits: ExchangeLimits(total: .seconds(15), bodyBytes: 64 << 20))
        if let failure = exchange.failure {
            throw SourceFailure.unreachable(base, failure.detail.isEmpty ? failure.code : failure.detail)
        }
        switch exchange.status {
        case 200, 202: return exchange.body
        case 404: throw SourceFailure.notFound(String(target.split(separator: "/").last ?? ""))
        case 400, 401, 403, 409:
            // A sentence of the daemon for who asked.
            let said = try? JSONParser.parse(exchange.body)["error"]?["message"]?.string
            throw SourceFailure.refused((said ?? nil) ?? "it answered \(exchange.status)")
        default: throw SourceFailure.unreachable(base, "it answered \(exchange.status)")
        }
    }
}
