package import Core

/// An error as a provider or a gateway reports it, whatever shape it gives it.
package struct ProviderError: Error, Sendable, Equatable {
    /// Its codes, types and states in lower case, the most telling first: `insufficient_quota`, `overloaded_error`.
    package var words: [String]
    /// The HTTP status that the body speaks of, which differs from the response's inside a success; nil for none.
    package var number: Int?
    /// What it said, unfiltered: it may quote a key or the prompt.
    package var message: String
    /// How long it asks to wait in the body (Google's `RetryInfo`); nil where it does not.
    package var retryDelay: Duration?

    /// The error that any body of a failed request holds; nil when it has none of the known shapes:
    /// `{"error": {…}}`, `{"error": "…"}`, `[{"error": …}]`, `{"message": …}`, `{"detail": …}`, `{"errors": […]}`.
    package init?(_ body: JSON) {
        self.init(body, depth: 0)
    }

    /// The error that a body or event of a *successful* response holds; nil when it is no error.
    package init?(inSuccess body: JSON) {
        let inner = body[0]?["error"] ?? body["error"]
        let reported = inner.map { !ProviderError.isBlank($0) } ?? false
        let declared = body["object"]?.string == "error" || body["type"]?.string == "error"
        let bare = body["detail"] != nil && body["choices"] == nil && body["content"] == nil && body["type"] == nil
        guard reported || declared || bare else { return nil }
        self.init(body, depth: 0)
    }

    /// An error whose kind stands in a header, as Amazon has it: `ThrottlingException:http://…`, `com.amazon#Throttling…`.
    init(kind header: String, _ body: ProviderError?) {
        words = body?.words ?? []
        number = body?.number
        message = body?.message ?? ""
        retryDelay = body?.retryDelay
        let name = header.prefix { $0 != ":" }.split(separator: "#").last ?? ""
        words.insert(String(name).trimmed.lowercased(), at: 0)
    }

    private init?(_ body: JSON, depth: Int) {
        words = []
        message = ""
        guard depth < 3 else { return nil }
        let outer = body[0] ?? body
        if let text = outer["error"]?.string, !text.isEmpty {
            message = text
            readCodes(outer)
        } else if let inner = outer["error"] ?? outer["errors"]?[0], !ProviderError.isBlank(inner), inner.members != nil
        {
            readCodes(inner)
            message = ProviderError.text(inner)
            readDetails(inner)
            readUpstream(inner, depth: depth)
        } else {
            readCodes(outer)
            message = ProviderError.text(outer)
        }
        if message.isEmpty, words.isEmpty, number == nil { return nil }
    }

    private mutating func readCodes(_ body: JSON) {
        for key in ["code", "type", "status"] {
            guard let value = body[key] else { continue }
            if let number = value.int ?? value.string.flatMap({ Int($0) }) {
                if self.number == nil, (100..<600).contains(number) { self.number = number }
            } else if let word = value.string, !word.isEmpty {
                add(word)
            }
        }
    }

    /// Anthropic's `details.error_code`, Google's list of typed details, Azure's filter results, a router's moderation.
    private mutating func readDetails(_ error: JSON) {
        if let inner = error["innererror"] {
            if let code = inner["code"]?.string { add(code) }
            let filtered = ContentFilter.filtered(inner["content_filter_result"] ?? .null)
            if !filtered.isEmpty {
                message += (message.isEmpty ? "" : " ") + "(" + filtered.joined(separator: ", ") + ")"
            }
        }
        // The reasons that a moderator gives; what it flagged is the prompt and stays out.
        if let reasons = error["metadata"]?["reasons"]?.array, !reasons.isEmpty { add("content_policy_violation") }
        if let code = error["details"]?["error_code"]?.string { words.insert(code.lowercased(), at: 0) }
        for detail in (error["details"]?.array ?? []).prefix(16) {
            for violation in (detail["violations"]?.array ?? []).prefix(16) {
                if let quota = violation["quotaId"]?.string { add(quota) }
            }
            if let reason = detail["reason"]?.string { add(reason) }
            if let delay = detail["retryDelay"]?.string, delay.hasSuffix("s") {
                retryDelay = RetryAfter.seconds(String(delay.dropLast())) ?? retryDelay
            }
        }
    }

    /// A router's `metadata.raw` holds what the backend behind it said.
    private mutating func readUpstream(_ error: JSON, depth: Int) {
        guard let raw = error["metadata"]?["raw"] else { return }
        var upstream = raw.members == nil ? nil : raw
        if let text = raw.string { upstream = ProviderError.parsed(text) }
        if let upstream, let cause = ProviderError(upstream, depth: depth + 1) {
            cause.words.forEach { add($0) }
            if !cause.message.isEmpty { message += (message.isEmpty ? "" : ": ") + cause.message }
        }
    }

    private mutating func add(_ word: String) {
        let lowered = word.lowercased()
        if words.count < 16, !words.contains(lowered) { words.append(lowered) }
    }

    private static func parsed(_ text: String) -> JSON? {
        do { return try JSONParser.parse(text) } catch { return nil }
    }

    private static func isBlank(_ value: JSON) -> Bool {
        switch value.kind {
        case .null, .bool(false): true
        case .string(let text): text.isEmpty
        case .object(let members): members.isEmpty
        case .array(let values): values.isEmpty
        case .bool, .number: false
        }
    }

    /// The message of an error; of a validation error the places and reasons alone, for it quotes the input.
    private static func text(_ body: JSON) -> String {
        for key in ["message", "detail", "msg", "error_description"] {
            guard let value = body[key] else { continue }
            if let text = value.string { return text }
            if let nested = value["message"]?.string { return nested }
            if value["detail"] != nil { return text(value) }
            if let problems = value.array { return problems.prefix(3).compactMap(place).joined(separator: "; ") }
        }
        return ""
    }

    private static func place(_ problem: JSON) -> String? {
        guard let reason = problem["msg"]?.string ?? problem["message"]?.string else { return problem.string }
        let path = (problem["loc"]?.array ?? []).prefix(6).compactMap { $0.string ?? $0.int.map { "\($0)" } }
        return path.isEmpty ? reason : path.joined(separator: ".") + ": " + reason
    }
}
