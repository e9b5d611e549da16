import Core
import Dialects
import Foundation
import TestSupport
import Testing
import Transport

/// Every dialect against one far end that goes wrong in every known way, over real HTTP.
@Suite struct DialectFaultTests {
    private static let probe = RenderedProbe(
        messages: [Message(role: .user, content: "What is the capital of France? Reply with the name only.")],
        sampling: Sampling(temperature: 0, maxOutputTokens: 16), evaluate: [], seed: 7)
    private static let now = Timestamp(rfc3339: "2026-11-23T09:00:00Z") ?? .distantPast
    private static let limits = ExchangeLimits(
        total: .seconds(2), connect: .seconds(2), firstByte: .milliseconds(700), lowSpeedBytesPerSecond: 0,
        bodyBytes: 256 << 10, headerBytes: 16 << 10)

    /// An answer of a dialect, as a fixture has it, and what it means.
    private struct Known: Sendable {
        var dialect: any Dialect
        var good: GoodAnswer
        var completion: Completion
        var isStream: Bool
    }

    /// One whole and, where the API streams, one streamed answer of a dialect.
    private static func known(_ name: String) throws -> [Known] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/dialects/\(name)/decode")
        var found: [Known] = []
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted() {
            let json = try JSONParser.parse(Array(Data(contentsOf: folder.appending(path: file))))
            let options = json["provider"]?["options"] ?? json["options"] ?? .null
            guard let dialect = Dialects.named(name, options: options), json["response"]?["status"]?.int == 200 else {
                continue
            }
            let headers = (json["response"]?["headers"]?.array ?? []).compactMap(Header.init(json:))
            let good = GoodAnswer(headers: headers, body: json["response"]?["body"]?.blob ?? [])
            let isStream = json["streamed"]?.bool ?? false
            let exchange = Exchange(status: 200, headers: headers, body: good.body)
            let decoding = dialect.decode(exchange, of: probe, streamed: isStream, now: now)
            guard case .completion(let completion) = decoding.decoded, completion.outcome == .ok,
                !completion.text.isEmpty, (decoding.form == .stream) == isStream,
                !found.contains(where: { $0.isStream == isStream })
            else { continue }
            found.append(Known(dialect: dialect, good: good, completion: completion, isStream: isStream))
        }
        return found
    }

    @Test(arguments: Dialects.all.map(\.name))
    func `every fault of a far end has its name in every dialect, and none is an answer`(_ name: String) async throws {
        let answers = try Self.known(name)
        #expect(answers.contains { !$0.isStream }, "\(name) has a fixture of a whole answer")
        for known in answers {
            let faults = FarEndFault.ofTransport + FarEndFault.ofBody
            let farEnd = try FarEndServer { connection in
                while let request = connection.readRequest() {
                    let index = request.target.split(separator: "/").last.flatMap { Int($0) } ?? -1
                    guard faults.indices.contains(index) else {
                        connection.send(known.good.response)
                        continue
                    }
                    if !faults[index].play(connection, known.good) { return }
                }
            }
            let transport = Transport(environment: [:])
            await withTaskGroup(of: Void.self) { group in
                for (index, fault) in faults.enumerated() {
                    if index >= 8 { await group.next() }
                    group.addTask {
                        let decoding = await self.ask(known, "\(farEnd.url)/\(index)", over: transport)
                        self.check(
                            decoding, fault, known, "\(name)\(known.isStream ? ", streamed" : ""): \(fault.name)")
                    }
                }
            }
            let after = await ask(known, farEnd.url + "/well", over: transport)
            check(after, FarEndFault("none", .harmless) { _, _ in true }, known, "\(name) after all faults")
            await transport.shutDown()
            farEnd.stop()
        }
    }

    private func ask(_ known: Known, _ url: String, over transport: Transport) async -> Decoding {
        let exchange = await transport.exchange(
            OutboundRequest(url: url, headers: [Header("content-type", "application/json")], body: Array("{}".utf8)),
            route: Route(proxy: .none), limits: Self.limits)
        return known.dialect.decode(exchange, of: Self.probe, streamed: known.isStream, now: Self.now)
    }

    private func check(_ decoding: Decoding, _ fault: FarEndFault, _ known: Known, _ place: String) {
        switch fault.expectation {
        case .harmless:
            guard case .completion(let completion) = decoding.decoded else {
                Issue.record("\(place): \(decoding.decoded)")
                return
            }
            #expect(completion == known.completion, "\(place)")
        case .failure(let outcomes):
            guard case .failure(let failure) = decoding.decoded else {
                Issue.record("\(place): taken for an answer, \(decoding.outcome)")
                return
            }
            #expect(outcomes.contains(failure.outcome), "\(place): \(failure)")
            #expect(!failure.message.contains("capital of France"), "\(place): quotes the prompt")
        case .anyOf(let outcomes):
            #expect(outcomes.contains(decoding.outcome), "\(place): \(decoding.decoded)")
            if case .completion(let completion) = decoding.decoded {
                #expect(completion.text == known.completion.text, "\(place): another answer")
            }
        }
    }
}
