internal import Core

extension CallingStatus {
    var json: JSON {
        [
            "places": .int(places), "configured_places": .int(configuredPlaces),
            "limits": .array(
                limits.map {
                    [
                        "kind": .string($0.kind.rawValue), "limit": .double($0.limit),
                        "remaining": .double($0.remaining),
                    ]
                }),
            "wait_seconds": .double(wait.inSeconds), "paced": .int(paced), "retry_left": .double(retryLeft),
            "breaker_open_until": .optional(breakerOpenUntil?.description),
        ]
    }
}

extension PoolStatus {
    var json: JSON {
        [
            "connection": .optional(connection?.rawValue), "backend": .string(backend), "region": .string(region),
            "peer": .string(peer), "answers": .int(answers), "score": .double(score),
        ]
    }
}

extension PaceStatus {
    var json: JSON {
        [
            "shedding": .bool(isShedding), "lateness_seconds": .double(lateness.inSeconds),
            "limit_seconds": .double(limit.inSeconds),
        ]
    }
}

extension UnreachableStatus {
    var json: JSON {
        [
            "name": .string(name), "gateway": .optional(gateway), "since": .string("\(since)"),
            "providers": .array(providers.map(JSON.string)),
        ]
    }
}
