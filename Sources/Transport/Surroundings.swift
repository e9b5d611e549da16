import Core

/// What the environment says of routes: proxies and certificate authorities. The process's own environment is never
/// looked at, so that two transports can differ and tests are not disturbed.
struct Surroundings: Sendable {
    /// Which proxy an exchange uses, in libcurl's terms.
    struct Proxy: Equatable, Sendable {
        /// The proxy's URL; empty for none at all.
        var url: String
        /// Hosts that are reached directly, separated by commas; empty for none, `*` for all.
        var exceptions: String
    }

    private let httpProxy: String
    private let httpsProxy: String
    private let exceptions: String
    private let caFile: String?

    /// Reads the variables; an empty one counts as unset.
    init(_ environment: [String: String]) {
        func value(_ names: String...) -> String? {
            names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        let all = value("all_proxy", "ALL_PROXY") ?? ""
        // `HTTP_PROXY` is left out on purpose: under CGI a client sets it with a `Proxy:` header.
        httpProxy = value("http_proxy") ?? all
        httpsProxy = value("https_proxy", "HTTPS_PROXY") ?? all
        exceptions = value("no_proxy", "NO_PROXY") ?? ""
        caFile = value("CURL_CA_BUNDLE", "SSL_CERT_FILE")
    }

    /// The proxy for a URL. A proxy named by the route is used for every host.
    func proxy(for route: Route, url: String) -> Proxy {
        switch route.proxy {
        case .none: Proxy(url: "", exceptions: "")
        case .url(let proxy): Proxy(url: proxy, exceptions: "")
        case .environment: Proxy(url: scheme(of: url) == "https" ? httpsProxy : httpProxy, exceptions: exceptions)
        }
    }

    /// The PEM bundle that is trusted; nil for the one libcurl was built with.
    func caFile(for route: Route) -> String? { route.caFile ?? caFile }
}
