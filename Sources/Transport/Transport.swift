import CCurl
package import Core

/// HTTP exchanges over libcurl: one driver thread, any number of callers.
///
/// Each exchange is bounded in time and size by its `ExchangeLimits`; how many are started at once is the caller's
/// affair. TLS is always verified and needs at least version 1.2; only `http` and `https` are spoken. Connections are
/// kept for later exchanges (at most 64, none older than five minutes, so that a change of address is noticed).
/// With nothing in flight the driver thread sleeps.
package final class Transport: Sendable {
    private let inbox: Inbox

    /// Starts the driver thread. Of the environment `http_proxy`, `https_proxy`, `all_proxy`, `no_proxy` (and their
    /// upper-case forms, but for `HTTP_PROXY`), `CURL_CA_BUNDLE` and `SSL_CERT_FILE` are read, here and once.
    package init(environment: [String: String]) {
        guard curlIsReady, let multi = MultiHandle() else { preconditionFailure("libcurl cannot be initialised") }
        let inbox = Inbox(multi: multi)
        let surroundings = Surroundings(environment)
        let hasStarted = startThread(named: "plummet-curl") { Driver(inbox: inbox, surroundings: surroundings).run() }
        guard hasStarted else { preconditionFailure("the system has no thread left for libcurl") }
        self.inbox = inbox
    }

    deinit { inbox.close() }

    /// Sends a request and returns all that came of it. It never throws: `failure` of the exchange says why it ended
    /// early, and status, headers, body and times are what had come by then.
    ///
    /// Cancelling the task ends the exchange at once as `.cancelled`. A request with secret headers is never
    /// redirected, for its secrets were meant for one host; the redirect is its answer. When a kept connection proves
    /// dead before a byte of the response came, libcurl sends the request again on a new one.
    ///
    /// - Parameter onChunk: called on the driver thread with each piece of the body as it arrives. All exchanges wait
    ///   for it, so it hands the bytes on and returns.
    package func exchange(
        _ request: OutboundRequest, route: Route = Route(), limits: ExchangeLimits = ExchangeLimits(),
        onChunk: (@Sendable (Exchange.Chunk, [UInt8]) -> Void)? = nil
    ) async -> Exchange {
        if Task.isCancelled { return Exchange(failure: .cancelled) }
        if let problem = problem(of: request) ?? problem(of: route) { return Exchange(failure: .badRequest(problem)) }
        let ticket = Ticket()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let submission = Submission(
                    ticket: ticket, request: request, route: route, limits: limits, onChunk: onChunk,
                    enqueued: .now, continuation: continuation)
                if !inbox.post(.start(submission)) { continuation.resume(returning: Exchange(failure: .shutDown)) }
            }
        } onCancel: {
            ticket.cancel()
            // A transport that is shutting down ends the exchange by itself.
            _ = inbox.post(.cancel(ticket))
        }
    }

    /// Ends all exchanges in flight and all later ones as `.shutDown`, closes the connections, ends the driver thread
    /// and returns when that is done. It may be called more than once.
    package func shutDown() async { await inbox.closeAndWait() }

    /// The versions of libcurl and the libraries under it: `libcurl/7.88.1 OpenSSL/3.0.22 zlib/1.2.13 …`.
    package static var libraryVersion: String { String(cString: curl_version()) }
}

/// libcurl's process-wide state, made on first use and kept to the end of the process.
private let curlIsReady = plummet_curl_start() == CURLE_OK
