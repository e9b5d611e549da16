package import Core

/// A file of exported traces or a recording: one JSON object a line, each a trace or an object that holds one.
package enum TraceFile {
    /// Most bytes of such a file.
    package static let maximumBytes = 256 << 20

    /// Its traces in order; lines without a trace (samples that were never sent) and empty lines are passed over.
    package static func read(_ path: String) throws(SourceFailure) -> [Trace] {
        let bytes: [UInt8]
        do {
            bytes = try Files.read(path, limit: maximumBytes)
        } catch {
            throw .unreadable(path, error.reason)
        }
        var traces: [Trace] = []
        for (index, line) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { $0 > 32 }) else { continue }
            let place = "\(path):\(index + 1)"
            let json: JSON
            do {
                json = try JSONParser.parse(Array(line))
            } catch {
                throw .unreadable("\(place):\(error.offset + 1)", error.problem)
            }
            if json["sample"] != nil, json["trace"]?.isNull == true { continue }
            guard let trace = Trace(json: json["trace"] ?? json) else { throw .notATrace(place) }
            traces.append(trace)
        }
        return traces
    }
}
