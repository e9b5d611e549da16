package import Core

/// A stored sample as it comes from a store, the daemon or a line of an export: its trace, and whose it is.
package struct TracedSample: Sendable {
    /// Where it was found: `export.jsonl:17`, or the sample's id.
    package var place: String
    /// The provider's name; nil where only the trace is known.
    package var provider: String?
    /// Nil for a sample that was never sent, or whose trace is no longer kept.
    package var trace: Trace?

    package init(place: String, provider: String?, trace: Trace?) {
        self.place = place
        self.provider = provider
        self.trace = trace
    }

    /// What an object of an export or of the API says: a trace, or one beside its sample.
    init(_ json: JSON, at place: String) throws(SourceFailure) {
        self.init(place: place, provider: json["sample"]?["provider"]?.string, trace: nil)
        if json["sample"] != nil, json["trace"]?.isNull == true { return }
        guard let trace = Trace(json: json["trace"] ?? json) else { throw .notATrace(place) }
        self.trace = trace
    }
}

extension TracedSample {
    /// Gives every sample of a file, in its order: one JSON object a line, or a single one over several lines. `body` also
    /// hears which share of the file lies behind it.
    static func each(
        in path: String, _ body: (TracedSample, Double) async throws -> Void
    ) async throws {
        let reader = try LineReader(path)
        while let line = try reader.next() {
            guard line.contains(where: { $0 > 32 }) else { continue }
            let place = "\(path):\(reader.line)"
            let json: JSON
            do throws(JSONParser.Failure) {
                json = try JSONParser.parse(line)
            } catch {
                // One object over several lines is no failure, if it is the whole file.
                guard reader.line == 1, let whole = try whole(path) else {
                    throw SourceFailure.unreadable("\(place):\(error.offset + 1)", error.problem)
                }
                return try await body(TracedSample(whole, at: path), 1)
            }
            let share = reader.size > 0 ? Double(reader.offset) / Double(reader.size) : 1
            try await body(TracedSample(json, at: place), share)
        }
    }

    /// The traces of a file, in its order; samples without one are passed over.
    package static func traces(in path: String) async throws -> [Trace] {
        var traces: [Trace] = []
        try await each(in: path) { sample, _ in if let trace = sample.trace { traces.append(trace) } }
        return traces
    }

    private static func whole(_ path: String) throws(SourceFailure) -> JSON? {
        let bytes: [UInt8]
        do throws(FileFailure) {
            bytes = try Files.read(path, limit: LineReader.longestLine)
        } catch {
            throw .unreadable(path, error.reason)
        }
        do throws(JSONParser.Failure) { return try JSONParser.parse(bytes) } catch { return nil }
    }
}
