internal import Core

/// The two text formats of metrics.
/// **Source:** prometheus.io, exposition formats, text 0.0.4; OpenMetrics 1.0.0.
package enum MetricsFormat: Sendable, Equatable {
    case prometheus
    case openMetrics

    /// The type that a response says.
    var contentType: String {
        switch self {
        case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }

    /// What an `Accept` header asks for: OpenMetrics when it is named in a version that can be had and not ranked
    /// below plain text; else text 0.0.4, which everything reads.
    init(accept: String) {
        var open = 0.0
        var plain = 0.0
        for range in accept.split(separator: ",") {
            let parts = range.split(separator: ";").map { String($0).trimmed.lowercased() }
            let rank = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            let version = parts.dropFirst().first { $0.hasPrefix("version=") }?.dropFirst(8)
            switch parts.first {
            case "application/openmetrics-text" where version == nil || version == "1.0.0": open = max(open, rank)
            case "text/plain" where version == nil || version == "0.0.4": plain = max(plain, rank)
            default: continue
            }
        }
        self = open > 0 && open >= plain ? .openMetrics : .prometheus
    }
}
