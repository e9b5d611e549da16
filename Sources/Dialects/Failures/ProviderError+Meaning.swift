extension ProviderError {
    /// Whether credit, a spending limit or a day's quota is used up: asking again costs attempts and cannot help.
    ///
    /// A limit for a minute is none of these, even where a vendor words both alike.
    var isMoney: Bool {
        if !ProviderError.moneyWords.isDisjoint(with: words) { return true }
        if words.contains(where: { $0.contains("perday") }) { return true }
        let said = message.lowercased()
        return ProviderError.moneyPhrases.contains { said.contains($0) }
    }

    /// Whether the key or account is refused.
    var isAuth: Bool { number == 401 || number == 403 || namesAuth }

    /// Whether a word says that the key, signature or account is refused, whatever the status.
    var namesAuth: Bool { !ProviderError.authWords.isDisjoint(with: words) }

    /// Whether a signature was refused because the two clocks disagree.
    var isClockSkewed: Bool {
        if words.contains("requesttimetooskewed") { return true }
        let said = message.lowercased()
        return words.contains("invalidsignatureexception")
            && (said.contains("signature expired") || said.contains("not yet current"))
    }

    /// Whether the model is still being loaded, in the guise of a limit.
    var isNotReady: Bool { words.contains("modelnotreadyexception") }

    /// Whether there were too many requests, or too many of everybody's.
    var isRate: Bool {
        number == 429 || number == 529 || !ProviderError.rateWords.isDisjoint(with: words)
    }

    /// Whether the same request would be refused again.
    var isRequestRefused: Bool {
        if let number { return [400, 404, 405, 413, 415, 422].contains(number) }
        return !ProviderError.requestWords.isDisjoint(with: words)
    }

    /// Whether a filter refused the prompt before a model saw it.
    var isContentFilter: Bool { !ProviderError.filterWords.isDisjoint(with: words) }

    private static let filterWords: Set = [
        "content_filter", "content_policy_violation", "responsibleaipolicyviolation", "invalid_prompt", "bio_policy",
        "misalignment_policy_violation", "image_content_policy_violation",
    ]

    private static let moneyWords: Set = [
        "insufficient_quota", "insufficient_balance", "insufficient_credits", "insufficient_user_quota",
        "billing_error",
        "billing_hard_limit_reached", "billing_not_active", "enforced_spend_limit_reached",
        "exceeded_current_quota_error",
        "budget_exceeded", "payment_required", "billing_disabled", "servicequotaexceededexception",
    ]

    private static let moneyPhrases = [
        "credit balance is too low", "insufficient balance", "insufficient credits", "spending limit",
        "billing hard limit",
        "used all available credits", "free-models-per-day", "too many tokens per day",
    ]

    private static let authWords: Set = [
        "authentication_error", "invalid_api_key", "invalid_authentication", "permission_error", "permission_denied",
        "unauthenticated", "account_deactivated", "api_key_invalid", "api_key_service_blocked", "service_disabled",
        "accessdeniedexception", "expiredtoken", "expiredtokenexception", "incompletesignature",
        "incompletesignatureexception", "invalidclienttokenid", "invalidsignatureexception",
        "missingauthenticationtoken",
        "missingauthenticationtokenexception", "requesttimetooskewed", "signaturedoesnotmatch",
        "unrecognizedclientexception",
    ]

    private static let rateWords: Set = [
        "rate_limit_error", "rate_limit_exceeded", "overloaded_error", "engine_overloaded_error", "resource_exhausted",
        "too_many_requests", "rate_limit_reached_error", "throttlingexception", "toomanyrequestsexception",
    ]

    private static let requestWords: Set = [
        "invalid_request_error", "not_found_error", "model_not_found", "context_length_exceeded", "request_too_large",
        "unsupported_parameter", "unsupported_value", "invalid_argument", "failed_precondition", "validationexception",
        "resourcenotfoundexception",
    ]
}
