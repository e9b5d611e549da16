package import Core

/// A span as OTLP knows it. **Source:** opentelemetry-proto, `trace/v1/trace.proto`, in its JSON encoding: identities in
/// hexadecimal digits, keys in lowerCamelCase, enumerations as numbers, 64-bit integers as strings.
package struct OTLPSpan: Sendable, Equatable {
    /// Something that happened at a moment of the span.
    package struct Event: Sendable, Equatable {
        package var name: String
        package var at: Timestamp
        package var attributes: [OTLPAttribute]
    }

    /// 32 hexadecimal digits.
    package var trace: String
    /// 16 hexadecimal digits.
    package var id: String
    /// 16 hexadecimal digits; nil for the root.
    package var parent: String?
    package var name: String
    package var start: Timestamp
    package var end: Timestamp
    package var attributes: [OTLPAttribute]
    package var events: [Event]
    /// Why it failed, for people; nil when it did not.
    package var failure: String?

    /// `SPAN_KIND_CLIENT`: every span here is a call of somebody else.
    private static let client = 3
    /// `STATUS_CODE_ERROR`.
    private static let error = 2

    var json: JSON {
        .compact([
            ("traceId", .string(trace)), ("spanId", .string(id)), ("parentSpanId", parent.map(JSON.string)),
            ("name", .string(name)), ("kind", .int(OTLPSpan.client)), ("startTimeUnixNano", .nanoseconds(start)),
            ("endTimeUnixNano", .nanoseconds(end)), ("attributes", .array(attributes.map(\.json))),
            ("events", events.isEmpty ? nil : .array(events.map(\.json))),
            (
                "status",
                failure.map { text in
                    .compact([("message", text.isEmpty ? nil : .string(text)), ("code", .int(OTLPSpan.error))])
                }
            ),
        ])
    }
}

extension OTLPSpan.Event {
    fileprivate var json: JSON {
        [
            "timeUnixNano": .nanoseconds(at), "name": .string(name), "attributes": .array(attributes.map(\.json)),
        ]
    }
}

/// A key with its value.
package struct OTLPAttribute: Sendable, Equatable {
    /// What a value may be.
    package enum Value: Sendable, Equatable {
        case string(String)
        case int(Int)
        case double(Double)
        case bool(Bool)
        case strings([String])
    }

    package var key: String
    package var value: Value

    package init(_ key: String, _ value: Value) {
        self.key = key
        self.value = value
    }

    var json: JSON { ["key": .string(key), "value": value.json] }
}

extension OTLPAttribute.Value {
    fileprivate var json: JSON {
        switch self {
        case .string(let value): ["stringValue": .string(value)]
        case .int(let value): ["intValue": .string("\(value)")]
        case .double(let value): ["doubleValue": .double(value)]
        case .bool(let value): ["boolValue": .bool(value)]
        case .strings(let values):
            ["arrayValue": ["values": .array(values.map { ["stringValue": .string($0)] })]]
        }
    }
}

/// Attributes that are put together in order; what is not known is left out.
struct OTLPAttributes {
    private(set) var all: [OTLPAttribute] = []

    mutating func add(_ key: String, _ text: String?) {
        guard let text, !text.isEmpty else { return }
        all.append(OTLPAttribute(key, .string(text)))
    }

    mutating func add(_ key: String, _ number: Int?) { if let number { all.append(OTLPAttribute(key, .int(number))) } }

    mutating func add(_ key: String, _ number: Double?) {
        if let number { all.append(OTLPAttribute(key, .double(number))) }
    }

    mutating func add(_ key: String, _ texts: [String]) {
        if !texts.isEmpty { all.append(OTLPAttribute(key, .strings(texts))) }
    }
}

extension JSON {
    /// Nanoseconds since 1970 as a decimal string; nothing here is before that.
    fileprivate static func nanoseconds(_ time: Timestamp) -> JSON {
        .string(time.microseconds > 0 ? "\(time.microseconds)000" : "0")
    }
}
