internal import Core

/// What every page is made of: head, navigation, banners, main part, foot.
struct Layout {
    /// How deep the page lies: links begin with it, so that they work below any prefix of a proxy.
    enum Depth: Sendable {
        /// `/` and `/incidents`.
        case top
        /// `/incidents/{id}`.
        case inner

        /// Of the page at an address, however it is answered.
        init(path: String) {
            let parts = path.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false)
            // An empty one stands before the first slash.
            self = parts.count == 3 ? .inner : .top
        }

        /// The way to `/` from the page.
        var root: HTML {
            switch self {
            case .top: "./"
            case .inner: "../"
            }
        }
    }

    /// Which entry of the navigation is marked.
    enum Section: Sendable { case providers, incidents, traces, none }

    let title: String
    let section: Section
    let depth: Depth

    /// The whole document. Without a status (an error page) there are no banners.
    func page(_ main: HTML, status: Status?) -> HTML {
        let root = depth.root
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>\(title) · plummet</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">
            <link rel="icon" href="\(root)favicon.svg"><link rel="stylesheet" href="\(root)style.css">
            <noscript><meta http-equiv="refresh" content="60"></noscript><script src="\(root)app.js" defer></script>\
            </head>
            <body><a class="skip" href="#main">Skip to content</a>
            <header class="top"><a class="name" href="\(root)">\(Layout.logo)plummet</a>
            <nav aria-label="Pages">\(link("Providers", "", .providers))\(link("Incidents", "incidents", .incidents))\
            \(link("Traces", "traces", .traces))</nav>\(Layout.clock(status))</header>
            <main id="main">\(status.map(Layout.banners) ?? .empty)\(main)</main>
            <footer class="foot"><p>plummet notices when a model gets silently worse. <a href="\(root)metrics">\
            Metrics</a> \
            <a href="\(root)api/v1/openapi.json">API</a></p></footer></body></html>
            """
    }

    private func link(_ word: String, _ place: HTML, _ section: Section) -> HTML {
        section == self.section
            ? "<a href=\"\(depth.root)\(place)\" aria-current=\"page\">\(word)</a>"
            : "<a href=\"\(depth.root)\(place)\">\(word)</a>"
    }

    private static let logo: HTML =
        "<svg viewBox=\"0 0 32 32\" width=\"24\" height=\"24\" aria-hidden=\"true\"><rect width=\"32\" height=\"32\" rx=\"7\"/><path d=\"M5 11h11l5 11h6\"/></svg>"

    private static func clock(_ status: Status?) -> HTML {
        guard let status else { return .empty }
        let vantage: HTML = status.vantage.isEmpty ? .empty : " from \(status.vantage)"
        return """
            <p class="clock" id="clock"><time datetime="\(status.now.description)">\
            \(String(status.now.forPeople.dropFirst(11))) UTC</time>\(vantage)</p>
            """
    }

    private static func banners(_ status: Status) -> HTML {
        let troubles: HTML =
            status.troubles.isEmpty
            ? .empty
            : """
            <section class="banner bad" role="alert"><h2>\(Tone.bad.mark) plummet itself has a problem</h2>
            <ul>\(status.troubles.map { trouble -> HTML in "<li>\(trouble)</li>" })</ul></section>
            """
        guard !status.reload.succeeded else { return troubles }
        return troubles + """
            <section class="banner notice" role="alert"><h2>\(Tone.notice.mark) The new configuration is refused</h2>
            <p>The one of \(.minute(status.reload.succeededAt)) stays in force.</p>
            <ul class="mono">\(status.reload.diagnostics.prefix(20).map { each -> HTML in "<li>\(each.description)</li>" })</ul></section>
            """
    }
}

/// A request that was not done, as a page.
enum ErrorPage {
    /// The sentence, and the way back.
    static func render(_ refusal: Refusal, path: String) -> HTML {
        let title = refusal.status == 404 ? "Not found" : "Refused"
        // Deeper than any page lies the style sheet is not found; the page is readable without.
        return Layout(title: title, section: .none, depth: Layout.Depth(path: path)).page(
            "<section class=\"empty\"><h1>\(title)</h1><p>\(refusal.sentence)</p><p class=\"dim\">Status \(refusal.status)</p></section>",
            status: nil)
    }
}
