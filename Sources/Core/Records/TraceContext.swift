/// The identities under which tracing systems know a sample: stable hashes, so that what was sent upstream and what is
/// exported later agree. **Source:** W3C Trace Context, section 3.2 (`traceparent`, version 00).
package struct TraceContext: Sendable, Equatable {
    private let sample: RecordID

    /// The identities of a sample.
    package init(sample: RecordID) { self.sample = sample }

    /// Of everything that belongs to the sample: 32 hexadecimal digits, never all zero.
    package var trace: String { hex(["trace", "\(sample)", "high"]) + hex(["trace", "\(sample)", "low"]) }

    /// Of the sample itself: 16 hexadecimal digits, never all zero.
    package var root: String { hex(["span", "\(sample)"]) }

    /// Of one attempt at one turn, both counted from 0: a repeated request is another span of the same trace.
    package func span(turn: Int, attempt: Int) -> String { hex(["span", "\(sample)", "\(turn)", "\(attempt)"]) }

    /// The header that tells a far end which span its work belongs to; sampled, because every sample is kept.
    package func header(turn: Int, attempt: Int) -> Header {
        Header("traceparent", "00-\(trace)-\(span(turn: turn, attempt: attempt))-01")
    }

    /// Zero stands for no identity.
    private func hex(_ parts: [String]) -> String {
        let digits = StableHash.hex(parts)
        return digits.utf8.allSatisfy { $0 == UInt8(ascii: "0") } ? "0000000000000001" : digits
    }
}
