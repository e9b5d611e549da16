package import Core

/// Checks a document against the messages of opentelemetry-proto in OTLP's JSON encoding: known keys only, identities in
/// hexadecimal digits of the right length, 64-bit integers as decimal strings, enumerations as numbers.
/// **Source:** opentelemetry-proto, `trace/v1/trace.proto`, `common/v1/common.proto`; OTLP, "JSON Protobuf Encoding".
package enum OTLPForm {
    private indirect enum Field: Sendable {
        case text, bool, double, number, decimal
        case digits(Int)
        case message(String)
        case list(Field)
    }

    private static let messages: [String: [String: Field]] = [
        "request": ["resourceSpans": .list(.message("resourceSpans"))],
        "resourceSpans": [
            "resource": .message("resource"), "scopeSpans": .list(.message("scopeSpans")), "schemaUrl": .text,
        ],
        "resource": ["attributes": .list(.message("keyValue")), "droppedAttributesCount": .number],
        "scopeSpans": ["scope": .message("scope"), "spans": .list(.message("span")), "schemaUrl": .text],
        "scope": [
            "name": .text, "version": .text, "attributes": .list(.message("keyValue")),
            "droppedAttributesCount": .number,
        ],
        "span": [
            "traceId": .digits(32), "spanId": .digits(16), "traceState": .text, "parentSpanId": .digits(16),
            "flags": .number, "name": .text, "kind": .number, "startTimeUnixNano": .decimal,
            "endTimeUnixNano": .decimal, "attributes": .list(.message("keyValue")), "droppedAttributesCount": .number,
            "events": .list(.message("event")), "droppedEventsCount": .number, "links": .list(.message("link")),
            "droppedLinksCount": .number, "status": .message("status"),
        ],
        "event": [
            "timeUnixNano": .decimal, "name": .text, "attributes": .list(.message("keyValue")),
            "droppedAttributesCount": .number,
        ],
        "link": [
            "traceId": .digits(32), "spanId": .digits(16), "traceState": .text,
            "attributes": .list(.message("keyValue")), "droppedAttributesCount": .number, "flags": .number,
        ],
        "status": ["message": .text, "code": .number],
        "keyValue": ["key": .text, "value": .message("anyValue")],
        "anyValue": [
            "stringValue": .text, "boolValue": .bool, "intValue": .decimal, "doubleValue": .double,
            "arrayValue": .message("arrayValue"), "kvlistValue": .message("keyValueList"), "bytesValue": .text,
        ],
        "arrayValue": ["values": .list(.message("anyValue"))],
        "keyValueList": ["values": .list(.message("keyValue"))],
    ]

    /// What is wrong with an `ExportTraceServiceRequest`, by place; none when nothing is.
    package static func problems(in request: JSON) -> [String] { check(request, .message("request"), "") }

    private static func check(_ json: JSON, _ field: Field, _ place: String) -> [String] {
        let isRight: Bool
        switch field {
        case .text: isRight = json.string != nil
        case .bool: isRight = json.bool != nil
        case .double: isRight = json.double != nil
        case .number: isRight = json.int != nil
        case .decimal: isRight = json.string.flatMap(Int64.init) != nil
        case .digits(let count):
            let text = json.string ?? ""
            let isHex = text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0 | 0x20) }
            isRight = text.utf8.count == count && isHex && text.utf8.contains { $0 != 48 }
        case .list(let element):
            guard let values = json.array else { return ["\(place): no array"] }
            return values.enumerated().flatMap { check($1, element, "\(place)[\($0)]") }
        case .message(let name):
            guard let members = json.members, let known = messages[name] else { return ["\(place): no object"] }
            let alternatives = name == "anyValue" && members.count != 1 ? ["\(place): not exactly one value"] : []
            return alternatives
                + members.flatMap { member -> [String] in
                    guard let field = known[member.key] else { return ["\(place).\(member.key): unknown"] }
                    return check(member.value, field, "\(place).\(member.key)")
                }
        }
        return isRight ? [] : ["\(place): \(json.text)"]
    }
}
