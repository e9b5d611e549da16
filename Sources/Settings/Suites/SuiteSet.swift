internal import Core

/// All suites that are in force together.
struct SuiteSet: Sendable {
    /// Sorted by name.
    let suites: [Suite]
    /// Whether every file was read without an error.
    let isSound: Bool

    /// Reads the files in the order of their paths, and notes what is declared in more than one of them.
    static func read(_ files: [SourceFile]) -> (set: SuiteSet, diagnostics: [Diagnostic]) {
        var suites: [Suite] = []
        var diagnostics: [Diagnostic] = []
        let ordered = files.sorted { $0.path < $1.path }
        for file in ordered {
            let (suite, found) = Suite.read(file)
            if let suite { suites.append(suite) }
            diagnostics += found
        }
        diagnostics += repeated(ordered.compactMap(Names.init))
        let isSound = !diagnostics.contains { $0.severity == .error }
        return (SuiteSet(suites: suites.sorted { $0.name < $1.name }, isSound: isSound), diagnostics)
    }

    /// Suites and probes that an earlier file has already.
    private static func repeated(_ files: [Names]) -> [Diagnostic] {
        var first: [String: Names] = [:]
        var diagnostics: [Diagnostic] = []
        for names in files {
            guard let other = first[names.suite.value] else {
                first[names.suite.value] = names
                continue
            }
            let common = names.probes.filter { probe in other.probes.contains { $0.value == probe.value } }
            for probe in common {
                let place = other.probes.first { $0.value == probe.value }?.offset ?? 0
                diagnostics.append(
                    names.file.diagnostic(
                        at: probe.offset,
                        "the probe \"\(names.suite.value)/\(probe.value)\" is there already, at \(other.text(place))",
                        instead: "give it another id, or remove one of the files"))
            }
            guard common.isEmpty else { continue }
            diagnostics.append(
                names.file.diagnostic(
                    at: names.suite.offset,
                    "the suite \"\(names.suite.value)\" is there already, at \(other.text(other.suite.offset))",
                    instead: "give it another name, or put its probes into that file"))
        }
        return diagnostics
    }
}

/// The names that a file declares, also when it is refused for something else.
private struct Names {
    let file: SourceFile
    let suite: Located<String>
    let probes: [Located<String>]

    init?(_ file: SourceFile) {
        do {
            let json = try JSONParser.parse(file.bytes)
            guard let name = json["suite"], let text = name.string else { return nil }
            self.file = file
            suite = Located(text, offset: name.offset)
            probes = (json["probes"]?.array ?? []).compactMap { probe in
                guard let id = probe["id"], let text = id.string else { return nil }
                return Located(text, offset: id.offset)
            }
        } catch {
            // What is no JSON declares nothing; reading the file has said why.
            return nil
        }
    }

    /// `path:line:column` of an offset.
    func text(_ offset: Int) -> String {
        let (line, column) = file.place(of: offset)
        return "\(file.path):\(line):\(column)"
    }
}
