internal import Core
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore

/// From a request of the wire to an answer of the site: checks host, size and token, adds the headers of every answer.
struct Responder: HTTPResponder {
    /// What Hummingbird keeps for a request.
    typealias Context = BasicRequestContext

    let site: Site
    /// The token that requests which change state have to carry; nil refuses them all.
    let token: @Sendable () -> Secret?
    let hosts: HostCheck
    /// Most bytes of a body.
    let bodyBytes: Int

    /// Answers one request.
    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        var answer: Answer
        do {
            answer = try await self.answer(request)
        } catch let refusal as Refusal {
            answer = site.refusal(refusal, at: request.head.path ?? "")
        }
        return response(answer, isHead: request.method == .head)
    }

    private func answer(_ request: Request) async throws -> Answer {
        guard hosts.accepts(request.head.authority) else {
            throw Refusal(421, "This host is not served here; set external_url if it should be.")
        }
        guard let target = Target(request.head.path ?? "") else { throw Refusal(400, "The address cannot be read.") }
        if let length = request.headers[.contentLength], (Int(length) ?? .max) > bodyBytes { throw tooLarge }
        switch request.method {
        case .get, .head:
            return try await site.read(target, accept: request.headers[.accept] ?? "")
        case .post, .put:
            guard site.isCommand(target) else { throw notAllowed("GET, HEAD", target) }
            try authorize(request)
            do {
                let body = try await request.body.collect(upTo: bodyBytes)
                return try await site.command(target, body: Array(body.readableBytesView))
            } catch is NIOTooManyBytesError {
                throw tooLarge
            }
        default:
            throw notAllowed(site.isCommand(target) ? "POST, PUT" : "GET, HEAD", target)
        }
    }

    private func authorize(_ request: Request) throws(Refusal) {
        guard let token = token() else {
            throw Refusal(
                403, "No token is configured, so nothing can be changed over HTTP; set \"token\" in the configuration.")
        }
        let given = request.headers[.authorization] ?? ""
        // Digests of equal length are compared, so that not even the token's length shows in the time it takes.
        let isRight =
            given.lowercased().hasPrefix("bearer ")
            && Digest.equal(
                Digest.sha256(Array(given.dropFirst(7).utf8)), Digest.sha256(Array(token.revealedText.trimmed.utf8)))
        guard isRight else {
            throw Refusal(
                401, "This needs the header Authorization: Bearer with the configured token.",
                headers: [Header("WWW-Authenticate", "Bearer realm=\"plummet\"")])
        }
    }

    private var tooLarge: Refusal { Refusal(413, "The body is larger than \(bytesForPeople(bodyBytes)).") }

    private func notAllowed(_ allowed: String, _ target: Target) -> Refusal {
        Refusal(405, "This address takes \(allowed) only.", headers: [Header("Allow", allowed)])
    }

    /// Pages load nothing from elsewhere, run no inline script, and are shown in no foreign frame.
    private static let policy = [
        "default-src 'none'", "style-src 'self'", "script-src 'self'", "connect-src 'self'", "img-src 'self' data:",
        "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    private func response(_ answer: Answer, isHead: Bool) -> Response {
        var headers = HTTPFields()
        let all =
            [
                Header("Content-Type", answer.contentType), Header("Content-Length", "\(answer.body.count)"),
                Header("Cache-Control", "no-store"), Header("Content-Security-Policy", Responder.policy),
                Header("X-Content-Type-Options", "nosniff"), Header("X-Frame-Options", "DENY"),
                Header("Referrer-Policy", "no-referrer"), Header("Cross-Origin-Resource-Policy", "same-origin"),
            ] + answer.headers
        for header in all {
            if let name = HTTPField.Name(header.name) { headers[name] = header.value }
        }
        let body = isHead ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        return Response(status: .init(code: answer.status), headers: headers, body: body)
    }
}
