internal import Core

extension Selection {
    /// What it names and there is not. A whole suite that is gone is a warning: a directory from which somebody took a
    /// suite away goes on without it.
    func problems(among suites: [Suite], _ selections: [Selection]) -> [Diagnostic] {
        guard case .probes(let named) = choice else { return [] }
        var diagnostics: [Diagnostic] = []
        var missing: [(suite: String, keys: [Located<String>])] = []
        for key in named {
            let parts = key.value.split(separator: "/").map(String.init)
            guard let suiteName = parts.first, let id = parts.last else { continue }
            if let suite = suites.first(where: { $0.name == suiteName }) {
                diagnostics += problem(of: key, id, in: suite, suites)
            } else if selections.contains(where: { $0.name.value == suiteName }) {
                diagnostics.append(
                    file.diagnostic(
                        at: key.offset, "\"\(suiteName)\" is a selection itself and has no probes",
                        instead: "name the probe's own suite"))
            } else if let index = missing.firstIndex(where: { $0.suite == suiteName }) {
                missing[index].keys.append(key)
            } else {
                missing.append((suiteName, [key]))
            }
        }
        return diagnostics + missing.flatMap { absence(of: $0.suite, $0.keys, suites) }
    }

    private func problem(of key: Located<String>, _ id: String, in suite: Suite, _ suites: [Suite]) -> [Diagnostic] {
        guard !suite.probes.contains(where: { $0.probe.id == id }) else { return [] }
        let elsewhere = suites.first { $0.probes.contains { $0.probe.id == id } }.map { "\($0.name)/\(id)" }
        let near = nearest(to: id, among: suite.probes.map(\.probe.id)).map { "\(suite.name)/\($0)" }
        return [
            file.diagnostic(
                at: key.offset, "there is no probe \"\(id)\" in the suite \"\(suite.name)\"",
                instead: (near ?? elsewhere).map { "write \"\($0)\"" } ?? "leave it out")
        ]
    }

    /// One message for all probes of a suite that is not there: an error where its name is nearly that of another.
    private func absence(of suite: String, _ keys: [Located<String>], _ suites: [Suite]) -> [Diagnostic] {
        guard let first = keys.first else { return [] }
        if let near = nearest(to: suite, among: suites.map(\.name)) {
            return keys.map { key in
                file.diagnostic(
                    at: key.offset, "there is no suite \"\(suite)\"",
                    instead: "write \"\(near)\(key.value.dropFirst(suite.count))\"")
            }
        }
        let count = keys.count == 1 ? "its probe is" : "its \(keys.count) probes are"
        return [
            file.diagnostic(
                .warning, at: first.offset, "there is no suite \"\(suite)\", so \(count) not asked",
                instead: "check the whole directory, or leave them out")
        ]
    }
}
