internal import Core

/// All suites that are in force together.
struct SuiteSet: Sendable {
    /// Sorted by name.
    let suites: [Suite]
    /// Sorted by name.
    let selections: [Selection]
    /// Whether every file was read without an error.
    let isSound: Bool

    /// Reads the files in the order of their paths, and notes what is declared in more than one of them.
    static func read(_ files: [SourceFile]) -> (set: SuiteSet, diagnostics: [Diagnostic]) {
        var suites: [Suite] = []
        var selections: [Selection] = []
        var diagnostics: [Diagnostic] = []
        let ordered = files.sorted { $0.path < $1.path }
        for file in ordered {
            let (content, found) = SuiteFile.read(file)
            switch content {
            case .suite(let suite): suites.append(suite)
            case .selection(let selection): selections.append(selection)
            case nil: break
            }
            diagnostics += found
        }
        diagnostics += repeated(ordered.compactMap(Names.init))
        // What is missing may be in a file that was refused.
        if !diagnostics.contains(where: { $0.severity == .error }) {
            diagnostics += selections.flatMap { $0.problems(among: suites, selections) }
        }
        let isSound = !diagnostics.contains { $0.severity == .error }
        let set = SuiteSet(
            suites: suites.sorted { $0.name < $1.name },
            selections: selections.sorted { $0.name.value < $1.name.value },
            isSound: isSound)
        return (set, diagnostics)
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
