import Alerting
import Core
import Testing

/// What holds for every sink of the registry; a new one is picked up by itself and needs `options.json` with all its
/// options.
@Suite struct SinkContractTests {
    static let types = Sinks.all.map { $0.type }

    private func sink(_ type: String) throws -> any Sink {
        let file = SourceFile(path: "\(type)/options.json", bytes: try Fixtures.bytes("\(type)/options.json"))
        let (declaration, diagnostics) = Sinks.shape.read(file: file)
        #expect(diagnostics.isEmpty)
        return try #require(declaration).resolve(Given.secrets, version: "1.2.3")
    }

    @Test func `types are unique`() { #expect(Set(Self.types).count == Self.types.count) }

    @Test(arguments: types)
    func `the request is as it was`(type: String) throws {
        let request = try sink(type).request(for: Given.notification(body: #"{"a":1}"#), at: Given.now)
        var lines = ["\(request.method) \(request.url.replacing(Given.mark, with: "SECRET"))"]
        lines += request.headers.map { "\($0.name): \($0.value)" }
        lines += request.secretHeaders.map { "\($0.name): \($0.prefix)\($0.secret)" }
        lines += ["", String(decoding: request.body, as: UTF8.self), ""]
        try Fixtures.expectGolden(lines.joined(separator: "\n"), "\(type)/request.txt")
    }

    @Test(arguments: types)
    func `the idempotency key is the same in every attempt and differs between alerts`(type: String) throws {
        let sink = try sink(type)
        var other = Given.notification()
        other.id = RecordID(0xABCE)
        func carriers(_ row: Core.Notification, _ seconds: Int) -> [String] {
            let request = sink.request(for: row, at: Given.now + .seconds(seconds))
            let values =
                request.headers.map { "\($0.name): \($0.value)" } + [String(decoding: request.body, as: UTF8.self)]
            return values.filter { $0.contains("\(row.id)") }
        }
        let first = carriers(Given.notification(), 0)
        #expect(!first.isEmpty)
        #expect(carriers(Given.notification(), 3600) == first)
        #expect(carriers(other, 0) != first)
    }

    @Test(arguments: types)
    func `no secret stands where it can be seen`(type: String) throws {
        let sink = try sink(type)
        let request = sink.request(for: Given.notification(), at: Given.now)
        #expect(sink.secrets.count >= 1)
        var visible = request.headers.flatMap { [$0.name, $0.value] } + [String(decoding: request.body, as: UTF8.self)]
        visible += request.secretHeaders.map { "\($0)" }
        for failure in failures { visible.append("\(sink.classify(Exchange(failure: failure), at: Given.now))") }
        for text in visible {
            #expect(!text.contains(Given.mark))
            #expect(!text.contains(Base64.encode(Array(Given.mark.utf8)).prefix(20)))
        }
        // The URL, where it is a secret, is known to the redactor.
        #expect(!Redactor(sink.secrets).redact(request.url).contains(Given.mark))
    }

    private var failures: [TransportFailure] {
        [
            .badRequest("bad URL https://x/\(Given.mark)"), .timeout(.connect), .tls("no certificate"),
            .bodyTooLarge(limit: 9),
        ]
    }

    @Test(arguments: types)
    func `every status has its meaning, and only success delivers`(type: String) throws {
        let sink = try sink(type)
        var table: [String] = []
        for status in 100...599 {
            let result = sink.classify(Exchange(status: status, headers: [Header("Retry-After", "7")]), at: Given.now)
            let word =
                switch result {
                case .delivered: "delivered"
                case .later(_, let after): "later" + (after.map { " after \($0.text)" } ?? "")
                case .rejected: "rejected"
                case .refused: "refused"
                case .interrupted: "interrupted"
                }
            #expect((word == "delivered") == (200..<300).contains(status))
            if table.last?.hasSuffix(": \(word)") == true, let range = table.last?.split(separator: ":").first {
                table[table.count - 1] = "\(range.split(separator: "-")[0])-\(status): \(word)"
            } else {
                table.append("\(status): \(word)")
            }
        }
        try Fixtures.expectGolden(table.joined(separator: "\n") + "\n", "\(type)/statuses.txt")
    }

    @Test(arguments: types)
    func `a transport failure is tried again, and stopping the process is no failure`(type: String) throws {
        let sink = try sink(type)
        func result(_ failure: TransportFailure, status: Int = 0) -> DeliveryResult {
            sink.classify(Exchange(status: status, failure: failure), at: Given.now)
        }
        #expect(result(.timeout(.firstByte)) == .later("timeout-first-byte", after: nil))
        #expect(result(.connectionFailed("refused")) == .later("connection-failed", after: nil))
        #expect(result(.tls("expired")) == .later("tls", after: nil))
        #expect(result(.cancelled) == .interrupted)
        #expect(result(.shutDown) == .interrupted)
        #expect(result(.cancelled, status: 200) == .interrupted)
        // A receiver that said yes and then talked too long has the alert.
        #expect(result(.bodyTooLarge(limit: 9), status: 200) == .delivered)
        #expect(result(.bodyTooLarge(limit: 9), status: 500) == .later("body-too-large", after: nil))
        guard case .rejected = result(.badRequest("")) else {
            Issue.record("a bad request is a bad configuration"); return
        }
    }

    @Test func `Retry-After is read as seconds or as a date`() {
        func after(_ value: String) -> Duration? {
            RetryAfter.duration(of: [Header("retry-after", value)], at: Given.now)
        }
        #expect(after("120") == .seconds(120))
        #expect(after(" 0 ") == .zero)
        #expect(after("Tue, 13 Jun 2023 09:31:30 GMT") == .seconds(90))
        #expect(after("Tue, 13 Jun 2023 09:00:00 GMT") == .zero)
        #expect(after("99999999999999999999") == .seconds(1_000_000_000))
        for odd in ["", "-5", "soon", "1.5", "Tue, 13 Jum 2023 09:31:30 GMT", "Tuesday, 13-Jun-23 09:31:30 GMT"] {
            #expect(after(odd) == nil, "\(odd)")
        }
        #expect(RetryAfter.duration(of: [], at: Given.now) == nil)
    }
}
