package import Core
internal import Alerting
internal import Dialects

/// A provider as `config.json` declares it: everything but its secrets, of which it knows where they lie.
package struct ProviderDeclaration: Sendable {
    /// The provider without API key, secret headers and credentials.
    package var provider: Provider
    package var apiKey: Located<SecretReference>?
    package var secretHeaders: [SecretHeaderDeclaration]
    package var credentials: [CredentialDeclaration]
    /// The suites it is asked, selections among them; nil for every probe, once.
    package var suites: [Located<String>]?
    /// What `check` shall not warn of.
    package var allow: [Located<ProviderLint>]
    /// Byte offsets of the object and of its model name.
    package var offset: Int
    package var modelOffset: Int

    /// A header whose value lies elsewhere.
    package struct SecretHeaderDeclaration: Sendable {
        package var name: String
        package var secret: Located<SecretReference>
    }

    /// A credential by the name that its API gives it, whose value lies elsewhere.
    package struct CredentialDeclaration: Sendable {
        package var name: String
        package var secret: Located<SecretReference>
    }

    /// Every secret that it needs.
    package var secrets: [Located<SecretReference>] {
        (apiKey.map { [$0] } ?? []) + secretHeaders.map(\.secret) + credentials.map(\.secret)
    }

    /// The provider with its secrets; `reveal` gives nil for one that cannot be had and has noted why.
    func resolved(_ reveal: (Located<SecretReference>) -> Secret?) -> Provider {
        var whole = provider
        whole.apiKey = apiKey.flatMap(reveal)
        whole.secretHeaders = secretHeaders.compactMap { header in
            reveal(header.secret).map { SecretHeader(header.name, $0) }
        }
        whole.credentials = credentials.compactMap { credential in
            reveal(credential.secret).map { (name: credential.name, secret: $0) }
        }
        return whole
    }
}

extension Shape where Value == ProviderDeclaration {
    /// One element of `providers`.
    static var provider: Shape {
        .object("One upstream to watch: an API, a model, a credential, limits and prices.") { fields in
            let identity = Identity(&fields)
            let wire = Wire(&fields)
            var provider = Provider(
                name: identity.name, api: identity.api, baseURL: identity.baseURL, model: identity.model,
                headers: wire.headers, options: identity.options, stream: wire.stream, omit: Set(wire.omit),
                extra: wire.extra)
            let obstacle = wire.stream ? identity.dialect.obstacleToStreams : nil
            fields.require(obstacle == nil, at: "stream", obstacle?.problem ?? "", instead: obstacle?.instead ?? "")
            provider.route = route(&fields)
            provider.limits = limits(&fields)
            provider.concurrency = fields.field(
                "concurrency", .int(1...64), default: 4, shown: 4, "Most requests in flight at once.")
            (provider.prices, provider.budget) = money(&fields)
            provider.sentinelTokens =
                fields.optional(
                    "sentinels", .sentinels,
                    "Questions of one output token that only ask whether this is still the same model; none when left out."
                )
                ?? 0
            provider.traceContext = fields.field(
                "trace_context", .bool, default: false, shown: false,
                "Send W3C trace context (traceparent), so that a gateway's own traces join those that are exported.")
            provider.equivalent = fields.field(
                "equivalent", Shape<[String]>.oneOrMore(Shape<String>.name), default: [], shown: [],
                "A group, or a list of them, of providers that should answer alike: they are compared question by question."
            )
            provider.labels = fields.field(
                "labels", .labels, default: [], shown: [:], "Labels for metrics and alerts; at most 16.")
            let suites = fields.optional(
                "suites", .array(of: Shape<String>.name.located, count: 1...1000),
                "The suites it is asked, or selections of them; default: every probe, once.")
            let allow = fields.field(
                "allow", .array(of: Shape<ProviderLint>.choice.located, count: 0...20), default: [], shown: [],
                "Warnings of check that are meant here.")
            identity.requireKey(
                &fields, unless: wire.secretHeaders.contains { LiteralSecret.isCarried(byHeader: $0.name) })
            return ProviderDeclaration(
                provider: provider, apiKey: identity.apiKey, secretHeaders: wire.secretHeaders,
                credentials: identity.credentials, suites: suites, allow: allow,
                offset: fields.source.offset, modelOffset: fields.source["model"]?.offset ?? fields.source.offset)
        }
    }
}
