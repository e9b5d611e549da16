package import Core

/// One way in which a far end goes wrong, whatever dialect it speaks, and what may be said of it.
package struct FarEndFault: Sendable {
    /// What must come out.
    package enum Expectation: Sendable {
        /// The answer as if nothing had happened.
        case harmless
        /// One of these outcomes, and never an answer.
        case failure(Set<Outcome>)
        /// One of these outcomes; an answer is allowed where the outcome is `ok`.
        case anyOf(Set<Outcome>)
    }

    package var name: String
    package var expectation: Expectation
    /// Does with the connection what the fault is; true when the connection goes on.
    package var play: @Sendable (FarEndConnection, GoodAnswer) -> Bool

    package init(
        _ name: String, _ expectation: Expectation,
        _ play: @escaping @Sendable (FarEndConnection, GoodAnswer) -> Bool
    ) {
        self.name = name
        self.expectation = expectation
        self.play = play
    }

    /// One that sends bytes as they are and closes.
    package static func bytes(
        _ name: String, _ expectation: Expectation, _ make: @escaping @Sendable (GoodAnswer) -> [UInt8]
    ) -> FarEndFault {
        FarEndFault(name, expectation) { connection, good in
            connection.send(make(good))
            return false
        }
    }

    /// One that answers 200 with another body under the good answer's headers.
    package static func body(
        _ name: String, _ expectation: Expectation, _ make: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) -> FarEndFault {
        bytes(name, expectation) { good in
            var bad = good
            bad.body = make(good.body)
            return bad.response
        }
    }

    /// One that answers a status with a common error body.
    package static func status(_ status: Int, _ outcome: Outcome, _ more: [String] = []) -> FarEndFault {
        bytes("status \(status) \(more.joined())", .failure([outcome])) { _ in
            let body = Array(#"{"error":{"message":"It broke."},"message":"It broke."}"#.utf8)
            let answer = GoodAnswer(headers: [Header("Content-Type", "application/json")], body: body)
            return answer.head(status: status, more + ["Content-Length: \(body.count)"]) + body
        }
    }
}

extension FarEndFault {
    /// Faults of the connection and of HTTP.
    package static let ofTransport: [FarEndFault] = [
        bytes("closed at once", .failure([.network])) { _ in [] },
        bytes("nothing but bytes", .failure([.network])) { _ in [0, 255, 1, 254, 13, 10, 13, 10] },
        FarEndFault("reset before the answer", .failure([.network])) { connection, _ in
            connection.reset()
            return false
        },
        FarEndFault("silence", .failure([.timeout])) { connection, _ in
            connection.hold()
            return false
        },
        FarEndFault("a head and then silence", .failure([.timeout])) { connection, good in
            connection.send(good.head(["Content-Length: \(good.body.count)"]))
            connection.hold()
            return false
        },
        FarEndFault("half the body and then silence", .failure([.timeout])) { connection, good in
            connection.send(good.response.dropLast(good.body.count / 2 + 1).map(\.self))
            connection.hold()
            return false
        },
        FarEndFault("a byte at a time, for ever", .failure([.timeout])) { connection, good in
            connection.send(good.head(["Transfer-Encoding: chunked"]))
            while connection.send(GoodAnswer.chunk([32])), connection.wait(.milliseconds(40)) {}
            return false
        },
        bytes("half the body and the end", .failure([.network, .truncatedStream])) { good in
            good.response.dropLast(good.body.count / 2 + 1).map(\.self)
        },
        FarEndFault("half the body and a reset", .failure([.network, .truncatedStream])) { connection, good in
            connection.send(good.response.dropLast(good.body.count / 2 + 1).map(\.self))
            connection.wait(.milliseconds(20))
            connection.reset()
            return false
        },
        bytes("half the body in good order", .failure([.truncatedStream, .malformed])) { good in
            var half = good
            half.body = Array(good.body.prefix(good.body.count / 2))
            return half.response
        },
        bytes("a length that is too long", .anyOf([.network, .truncatedStream, .ok])) { good in
            good.head(["Content-Length: \(good.body.count + 10)"]) + good.body
        },
        bytes("a length that is too short", .anyOf([.truncatedStream, .malformed, .ok])) { good in
            good.head(["Content-Length: \(good.body.count / 3)"]) + good.body
        },
        bytes("a broken chunk", .failure([.network, .truncatedStream])) { good in
            good.head(["Transfer-Encoding: chunked"]) + GoodAnswer.chunk(good.body.prefix(good.body.count / 2))
                + Array("zz\r\n".utf8)
        },
        bytes("gzip that is none", .failure([.network, .truncatedStream])) { good in
            good.head(["Content-Encoding: gzip", "Content-Length: 7"]) + Array("no gzip".utf8)
        },
        FarEndFault("a flood of headers", .failure([.server, .network])) { connection, _ in
            connection.send("HTTP/1.1 200 OK\r\n")
            while connection.send("X-Flood: \(String(repeating: "x", count: 1000))\r\n") {}
            return false
        },
        FarEndFault("a flood of spaces", .failure([.server])) { connection, good in
            connection.send(good.head(["Transfer-Encoding: chunked"]))
            let piece = GoodAnswer.chunk([UInt8](repeating: 32, count: 16 << 10)[...])
            while connection.send(piece) {}
            return false
        },
        status(301, .badRequest, ["Location: http://127.0.0.1:1/"]), status(401, .auth), status(402, .money),
        status(403, .auth), status(404, .badRequest), status(408, .server), status(413, .badRequest),
        status(422, .badRequest), status(429, .rateLimited, ["Retry-After: 1"]), status(500, .server),
        status(502, .server), status(503, .server), status(504, .server), status(529, .rateLimited),
        // What looks odd and is none.
        bytes("one byte in each chunk", .harmless) { $0.chunked(by: 1) },
        bytes("a body that ends with the connection", .harmless) { good in good.head(["Connection: close"]) + good.body
        },
        bytes("early hints before the answer", .harmless) { good in
            Array("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".utf8) + good.response
        },
        bytes("the answer twice", .harmless) { good in good.response + good.response },
    ]

    /// Faults of what is sent as the body of a success.
    package static let ofBody: [FarEndFault] = [
        body("nothing", .failure([.malformed, .truncatedStream])) { _ in [] },
        body("white space", .failure([.malformed, .truncatedStream])) { _ in Array("  \r\n ".utf8) },
        body("a page", .failure([.errorIn200])) { _ in Array("<html>Welcome to nginx</html>".utf8) },
        body("words", .failure([.malformed, .truncatedStream])) { _ in Array("Forty-one.".utf8) },
        body("null", .failure([.malformed, .truncatedStream])) { _ in Array("null".utf8) },
        body("a number", .failure([.malformed, .truncatedStream])) { _ in Array("41".utf8) },
        body("an empty object", .failure([.malformed, .truncatedStream])) { _ in Array("{}".utf8) },
        body("an empty array", .failure([.malformed, .truncatedStream])) { _ in Array("[]".utf8) },
        body("NULs", .failure([.malformed, .truncatedStream])) { _ in [UInt8](repeating: 0, count: 5000) },
        body("random bytes", .failure([.malformed, .truncatedStream, .server])) { _ in
            var random = SeededRandom(seed: 41)
            return (0..<4096).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        },
        body("deep nesting", .failure([.malformed, .truncatedStream])) { _ in
            [UInt8](repeating: UInt8(ascii: "["), count: 50_000) + [UInt8](repeating: UInt8(ascii: "]"), count: 50_000)
        },
        body("an error of a gateway", .failure([.errorIn200, .server])) { _ in
            Array(#"{"error":{"message":"It broke.","code":502}}"#.utf8)
        },
    ]
}
