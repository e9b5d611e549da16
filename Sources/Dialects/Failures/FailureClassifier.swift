import Core

/// Sorts everything that is no answer into one class each, the same for all dialects.
///
/// What decides, in this order: the transport's failure, the status, then what the body says.
struct FailureClassifier {
    /// What came back.
    let exchange: Exchange
    /// What was asked: never quoted in a message.
    let prompt: [Message]
    /// The time of the response.
    let now: Timestamp
    /// The error in the body; nil when it is not JSON or says nothing.
    let error: ProviderError?

    /// A classifier of one exchange; the body of a failed request is read once.
    init(exchange: Exchange, prompt: [Message], now: Timestamp) {
        self.exchange = exchange
        self.prompt = prompt
        self.now = now
        error = (200..<300).contains(exchange.status) ? nil : FailureClassifier.error(of: exchange)
    }

    /// What body and headers of a failed request say; Amazon names the kind of error in a header.
    private static func error(of exchange: Exchange) -> ProviderError? {
        var error: ProviderError?
        do {
            error = ProviderError(try JSONParser.parse(BodyForm.lenientUTF8(exchange.body)))
        } catch {
            // A page or nothing: the status decides alone.
        }
        return exchange.headers["x-amzn-errortype"].map { ProviderError(kind: $0, error) } ?? error
    }

    /// A provider's words without key and prompt, on one line, at most 300 characters.
    func safe(_ text: String) -> String { ErrorText.safe(text, prompt: prompt) }

    /// Any status but success, and no response at all.
    func refused() -> CallFailure {
        if let failure = exchange.failure, !(300..<600).contains(exchange.status) || failure.isOwn {
            return broken(failure)
        }
        guard exchange.status != 0 else {
            return CallFailure(
                outcome: .network, retry: .allowed(after: nil), code: "no-response", message: "no response")
        }
        let outcome = statusOutcome
        return CallFailure(
            outcome: outcome, retry: retry(outcome), status: exchange.status, code: code(error),
            message: error.map(told).flatMap { $0.isEmpty ? nil : $0 } ?? statusMessage)
    }

    /// An error inside a success. Limits, credit and keys keep their own class, for the caller acts on them.
    func reported(_ error: ProviderError) -> CallFailure {
        let outcome = outcome(inSuccess: error)
        return CallFailure(
            outcome: outcome, retry: error.isRequestRefused ? .never : retry(outcome, error), status: exchange.status,
            code: code(error), message: told(error))
    }

    /// What an error said, behind what a person has to know of it.
    private func told(_ error: ProviderError) -> String {
        let said = safe(error.message)
        guard error.isClockSkewed else { return said }
        // Both together within what a message may have.
        return "the clock of this machine differs from the far end's by minutes"
            + (said.isEmpty ? "" : ": " + said.prefix(200))
    }

    private func outcome(inSuccess error: ProviderError) -> Outcome {
        if error.isMoney || error.number == 402 { return .money }
        if error.isAuth { return .auth }
        return error.isRate ? .rateLimited : .errorIn200
    }

    /// A success without an answer in it: scored, and worth a second question.
    func malformed(_ why: String) -> CallFailure {
        CallFailure(outcome: .malformed, retry: retry(.malformed), status: exchange.status, message: why)
    }

    /// A success whose body is a page for people: it never came from the API.
    func page() -> CallFailure {
        CallFailure(
            outcome: .errorIn200, retry: retry(.errorIn200), status: exchange.status, code: "page",
            message: "a page for people instead of an answer: a portal or gateway, or a wrong base URL")
    }

    /// A success that ended too early although the transport saw nothing wrong.
    func cut(_ why: String) -> CallFailure {
        CallFailure(outcome: .truncatedStream, retry: retry(.truncatedStream), status: exchange.status, message: why)
    }

    /// A successful body that is not JSON.
    func unreadable(_ bytes: [UInt8], _ failure: JSONParser.Failure) -> CallFailure {
        if bytes.isEmpty { return malformed("the body is empty") }
        if BodyForm.isCut(bytes) { return cut("the body ends in the middle of a value") }
        return malformed("the body is not JSON: \(failure.problem) (byte \(failure.offset))")
    }

    /// What the transport's failure means when there is no whole answer.
    func broken(_ failure: TransportFailure) -> CallFailure {
        let (outcome, retry) = failure.meaning
        return CallFailure(
            outcome: outcome, retry: retry, status: exchange.status, code: failure.code, message: safe(failure.detail))
    }

    /// The same for a stream: one that had begun and broke is cut; its network worked.
    func brokenStream(_ failure: TransportFailure) -> CallFailure {
        var result = broken(failure)
        if result.outcome == .network, !exchange.body.isEmpty { result.outcome = .truncatedStream }
        return result
    }

    private var statusOutcome: Outcome {
        if (400..<500).contains(exchange.status), let error {
            if error.isMoney { return .money }
            if error.namesAuth { return .auth }
            if error.isNotReady { return .server }
        }
        return switch exchange.status {
        case 402: .money
        case 401, 403, 407: .auth
        case 429, 529: .rateLimited
        // Timed out, busy or not ready there: the request itself is in order.
        case 408, 409, 421, 424, 425, 499: .server
        case 300..<500: .badRequest
        default: .server
        }
    }

    private var statusMessage: String {
        switch exchange.status {
        case 300..<400: "HTTP \(exchange.status): a redirect; the base URL is not where the API is"
        default: "HTTP \(exchange.status)"
        }
    }

    private func retry(_ outcome: Outcome, _ error: ProviderError? = nil) -> CallFailure.Retry {
        switch outcome {
        case .rateLimited, .server, .errorIn200, .truncatedStream, .malformed, .timeout, .network:
            if exchange.headers["x-should-retry"]?.trimmed.lowercased() == "false" { return .never }
            return .allowed(after: RetryAfter.delay(exchange.headers, now: now) ?? (error ?? self.error)?.retryDelay)
        case .money, .auth, .badRequest, .ok, .refusal, .truncated, .stale, .breakerOpen, .budgetExhausted, .ownNetwork,
            .shed,
            .skipped, .cancelled:
            return .never
        }
    }

    private func code(_ error: ProviderError?) -> String {
        guard let error else { return "" }
        return error.words.first.map(ErrorText.code) ?? error.number.map { "\($0)" } ?? ""
    }
}

extension TransportFailure {
    /// Whether this process ended the exchange.
    fileprivate var isOwn: Bool {
        switch self {
        case .cancelled, .shutDown: true
        default: false
        }
    }

    /// The class of the failure, and whether asking again can help.
    fileprivate var meaning: (Outcome, CallFailure.Retry) {
        switch self {
        case .timeout, .lowSpeed: (.timeout, .allowed(after: nil))
        // A far end that floods would flood again.
        case .bodyTooLarge, .headersTooLarge: (.server, .never)
        case .nameNotFound, .connectionFailed, .tls, .connectionLost, .protocolError, .proxy:
            (.network, .allowed(after: nil))
        case .badRequest: (.badRequest, .never)
        case .cancelled, .shutDown: (.cancelled, .never)
        }
    }
}
