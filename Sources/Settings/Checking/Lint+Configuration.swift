internal import Core
internal import Dialects

extension Settings {
    /// What is unwise about a configuration with these suites.
    static func lint(_ configuration: Configuration, _ set: SuiteSet) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        for declaration in configuration.providers {
            let provider = declaration.provider
            if let problem = pinningProblem(model: provider.model, baseURL: provider.baseURL) {
                diagnostics.append(
                    configuration.file.diagnostic(
                        .warning, at: declaration.modelOffset, problem.problem, instead: problem.instead))
            }
            if let caveat = Dialects.named(provider.api, options: provider.options)?.caveat {
                diagnostics.append(
                    configuration.file.diagnostic(
                        .warning, at: declaration.offset, caveat.problem, instead: caveat.instead))
            }
            guard set.isSound else { continue }
            diagnostics += probeProblems(declaration, set.probes(for: declaration), configuration)
        }
        return diagnostics
    }

    private static func probeProblems(
        _ declaration: ProviderDeclaration, _ probes: [Probe], _ configuration: Configuration
    ) -> [Diagnostic] {
        let provider = declaration.provider
        let tight = probes.filter { $0.sampling.maxOutputTokens < reasoningTokens }
        var diagnostics: [Diagnostic] = []
        if isReasoningModel(provider.model), let first = tight.first {
            diagnostics.append(
                configuration.file.diagnostic(
                    .warning, at: declaration.modelOffset,
                    "\"\(provider.model)\" reasons before it answers, and \(tight.count) of \(probes.count) probes, "
                        + "such as \"\(first.key)\", allow fewer than \(reasoningTokens) tokens for both",
                    instead: "raise their \"max_output_tokens\", or limit the reasoning by \"extra\""))
        }
        if probes.count >= 4, !probes.contains(where: \.isVaried) {
            diagnostics.append(
                configuration.file.diagnostic(
                    .warning, at: declaration.offset,
                    "all \(probes.count) probes that \"\(provider.name)\" is asked are fixed: a cache could answer every one",
                    instead: "give it a suite with varied ones"))
        }
        let cost = DailyCost.estimate(provider, probes: probes, interval: configuration.interval)
        if !cost.exceeded.isEmpty {
            diagnostics.append(
                configuration.file.diagnostic(
                    .warning, at: declaration.offset,
                    "a day of \"\(provider.name)\" may take \(cost.exceeded.joined(separator: ", ")): "
                        + "the budget ends before the day",
                    instead: "raise the budget or the interval, or give it fewer suites"))
        }
        return diagnostics
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
