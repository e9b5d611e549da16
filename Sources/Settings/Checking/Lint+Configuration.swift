internal import Core
internal import Dialects

/// What `check` looks for in providers that may be asked and yet tell little, or not for long; `"allow"` of a provider says
/// that one of these is meant.
package enum ProviderLint: String, Sendable, CaseIterable {
    /// A model name that may stand for another model tomorrow.
    case unpinnedModel = "unpinned-model"
    /// An API that lets any backend answer.
    case anyBackend = "any-backend"
    /// Fewer output tokens than reasoning and answer need.
    case smallBudget = "small-budget"
    /// It is asked fixed probes alone: a cache could answer all of them.
    case onlyFixed = "only-fixed"
    /// A day takes more than its limits.
    case overBudget = "over-budget"
    /// The only one in a group of equivalent providers.
    case loneEquivalent = "lone-equivalent"
}

extension Settings {
    /// What is unwise about a configuration with these suites.
    static func lint(_ configuration: Configuration, _ set: SuiteSet) -> [Diagnostic] {
        configuration.providers.flatMap { declaration in
            var findings = modelProblems(declaration) + equivalenceProblems(declaration, configuration)
            if set.isSound { findings += probeProblems(declaration, set.probes(for: declaration), configuration) }
            let told = findings.filter { finding in !declaration.allow.contains { $0.value == finding.lint } }
            let idle = declaration.allow.filter { each in !findings.contains { $0.lint == each.value } }
            return told.map { finding in
                configuration.file.diagnostic(
                    .warning, at: finding.offset, finding.problem,
                    instead: "\(finding.instead), or allow \"\(finding.lint.rawValue)\"")
            }
                + (set.isSound ? idle : []).map { each in
                    configuration.file.diagnostic(
                        .warning, at: each.offset, "\"\(each.value.rawValue)\" is allowed and not found here",
                        instead: "leave it out")
                }
        }
    }

    /// Something that a lint found of a provider, at a byte offset of the configuration.
    private typealias ProviderFinding = (lint: ProviderLint, offset: Int, problem: String, instead: String)

    private static func equivalenceProblems(
        _ declaration: ProviderDeclaration, _ configuration: Configuration
    ) -> [ProviderFinding] {
        declaration.provider.equivalent.compactMap { group in
            let members = configuration.providers.count { $0.provider.equivalent.contains(group) }
            guard members < 2 else { return nil }
            return (
                .loneEquivalent, declaration.offset,
                "\"\(declaration.provider.name)\" alone is in the group \"\(group)\" of equivalent providers",
                "name the group in \"equivalent\" of another provider as well, or take it away"
            )
        }
    }

    private static func modelProblems(_ declaration: ProviderDeclaration) -> [ProviderFinding] {
        let provider = declaration.provider
        var findings: [ProviderFinding] = []
        if let problem = pinningProblem(model: provider.model, baseURL: provider.baseURL) {
            findings.append((.unpinnedModel, declaration.modelOffset, problem.problem, problem.instead))
        }
        if let caveat = Dialects.named(provider.api, options: provider.options)?.caveat {
            findings.append((.anyBackend, declaration.offset, caveat.problem, caveat.instead))
        }
        return findings
    }

    private static func probeProblems(
        _ declaration: ProviderDeclaration, _ probes: [Probe], _ configuration: Configuration
    ) -> [ProviderFinding] {
        let provider = declaration.provider
        let tight = probes.filter { $0.sampling.maxOutputTokens < reasoningTokens }
        var findings: [ProviderFinding] = []
        if isReasoningModel(provider.model), let first = tight.first {
            findings.append(
                (
                    .smallBudget, declaration.modelOffset,
                    "\"\(provider.model)\" reasons before it answers, and \(tight.count) of \(probes.count) probes, "
                        + "such as \"\(first.key)\", allow fewer than \(reasoningTokens) tokens for both",
                    "raise their \"max_output_tokens\", or limit the reasoning by \"extra\""
                ))
        }
        if probes.count >= 4, !probes.contains(where: \.isVaried) {
            findings.append(
                (
                    .onlyFixed, declaration.offset,
                    "all \(probes.count) probes that \"\(provider.name)\" is asked are fixed: a cache could answer every one",
                    "give it a suite with varied ones"
                ))
        }
        let cost = DailyCost.estimate(provider, probes: probes, interval: configuration.interval)
        if !cost.exceeded.isEmpty {
            findings.append(
                (
                    .overBudget, declaration.offset,
                    "a day of \"\(provider.name)\" may take \(cost.exceeded.joined(separator: ", ")): "
                        + "the budget ends before the day",
                    "raise the budget or the interval, or give it fewer suites"
                ))
        }
        return findings
    }
}

/// Tokens that hidden reasoning and a short answer need at least.
private let reasoningTokens = 1024

/// Whether a model of that name is known to reason before it answers.
func isReasoningModel(_ model: String) -> Bool {
    let name = model.lowercased().split(separator: "/").last.map(String.init) ?? ""
    let beginnings = ["o1", "o3", "o4", "gpt-5", "deepseek-reasoner", "deepseek-r1", "qwq", "magistral"]
    return beginnings.contains { name == $0 || name.hasPrefix($0 + "-") || name.hasPrefix($0 + ".") }
        || ["-thinking", "-reasoning", ":thinking"].contains { name.contains($0) }
}

/// Why the name of a model may stand for another model tomorrow, or nil.
func pinningProblem(model: String, baseURL: String) -> (problem: String, instead: String)? {
    let name = model.lowercased()
    if name == "auto" || name.hasSuffix("/auto") || name.hasPrefix("auto-") || name.contains("router") {
        return (
            "\"\(model)\" is a router: it answers with another model whenever it likes",
            "name the model itself"
        )
    }
    if name.hasSuffix("latest") {
        return ("\"\(model)\" is an alias that moves to newer models", "name a dated version")
    }
    let host = baseURL.lowercased()
    let isVendor = host.contains("://api.openai.com") || host.contains("://api.anthropic.com")
    guard isVendor, !name.hasPrefix("ft:"), !hasDate(name) else { return nil }
    return (
        "\"\(model)\" is an alias without a date: its vendor may move it to another version",
        "name a dated version, such as \"\(host.contains("anthropic") ? "claude-…-20250929" : "gpt-…-2024-07-18")\""
    )
}

/// Whether a name carries a date or a build: `-2024-07-18`, `-20250929`, `-0613`.
private func hasDate(_ name: String) -> Bool {
    let parts = name.split { $0 == "-" || $0 == "@" || $0 == ":" }.dropFirst()
    return parts.contains { part in
        (part.utf8.count == 4 || part.utf8.count == 8) && part.utf8.allSatisfy { (48...57).contains($0) }
    }
}
