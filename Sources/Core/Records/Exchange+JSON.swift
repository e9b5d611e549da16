extension Exchange {
    /// The exchange with its times in microseconds.
    package var json: JSON {
        func time(_ value: Duration?) -> JSON? { value.map { .int(Int($0.microseconds)) } }
        return .compact([
            ("status", .int(status)), ("http_version", .string(httpVersion)),
            ("headers", .array(headers.map(\.kept.json))),
            ("body", .blob(body)),
            (
                "chunks",
                chunks.isEmpty ? nil : .array(chunks.map { .array([.int(Int($0.at.microseconds)), .int($0.length)]) })
            ),
            (
                "phases",
                .compact([
                    ("queue", time(phases.queue)), ("name_lookup", time(phases.nameLookup)),
                    ("connect", time(phases.connect)),
                    ("tls", time(phases.tls)), ("request_ready", time(phases.requestReady)),
                    ("first_byte", time(phases.firstByte)), ("total", time(phases.total)),
                ])
            ),
            ("peer", peer.isEmpty ? nil : .string(peer)), ("reused_connection", .bool(reusedConnection)),
            ("failure", failure?.json),
        ])
    }

    /// Reads back what `json` wrote, or nil.
    package init?(json: JSON) {
        guard let status = json["status"]?.int, let headers = json["headers"]?.array, let body = json["body"]?.blob
        else { return nil }
        func time(_ key: String) -> Duration? { json["phases"]?[key]?.int.map { .microseconds($0) } }
        var phases = Phases()
        phases.queue = time("queue") ?? .zero
        phases.nameLookup = time("name_lookup")
        phases.connect = time("connect")
        phases.tls = time("tls")
        phases.requestReady = time("request_ready")
        phases.firstByte = time("first_byte")
        phases.total = time("total") ?? .zero
        self.init(
            status: status, httpVersion: json["http_version"]?.string ?? "", headers: headers.compactMap(Header.init),
            body: body,
            chunks: (json["chunks"]?.array ?? []).compactMap { pair in
                guard let at = pair[0]?.int, let length = pair[1]?.int else { return nil }
                return Chunk(at: .microseconds(at), length: length)
            },
            phases: phases, peer: json["peer"]?.string ?? "",
            reusedConnection: json["reused_connection"]?.bool ?? false,
            failure: json["failure"].flatMap(TransportFailure.init(json:)))
    }
}

extension TransportFailure {
    package var json: JSON {
        switch self {
        case .bodyTooLarge(let limit), .headersTooLarge(let limit): ["code": .string(code), "limit": .int(limit)]
        default: ["code": .string(code), "detail": .string(detail)]
        }
    }

    package init?(json: JSON) {
        guard let code = json["code"]?.string else { return nil }
        let limit = json["limit"]?.int ?? 0
        let detail = json["detail"]?.string ?? ""
        let all: [TransportFailure] =
            Phase.allCases.map { .timeout($0) } + [
                .lowSpeed, .bodyTooLarge(limit: limit), .headersTooLarge(limit: limit), .nameNotFound(detail),
                .connectionFailed(detail), .tls(detail), .connectionLost(detail), .protocolError(detail),
                .proxy(detail),
                .badRequest(detail), .cancelled, .shutDown,
            ]
        guard let failure = all.first(where: { $0.code == code }) else { return nil }
        self = failure
    }
}
