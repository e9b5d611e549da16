import CCurl
import Core

extension Transfer {
    /// Tells libcurl all of the exchange: what to send, by which way, what to refuse, and where its bytes go.
    func configure(_ surroundings: Surroundings) throws(TransportFailure) {
        try setRequest()
        try setBounds()
        try setRoute(surroundings)
        try setSinks()
    }

    private func setRequest() throws(TransportFailure) {
        let request = submission.request
        try handle.set(CURLOPT_URL, request.url)
        switch (request.method, request.body.isEmpty) {
        case ("GET", true):
            try handle.set(CURLOPT_HTTPGET, 1)
        case ("HEAD", _):
            try handle.set(CURLOPT_NOBODY, 1)
        case ("POST", _):
            try handle.set(CURLOPT_POST, 1)
            try handle.set(body: request.body)
        case (let method, let isEmpty):
            if !isEmpty { try handle.set(body: request.body) }
            try handle.set(CURLOPT_CUSTOMREQUEST, method)
        }
        try setHeaders(request)
        // All encodings this libcurl knows; what arrives in the body sink is plain.
        try handle.set(CURLOPT_ACCEPT_ENCODING, "")
    }

    private func setHeaders(_ request: OutboundRequest) throws(TransportFailure) {
        for header in request.headers { try append(header.name, Array(header.value.utf8)) }
        for header in request.secretHeaders {
            try append(header.name, Array(header.prefix.utf8) + header.secret.revealedBytes)
        }
        // What libcurl would add unasked: a wait for `100 Continue`, and the content type of a web form.
        try append(line: Array("Expect:".utf8))
        let names = request.headers.map(\.name) + request.secretHeaders.map(\.name)
        if !names.contains(where: { $0.lowercased() == "content-type" }) {
            try append(line: Array("Content-Type:".utf8))
        }
        try handle.set(CURLOPT_HTTPHEADER, UnsafeMutableRawPointer(headerLines))
    }

    private func append(_ name: String, _ value: [UInt8]) throws(TransportFailure) {
        // `Name:` alone would mean "leave this header out" to libcurl; `Name;` sends it empty.
        let isBlank = value.allSatisfy { $0 == 0x20 || $0 == 0x09 }
        try append(line: isBlank ? Array("\(name);".utf8) : Array("\(name): ".utf8) + value)
    }

    private func append(line: [UInt8]) throws(TransportFailure) {
        let text = (line + [0]).map { CChar(bitPattern: $0) }
        guard let list = curl_slist_append(headerLines, text) else { throw .badRequest("no memory for the headers") }
        headerLines = list
    }

    private func setBounds() throws(TransportFailure) {
        let limits = submission.limits
        try handle.set(CURLOPT_TIMEOUT_MS, milliseconds(limits.total))
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(limits.connect))
        try handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try handle.set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        try handle.set(CURLOPT_HTTP09_ALLOWED, 0)
        try handle.set(CURLOPT_NOSIGNAL, 1)
        // Without it, giving up on a name lookup would block this thread, and so every exchange, until the
        // resolver's thread is done; with it that thread is left to end, and free its memory, by itself.
        try handle.set(CURLOPT_QUICK_EXIT, 1)
    }

    private func setRoute(_ surroundings: Surroundings) throws(TransportFailure) {
        let route = submission.route
        let url = submission.request.url
        let proxy = surroundings.proxy(for: route, url: url)
        try handle.set(CURLOPT_PROXY, proxy.url)
        try handle.set(CURLOPT_NOPROXY, proxy.exceptions)
        try handle.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try setTrust(surroundings.caFile(for: route))
        let version = version(route.version, isSecure: scheme(of: url) == "https")
        try handle.set(CURLOPT_HTTP_VERSION, version)
        // libcurl 7.88 cannot use a connection of HTTP/2 without TLS a second time: the request fails.
        if !route.reuseConnection || version == Int(CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE) {
            try handle.set(CURLOPT_FRESH_CONNECT, 1)
            try handle.set(CURLOPT_FORBID_REUSE, 1)
        }
        try handle.set(CURLOPT_MAXLIFETIME_CONN, 300)
        if route.redirects > 0, submission.request.secretHeaders.isEmpty {
            try handle.set(CURLOPT_FOLLOWLOCATION, 1)
            try handle.set(CURLOPT_MAXREDIRS, min(route.redirects, 50))
        }
    }

    private func setTrust(_ caFile: String?) throws(TransportFailure) {
        try handle.set(CURLOPT_SSL_VERIFYPEER, 1)
        try handle.set(CURLOPT_SSL_VERIFYHOST, 2)
        try handle.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        // libcurl caches the parsed certificates only while no directory is set, and Debian's libcurl has one built in:
        // 36 ms of CPU for each new connection instead of 1.
        try handle.set(CURLOPT_CAPATH, nil as String?)
        try handle.set(CURLOPT_PROXY_CAPATH, nil as String?)
        guard let caFile else { return }
        try handle.set(CURLOPT_CAINFO, caFile)
        try handle.set(CURLOPT_PROXY_CAINFO, caFile)
    }

    private func version(_ version: Route.Version, isSecure: Bool) -> Int {
        switch version {
        case .http1: Int(CURL_HTTP_VERSION_1_1)
        case .automatic: Int(CURL_HTTP_VERSION_2TLS)
        case .http2: Int(isSecure ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE)
        }
    }

    /// libcurl reads 0 as "no limit", and there is none such here.
    private func milliseconds(_ duration: Duration) -> Int {
        Int(min(max(1, duration.microseconds / 1_000), Int64(Int32.max)))
    }
}
