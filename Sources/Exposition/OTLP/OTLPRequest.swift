package import Core

/// What an OTLP request says of who sends it.
package struct OTLPResource: Sendable, Equatable {
    /// The version of plummet.
    package var version: String
    /// Where is measured from; empty where that is not known.
    package var vantage: String

    package init(version: String, vantage: String) {
        self.version = version
        self.vantage = vantage
    }
}

/// Samples with their traces as the body of an OTLP request, which is also a line of an OTLP file.
/// **Source:** opentelemetry-proto, `ExportTraceServiceRequest`; OpenTelemetry Protocol File Exporter.
package enum OTLPRequest {
    /// The whole of it; prompts and answers only where `content` is true.
    package static func json(
        of samples: [(sample: Sample, trace: Trace)], from resource: OTLPResource, content: Bool
    ) -> JSON {
        let spans = samples.flatMap { SampleSpans(sample: $0.sample, trace: $0.trace, content: content).all }
        var attributes = OTLPAttributes()
        attributes.add("service.name", "plummet")
        attributes.add("service.version", resource.version)
        attributes.add("plummet.vantage", resource.vantage)
        return [
            "resourceSpans": [
                [
                    "resource": ["attributes": .array(attributes.all.map(\.json))],
                    "scopeSpans": [
                        [
                            "scope": ["name": "plummet", "version": .string(resource.version)],
                            "spans": .array(spans.map(\.json)),
                        ]
                    ],
                ]
            ]
        ]
    }
}

/// What a collector said to a request that it took. **Source:** opentelemetry-proto, `ExportTracePartialSuccess`.
package struct OTLPAnswer: Sendable, Equatable {
    /// Spans that it left out.
    package var rejectedSpans = 0
    /// Why, or what it wants us to know; at most 200 characters.
    package var message = ""

    /// Reads the body of a successful answer; one that is empty or no JSON says nothing.
    package init(body: [UInt8]) {
        guard let json = try? JSONParser.parse(body), let part = json["partialSuccess"] else { return }
        rejectedSpans = max(0, part["rejectedSpans"]?.int ?? part["rejectedSpans"]?.string.flatMap(Int.init) ?? 0)
        message = shortened(part["errorMessage"]?.string ?? "", 200)
    }
}
