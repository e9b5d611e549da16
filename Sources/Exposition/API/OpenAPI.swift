internal import Core

/// The description of the API that the daemon serves itself. **Source:** OpenAPI Specification 3.1.0.
enum OpenAPI {
    /// The document for this version, reached under `server`.
    static func document(version: String, server: String) -> JSON {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "plummet", "version": .string(version),
                "description": "Health and quality of language model providers, incidents, samples and traces.",
            ],
            "servers": [["url": .string(server.isEmpty ? "/" : server)]],
            "paths": .object(paths),
            "components": [
                "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
                "schemas": [
                    "Error": [
                        "type": "object",
                        "properties": [
                            "error": [
                                "type": "object",
                                "properties": ["status": ["type": "integer"], "message": ["type": "string"]],
                            ]
                        ],
                    ]
                ],
            ],
        ]
    }

    private static let paths: [(String, JSON)] = [
        ("/api/v1/status", get("Providers in both planes, open incidents, sinks and the daemon's own condition.")),
        (
            "/api/v1/incidents",
            get(
                "Incidents, the newest suspicion first.",
                [query("state", ["type": "string", "enum": ["open", "all"]], "Which incidents."), limit])
        ),
        ("/api/v1/incidents/{id}", get("An incident with its life and its alerts.", [id])),
        (
            "/api/v1/incidents/{id}/acknowledge",
            command("post", "Acknowledges an open incident: no more reminders.", [id], success: "202")
        ),
        (
            "/api/v1/incidents/{id}/rebaseline",
            command(
                "post",
                "Accepts what an open incident tells of as the new normal; the old baselines are kept with who did it and "
                    + "why. The body is {\"author\": …, \"reason\": …}.", [id], success: "202")
        ),
        (
            "/api/v1/equivalents/{provider}",
            get("A provider beside those declared equivalent, probe by probe, on the same questions.", [provider])
        ),
        (
            "/api/v1/baselines/{provider}",
            get("The baseline of each probe of a provider, and those that it had before.", [provider])
        ),
        (
            "/api/v1/probes/{provider}",
            get(
                "What each probe of a provider is worth for noticing a loss: baseline, information, cost, flakiness.",
                [provider])
        ),
        (
            "/api/v1/samples",
            get("Samples, the newest first.", sampleFilters)
        ),
        (
            "/api/v1/traces",
            get("Samples, the newest first, and of each whether its trace is kept.", sampleFilters)
        ),
        (
            "/api/v1/traces/{id}",
            get(
                "Everything about a sample: its trace (null once that is no longer kept), the rounds before and after "
                    + "it, the steps of its incidents.", [id])
        ),
        ("/-/healthy", get("Whether the process runs.")),
        ("/-/ready", get("Whether the daemon does its work; 503 until it does.")),
        (
            "/-/reload",
            command(
                "post", "Loads configuration and probes anew; 500 with the reasons when refused.", [], success: "200")
        ),
        ("/metrics", get("Metrics as Prometheus text 0.0.4 or OpenMetrics 1.0.0, after the Accept header.")),
    ]

    private static let sampleFilters: [JSON] = [
        query("provider", ["type": "string"], "Name of a provider."),
        query("probe", ["type": "string"], "A probe as suite/id."),
        query(
            "outcome", ["type": "string", "enum": .array(Outcome.allCases.map { .string($0.rawValue) })],
            "How the sample ended."),
        query("score_below", ["type": "number"], "What the score is below; without a score is left out."),
        query(
            "incident", ["type": "string", "pattern": "^[0-9a-f]{16}$"],
            "The provider's samples while this incident was open, and those that it names."),
        query("since", moment, "The earliest end of a sample."),
        query("until", moment, "What a sample's end is before."),
        query("before", ["type": "string"], "`next` of an earlier answer, or a time after RFC 3339."), limit,
    ]

    private static let moment: JSON = ["type": "string", "format": "date-time"]

    private static let id: JSON = [
        "name": "id", "in": "path", "required": true, "schema": ["type": "string", "pattern": "^[0-9a-f]{16}$"],
    ]

    private static let provider: JSON = [
        "name": "provider", "in": "path", "required": true, "schema": ["type": "string"],
    ]

    private static let limit = query(
        "limit", ["type": "integer", "minimum": 1, "maximum": .int(API.maximumPage), "default": .int(API.usualPage)],
        "Most entries of the answer.")

    private static func query(_ name: String, _ schema: JSON, _ description: String) -> JSON {
        [
            "name": .string(name), "in": "query", "required": false, "schema": schema,
            "description": .string(description),
        ]
    }

    private static func get(_ summary: String, _ parameters: [JSON] = []) -> JSON {
        ["get": operation(summary, parameters, [("200", ["description": "Done."])])]
    }

    private static func command(_ method: String, _ summary: String, _ parameters: [JSON], success: String) -> JSON {
        let responses: [(String, JSON)] = [
            (success, ["description": "Done."]), ("401", ["description": "The token is missing or wrong."]),
            ("403", ["description": "No token is configured."]),
        ]
        var members = (operation(summary, parameters, responses).members ?? []).map { ($0.key, $0.value) }
        members.append(("security", [["token": []]]))
        return .object([(method, .object(members))])
    }

    private static func operation(_ summary: String, _ parameters: [JSON], _ responses: [(String, JSON)]) -> JSON {
        let failure: JSON = [
            "description": "Refused, with a sentence.",
            "content": ["application/json": ["schema": ["$ref": "#/components/schemas/Error"]]],
        ]
        return .object([
            ("summary", .string(summary)), ("parameters", .array(parameters)),
            ("responses", .object(responses + [("default", failure)])),
        ])
    }
}
